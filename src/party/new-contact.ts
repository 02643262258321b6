/** Contacts as people hand them in, and the normal form that is stored. Rules: docs/concepts/parties.md (PTY-1). @module */
import type { CountryCode } from '../kernel/country.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { ContactDetails } from './contact.ts'
import { type InputIssue, type InputRefusal, refuseInput } from './input-issue.ts'
import type { AffiliationChanges, NewAffiliation } from './new-affiliation.ts'
import { readAddresses } from './new-coordinates.ts'
import { type PartyChanges, readParty } from './new-party.ts'
import { blankParty } from './party-details.ts'
import { longest, present, readDay, readText } from './read-fields.ts'
import type { Ownership } from './record.ts'

/** What a contact is to become. What is left out keeps its value, `null` and blanks clear it. */
export interface ContactChanges extends PartyChanges {
  readonly givenName?: string | null | undefined
  readonly familyName?: string | null | undefined
  readonly honorific?: string | null | undefined
  /** `YYYY-MM-DD`. */
  readonly birthday?: string | null | undefined
}

/** A contact to create: one of the two names is enough. Its owner is whoever creates it, unless another is said. */
export interface NewContact extends ContactChanges {
  /** The company that the contact works for, written down in the same commit. */
  readonly affiliation?: NewAffiliation | undefined
}

/** A contact to create in a company that is named beside it. */
export interface NewColleague extends ContactChanges {
  readonly affiliation?: AffiliationChanges | undefined
}

/** Normalizes a new contact. Without an owner or a visibility of its own it takes those of `defaults`. */
export function normalizeContact(
  input: ContactChanges,
  defaults: Ownership & { readonly country?: CountryCode },
): Result<ContactDetails, InputRefusal> {
  return changeContact(blankParty(defaults), input, defaults)
}

/** A contact's details after changes, in normal form. */
export function changeContact(
  contact: ContactDetails,
  changes: ContactChanges,
  defaults: { readonly country?: CountryCode },
): Result<ContactDetails, InputRefusal> {
  const issues: InputIssue[] = []
  const names = present<Pick<ContactDetails, 'givenName' | 'familyName' | 'honorific'>>({
    givenName: readText(issues, 'givenName', changes.givenName, contact.givenName, longest.personName),
    familyName: readText(issues, 'familyName', changes.familyName, contact.familyName, longest.personName),
    honorific: readText(issues, 'honorific', changes.honorific, contact.honorific),
  })
  if (issues.length === 0 && names.givenName === undefined && names.familyName === undefined) {
    const remedy = 'Give a given name, a family name, or both.'
    issues.push({ path: 'familyName', problem: 'missing', value: changes.familyName, remedy })
  }
  const addresses = readAddresses(issues, 'addresses', changes.addresses, contact.addresses, 'home')
  const home = addresses.find((address) => address.country !== undefined)?.country ?? defaults.country
  const details: ContactDetails = {
    ...names,
    ...present<Pick<ContactDetails, 'birthday'>>({
      birthday: readDay(issues, 'birthday', changes.birthday, contact.birthday),
    }),
    addresses,
    ...readParty(issues, changes, contact, home),
  }
  return issues.length === 0 ? ok(details) : refuseInput(issues)
}
