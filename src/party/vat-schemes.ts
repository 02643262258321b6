/**
 * The VAT numbers of the European Union, the United Kingdom, Switzerland and Norway: how each country writes
 * and checks them. The check digits are those that the tax offices publish.
 *
 * @see https://taxation-customs.ec.europa.eu/system/files/2020-12/vat_number_formats.pdf @module
 */
import { isAllDigits, passesMod11And10 } from './check-digits.ts'
import type { LegalIdProblem } from './legal-id.ts'
import {
  checkAustria,
  checkBelgium,
  checkBritain,
  checkBulgaria,
  checkCyprus,
  checkCzechia,
  checkDenmark,
  checkEstonia,
  checkFinland,
  checkFrance,
  checkGermany,
  checkGreece,
  checkHungary,
  checkIreland,
  checkItaly,
  checkLatvia,
  checkLithuania,
  checkLuxembourg,
  checkMalta,
  checkNetherlands,
  checkNorway,
  checkPoland,
  checkPortugal,
  checkRomania,
  checkSlovakia,
  checkSlovenia,
  checkSpain,
  checkSweden,
  checkSwitzerland,
  restoreNorwegian,
  restoreSwiss,
} from './vat-checks.ts'

/** How the VAT numbers of one country are written and checked. */
export interface VatScheme {
  /** The number after the country prefix, `9` standing for a digit and `A` for a letter. */
  readonly picture: string
  /** Lengths that the number may have, without the prefix. */
  readonly lengths: readonly number[]
  /** What people put between the parts, besides blanks. */
  readonly separators: RegExp
  /** Turns another way to write the same number into the usual one. */
  readonly restore?: (body: string) => string
  /** Says what is wrong with a number of a right length, or `null`. */
  readonly check: (body: string) => LegalIdProblem | null
}

const hyphen = /-/g
const hyphenSlash = /[-/]/g
const hyphenDot = /[-.]/g
const hyphenDotSlash = /[-./]/g

/** The schemes, by the prefix that VAT numbers carry (`EL` for Greece, `XI` for Northern Ireland). */
export const vatSchemes: ReadonlyMap<string, VatScheme> = new Map<string, VatScheme>([
  ['AT', { picture: 'A99999999', lengths: [9], separators: hyphenDotSlash, check: checkAustria }],
  ['BE', { picture: '9999999999', lengths: [10], separators: /[-./()]/g, restore: padTo(10), check: checkBelgium }],
  ['BG', { picture: '999999999', lengths: [9, 10], separators: hyphenDot, check: checkBulgaria }],
  [
    'CH',
    { picture: 'E999999999', lengths: [10], separators: hyphenDot, restore: restoreSwiss, check: checkSwitzerland },
  ],
  ['CY', { picture: '99999999A', lengths: [9], separators: hyphen, check: checkCyprus }],
  ['CZ', { picture: '99999999', lengths: [8, 9, 10], separators: hyphenSlash, check: checkCzechia }],
  ['DE', { picture: '999999999', lengths: [9], separators: /[-./,]/g, check: checkGermany }],
  ['DK', { picture: '99999999', lengths: [8], separators: hyphenDot, check: digits(checkDenmark) }],
  ['EE', { picture: '999999999', lengths: [9], separators: hyphen, check: digits(checkEstonia) }],
  [
    'EL',
    { picture: '999999999', lengths: [9], separators: hyphenDotSlash, restore: padTo(9), check: digits(checkGreece) },
  ],
  ['ES', { picture: 'A99999999', lengths: [9], separators: hyphen, check: checkSpain }],
  ['FI', { picture: '99999999', lengths: [8], separators: hyphen, check: digits(checkFinland) }],
  ['FR', { picture: '99999999999', lengths: [11], separators: hyphenDotSlash, check: checkFrance }],
  ['GB', { picture: '999999999', lengths: [5, 9, 11, 12], separators: hyphenDot, check: checkBritain }],
  ['HR', { picture: '99999999999', lengths: [11], separators: hyphen, check: digits(passesMod11And10) }],
  ['HU', { picture: '99999999', lengths: [8], separators: hyphen, check: digits(checkHungary) }],
  ['IE', { picture: '9999999A', lengths: [8, 9], separators: hyphen, check: checkIreland }],
  ['IT', { picture: '99999999999', lengths: [11], separators: /[-:]/g, check: checkItaly }],
  ['LT', { picture: '999999999', lengths: [9, 12], separators: hyphen, check: checkLithuania }],
  ['LU', { picture: '99999999', lengths: [8], separators: /[-.:]/g, check: digits(checkLuxembourg) }],
  ['LV', { picture: '99999999999', lengths: [11], separators: hyphen, check: checkLatvia }],
  ['MT', { picture: '99999999', lengths: [8], separators: hyphen, check: digits(checkMalta) }],
  [
    'NL',
    { picture: '999999999A99', lengths: [12], separators: hyphenDot, restore: padTo(12), check: checkNetherlands },
  ],
  [
    'NO',
    { picture: '999999999AAA', lengths: [12], separators: hyphenDot, restore: restoreNorwegian, check: checkNorway },
  ],
  ['PL', { picture: '9999999999', lengths: [10], separators: hyphen, check: digits(checkPoland) }],
  ['PT', { picture: '999999999', lengths: [9], separators: hyphenDot, check: digits(checkPortugal) }],
  ['RO', { picture: '99999999', lengths: [2, 3, 4, 5, 6, 7, 8, 9, 10], separators: hyphen, check: checkRomania }],
  ['SE', { picture: '999999999901', lengths: [12], separators: hyphenDot, check: checkSweden }],
  ['SI', { picture: '99999999', lengths: [8], separators: hyphen, check: digits(checkSlovenia) }],
  ['SK', { picture: '9999999999', lengths: [10], separators: hyphen, check: checkSlovakia }],
  ['XI', { picture: '999999999', lengths: [5, 9, 11, 12], separators: hyphenDot, check: checkBritain }],
])

function digits(isRight: (body: string) => boolean): (body: string) => LegalIdProblem | null {
  return (body) => {
    if (!isAllDigits(body)) return 'invalid-format'
    return isRight(body) ? null : 'invalid-checksum'
  }
}

/** Puts back leading zeros that were not written, or were lost in a spreadsheet. One or two are, never more. */
function padTo(length: number): (body: string) => string {
  return (body) => (body.length === length - 1 ? `0${body}` : body)
}
