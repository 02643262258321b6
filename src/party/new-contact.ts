/** Contacts as people hand them in, and the normal form that is stored. Rules: docs/concepts/parties.md (PTY-1). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { MemberId } from '../kernel/ids.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { ContactDetails } from './contact.ts'
import { type InputIssue, type InputRefusal, refuseInput } from './input-issue.ts'
import type { AffiliationChanges, NewAffiliation } from './new-affiliation.ts'
import { type NewAddress, type NewPhone, readAddresses, readEmails, readPhones } from './new-coordinates.ts'
import { longest, present, readCurrency, readDay, readText, readTexts } from './read-fields.ts'
import type { Ownership, Visibility } from './record.ts'

/** What a contact is to become. What is left out keeps its value, `null` and blanks clear it. */
export interface ContactChanges {
  readonly givenName?: string | null | undefined
  readonly familyName?: string | null | undefined
  readonly honorific?: string | null | undefined
  /** `YYYY-MM-DD`. */
  readonly birthday?: string | null | undefined
  /** All addresses: the list that is there is replaced. So are the other lists. */
  readonly addresses?: readonly NewAddress[] | null | undefined
  /** Personal phones; those of a job stand on the affiliation. */
  readonly phones?: readonly NewPhone[] | null | undefined
  /** Personal e-mails; those of a job stand on the affiliation. */
  readonly emails?: readonly string[] | null | undefined
  readonly websites?: readonly string[] | null | undefined
  readonly socialProfiles?: readonly string[] | null | undefined
  readonly type?: string | null | undefined
  readonly temperature?: string | null | undefined
  /** A code of ISO 4217. */
  readonly currency?: string | null | undefined
  readonly photo?: string | null | undefined
  readonly description?: string | null | undefined
  readonly tags?: readonly string[] | null | undefined
  /** The responsible member; `null`: nobody. */
  readonly ownerId?: MemberId | null | undefined
  readonly visibility?: Visibility | undefined
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
  const blank: ContactDetails = {
    addresses: [],
    phones: [],
    emails: [],
    websites: [],
    socialProfiles: [],
    tags: [],
    ownerId: defaults.ownerId,
    visibility: defaults.visibility,
  }
  return changeContact(blank, input, defaults)
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
    ...present<Pick<ContactDetails, 'birthday' | 'type' | 'temperature' | 'currency'>>({
      birthday: readDay(issues, 'birthday', changes.birthday, contact.birthday),
      type: readText(issues, 'type', changes.type, contact.type),
      temperature: readText(issues, 'temperature', changes.temperature, contact.temperature),
      currency: readCurrency(issues, 'currency', changes.currency, contact.currency),
    }),
    ...present<Pick<ContactDetails, 'photo' | 'description'>>({
      photo: readText(issues, 'photo', changes.photo, contact.photo, longest.description),
      description: readText(issues, 'description', changes.description, contact.description, longest.description),
    }),
    addresses,
    phones: readPhones(issues, 'phones', changes.phones, contact.phones, home),
    emails: readEmails(issues, 'emails', changes.emails, contact.emails),
    websites: readTexts(issues, 'websites', changes.websites, contact.websites),
    socialProfiles: readTexts(issues, 'socialProfiles', changes.socialProfiles, contact.socialProfiles),
    tags: readTexts(issues, 'tags', changes.tags, contact.tags),
    ownerId: changes.ownerId === undefined ? contact.ownerId : changes.ownerId,
    visibility: changes.visibility ?? contact.visibility,
  }
  return issues.length === 0 ? ok(details) : refuseInput(issues)
}
