/** What lists sort and search records by: folded keys. Rules: docs/concepts/parties.md (PTY-8). @module */

import { foldText } from '../kernel/fold.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { CompanyDetails } from '../party/company.ts'
import type { ContactDetails } from '../party/contact.ts'
import type { Email } from '../party/email.ts'
import type { Phone } from '../party/phone.ts'

/** A sort key and the text that words are searched in. */
export interface SearchIndex {
  readonly sortKey: string
  readonly searchText: string
}

/** How a company is sorted and found: by names, numbers, e-mails, phones and places. */
export function companyIndex(company: CompanyDetails): SearchIndex {
  const sortKey = foldText(company.name)
  const words = new SearchText()
  words.add(sortKey)
  for (const name of company.otherNames) words.add(foldText(name))
  words.add(company.siret)
  words.add(company.siren)
  words.add(company.vat?.toLowerCase())
  words.add(company.registrationNumber?.toLowerCase())
  words.addCoordinates(company)
  for (const { city } of company.addresses) if (city !== undefined) words.add(foldText(city))
  return { sortKey, searchText: words.text }
}

/** How a contact is sorted (family name first) and found: by names, personal and work e-mails and phones. */
export function contactIndex(
  contact: ContactDetails,
  affiliations: readonly Pick<Affiliation, 'emails' | 'phones'>[],
): SearchIndex {
  const familyName = contact.familyName === undefined ? '' : foldText(contact.familyName)
  const givenName = contact.givenName === undefined ? '' : foldText(contact.givenName)
  const words = new SearchText()
  words.add(familyName)
  words.add(givenName)
  words.addCoordinates(contact)
  for (const job of affiliations) words.addCoordinates(job)
  const sortKey = familyName === '' || givenName === '' ? familyName + givenName : `${familyName} ${givenName}`
  return { sortKey, searchText: words.text }
}

/** The words of a search, folded like the texts that they are looked up in. E-mails and numbers are words of their own. */
export function searchWords(query: string): readonly string[] {
  return query
    .split(/\s+/)
    .flatMap((word) => (/[@/]/.test(word) ? [word.toLowerCase()] : foldText(word).split(' ')))
    .filter((word) => word !== '')
}

/** What a record is found by: each piece once, between blanks. */
class SearchText {
  text = ''
  readonly #pieces: string[] = []

  add(piece: string | undefined): void {
    if (piece === undefined || piece === '' || this.#pieces.includes(piece)) return
    this.#pieces.push(piece)
    this.text = this.text === '' ? piece : `${this.text} ${piece}`
  }

  addCoordinates({ emails, phones }: { readonly emails: readonly Email[]; readonly phones: readonly Phone[] }): void {
    for (const email of emails) this.add(email.normalized ?? foldText(email.typed))
    for (const phone of phones) this.add(phoneText(phone))
  }
}

/** Both writings, so that a number is found as people dial it at home and abroad. */
function phoneText(phone: Phone): string {
  const digits = phone.typed.replace(/\D+/g, '')
  return phone.e164 === undefined ? digits : `${phone.e164} ${digits}`
}
