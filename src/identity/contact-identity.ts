/** What identifies a person, in normal form, and the keys that follow. Rules: docs/concepts/identity.md (IDN-1). @module */
import { appended, type Mutable } from '../kernel/mutable.ts'
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
  let emails = withEmails(undefined, facts.emails)
  for (const affiliation of affiliations) {
    if (affiliation.to === undefined || affiliation.to >= today) emails = withEmails(emails, affiliation.emails)
  }
  const { givenName, familyName, origin } = facts
  const name: Mutable<PersonName> = {}
  if (givenName !== undefined) name.givenName = givenName
  if (familyName !== undefined) name.familyName = familyName
  const identity: Mutable<ContactIdentity> = { name, emails: emails ?? noEmails }
  if (origin?.rowHash !== undefined) identity.rowHash = origin.rowHash
  return identity
}

const noEmails: readonly never[] = []

function withEmails(emails: string[] | undefined, more: readonly Email[] | undefined): string[] | undefined {
  let all = emails
  for (const { normalized } of more ?? noEmails) {
    if (normalized !== undefined && all?.includes(normalized) !== true) all = appended(all, normalized)
  }
  return all
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
