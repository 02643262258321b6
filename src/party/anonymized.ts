/**
 * What is left of a person who is to be forgotten: that somebody was there, since when, and in which companies. Rules:
 * docs/concepts/privacy.md (PTY-6).
 *
 * What stays is named and all else goes, so that a field which is added one day is not forgotten here.
 * @module
 */
import type { Instant } from '../kernel/time.ts'
import type { Affiliation } from './affiliation.ts'
import type { Contact } from './contact.ts'
import { blankParty } from './party-details.ts'
import type { RecordStamp } from './record.ts'

/** A contact without anything personal: its id, its number, whose it is, and where it came from stay. */
export function anonymizedContact(contact: Contact, at: Instant): Contact {
  const { id, number, anonymizedAt = at } = contact
  return { ...blankParty(contact), ...stampOf(contact), id, number, anonymizedAt }
}

/** A job without anything personal: company, first and last day stay. */
export function anonymizedAffiliation(job: Affiliation): Affiliation {
  const { id, contactId, companyId, from, to, isPrimary } = job
  const days = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  return { ...stampOf(job), id, contactId, companyId, ...days, isPrimary, emails: [], phones: [] }
}

/** The hash of a row is a hash of what it said of the person: only the row's place stays. */
function stampOf({ version, createdAt, updatedAt, trashedAt, mergedInto, origin }: RecordStamp): RecordStamp {
  return {
    version,
    createdAt,
    updatedAt,
    ...(trashedAt !== undefined && { trashedAt }),
    ...(mergedInto !== undefined && { mergedInto }),
    ...(origin !== undefined && { origin: { importId: origin.importId, row: origin.row } }),
  }
}
