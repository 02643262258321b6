/**
 * Numbers in trade registers. Each country has its own writing; the parts of a number are never glued together, or
 * `J1/9393/2012` and `J19/393/2012` would be one. Rules: docs/concepts/identity.md (IDN-6). @module
 */
import type { CountryCode } from '../kernel/country.ts'
import { ok, type Result } from '../kernel/result.ts'
import { digitSum, isAllDigits, passesLuhn, weightedSum } from './check-digits.ts'
import { hasRightCodeLetter, isCodeOfPerson } from './codice-fiscale.ts'
import { isScientificNotation, type LegalIdProblem, type LegalIdRefusal, refuseLegalId } from './legal-id.ts'
import { parseVat } from './vat.ts'

/**
 * Reads a number of a trade register and gives it its country's normal form. Where crmkit does not know the register,
 * the number is kept in upper case, with one kind of separator.
 */
export function parseRegistrationNumber(text: string, country?: CountryCode): Result<string, LegalIdRefusal> {
  if (isScientificNotation(text)) return refuseLegalId('destroyed-by-spreadsheet', 'registration-number', text, country)
  const register = country === undefined ? undefined : registers.get(country)
  const read = (register?.read ?? readUnknownRegister)(oneSpaced(text))
  if (typeof read === 'string') return ok(read)
  return refuseLegalId(read.problem, 'registration-number', text, country, register?.picture)
}

/** The VAT number that a registration number in normal form is at the same time, or `null`. */
export function vatOfRegistrationNumber(registrationNumber: string, country: CountryCode): string | null {
  if (country === 'BE') return `BE${registrationNumber}`
  return country === 'CH' && registrationNumber.startsWith('CHE') ? registrationNumber : null
}

/**
 * The register that a number in normal form stands in. Some countries have several, and numbers of two of them may both
 * be right: Poland's court register and its statistical one, Italy's chambers and its tax office, Switzerland's cantons
 * and its register of firms.
 */
export function registerOf(registrationNumber: string, country: CountryCode): string {
  switch (country) {
    case 'CH':
      return registrationNumber.slice(0, 3)
    case 'IT':
      return registrationNumber.includes('-') ? 'REA' : 'CF'
    case 'PL':
      return registrationNumber.replace(/\d+/, '')
    default:
      return ''
  }
}

/** A number in normal form, or what is wrong with it. */
type Reading = string | { readonly problem: LegalIdProblem }

interface Register {
  /** How a number looks, `9` standing for a digit and `A` for a letter. */
  readonly picture: string
  /** Reads a text in upper case, with single blanks and plain hyphens. */
  readonly read: (text: string) => Reading
}

const registers: ReadonlyMap<CountryCode, Register> = new Map<CountryCode, Register>([
  ['AT', { picture: 'FN999999A', read: readAustrian }],
  ['BE', { picture: '9999999999', read: readBelgian }],
  ['CH', { picture: 'CHE999999999', read: readSwiss }],
  ['DE', { picture: 'HRB 99999 AAAAAAAA', read: readGerman }],
  ['ES', { picture: 'A99999999', read: readSpanish }],
  ['FR', { picture: '999999999', read: readFrench }],
  ['GB', { picture: '99999999', read: readBritish }],
  ['HU', { picture: '99-99-999999', read: readHungarian }],
  ['IT', { picture: 'AA-999999', read: readItalian }],
  ['LU', { picture: 'A999999', read: readLuxembourgish }],
  ['NL', { picture: '99999999', read: readDutch }],
  ['PL', { picture: '9999999999', read: readPolish }],
  ['RO', { picture: 'A99/99999/9999', read: readRomanian }],
])

/** Romanian forms: `J40/1234/2005`, with a full date, with any separators. */
const romanianOldForm = /^([A-Z])[ /-]?(\d{1,2})[ /-]+(\d+)[ /-]+(?:\d{1,2}\.\d{1,2}\.)?(\d+)$/
/** The form since 26 July 2024: letter, year, six digits, county, check digit. Older numbers were rewritten in it. */
const romanianNewForm = /^([A-Z])[ /-]?(\d{4})(\d{6})(\d{2})(\d)$/
const firstRomanianYear = 1990
const yearOfRomanianReform = 2024

/**
 * Both forms of an older number become the older one, which says where the firm was registered; a number of the new
 * kind (county 00) has no older form and stays.
 */
