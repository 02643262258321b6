/** Phones, e-mails, addresses and web pages of a card, and whose they are. Rules: docs/concepts/vcard.md (SYN-2, SYN-5). @module */
import type { CountryCode } from '../kernel/country.ts'
import { parseCountry } from '../party/country.ts'
import type { NewAddress, NewPhone } from '../party/new-coordinates.ts'
import { longest, present } from '../party/read-fields.ts'
import { splitAddress } from '../party/split-address.ts'
import type { CardLines } from './card-lines.ts'
import type { ContentLine } from './content-lines.ts'
import { labelOf } from './labels.ts'

/** Something of a card, whether it is the person's work's, and the line that says it. */
export interface Coordinate<Value> {
  readonly value: Value
  readonly isWork: boolean
  readonly line: ContentLine
}

/** Everything by which a card says that somebody can be reached. */
export interface Coordinates {
  readonly phones: readonly Coordinate<NewPhone>[]
  readonly emails: readonly Coordinate<string>[]
  readonly addresses: readonly Coordinate<NewAddress>[]
  readonly websites: readonly Coordinate<string>[]
  readonly socialProfiles: readonly Coordinate<string>[]
}

/** Reads the coordinates of a card. @param country where addresses in one line are, unless they say so */
export function readCoordinates(card: CardLines, country: CountryCode | undefined): Coordinates {
  return {
    phones: card.take('TEL', 'X-MS-TEL').flatMap((line) => readPhone(card, line)),
    emails: card.take('EMAIL').flatMap((line) => readOne(card, line, withoutScheme('mailto'))),
    addresses: readAddresses(card, country),
    websites: card.take('URL', 'X-EVOLUTION-BLOG-URL').flatMap((line) => readOne(card, line)),
    socialProfiles: card.take(...profileNames.keys()).flatMap((line) => readProfile(card, line)),
  }
}

function readPhone(card: CardLines, line: ContentLine): readonly Coordinate<NewPhone>[] {
  const { phoneKind } = labelOf(line, card.labelBeside(line))
  const says = (text: string) => text.replace(/^tel:/i, '').replace(/;ext=(\d+)(?:;.*)?$/i, ' ext. $1')
  return readOne(card, line, says).map((read) => ({ ...read, value: { number: read.value, kind: phoneKind } }))
}

function readOne(
  card: CardLines,
  line: ContentLine,
  says: (text: string) => string = (text) => text,
): readonly Coordinate<string>[] {
  const text = card.text(line)
  if (text === undefined) return []
  const value = card.fit(line, says(text))
  return value === undefined ? [] : [{ value, line, isWork: labelOf(line, card.labelBeside(line)).isWork }]
}

function withoutScheme(scheme: string): (text: string) => string {
  return (text) => (text.toLowerCase().startsWith(`${scheme}:`) ? text.slice(scheme.length + 1) : text)
}

/** Where people are found on the net, by the property; the scheme tells handles from each other. */
const profileNames: ReadonlyMap<string, string> = new Map([
  ...['X-SOCIALPROFILE', 'SOCIALPROFILE', 'IMPP'].map((name) => [name, ''] as const),
  ...['AIM', 'ICQ', 'QQ', 'MSN', 'YAHOO', 'SKYPE', 'TWITTER'].map((name) => [`X-${name}`, name.toLowerCase()] as const),
  ['X-JABBER', 'xmpp'],
  ['X-GTALK', 'xmpp'],
  ['X-GOOGLE-TALK', 'xmpp'],
  ['X-SKYPE-USERNAME', 'skype'],
  ['X-MS-IMADDRESS', ''],
])

function readProfile(card: CardLines, line: ContentLine): readonly Coordinate<string>[] {
  const scheme = profileNames.get(line.name) ?? ''
  return readOne(card, line, (text) => (scheme === '' || /^[a-z][a-z+-]*:/i.test(text) ? text : `${scheme}:${text}`))
}

function readAddresses(card: CardLines, country: CountryCode | undefined): readonly Coordinate<NewAddress>[] {
  const lines = card.take('ADR')
  // What is printed on a letter says again what the parts say.
  const labels = card.take('LABEL')
  const read = (line: ContentLine, parts: readonly string[]) => {
    const place = readPlace(card, line, parts, country)
    const { isWork, category } = labelOf(line, card.labelBeside(line))
    if (Object.keys(place).every((part) => part === 'country')) return []
    return [{ line, isWork, value: { ...place, ...(category !== undefined && { category }) } }]
  }
  if (lines.length === 0) return labels.flatMap((line) => read(line, ['', card.text(line, longestPart) ?? '']))
  return lines.flatMap((line) => read(line, card.parts(line)))
}

/** Several lines of an address may stand in one part. */
const longestPart = 4 * longest.short

/** Post box and further lines stand behind the street; all of it in one part is split where that is sure. */
function readPlace(
  card: CardLines,
  line: ContentLine,
  parts: readonly string[],
  fallback: CountryCode | undefined,
): NewAddress {
  const fitting = parts.map((part) => card.fit(line, part, longestPart))
  const [box = '', further = '', street = '', city = '', region = '', postcode = '', named = ''] = fitting
  const label =
    line.params
      .get('LABEL')?.[0]
      ?.slice(0, longestPart)
      .replaceAll(/\^n|\\n/gi, '\n') ?? ''
  const country = named === '' ? null : parseCountry(named)
  if (country === null && named !== '') card.report('unknown-country', line, named)
  const lines = [street, further, box].flatMap((text) => text.split(/\s*\n\s*/)).filter((text) => text !== '')
  const isWhole = city === '' && region === '' && postcode === ''
  const text = lines.length === 0 ? label : lines.join('\n')
  const split = isWhole && text !== '' ? splitAddress(text, country ?? fallback) : null
  const place = split ?? {
    line1: lines[0] ?? (isWhole ? label.replaceAll(/\s*\n\s*/g, ', ') : undefined),
    line2: lines.slice(1).join(', '),
    postcode,
    city,
    region,
  }
  const known = country ?? split?.country
  return present<NewAddress>({
    line1: card.fit(line, place.line1),
    line2: 'line2' in place ? card.fit(line, place.line2) : undefined,
    postcode: card.fit(line, place.postcode, longest.postcode),
    city: card.fit(line, place.city, longest.city),
    region: card.fit(line, place.region),
    country: known,
  })
}
