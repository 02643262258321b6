/** Comparing a company that is to be written with those that are there. Rules: docs/concepts/identity.md (IDN-5, IDN-9). @module */
import { type CompanyFacts, companyIdentity, companyKeys } from '../../identity/company-identity.ts'
import { decideCompany } from '../../identity/decide-company.ts'
import { companySortKeys, possibleCompanies } from '../../identity/decide-possible.ts'
import type { KeyEntry } from '../../identity/identity-key.ts'
import type { OnDuplicate } from '../../inputs/call.ts'
import type { Company, CompanyDetails } from '../../party/company.ts'
import type { IdentityGuard } from '../../ports/commit.ts'
import type { Session } from '../context.ts'
import { canonicalJson } from '../fingerprint.ts'
import type { RecordWarning } from '../record-warning.ts'
import { heedVerdict } from './heed-verdict.ts'

/** What a comparison came to: keys to write under a guard, and things to say. */
export interface IdentityCheck {
  readonly keysAdded: readonly KeyEntry[]
  readonly keysRemoved: readonly KeyEntry[]
  readonly guard?: IdentityGuard
  readonly warnings: readonly RecordWarning[]
}

/** How many records of one name are looked at for possible duplicates. */
export const mostNamesakes = 50

/**
 * Compares a company with all others of the workspace, hidden and trashed ones too.
 * @param before the company as it is, or `null` for a new one
 * @throws {CrmError} duplicate, ambiguous-duplicate - as {@link heedVerdict} says
 */
export async function checkCompany(
  session: Session,
  before: Company | null,
  after: CompanyDetails & CompanyFacts & { readonly id: string },
  onDuplicate: OnDuplicate | undefined,
): Promise<IdentityCheck> {
  const { country } = session.settings
  const { workspaceId } = session.actor
  const identity = companyIdentity(after, country)
  const identityBefore = before === null ? null : companyIdentity(before, country)
  if (canonicalJson(identity) === canonicalJson(identityBefore)) {
    return { keysAdded: [], keysRemoved: [], warnings: [] }
  }
  const keys = companyKeys(identity).map(({ key }) => key)
  const keysBefore = identityBefore === null ? [] : companyKeys(identityBefore).map(({ key }) => key)
  const all = [...new Set([...keys, ...keysBefore])]
  const [lookup, namesakes] = await Promise.all([
    session.store.identity.lookUp(workspaceId, all),
    session.store.companies.findBySortKey(workspaceId, companySortKeys(after, country), mostNamesakes),
  ])
  const others = lookup.companies.filter(({ id }) => id !== after.id)
  const candidates = others.map((other) => ({ recordId: other.id, identity: companyIdentity(other, country) }))
  const strangers = namesakes.filter(({ id }) => id !== after.id)
  const warnings = heedVerdict(
    session,
    {
      kind: 'company',
      verdict: decideCompany(identity, candidates),
      before: identityBefore === null ? null : decideCompany(identityBefore, candidates),
      alike: possibleCompanies(after, strangers, country),
      records: new Map([...others, ...strangers].map((other) => [other.id, other])),
    },
    onDuplicate,
  )
  return {
    ...changedKeys('company', after.id, keysBefore, keys),
    ...(all.length > 0 && { guard: { version: lookup.version, keys: all, hits: lookup.hits } }),
    warnings,
  }
}

/** The entries of a record that come and go. */
export function changedKeys(
  kind: KeyEntry['kind'],
  recordId: string,
  before: readonly string[],
  after: readonly string[],
): { readonly keysAdded: readonly KeyEntry[]; readonly keysRemoved: readonly KeyEntry[] } {
  const entry = (key: string): KeyEntry => ({ key, kind, recordId })
  return {
    keysAdded: after.filter((key) => !before.includes(key)).map(entry),
    keysRemoved: before.filter((key) => !after.includes(key)).map(entry),
  }
}
