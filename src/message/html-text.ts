/**
 * The words of a mail that has only HTML. It is read once from front to back, for anybody may send anything: no expression
 * here looks ahead for what may never come. @module
 */

const lineEnds: ReadonlySet<string> = new Set([
  ...['br', 'p', 'div', 'tr', 'li', 'ul', 'ol', 'table', 'blockquote', 'hr', 'pre'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'section', 'article', 'header', 'footer'],
])
const wordless: ReadonlySet<string> = new Set(['script', 'style', 'title', 'head', 'template'])

const named: ReadonlyMap<string, string> = new Map([
  ...([
    ['amp', '&'],
    ['lt', '<'],
    ['gt', '>'],
    ['quot', '"'],
    ['apos', "'"],
    ['nbsp', ' '],
  ] as const),
  ...([
    ['eacute', 'é'],
    ['egrave', 'è'],
    ['agrave', 'à'],
    ['ccedil', 'ç'],
    ['euro', '€'],
    ['rsquo', '’'],
  ] as const),
])

/** The words of HTML, a line each block. What it would show, and not how. */
export function textOfHtml(html: string): string {
  // Letters of ASCII only: others change their length, and places would no longer be the same.
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  let text = ''
  let at = 0
  while (at < html.length) {
    const opens = html.indexOf('<', at)
    if (opens < 0) return tidy(text + wordsIn(html.slice(at)))
    text += wordsIn(html.slice(at, opens))
    const isComment = html.startsWith('<!--', opens)
    const closes = html.indexOf(isComment ? '-->' : '>', opens)
    // What is not closed is not shown.
    if (closes < 0) return tidy(text)
    at = closes + (isComment ? 3 : 1)
    const name = /^<\/?([a-z][a-z0-9]*)/.exec(lower.slice(opens, opens + 20))?.[1] ?? ''
    if (lineEnds.has(name)) text += '\n'
    if (!wordless.has(name) || lower.startsWith('</', opens)) continue
    const end = lower.indexOf(`</${name}`, at)
    if (end < 0) return tidy(text)
    at = end
  }
  return tidy(text)
}

function wordsIn(piece: string): string {
  return piece
    .replace(/\s+/g, ' ')
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi,
      (source, decimal?: string, hex?: string, name = '') => {
        const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
        if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code)
        return named.get(String(name)) ?? source
      },
    )
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[ \u00a0]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