function readRomanian(text: string): Reading {
  const spaced = text.replace(/ *([/-]) */g, '$1')
  const old = romanianOldForm.exec(spaced)
  if (old !== null) return readOldRomanian(old[1] ?? '', Number(old[2]), old[3] ?? '', old[4] ?? '')
  const recent = romanianNewForm.exec(spaced)
  if (recent === null) return { problem: /^[A-Z][\d /.-]+$/.test(spaced) ? 'invalid-length' : 'invalid-format' }
  const [, kind = '', year = '', serial = '', county = '', check = ''] = recent
  if (!'JFC'.includes(kind) || Number(year) < firstRomanianYear || Number(serial) === 0) return component
  const isOld = Number(county) > 0
  if (isOld ? Number(year) > yearOfRomanianReform : Number(year) < yearOfRomanianReform) return component
  if (isOld && !isRomanianCounty(Number(county))) return component
  if ((digitSum(year + serial + county) + (kind.charCodeAt(0) % 10)) % 10 !== Number(check)) return checksum
  const hasOldForm = isOld && Number(serial) <= 99_999
  return hasOldForm ? `${kind}${county}/${Number(serial)}/${year}` : `${kind}${year}${serial}${county}${check}`
}

function readOldRomanian(kind: string, county: number, serial: string, year: string): Reading {
  const number = Number(serial)
  if (year.length !== 4 || serial.length > 6) return { problem: 'invalid-length' }
  if (!'JFC'.includes(kind) || !isRomanianCounty(county) || number === 0) return component
  if (Number(year) < firstRomanianYear || Number(year) > yearOfRomanianReform) return component
  if (number > 99_999) return { problem: 'invalid-length' }
  return `${kind}${county < 10 ? '0' : ''}${county}/${number}/${year}`
}

function isRomanianCounty(county: number): boolean {
  return (county >= 1 && county <= 40) || county === 51 || county === 52
}

/** Cégjegyzékszám: court (1 to 20), form, number; courts print `Cg.` before it. */
function readHungarian(text: string): Reading {
  const parts = /^(?:CG[.: ]*)?(\d{2})[ /-]?(\d{2})[ /-]?(\d{6})$/.exec(text)
  if (parts === null) return shape(text, /^(?:CG[.: ]*)?[\d /-]+$/)
  const [, court = '', form = '', number = ''] = parts
  if (Number(court) < 1 || Number(court) > 20 || Number(form) < 1) return component
  return `${court}-${form}-${number}`
}

/**
 * Eight characters: digits with leading zeros, or two letters (SC, NI, OC, …) and six digits. Of societies that the
 * financial authority registered (IP, SP, NP) the last ones are letters: `IP00525R`.
 */
function readBritish(text: string): Reading {
  const parts =
    /^(?:(?:COMPANY|REGISTERED|REGISTRATION|REG\.?) )*(?:(?:NUMBER|NO\.?|N°|CRN)[: ]*)?([A-Z]{0,2})[ -]?(\d(?: ?\d)*) ?([A-Z]{0,2})$/.exec(
      text,
    )
  if (parts === null) return shape(text, /^[A-Z]{0,2}[\d -]+$/)
  const [, prefix = '', spaced = '', suffix = ''] = parts
  const digits = spaced.replaceAll(' ', '')
  if (suffix !== '' && !['IP', 'NP', 'SP'].includes(prefix)) return format
  if (prefix.length + digits.length + suffix.length > 8) return { problem: 'invalid-length' }
  if (prefix.length === 1 && prefix !== 'R') return format
  if (Number(digits) === 0) return component
  return prefix + digits.padStart(8 - prefix.length - suffix.length, '0') + suffix
}

/** Letters that some courts hang on (`B` in Berlin, `KI` in Kiel); what else may follow a number is about the court. */
const germanNumber =
  /(?<!\p{L})(HR ?[AB]|GNR|PR|VR|GSR)[ .:-]*(?:NR[. :]*)?(\d[\d ]*)(?:(?!(?:AG|AM|IM|IN|ZU)(?!\p{L}))([A-Z]{1,2}|BHV)(?!\p{L}))?/u

