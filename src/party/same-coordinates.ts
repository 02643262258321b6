/** When two addresses, e-mails, phones or texts of a list say the same. Rules: docs/concepts/parties.md (PTY-3, PTY-4). @module */
import { foldText } from '../kernel/fold.ts'
import type { Address } from './address.ts'
import type { Email } from './email.ts'
import type { Phone } from './phone.ts'
import { normalizeCity, normalizePostcode } from './postal.ts'

/** What two texts are compared by. Signs count: "C#" and "C++" are two tags. */
export function textKey(text: string): string {
  return text.trim().toLowerCase()
}

/** What two e-mail addresses are compared by. */
export function emailKey(email: Email): string {
  return email.normalized ?? email.typed.trim().toLowerCase()
}

/** What two phones are compared by: the number and the extension, whatever they are used for. */
export function phoneKey(phone: Phone): string {
  const number = phone.e164 ?? phone.typed.replace(/\D+/g, '')
  return phone.extension === undefined ? number : `${number} ${phone.extension}`
}

/** Whether nothing that both addresses say of their place differs. */
export function isSamePlace(a: Address, b: Address): boolean {
  return (
    agree(placePostcode(a), placePostcode(b)) &&
    agree(placeCity(a), placeCity(b)) &&
    agree(a.country ?? '', b.country ?? '')
  )
}

/** Whether everything that the second address says stands in the first, whatever its category. */
export function isSameAddress(a: Address, b: Address): boolean {
  return (
    says(a, b, 'postcode', placePostcode) &&
    says(a, b, 'city', placeCity) &&
    says(a, b, 'line1', ({ line1 = '' }) => foldText(line1)) &&
    says(a, b, 'line2', ({ line2 = '' }) => foldText(line2)) &&
    says(a, b, 'country', ({ country = '' }) => country) &&
    says(a, b, 'region', ({ region = '' }) => foldText(region))
  )
}

function placePostcode(address: Address): string {
  return normalizePostcode(address.postcode ?? '', address.country)
}

function placeCity(address: Address): string {
  return normalizeCity(address.city ?? '', address.country)
}

function agree(a: string, b: string): boolean {
  return a === '' || b === '' || a === b
}

/** Whether the first address says of a part what the second one says, if that says anything. */
function says(a: Address, b: Address, part: keyof Address, normalize: (address: Address) => string): boolean {
  if (b[part] === undefined || a[part] === b[part]) return true
  const said = normalize(b)
  return said === '' || said === normalize(a)
}
