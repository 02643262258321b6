/** Lines of calendars and of business cards: both are written alike (RFC 5545, RFC 6350, RFC 2426). @module */

/** Control characters have no place in a line, except for tabs, and for the ends of lines, which are escaped. */
export function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, ' ')
}

/** A text as a value: what people wrote can't end the line, nor the value. */
export function escapeLineText(text: string): string {
  return withoutControls(text)
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n|[\r\n\u0085\u2028\u2029]/g, '\\n')
}

const encoder = new TextEncoder()
const longestLine = 75

/** Lines of at most 75 bytes, characters left whole. */
export function foldLine(line: string): string {
  const lines: string[] = []
  let [text, bytes] = ['', 0]
  for (const character of line) {
    const size = character <= '\u007f' ? 1 : encoder.encode(character).length
    if (bytes + size > longestLine) {
      lines.push(text)
      ;[text, bytes] = ['', 1]
    }
    text += character
    bytes += size
  }
  return [...lines, text].join('\r\n ')
}