/** `HRB 12345 B (Amtsgericht Charlottenburg)`: kind, number and court, in any order. Without a court, without it. */
function readGerman(text: string): Reading {
  const parts = germanNumber.exec(text)
  if (parts === null) return format
  const [whole, kind = '', spaced = '', suffix = ''] = parts
  const digits = spaced.replaceAll(' ', '')
  if (digits.length > 7) return { problem: 'invalid-length' }
  const before = foldCourt(text.slice(0, parts.index))
  const behind = foldCourt(text.slice(parts.index + whole.length))
  if (/\d/.test(before + behind)) return format
  const apart = suffix === '' ? (/^(?:[A-Z]{1,2}|BHV)(?: |$)/.exec(behind)?.[0] ?? '') : ''
  const number = String(Number(digits)) + suffix + apart.trim()
  // Berlin has one register, which its justice calls "Berlin (Charlottenburg)".
  const court = `${before} ${behind.slice(apart.length)}`
    .trim()
    .replace(/^BERLIN(?: CHARLOTTENBURG)?$|^CHARLOTTENBURG BERLIN$/, 'CHARLOTTENBURG')
  return [kind.replace(' ', ''), number, court].filter((part) => part !== '').join(' ')
}

const courtWords =
  /(?<!\p{L})(?:AMTSGERICHTS?|REGISTERGERICHTS?|(?:HANDELS)?REGISTER(?:S|NUMMER|NR)?(?: [AB])?|NUMMER|NR|HR|AG|AM|DES|BEIM|BEI|IM|IN|ZU)(?!\p{L})/gu

function foldCourt(text: string): string {
  return withoutAccents(text.replace(courtWords, ' '))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** A SIREN with the court around it: `RCS Paris 732 829 320`, `732 829 320 RM 75`. A SIRET gives its SIREN. */
function readFrench(registered: string): Reading {
  const text = registered.replace(/(?<=\d)[ ,-]*R\.?M\.? ?\d[\dAB]\d?$/, '')
  const digits = text.replace(/\D/g, '')
  if (digits.length !== 9 && digits.length !== 14)
    return { problem: digits === '' ? 'invalid-format' : 'invalid-length' }
  if (!/(?:^|\D)\d{3}[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2}[ .]?\d{3})?(?:\D|$)/.test(text)) return format
  const siren = digits.slice(0, 9)
  if (siren === '000000000') return component
  return passesLuhn(siren) ? siren : checksum
}

/** Legal persons name their court as well, before the number or behind it: `0206.767.574 RPM Bruxelles`. */
const belgianCourt = /(?<=\d)[ ,-]+R\.?(?:P\.?[MR]|J\.?P)\.?(?: \D*)?$/

