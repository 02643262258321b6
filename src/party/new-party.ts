/** What people hand in about companies and contacts alike, and its normal form. Rules: docs/concepts/parties.md (PTY-4, PTY-5). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { InputIssue } from './input-issue.ts'
import { type NewAddress, type NewPhone, readEmails, readPhones } from './new-coordinates.ts'
import type { PartyDetails } from './party-details.ts'
import { longest, present, readCurrency, readText, readTexts } from './read-fields.ts'
import type { Visibility } from './record.ts'

/** What a company or a contact is to become. What is left out keeps its value, `null` and blanks clear it. */
export interface PartyChanges {
  /** All addresses: the list that is there is replaced. So are the other lists. */
  readonly addresses?: readonly NewAddress[] | null | undefined
  /** Those of a job stand on the affiliation. */
  readonly phones?: readonly NewPhone[] | null | undefined
  /** Those of a job stand on the affiliation. */
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

/**
 * Reads everything but the addresses, which differ in what they are usually for.
 * @param country the country of phones that name none
 */
export function readParty(
  issues: InputIssue[],
  changes: PartyChanges,
  current: PartyDetails,
  country: CountryCode | undefined,
): Omit<PartyDetails, 'addresses'> {
  return {
    ...present<Pick<PartyDetails, 'type' | 'temperature' | 'currency' | 'photo' | 'description'>>({
      type: readText(issues, 'type', changes.type, current.type),
      temperature: readText(issues, 'temperature', changes.temperature, current.temperature),
      currency: readCurrency(issues, 'currency', changes.currency, current.currency),
      photo: readText(issues, 'photo', changes.photo, current.photo, longest.description),
      description: readText(issues, 'description', changes.description, current.description, longest.description),
    }),
    phones: readPhones(issues, 'phones', changes.phones, current.phones, country),
    emails: readEmails(issues, 'emails', changes.emails, current.emails),
    websites: readTexts(issues, 'websites', changes.websites, current.websites),
    socialProfiles: readTexts(issues, 'socialProfiles', changes.socialProfiles, current.socialProfiles),
    tags: readTexts(issues, 'tags', changes.tags, current.tags),
    ownerId: changes.ownerId === undefined ? current.ownerId : changes.ownerId,
    visibility: changes.visibility ?? current.visibility,
    ...(current.shares !== undefined && { shares: current.shares }),
  }
}
