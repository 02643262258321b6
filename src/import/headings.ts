/** Headings of columns, made usable as names. Rules: docs/concepts/imports.md (IMP-2). @module */

/**
 * Trims headings and makes each one unique: `Titre` and `Titre (2)`.
 * A blank one is named after its position: `Column 3`.
 */
export function uniqueHeadings(cells: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return cells.map((cell, index) => {
    const heading = tidyHeading(cell) || `Column ${index + 1}`
    let unique = heading
    for (let n = 2; taken.has(unique); n++) unique = `${heading} (${n})`
    taken.add(unique)
    return unique
  })
}

/** A heading without blanks around it, and with single ones within. */
export function tidyHeading(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim()
}
