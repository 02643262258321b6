/**
 * What the VAT numbers of each country must satisfy: the part after the prefix, of a right length. The check digits are
 * those that the tax offices publish.
 *
 * @see https://taxation-customs.ec.europa.eu/system/files/2020-12/vat_number_formats.pdf @module
 */
import { digitAt, isAllDigits, passesLuhn, passesMod11And10, remainderBy97, weightedSum } from './check-digits.ts'
import type { LegalIdProblem } from './legal-id.ts'

/** Austria: `U` and eight digits, of which the last checks the others much as Luhn does. */
export function checkAustria(body: string): LegalIdProblem | null {
  const number = body.slice(1)
  if (body[0] !== 'U' || !isAllDigits(number)) return 'invalid-format'
  let sum = 4
  for (let index = 0; index < 7; index++) {
    const value = digitAt(number, index) * (index % 2 === 0 ? 1 : 2)
    sum += value > 9 ? value - 9 : value
  }
  return verdict((10 - (sum % 10)) % 10 === digitAt(number, 7))
}

/** Belgium: the enterprise number, eight digits and their complement to 97. */
export function checkBelgium(body: string): LegalIdProblem | null {
  if (!isAllDigits(body)) return 'invalid-format'
  if (!/^[01]/.test(body) || body.startsWith('00000000')) return 'invalid-component'
  return verdict(97 - (Number(body.slice(0, 8)) % 97) === Number(body.slice(8)))
}

