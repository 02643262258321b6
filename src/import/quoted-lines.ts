/**
 * Rows of a text in which every cell is quoted and none holds a quote: what most exporters write.
 *
 * The general parser takes such texts at 40 to 80 MB/s; cutting them at the quotes is several times as fast, and
 * sure: if no piece holds a quote, then every quote of the text stands in a boundary, and opens or closes a cell.
 * Any other text is left to the parser. @module
 */

/** Rows, and how many characters of the text they took; `null` if the text is not of this kind. */
export function cutQuotedLines(
  text: string,
  separator: string,
  newline: string,
): { readonly rows: string[][]; readonly used: number } | null {
  if (text.charCodeAt(0) !== 34) return null
  const end = text.lastIndexOf(`"${newline}"`)
  if (end <= 0) return null
  const rows: string[][] = []
  for (const line of text.slice(1, end).split(`"${newline}"`)) {
    const cells = line.split(`"${separator}"`)
    for (const cell of cells) if (cell.includes('"')) return null
    rows.push(cells)
  }
  return { rows, used: end + 1 + newline.length }
}
