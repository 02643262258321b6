/** Contacts: people. Rules: docs/concepts/parties.md (PTY-1, PTY-5). @module */
import type { ContactId } from '../kernel/ids.ts'
import type { Instant, PlainDate } from '../kernel/time.ts'
import type { PartyDetails } from './party-details.ts'
import type { RecordStamp } from './record.ts'

/**
 * What people write down about a person. At least one of the two names is given, unless the person was anonymized;
 * coordinates are personal ones.
 */
export interface ContactDetails extends PartyDetails {
  readonly givenName?: string
  readonly familyName?: string
  /** "Mme", "Dr.", … as written. */
  readonly honorific?: string
  readonly birthday?: PlainDate
}

/** A contact as it is stored. */
export interface Contact extends ContactDetails, RecordStamp {
  readonly id: ContactId
  /** The short number that people say on the phone; counted from 1 in each workspace. */
  readonly number: number
  /** When everything personal was erased, for good (PTY-6); absent for everybody else. Such a record never changes again. */
  readonly anonymizedAt?: Instant
}

/** A contact without its number, which the store gives. */
export type UnnumberedContact = Omit<Contact, 'number'>
