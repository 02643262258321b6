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
  const parts = [
    sortKey,
    ...company.otherNames.map(foldText),
    company.siret ?? '',
    company.siren ?? '',
    (company.vat ?? '').toLowerCase(),
    (company.registrationNumber ?? '').toLowerCase(),
    ...company.emails.map(emailText),
    ...company.phones.map(phoneText),
    ...company.addresses.map((address) => foldText(address.city ?? '')),
  ]
  return { sortKey, searchText: joinDistinct(parts) }
}

/** How a contact is sorted (family name first) and found: by names, personal and work e-mails and phones. */
export function contactIndex(
  contact: ContactDetails,
  affiliations: readonly Pick<Affiliation, 'emails' | 'phones'>[],
): SearchIndex {
  const names = [foldText(contact.familyName ?? ''), foldText(contact.givenName ?? '')]
  const parts = [
    ...names,
    ...contact.emails.map(emailText),
    ...contact.phones.map(phoneText),
    ...affiliations.flatMap((job) => [...job.emails.map(emailText), ...job.phones.map(phoneText)]),
  ]
  return { sortKey: names.filter((name) => name !== '').join(' '), searchText: joinDistinct(parts) }
}

/** The words of a search, folded like the texts that they are looked up in. E-mails and numbers are words of their own. */
export function searchWords(query: string): readonly string[] {
  return query
    .split(/\s+/)
    .flatMap((word) => (/[@/]/.test(word) ? [word.toLowerCase()] : foldText(word).split(' ')))
    .filter((word) => word !== '')
}

function emailText(email: Email): string {
  return email.normalized ?? foldText(email.typed)
}

/** Both writings, so that a number is found as people dial it at home and abroad. */
function phoneText(phone: Phone): string {
  const digits = phone.typed.replace(/\D+/g, '')
  return phone.e164 === undefined ? digits : `${phone.e164} ${digits}`
}

function joinDistinct(parts: readonly string[]): string {
  return [...new Set(parts)].filter((part) => part !== '').join(' ')
}
