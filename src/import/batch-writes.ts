/** What a planned batch of rows writes: records, keys, the trail of the import, and the rows that it refused. @module */

import type { KeyEntry } from '../identity/identity-key.ts'
import type { SearchIndex } from '../identity/search-index.ts'
import { companyIndex, contactIndex } from '../identity/search-index.ts'
import type { ImportId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company, UnnumberedCompany } from '../party/company.ts'
import type { Contact, UnnumberedContact } from '../party/contact.ts'
import type { ImportTouch, RefusalReason, RefusedRow } from './import-record.ts'
import type { RowPlan } from './row-plan.ts'
import { currentAffiliations, type WorkingSet } from './working-set.ts'

/** A record that the batch leaves new or changed. */
type RecordChange =
  | {
      readonly op: 'create'
      readonly kind: 'company'
      readonly record: UnnumberedCompany
      readonly index: SearchIndex
    }
  | { readonly op: 'update'; readonly kind: 'company'; readonly record: Company; readonly index: SearchIndex }
  | {
      readonly op: 'create'
      readonly kind: 'contact'
      readonly record: UnnumberedContact
      readonly index: SearchIndex
    }
  | { readonly op: 'update'; readonly kind: 'contact'; readonly record: Contact; readonly index: SearchIndex }
  | { readonly op: 'create' | 'update'; readonly kind: 'affiliation'; readonly record: Affiliation }

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
  for (const { stored, current, row } of set.companies.values()) {
    if (row === 0) continue
    if (stored === null) {
      records.push({ op: 'create', kind: 'company', record: current, index: companyIndex(current) })
    } else if (current !== stored) {
      const record = { ...current, number: stored.number, version: stored.version + 1 }
      records.push({ op: 'update', kind: 'company', record, index: companyIndex(record) })
      touches.push(touchOf(importId, row, record, { kind: 'company', record: stored }))
    }
  }
  for (const { stored, current, row } of set.contacts.values()) {
    if (row === 0) continue
    const jobs = currentAffiliations(set, current.id)
    if (stored === null) {
      records.push({ op: 'create', kind: 'contact', record: current, index: contactIndex(current, jobs) })
    } else if (current !== stored) {
      const record = { ...current, number: stored.number, version: stored.version + 1 }
      records.push({ op: 'update', kind: 'contact', record, index: contactIndex(record, jobs) })
      touches.push(touchOf(importId, row, record, { kind: 'contact', record: stored }))
    }
  }
  for (const jobs of set.affiliations.values()) {
    for (const { stored, current, row } of jobs) {
      if (row === 0) continue
      if (stored === null) records.push({ op: 'create', kind: 'affiliation', record: current })
      else if (current !== stored) {
        const record = { ...current, version: stored.version + 1 }
        records.push({ op: 'update', kind: 'affiliation', record })
        touches.push(touchOf(importId, row, record, { kind: 'affiliation', record: stored }))
      }
    }
  }
  const { added, removed } = changedKeys(set)
  return { records, keysAdded: added, keysRemoved: removed, touches }
}

/** The key entries that rows added and removed. */
function changedKeys(set: WorkingSet): {
  readonly added: readonly KeyEntry[]
  readonly removed: readonly KeyEntry[]
} {
  const added: KeyEntry[] = []
  const removed: KeyEntry[] = []
  const compare = (kind: KeyEntry['kind'], parties: WorkingSet['companies'] | WorkingSet['contacts']): void => {
    for (const { current, keys, storedKeys } of parties.values()) {
      if (keys === storedKeys) continue
      const recordId = current.id
      for (const key of keys) if (!storedKeys.includes(key)) added.push({ key, kind, recordId })
      for (const key of storedKeys) if (!keys.includes(key)) removed.push({ key, kind, recordId })
    }
  }
  compare('company', set.companies)
  compare('contact', set.contacts)
  return { added, removed }
}

/** The refused rows of a batch, with the reasons and without what the rows said. */
export function refusedRowsOf(plans: readonly RowPlan[]): readonly RefusedRow[] {
  const refused: RefusedRow[] = []
  for (const plan of plans) {
    if (plan.status === 'import') continue
    const reasons = refusalReasons(plan)
    if (reasons.length > 0) refused.push({ row: plan.row, reasons })
  }
  return refused
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

function touchOf(
  importId: ImportId,
  row: number,
  record: { readonly id: string; readonly version: number },
  before: NonNullable<ImportTouch['before']>,
): ImportTouch {
  return { importId, kind: before.kind, recordId: record.id, row, versionAfter: record.version, before }
}
