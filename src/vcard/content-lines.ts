/**
 * Cutting a file into cards and lines, as real programs write them: folded lines of all three versions, soft breaks of
 * quoted-printable, base64 with and without indentation, cards within cards. All of it on bytes: a fold may cut a
 * character, and lines may differ in their encoding. Rules: docs/concepts/vcard.md (SYN-5).
 * @module
 */
import type { CardProblem, CardVersion } from './card.ts'

/** A line of a card. */
export interface ContentLine {
  /** Where it begins in the file, from 1. */
  readonly line: number
  /** What ties it to other lines, in lower case: Apple's `item1`. */
  readonly group?: string
  /** In upper case. */
  readonly name: string
  /** Names in upper case. What has no name is a TYPE or an ENCODING: 2.1 writes `TEL;WORK`. */
  readonly params: ReadonlyMap<string, readonly string[]>
  /** The bytes of the value, one a character, encoded and escaped. */
  readonly value: string
}

/** A card whose values are not looked at yet. */
export interface RawCard {
  readonly line: number
  readonly version: CardVersion | null
  readonly lines: readonly ContentLine[]
  readonly problems: readonly CardProblem[]
}

/** Cuts a file into its cards. @param bytes of the file, one a character */
export function cutCards(bytes: string): { readonly cards: readonly RawCard[]; readonly problems: CardProblem[] } {
  const physical = bytes.replaceAll('\r\r\n', '\r\n').split(/\r?\n|\r/)
  const cards: RawCard[] = []
  const problems: CardProblem[] = []
  for (let at = 0; at < physical.length; ) {
    const text = physical[at] ?? ''
    if (begins.test(text)) {
      const { card, next } = cutCard(physical, at)
      cards.push(card)
      at = next
    } else {
      if (text.trim() !== '') problems.push({ code: 'outside-a-card', line: at + 1, value: text.trim() })
      at += 1
    }
  }
  return { cards, problems }
}

/** A mark of UTF-8 stands within a file where files were put together. */
const begins = /^(?:\xef\xbb\xbf)?\s*BEGIN\s*:\s*VCARD\s*$/i
const ends = /^\s*END\s*:\s*VCARD\s*$/i

function cutCard(physical: readonly string[], start: number): { readonly card: RawCard; readonly next: number } {
  const said = saidVersion(physical, start)
  const version = versions.find((known) => known === said) ?? null
  const lines: ContentLine[] = []
  const problems: CardProblem[] = []
  const line = start + 1
  if (version === null) problems.push({ code: 'unknown-version', line, ...(said !== null && { value: said }) })
  let at = start + 1
  while (at < physical.length) {
    const text = physical[at] ?? ''
    if (ends.test(text)) return { card: { line, version, lines, problems }, next: at + 1 }
    if (begins.test(text)) {
      const last = lines.at(-1)
      // A card within a card, of somebody's agent: 2.1 writes it as it is.
      if (last?.name !== 'AGENT' || last.value.trim() !== '') break
      at = afterCard(physical, at)
    } else if (text.trim() === '') at += 1
    else {
      const { joined, next } = joinLine(physical, at, version)
      const read = readLine(joined, at + 1)
      if (read === null) problems.push({ code: 'not-a-line', line: at + 1, value: joined.trim() })
      else lines.push(read)
      at = next
    }
  }
  problems.push({ code: 'never-ends', line })
  return { card: { line, version, lines, problems }, next: at }
}

const versions: readonly CardVersion[] = ['2.1', '3.0', '4.0']

/** How lines are joined depends on it, and it may stand anywhere. */
function saidVersion(physical: readonly string[], start: number): string | null {
  for (let at = start + 1; at < physical.length; at++) {
    const text = physical[at] ?? ''
    if (ends.test(text) || begins.test(text)) return null
    const said = /^VERSION[^:]*:\s*(\S+)/i.exec(text)?.[1]
    if (said !== undefined) return said
  }
  return null
}

function afterCard(physical: readonly string[], start: number): number {
  let depth = 0
  for (let at = start; at < physical.length; at++) {
    const text = physical[at] ?? ''
    if (begins.test(text)) depth += 1
    else if (ends.test(text)) depth -= 1
    if (depth === 0) return at + 1
  }
  return physical.length
}

const quotedPrintable = /^[^:]*;\s*(?:ENCODING\s*=\s*)?QUOTED-PRINTABLE\s*[;:]/i
const base64 = /^[^:]*;\s*(?:ENCODING\s*=\s*)?(?:BASE64|B)\s*[;:]/i

function joinLine(
  physical: readonly string[],
  start: number,
  version: CardVersion | null,
): { readonly joined: string; readonly next: number } {
  const first = physical[start] ?? ''
  const isQuoted = quotedPrintable.test(first)
  const isBase64 = !isQuoted && base64.test(first)
  const pieces = [first]
  let next = start + 1
  for (; next < physical.length; next++) {
    const text = physical[next] ?? ''
    const last = pieces.at(-1) ?? ''
    if (isQuoted && last.endsWith('=')) {
      if (ends.test(text)) break
      pieces[pieces.length - 1] = last.slice(0, -1)
      pieces.push(version === '2.1' ? text : text.replace(/^[ \t]/, ''))
    } else if (/^[ \t]/.test(text)) {
      // 2.1 folds where a blank is, and the blank stays.
      pieces.push(version === '2.1' && !isBase64 ? ` ${text.trimStart()}` : text.slice(1))
    } else if (isBase64 && /^[A-Za-z0-9+/]+={0,2}\s*$/.test(text)) pieces.push(text)
    else break
  }
  return { joined: pieces.join(''), next }
}

const lineShape = /^\s*(?:([\w-]+)\.)?([\w-]+)\s*((?:;(?:[^":;]|"[^"]*")*)*):(.*)$/s

function readLine(joined: string, line: number): ContentLine | null {
  const [, group, name = '', said = '', value = ''] = lineShape.exec(joined) ?? []
  if (name === '') return null
  return {
    line,
    ...(group !== undefined && { group: group.toLowerCase() }),
    name: name.toUpperCase(),
    params: readParams(said),
    value,
  }
}

function readParams(said: string): ReadonlyMap<string, readonly string[]> {
  const params = new Map<string, string[]>()
  for (const [param] of said.matchAll(/(?:[^";]|"[^"]*")+/g)) {
    const mark = param.indexOf('=')
    const name = mark === -1 ? nameOfBare(param.trim()) : param.slice(0, mark).trim().toUpperCase()
    const values = [...param.slice(mark + 1).matchAll(/(?:[^",]|"[^"]*")+/g)].map(([value]) => withoutQuotes(value))
    const known = params.get(name)
    if (known === undefined) params.set(name, values)
    else for (const value of values) known.push(value)
  }
  return params
}

function withoutQuotes(value: string): string {
  return value.trim().replace(/^"(.*)"$/s, '$1')
}

function nameOfBare(value: string): string {
  return /^(?:QUOTED-PRINTABLE|BASE64|B|8BIT|7BIT)$/i.test(value) ? 'ENCODING' : 'TYPE'
}
