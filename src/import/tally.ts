/** Counting what an import does: each record once, however many rows speak of it. Rules: docs/concepts/imports.md (IMP-8). @module */
import type { ImportId } from '../kernel/ids.ts'
import type { Mutable } from '../kernel/mutable.ts'
import type { ImportCounts, KindCounts } from './import-record.ts'
import { contactAction, type PartAction, type RowPlan } from './row-plan.ts'
import type { WorkingSet } from './working-set.ts'

/** How a record that was there before the import is counted so far. */
export type Seen = 'unchanged' | 'updated' | 'skipped'

/** Running figures, and the records that they counted already. */
export interface Tally {
  counts: RunningCounts
  readonly companies: SeenRecords
  readonly contacts: SeenRecords
}

/** Figures that are being counted, row by row. */
interface RunningCounts extends Mutable<Pick<ImportCounts, 'rows' | 'invalid' | 'decidedAnew'>> {
  readonly companies: Mutable<KindCounts>
  readonly contacts: Mutable<KindCounts>
}

function copied({ rows, invalid, decidedAnew, companies, contacts }: ImportCounts): RunningCounts {
  return { rows, companies: { ...companies }, contacts: { ...contacts }, invalid, decidedAnew }
}

/** Which records were counted as what, by their short number. */
interface SeenRecords {
  get(number: number): Seen | undefined
  set(number: number, seen: Seen): void
}

const nothing: KindCounts = { created: 0, updated: 0, unchanged: 0, skipped: 0, ambiguous: 0, sibling: 0 }

/** Figures of an import that has read nothing yet. */
export const noCounts: ImportCounts = { rows: 0, companies: nothing, contacts: nothing, invalid: 0, decidedAnew: 0 }

/** A tally that goes on from figures. */
export function tallyFrom(counts: ImportCounts): Tally {
  return { counts: copied(counts), companies: new SeenNumbers(), contacts: new SeenNumbers() }
}

const states: readonly Seen[] = ['unchanged', 'updated', 'skipped']
const pageSize = 4096

/** A byte a record: a file that speaks of a million records that are there takes a megabyte. */
class SeenNumbers implements SeenRecords {
  readonly #pages = new Map<number, Uint8Array>()

  get(number: number): Seen | undefined {
    const state = this.#pages.get(Math.floor(number / pageSize))?.[number % pageSize] ?? 0
    return states[state - 1]
  }

  set(number: number, seen: Seen): void {
    const at = Math.floor(number / pageSize)
    const page = this.#pages.get(at) ?? new Uint8Array(pageSize)
    page[number % pageSize] = states.indexOf(seen) + 1
    this.#pages.set(at, page)
  }
}

/** A tally on top of another one, which knows nothing of it until it is adopted. */
export interface TallyFork extends Tally {
  /** Writes what the fork counted into another tally: the one at the bottom. */
  adoptInto(tally: Tally): void
}

/** Puts a tally on top of another one. */
export function forkTally(parent: Tally): TallyFork {
  const companies = new ForkedRecords(parent.companies)
  const contacts = new ForkedRecords(parent.contacts)
  const fork: TallyFork = {
    counts: copied(parent.counts),
    companies,
    contacts,
    adoptInto: (tally) => {
      tally.counts = fork.counts
      companies.adoptInto(tally.companies)
      contacts.adoptInto(tally.contacts)
    },
  }
  return fork
}

/** What a fork has counted, over what its parent had. */
class ForkedRecords implements SeenRecords {
  #parent: SeenRecords
  readonly #own = new Map<number, Seen>()

  constructor(parent: SeenRecords) {
    this.#parent = parent
  }

  get(number: number): Seen | undefined {
    return this.#own.get(number) ?? this.#parent.get(number)
  }

  set(number: number, seen: Seen): void {
    this.#own.set(number, seen)
  }

  /** Once adopted, it stands on the tally at the bottom: no chain of forks is kept alive. */
  adoptInto(records: SeenRecords): void {
    for (const [number, seen] of this.#own) records.set(number, seen)
    this.#own.clear()
    this.#parent = records
  }
}

/**
 * Counts a planned row.
 * @param isDecidedAnew whether the preview had foreseen another outcome
 */
export function countRow(
  tally: Tally,
  plan: RowPlan,
  set: WorkingSet,
  importId: ImportId,
  isDecidedAnew: boolean = false,
): void {
  const { counts } = tally
  const isWritten = plan.status === 'import'
  const { company, contact } = plan
  counts.rows += 1
  if (plan.status === 'invalid') counts.invalid += 1
  if (isDecidedAnew) counts.decidedAnew += 1
  if (company !== undefined) {
    const record = set.companies.get(company.recordId ?? '')
    if (countPart(counts.companies, tally.companies, company.action, isWritten, record, importId) && company.isSibling)
      counts.companies.sibling += 1
  }
  if (contact !== undefined) {
    const record = set.contacts.get(contact.recordId ?? '')
    countPart(counts.contacts, tally.contacts, contactAction(plan) ?? contact.action, isWritten, record, importId)
  }
}

/** The record of a part, as counting sees it; absent where the row may not know which one it is. */
interface CountedRecord {
  readonly stored: { readonly number: number } | null
  readonly current: { readonly origin?: { readonly importId: ImportId } }
}

/** Counts a part of a row, and says whether it makes a record. */
function countPart(
  counts: Mutable<KindCounts>,
  seen: SeenRecords,
  action: PartAction,
  isWritten: boolean,
  record: CountedRecord | undefined,
  importId: ImportId,
): boolean {
  if (action === 'ambiguous') counts.ambiguous += 1
  if (action === 'ambiguous' || !isWritten) return false
  if (action === 'create') {
    counts.created += 1
    return true
  }
  // What this import created is counted already.
  const isOwn = record?.current.origin?.importId === importId
  if (!isOwn) countKnown(counts, seen, seenAs(action), record?.stored?.number)
  return false
}

/**
 * Counts a row that left the records as they are which it was about, by their short numbers.
 * @param isDecidedAnew whether the preview had foreseen another outcome
 */
export function countSettledRow(
  tally: Tally,
  { company, contact }: { readonly company: number | undefined; readonly contact: number | undefined },
  isDecidedAnew: boolean,
): void {
  const { counts } = tally
  counts.rows += 1
  if (isDecidedAnew) counts.decidedAnew += 1
  if (company !== undefined) countKnown(counts.companies, tally.companies, 'unchanged', company)
  if (contact !== undefined) countKnown(counts.contacts, tally.contacts, 'unchanged', contact)
}

function seenAs(action: Exclude<PartAction, 'create' | 'ambiguous'>): Seen {
  switch (action) {
    case 'update':
      return 'updated'
    case 'skip':
      return 'skipped'
    case 'unchanged':
      return 'unchanged'
  }
}

/** A record counts as the most that happened to it: an update outweighs the rows that changed nothing. */
function countKnown(counts: Mutable<KindCounts>, seen: SeenRecords, state: Seen, number: number | undefined): void {
  const before = number === undefined ? undefined : seen.get(number)
  if (before !== undefined) {
    if (state !== 'updated' || before === 'updated') return
    counts[before] -= 1
  }
  counts[state] += 1
  if (number !== undefined) seen.set(number, state)
}
