/** What identifies a person, in normal form, and the keys that follow. Rules: docs/concepts/identity.md (IDN-1). @module */
import type { PlainDate } from '../kernel/time.ts'
import type { AffiliationDetails } from '../party/affiliation.ts'
import type { Contact } from '../party/contact.ts'
import type { Email } from '../party/email.ts'
import type { IdentityKey } from './identity-key.ts'
import type { PersonName } from './person-name.ts'
import type { SharedKey } from './verdict.ts'

/** The facts of a person that matching looks at. */
export interface ContactIdentity {
  readonly name: PersonName
  /** Personal addresses first, then those of present jobs; in normal form, each once. */
  readonly emails: readonly string[]
  /** The hash of an imported row's cells, where nothing else identifies the person. */
  readonly rowHash?: string
}

/** The part of a contact, or of a draft of one, that identity looks at. */
export type ContactFacts = Partial<Pick<Contact, 'givenName' | 'familyName' | 'emails' | 'origin'>>

/** The part of an affiliation that identity looks at. */
export type AffiliationFacts = Partial<Pick<AffiliationDetails, 'emails' | 'to'>>

/**
 * The identity of a contact or of a draft, with the work addresses of its present affiliations.
 * @param today the day on which an affiliation that ended before is past: its addresses are no keys
 */
export function contactIdentity(
  facts: ContactFacts,
  affiliations: readonly AffiliationFacts[],
  today: PlainDate,
): ContactIdentity {
  const emails: string[] = []
  addEmails(emails, facts.emails)
  for (const affiliation of affiliations) {
    if (affiliation.to === undefined || affiliation.to >= today) addEmails(emails, affiliation.emails)
  }
  const { givenName, familyName, origin } = facts
  const name = {
    ...(givenName !== undefined && { givenName }),
    ...(familyName !== undefined && { familyName }),
  }
  return origin?.rowHash === undefined ? { name, emails } : { name, emails, rowHash: origin.rowHash }
}

function addEmails(emails: string[], more: readonly Email[] = []): void {
  for (const { normalized } of more) {
    if (normalized !== undefined && !emails.includes(normalized)) emails.push(normalized)
  }
}

/** The keys of a contact, strongest first. */
export function contactKeyTexts({ emails, rowHash }: ContactIdentity): readonly IdentityKey[] {
  const keys: IdentityKey[] = emails.map((email) => `mail:${email}`)
  if (rowHash !== undefined) keys.push(`row:${rowHash}`)
  return keys
}

/** The keys of a contact, strongest first, with what they are. */
export function contactKeys(identity: ContactIdentity): readonly SharedKey[] {
  const keys: SharedKey[] = identity.emails.map((email) => ({ type: 'mail', key: `mail:${email}` }))
  if (identity.rowHash !== undefined) keys.push({ type: 'row', key: `row:${identity.rowHash}` })
  return keys
}
