/**
 * The codice fiscale of a person, which sole traders in Italy are registered by. That of a firm has eleven digits, as
 * its VAT number has. Rules: docs/concepts/identity.md (IDN-6).
 *
 * @see https://www.agenziaentrate.gov.it/portale/web/guest/schede/istanze/richiesta-ts_cf/informazioni-codificazione-pf
 * @module
 */

/** Where two people would have the same code, letters stand for digits. */
const digit = '[\\dL-NP-V]'
const shape = new RegExp(`^[A-Z]{6}${digit}{2}[A-EHLMPR-T]${digit}{2}[A-Z]${digit}{3}[A-Z]$`)

/** Whether a text has the shape of such a code: sixteen letters and digits. */
export function isCodeOfPerson(text: string): boolean {
  return shape.test(text)
}

/** What a letter counts at an odd place; a digit counts what the letter of its rank does. */
const countsAtOddPlaces = [
  ...[1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23],
] as const

/** Whether the last letter of a code of the right shape is the check letter of the others. */
export function hasRightCodeLetter(code: string): boolean {
  let sum = 0
  for (let index = 0; index < 15; index++) {
    const character = code.charCodeAt(index)
    const rank = character - (character < 65 ? 48 : 65)
    sum += index % 2 === 0 ? (countsAtOddPlaces[rank] ?? 0) : rank
  }
  return 65 + (sum % 26) === code.charCodeAt(15)
}