/** The enterprise number, which is the VAT number without its prefix: `RPM Bruxelles 0206.767.574`. */
function readBelgian(registered: string): Reading {
  const text = registered.replace(belgianCourt, '')
  const number = /(?:^|[A-Z(: ])(?:BE)?[ -]?\(?([01]?\)?[ .]?\d{3}[ .]?\d{3}[ .]?\d{3})$/.exec(text)?.[1]
  if (number === undefined) return shape(text, /^[\d .]+$/)
  return readVat(number, 'BE', 'body')
}

/** A number that is a VAT number of that very country as well, or the body of one: what follows its prefix. */
function readVat(text: string, country: CountryCode, part: 'whole' | 'body'): Reading {
  const vat = parseVat(text, country)
  if (!vat.ok) return { problem: vat.error.code }
  if (!vat.value.startsWith(country)) return format
  return part === 'whole' ? vat.value : vat.value.slice(country.length)
}

/** The UID, or a number of the cantonal registers that it replaced: `CH-020.3.012.345-6`. */
function readSwiss(text: string): Reading {
  const old = /^CH-?(\d{3})\.?(\d)\.?(\d{3})\.?(\d{3})-?(\d)$/.exec(text)
  if (old !== null) return `CH-${old[1]}.${old[2]}.${old[3]}.${old[4]}-${old[5]}`
  return readVat(text, 'CH', 'whole')
}

/** The REA number with its province, or a codice fiscale. */
function readItalian(text: string): Reading {
  const rea = /^(?:R\.?E\.?A\.?[ :-]*)?(?:N\.? ?)?([A-Z]{2})[ /-]*(\d{1,7})$/.exec(text)
  if (rea !== null && rea[1] !== 'IT') return `${rea[1]}-${Number(rea[2])}`
  const code = text.replace(/^(?:C\.?F\.?|CODICE FISCALE)[ :]*/, '').replace(/[ .-]/g, '')
  if (isCodeOfPerson(code)) return hasRightCodeLetter(code) ? code : checksum
  return readVat(code, 'IT', 'body')
}

/** The NIF; numbers of provincial registers are kept by their parts. */
function readSpanish(labeled: string): Reading {
  const text = labeled.replace(/^(?:[^\p{L}\p{N}]|[NC]\.?I\.?F(?!\p{L}{2}))+/u, '')
  const vat = readVat(text, 'ES', 'body')
  if (typeof vat === 'string') return vat
  return /^(?:ES)?[ -]?[A-Z0-9][ -]?\d{7}[ -]?[A-Z0-9]$/.test(text) ? vat : readUnknownRegister(text)
}

function readLuxembourgish(text: string): Reading {
  const parts =
    /^(?:R\.?C\.?(?:S\.?)?L?[ :]*)?(?:LUXEMBO?URG[ ,:]*)?(?:N[°O]?\.? ?)?([A-K])(?: N[°O]\.?)?[ .-]?(\d[\d .]*)$/.exec(
      text,
    )
  if (parts === null) return format
  const digits = (parts[2] ?? '').replace(/\D/g, '')
  return digits.length > 6 ? { problem: 'invalid-length' } : `${parts[1]}${Number(digits)}`
}

function readDutch(text: string): Reading {
  const digits = text.replace(/^K\.?V\.?K\.?(?:[ -]?(?:NUMMER|NR\.?))?[ :]*/, '').replace(/[ .]/g, '')
  if (!isAllDigits(digits)) return format
  if (digits.length !== 8) return { problem: 'invalid-length' }
  return Number(digits) === 0 ? component : digits
}

/** KRS (ten digits) or REGON (nine or fourteen), told apart by their length unless they say which they are. */
function readPolish(text: string): Reading {
  const name = /^(KRS|REGON)/.exec(text)?.[1]
  const digits = text.replace(/^(?:KRS|REGON)(?: ?(?:NR|NUMER))?[ :.]*/, '').replace(/[ -]/g, '')
  if (!isAllDigits(digits)) return format
  if (name !== 'REGON' && (digits.length === 10 || (name === 'KRS' && digits.length < 10)))
    return Number(digits) === 0 ? component : `KRS${digits.padStart(10, '0')}`
  if (name === 'KRS' || (digits.length !== 9 && digits.length !== 14)) return { problem: 'invalid-length' }
  return isRegon(digits) ? `REGON${digits}` : checksum
}

function isRegon(digits: string): boolean {
  const short = (weightedSum(digits, [8, 9, 2, 3, 4, 5, 6, 7]) % 11) % 10 === Number(digits[8])
  if (digits.length === 9 || !short) return short
  return (weightedSum(digits, [2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11) % 10 === Number(digits[13])
}

/** Firmenbuchnummer: digits and a check letter. It is one for all of Austria, whatever court stands behind it. */
function readAustrian(text: string): Reading {
  const parts =
    /^(?:FN|FIRMENBUCH(?:NUMMER)?)?[ .:]*(\d{1,6}) ?([A-Z])(?:[ ,]+(?:HG|LG|HANDELSGERICHT|LANDESGERICHT) \D+)?$/.exec(
      text,
    )
  return parts === null ? shape(text, /^(?:FN)?[ \d]+[A-Z]$/) : `FN${Number(parts[1])}${parts[2]}`
}

/** Letters and digits, the parts between them held apart by hyphens. */
function readUnknownRegister(text: string): Reading {
  const number = withoutAccents(text)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  return /\d/.test(number) && !isScientificNotation(number) ? number : format
}

const format = { problem: 'invalid-format' } as const
const component = { problem: 'invalid-component' } as const
const checksum = { problem: 'invalid-checksum' } as const

/** The right characters in a wrong number, or wrong characters. */
function shape(text: string, characters: RegExp): Reading {
  return { problem: characters.test(text) ? 'invalid-length' : 'invalid-format' }
}

const plain = /^[0-9A-Z./-]+$/

function oneSpaced(text: string): string {
  if (plain.test(text)) return text
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}+/gu, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\\/g, '/')
    .replace(/\s+/g, ' ')
    .trim()
    .toUpperCase()
}

function withoutAccents(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '')
}
