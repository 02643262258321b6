/** Contacts: people. Rules: docs/concepts/parties.md (PTY-1, PTY-5). @module */
import type { CurrencyCode } from '../kernel/country.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { Address } from './address.ts'
import type { Email } from './email.ts'
import type { Phone } from './phone.ts'
import type { Ownership, RecordStamp } from './record.ts'

/** What people write down about a person. At least one of the two names is given. */
export interface ContactDetails extends Ownership {
  readonly givenName?: string
  readonly familyName?: string
  /** "Mme", "Dr.", … as written. */
  readonly honorific?: string
  readonly birthday?: PlainDate
  /** Personal coordinates; those of a job stand on the affiliation. */
  readonly addresses: readonly Address[]
  readonly phones: readonly Phone[]
  readonly emails: readonly Email[]
  readonly websites: readonly string[]
  readonly socialProfiles: readonly string[]
  readonly type?: string
  readonly temperature?: string
  readonly currency?: CurrencyCode
  /** A reference that the host understands; crmkit never opens it. */
  readonly photo?: string
  readonly description?: string
  readonly tags: readonly string[]
}

/** A contact as it is stored. */
export interface Contact extends ContactDetails, RecordStamp {
  readonly id: ContactId
  /** The short number that people say on the phone; counted from 1 in each workspace. */
  readonly number: number
}

/** A contact without its number, which the store gives. */
export type UnnumberedContact = Omit<Contact, 'number'>