/** Bulgaria: nine digits of a firm, or ten of a person. */
export function checkBulgaria(body: string): LegalIdProblem | null {
  if (!isAllDigits(body)) return 'invalid-format'
  if (body.length === 9) {
    const first = weightedSum(body, [1, 2, 3, 4, 5, 6, 7, 8]) % 11
    const check = first === 10 ? weightedSum(body, [3, 4, 5, 6, 7, 8, 9, 10]) % 11 : first
    return verdict(check % 10 === digitAt(body, 8))
  }
  const last = digitAt(body, 9)
  const citizen = (weightedSum(body, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10
  const foreigner = weightedSum(body, [21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10
  const other = (11 - (weightedSum(body, [4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
  return verdict((last === citizen && hasBulgarianBirthday(body)) || last === foreigner || last === other)
}

/** Months are counted on by 20 for the 19th century and by 40 for the 21st. */
function hasBulgarianBirthday(body: string): boolean {
  const month = Number(body.slice(2, 4)) % 20
  const day = Number(body.slice(4, 6))
  return month >= 1 && month <= 12 && day >= 1 && day <= 31
}

/** `CHE-123.456.789 MWST`: the suffix says in which language the company is told about VAT, and is no part of it. */
export function restoreSwiss(body: string): string {
  const number = body.replace(/(?:MWST|TVA|IVA|TPV|VAT|HR|RC)$/, '')
  return number.length === 9 && isAllDigits(number) ? `E${number}` : number
}

/** Switzerland: the `E` of `CHE`, and nine digits. */
export function checkSwitzerland(body: string): LegalIdProblem | null {
  const number = body.slice(1)
  if (body[0] !== 'E' || !isAllDigits(number)) return 'invalid-format'
  return verdict((11 - (weightedSum(number, [5, 4, 3, 2, 7, 6, 5, 4]) % 11)) % 11 === digitAt(number, 8))
}

const cyprusWeights = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21] as const

/** Cyprus: eight digits and a check letter. */
export function checkCyprus(body: string): LegalIdProblem | null {
  const number = body.slice(0, 8)
  if (!isAllDigits(number) || !/^[A-Z]$/.test(body.slice(8))) return 'invalid-format'
  if (number.startsWith('12')) return 'invalid-component'
  let sum = 0
  for (let index = 0; index < 8; index++) {
    const digit = digitAt(number, index)
    sum += index % 2 === 0 ? (cyprusWeights[digit] ?? 0) : digit
  }
  return verdict((sum % 26) + 65 === body.charCodeAt(8))
}

/** Czechia: eight digits of a firm, or the birth number of a person. */
export function checkCzechia(body: string): LegalIdProblem | null {
  if (!isAllDigits(body)) return 'invalid-format'
  if (body.length === 8) {
    if (body[0] === '9') return 'invalid-component'
    const check = (11 - (weightedSum(body, [8, 7, 6, 5, 4, 3, 2]) % 11)) % 11
    return verdict((check === 0 ? 1 : check % 10) === digitAt(body, 7))
  }
  if (body.length === 9 && body[0] === '6') {
    const check = weightedSum(body, [8, 7, 6, 5, 4, 3, 2], 1) % 11
    return verdict((8 - ((10 - check + 11) % 11) + 10) % 10 === digitAt(body, 8))
  }
  return checkBirthNumber(body)
}

/** The Czech and Slovak birth number, which sole traders use: date, serial number, and since 1954 a check digit. */
function checkBirthNumber(body: string): LegalIdProblem | null {
  const year = Number(body.slice(0, 2)) + (body.length === 9 || Number(body.slice(0, 2)) >= 54 ? 1900 : 2000)
  const month = (Number(body.slice(2, 4)) % 50) % 20
  const day = Number(body.slice(4, 6))
  if (month < 1 || month > 12 || day < 1 || day > 31) return 'invalid-component'
  if (body.length === 9) return year > 1953 ? 'invalid-length' : null
  const check = Number(body.slice(0, 9)) % 11
  return verdict((year < 1985 ? check % 10 : check) === digitAt(body, 9))
}

/** Denmark: eight digits whose weighted sum is a multiple of 11. */
export function checkDenmark(body: string): boolean {
  return body[0] !== '0' && weightedSum(body, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
}

/** Estonia: nine digits. */
export function checkEstonia(body: string): boolean {
  return weightedSum(body, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0
}

/** Finland: eight digits. */
export function checkFinland(body: string): boolean {
  return weightedSum(body, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0
}

/** Key characters since 1996 may be letters, without I and O. */
const frenchKeyAlphabet = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** France: two key characters and a SIREN. */
export function checkFrance(body: string): LegalIdProblem | null {
  const siren = body.slice(2)
  const first = frenchKeyAlphabet.indexOf(body.charAt(0))
  const second = frenchKeyAlphabet.indexOf(body.charAt(1))
  if (!isAllDigits(siren) || first < 0 || second < 0) return 'invalid-format'
  const isMonaco = siren.startsWith('000')
  if (!isMonaco && !passesLuhn(siren)) return 'invalid-checksum'
  if (first < 10 && second < 10) return verdict((12 + 3 * (Number(siren) % 97)) % 97 === first * 10 + second)
  const key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100
  return verdict((Number(siren) + 1 + Math.floor(key / 11)) % 11 === key % 11)
}

/** Germany: nine digits by MOD 11,10. */
export function checkGermany(body: string): LegalIdProblem | null {
  if (!isAllDigits(body) || body[0] === '0') return 'invalid-format'
  return verdict(passesMod11And10(body))
}

/** Greece: nine digits, weighted by powers of two. */
export function checkGreece(body: string): boolean {
  return (weightedSum(body, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === digitAt(body, 8)
}

/** Government departments are GD000 to GD499, health authorities HA500 to HA999. */
export function checkBritain(body: string): LegalIdProblem | null {
  if (body.length === 5 || body.length === 11) {
    const office = /^(GD|HA)(8888)?(\d{3})(\d\d)?$/.exec(body)
    if (office === null || (office[2] === undefined) !== (office[4] === undefined)) return 'invalid-format'
    const number = Number(office[3])
    if (number < 500 !== (office[1] === 'GD')) return 'invalid-component'
    return verdict(office[4] === undefined || number % 97 === Number(office[4]))
  }
  if (!isAllDigits(body)) return 'invalid-format'
  const remainder = weightedSum(body, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97
  return verdict(remainder === 0 || (digitAt(body, 0) > 0 && (remainder === 42 || remainder === 55)))
}

/** Hungary: eight digits. */
export function checkHungary(body: string): boolean {
  return weightedSum(body, [9, 7, 3, 1, 9, 7, 3, 1]) % 10 === 0
}

const irishAlphabet = 'WABCDEFGHIJKLMNOPQRSTUV'

/** Ireland: seven digits, and one or two letters. */
export function checkIreland(body: string): LegalIdProblem | null {
  if (!/^\d[\dA-Z+*]\d{5}[A-W][A-W]?$/.test(body)) return 'invalid-format'
  if (isAllDigits(body.slice(0, 7))) return verdict(body[7] === irishLetter(body.slice(0, 7), body.slice(8)))
  return verdict(body[7] === irishLetter(`0${body.slice(2, 7)}${body.charAt(0)}`, ''))
}

function irishLetter(number: string, suffix: string): string | undefined {
  const sum = weightedSum(number, [8, 7, 6, 5, 4, 3, 2]) + 9 * irishAlphabet.indexOf(suffix === '' ? 'W' : suffix)
  return irishAlphabet[sum % 23]
}

/** Italy: eleven digits by Luhn, the province among them. */
export function checkItaly(body: string): LegalIdProblem | null {
  if (!isAllDigits(body)) return 'invalid-format'
  const office = Number(body.slice(7, 10))
  const knownOffice = (office >= 1 && office <= 100) || [120, 121, 888, 999].includes(office)
  if (body.startsWith('0000000') || !knownOffice) return 'invalid-component'
  return verdict(passesLuhn(body))
}

/** Lithuania: nine digits, or twelve. */
export function checkLithuania(body: string): LegalIdProblem | null {
  if (!isAllDigits(body)) return 'invalid-format'
  if (body[body.length - 2] !== '1') return 'invalid-component'
  const last = body.length - 1
  let check = lithuanianSum(body, 0) % 11
  if (check === 10) check = lithuanianSum(body, 2) % 11
  return verdict(check % 10 === digitAt(body, last))
}

function lithuanianSum(body: string, shift: number): number {
  let sum = 0
  for (let index = 0; index < body.length - 1; index++) sum += digitAt(body, index) * (1 + ((index + shift) % 9))
  return sum
}

/** Luxembourg: six digits and their remainder by 89. */
export function checkLuxembourg(body: string): boolean {
  return Number(body.slice(0, 6)) % 89 === Number(body.slice(6))
}

/** Latvia: eleven digits, of a firm or of a person. */
export function checkLatvia(body: string): LegalIdProblem | null {
  if (!isAllDigits(body)) return 'invalid-format'
  if (digitAt(body, 0) > 3) return verdict(weightedSum(body, [9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 === 3)
  const day = Number(body.slice(0, 2))
  const month = Number(body.slice(2, 4))
  if (day !== 32 && (day < 1 || day > 31 || month < 1 || month > 12)) return 'invalid-component'
  return verdict(((1 + weightedSum(body, [10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11) % 10 === digitAt(body, 10))
}

/** Malta: eight digits, weighted to a multiple of 37. */
export function checkMalta(body: string): boolean {
  return body[0] !== '0' && weightedSum(body, [3, 4, 6, 7, 8, 9, 10, 1]) % 37 === 0
}

/** Since 2020 sole traders have numbers that do not follow the citizen number: those pass MOD 97-10 instead. */
export function checkNetherlands(body: string): LegalIdProblem | null {
  const number = body.slice(0, 9)
  const suffix = body.slice(10)
  if (!isAllDigits(number) || body[9] !== 'B' || !isAllDigits(suffix) || suffix === '00') return 'invalid-format'
  if (number === '000000000') return 'invalid-component'
  return verdict(weightedSum(number, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 || remainderBy97(`NL${body}`) === 1)
}

/** The suffix `MVA` may be left out. */
export function restoreNorwegian(body: string): string {
  return body.length === 9 ? `${body}MVA` : body
}

/** Norway: nine digits and `MVA`. */
export function checkNorway(body: string): LegalIdProblem | null {
  if (!isAllDigits(body.slice(0, 9)) || !body.endsWith('MVA')) return 'invalid-format'
  return verdict(weightedSum(body, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0)
}

/** Poland: ten digits. */
export function checkPoland(body: string): boolean {
  return weightedSum(body, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digitAt(body, 9)
}

/** Portugal: nine digits. */
export function checkPortugal(body: string): boolean {
  const check = 11 - (weightedSum(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return body[0] !== '0' && (check > 9 ? 0 : check) === digitAt(body, 8)
}

const romanianWeights = [7, 5, 3, 2, 1, 7, 5, 3, 2] as const

/** Romania: two to ten digits, read from the right. */
export function checkRomania(body: string): LegalIdProblem | null {
  if (!isAllDigits(body) || body[0] === '0') return 'invalid-format'
  let sum = 0
  const offset = 10 - body.length
  for (let index = 0; index < body.length - 1; index++)
    sum += digitAt(body, index) * (romanianWeights[index + offset] ?? 0)
  return verdict(((sum * 10) % 11) % 10 === digitAt(body, body.length - 1))
}

const spanishLetters = 'TRWAGMYFPDXBNJZSQVHLCKE'

/** Spain: the letter of a firm in front, or that of a person behind. */
export function checkSpain(body: string): LegalIdProblem | null {
  const first = body.charAt(0)
  const middle = body.slice(1, 8)
  const last = body.charAt(8)
  if (!isAllDigits(middle)) return 'invalid-format'
  if ('KLM'.includes(first)) return verdict(last === spanishLetters[Number(middle) % 23])
  if (isAllDigits(first))
    return /[A-Z]/.test(last) ? verdict(last === spanishLetters[Number(body.slice(0, 8)) % 23]) : 'invalid-format'
  if ('XYZ'.includes(first)) return verdict(last === spanishLetters[Number(`${'XYZ'.indexOf(first)}${middle}`) % 23])
  if (!'ABCDEFGHJNPQRSUVW'.includes(first)) return 'invalid-format'
  return verdict(isSpanishCompanyCheck(first, middle, last))
}

/** Some kinds of bodies have a letter as check character, the others a digit; older numbers mix the two. */
function isSpanishCompanyCheck(_first: string, middle: string, last: string): boolean {
  for (let digit = 0; digit < 10; digit++)
    if (passesLuhn(`${middle}${digit}`)) return last === String(digit) || last === 'JABCDEFGHI'[digit]
  return false
}

/** Sweden: ten digits by Luhn, and `01`. */
export function checkSweden(body: string): LegalIdProblem | null {
  if (!isAllDigits(body) || !body.endsWith('01')) return 'invalid-format'
  return verdict(passesLuhn(body.slice(0, 10)))
}

/** Slovenia: eight digits. */
export function checkSlovenia(body: string): boolean {
  const check = 11 - (weightedSum(body, [8, 7, 6, 5, 4, 3, 2]) % 11)
  return body[0] !== '0' && (check === 10 ? 0 : check) === digitAt(body, 7)
}

/** Slovakia: ten digits of a firm, or the birth number of a person. */
export function checkSlovakia(body: string): LegalIdProblem | null {
  if (!isAllDigits(body)) return 'invalid-format'
  if (checkBirthNumber(body) === null) return null
  if (body[0] === '0' || !'234789'.includes(body.charAt(2))) return 'invalid-component'
  return verdict(Number(body) % 11 === 0)
}

function verdict(isRight: boolean): LegalIdProblem | null {
  return isRight ? null : 'invalid-checksum'
}
