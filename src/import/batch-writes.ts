/** What a planned batch of rows writes: records, keys, the trail of the import, and the rows that it refused. @module */

import type { KeyEntry } from '../identity/identity-key.ts'
import type { SearchIndex } from '../identity/search-index.ts'
import { companyIndex, contactIndex } from '../identity/search-index.ts'
import type { ImportId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { ImportTouch, RefusalReason, RefusedRow } from './import-record.ts'
import type { RowPlan } from './row-plan.ts'
import { changedKeys, currentAffiliations, type Tracked, type WorkingSet } from './working-set.ts'

/** A record that the batch leaves changed or new. */
export type RecordChange =
  | { readonly kind: 'company'; readonly stored: Company | null; readonly record: Company; readonly index: SearchIndex }
  | { readonly kind: 'contact'; readonly stored: Contact | null; readonly record: Contact; readonly index: SearchIndex }
  | { readonly kind: 'affiliation'; readonly stored: Affiliation | null; readonly record: Affiliation }

/** Everything that a batch of rows changes. */
export interface BatchChanges {
  /** Companies first, then contacts, then what points at both. */
  readonly records: readonly RecordChange[]
  readonly keysAdded: readonly KeyEntry[]
  readonly keysRemoved: readonly KeyEntry[]
  readonly touches: readonly ImportTouch[]
}

/** Collects what the rows changed in a working set. New versions are given here. */
export function batchChanges(set: WorkingSet, importId: ImportId): BatchChanges {
  const records: RecordChange[] = []
  const touches: ImportTouch[] = []
  for (const tracked of set.companies.values()) {
    if (!isChanged(tracked)) continue
    const record = withVersion(tracked)
    records.push({ kind: 'company', stored: tracked.stored, record, index: companyIndex(record) })
    if (tracked.stored !== null) {
      touches.push(touchOf(importId, tracked.row, record, { kind: 'company', record: tracked.stored }))
    }
  }
  for (const tracked of set.contacts.values()) {
    if (!isChanged(tracked)) continue
    const record = withVersion(tracked)
    const index = contactIndex(record, currentAffiliations(set, record.id))
    records.push({ kind: 'contact', stored: tracked.stored, record, index })
    if (tracked.stored !== null) {
      touches.push(touchOf(importId, tracked.row, record, { kind: 'contact', record: tracked.stored }))
    }
  }
  for (const jobs of set.affiliations.values()) {
    for (const tracked of jobs.values()) {
      if (!isChanged(tracked)) continue
      const record = withVersion(tracked)
      records.push({ kind: 'affiliation', stored: tracked.stored, record })
      if (tracked.stored !== null) {
        touches.push(touchOf(importId, tracked.row, record, { kind: 'affiliation', record: tracked.stored }))
      }
    }
  }
  const { added, removed } = changedKeys(set)
  return { records, keysAdded: added, keysRemoved: removed, touches }
}

/** The refused rows of a batch, with the reasons and without what the rows said. */
export function refusedRowsOf(plans: readonly RowPlan[]): readonly RefusedRow[] {
  return plans.flatMap((plan) => {
    const reasons = refusalReasons(plan)
    return reasons.length === 0 ? [] : [{ row: plan.row, reasons }]
  })
}

/** Why a row is refused; empty for one that is imported. */
export function refusalReasons(plan: RowPlan): readonly RefusalReason[] {
  switch (plan.status) {
    case 'import':
      return []
    case 'invalid':
      return plan.problems
        .filter(({ severity }) => severity === 'error')
        .map(({ code, column }) => ({ code, ...(column !== undefined && { column }) }))
    case 'ambiguous':
      return [
        ...(plan.company?.action === 'ambiguous'
          ? [{ code: 'company-ambiguous', recordIds: plan.company.candidateIds ?? [] }]
          : []),
        ...(plan.contact?.action === 'ambiguous'
          ? [{ code: 'contact-ambiguous', recordIds: plan.contact.candidateIds ?? [] }]
          : []),
      ]
  }
}

function isChanged(tracked: Tracked<unknown>): boolean {
  return tracked.row > 0 && tracked.current !== tracked.stored
}

function withVersion<PartyRecord extends { readonly version: number }>(tracked: Tracked<PartyRecord>): PartyRecord {
  return tracked.stored === null ? tracked.current : { ...tracked.current, version: tracked.stored.version + 1 }
}

function touchOf(
  importId: ImportId,
  row: number,
  record: { readonly id: string; readonly version: number },
  before: NonNullable<ImportTouch['before']>,
): ImportTouch {
  return { importId, kind: before.kind, recordId: record.id, row, versionAfter: record.version, before }
}
