/** Counting what an import does: each record once, however many rows speak of it. Rules: docs/concepts/imports.md (IMP-8). @module */
import type { ImportId } from '../kernel/ids.ts'
import type { ImportCounts, KindCounts } from './import-record.ts'
import { contactAction, type PartAction, type RowPlan } from './row-plan.ts'
import type { WorkingSet } from './working-set.ts'

/** How a record that was there before the import is counted so far. */
export type Seen = 'unchanged' | 'updated' | 'skipped'

/** Running figures, and the records that they counted already. */
export interface Tally {
  counts: ImportCounts
  readonly companies: SeenRecords
  readonly contacts: SeenRecords
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
  return { counts, companies: new SeenNumbers(), contacts: new SeenNumbers() }
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
    counts: parent.counts,
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
  tally.counts = {
    rows: counts.rows + 1,
    invalid: counts.invalid + (plan.status === 'invalid' ? 1 : 0),
    decidedAnew: counts.decidedAnew + (isDecidedAnew ? 1 : 0),
    companies: countPart(
      counts.companies,
      tally.companies,
      company && {
        action: company.action,
        isSibling: company.isSibling,
        ...standingOf(set.companies.get(company.recordId ?? ''), importId),
        isWritten,
      },
    ),
    contacts: countPart(
      counts.contacts,
      tally.contacts,
      contact && {
        action: contactAction(plan) ?? contact.action,
        isSibling: false,
        ...standingOf(set.contacts.get(contact.recordId ?? ''), importId),
        isWritten,
      },
    ),
  }
}

interface CountedPart extends Standing {
  readonly action: PartAction
  readonly isSibling: boolean
  /** Whether the row is written at all. */
  readonly isWritten: boolean
}

/** The record of a part, as counting sees it. */
interface Standing {
  /** The short number of a record that was there before; absent where the row may not know which one it is. */
  readonly number: number | undefined
  /** Whether this import created the record: then it is counted already. */
  readonly isOwn: boolean
}

interface CountedRecord {
  readonly stored: { readonly number: number } | null
  readonly current: { readonly origin?: { readonly importId: ImportId } }
}

function standingOf(tracked: CountedRecord | undefined, importId: ImportId): Standing {
  return { number: tracked?.stored?.number, isOwn: tracked?.current.origin?.importId === importId }
}

function countPart(counts: KindCounts, seen: SeenRecords, part: CountedPart | undefined): KindCounts {
  if (part === undefined) return counts
  if (part.action === 'ambiguous') return { ...counts, ambiguous: counts.ambiguous + 1 }
  if (!part.isWritten) return counts
  if (part.action === 'create') {
    const sibling = counts.sibling + (part.isSibling ? 1 : 0)
    return { ...counts, created: counts.created + 1, sibling }
  }
  return part.isOwn ? counts : countKnown(counts, seen, seenAs(part.action), part.number)
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
  const unchanged = (kind: KindCounts, seen: SeenRecords, number: number | undefined): KindCounts =>
    number === undefined ? kind : countKnown(kind, seen, 'unchanged', number)
  tally.counts = {
    ...counts,
    rows: counts.rows + 1,
    decidedAnew: counts.decidedAnew + (isDecidedAnew ? 1 : 0),
    companies: unchanged(counts.companies, tally.companies, company),
    contacts: unchanged(counts.contacts, tally.contacts, contact),
  }
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
function countKnown(counts: KindCounts, seen: SeenRecords, state: Seen, number: number | undefined): KindCounts {
  if (number === undefined) return { ...counts, [state]: counts[state] + 1 }
  const before = seen.get(number)
  if (before === undefined) {
    seen.set(number, state)
    return { ...counts, [state]: counts[state] + 1 }
  }
  if (state !== 'updated' || before === 'updated') return counts
  seen.set(number, state)
  return { ...counts, updated: counts.updated + 1, [before]: counts[before] - 1 }
}
