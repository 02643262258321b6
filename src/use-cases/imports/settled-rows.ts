/**
 * Passing over the rows of a file that comes again: those that the last import of it left settled, and of which that
 * still holds. Rules: docs/concepts/imports.md (IMP-7).
 * @module
 */
import type { IdentityKey, IdentityKind } from '../../identity/identity-key.ts'
import type { PlanContext } from '../../import/identify-row.ts'
import type { SettledRows } from '../../import/import-record.ts'
import { reasonToSkip } from '../../import/part-plan.ts'
import { type RecordState, readSettledRows, type SettledRow } from '../../import/settled-rows.ts'
import type { ImportId } from '../../kernel/ids.ts'
import type { KeyClaim, RecordHead } from '../../ports/identity-index.ts'
import type { Session } from '../context.ts'
import type { FileBatch } from './import-rows.ts'
import type { PlannedBatch } from './plan-batch.ts'
import { areLookedUp, type RivaledRecords } from './rivaled-records.ts'

/** A settled row, with the short numbers of its records. */
export interface KnownRow extends SettledRow {
  readonly numbers: { readonly company: number | undefined; readonly contact: number | undefined }
}

/** No row is known. */
const noKnownRows: ReadonlyMap<number, KnownRow> = new Map()

/** Rows of a later batch never meet them. */
const nonePassing: ReadonlySet<IdentityKey> = new Set()

const batchesPerRead = 25

/** More than a batch: one that was refused is planned once more. */
const rowsKept = 2000

/** What an import left settled, read along with the file. */
export class SettledBefore {
  readonly #session: Session
  readonly #importId: ImportId
  readonly #reading: string
  /** Which records share a key; `null` while that is not known. */
  rivaled: RivaledRecords | null
  #read: readonly SettledRows[] = []
  #isAtEnd = false

  /** @param reading how the rows are read now: what was read otherwise is passed over */
  constructor(session: Session, importId: ImportId, reading: string, rivaled: RivaledRecords | null) {
    this.rivaled = rivaled
    this.#session = session
    this.#importId = importId
    this.#reading = reading
  }

  /** The settled rows between two rows, inclusive. Ask in the order of the file. */
  async between(firstRow: number, lastRow: number): Promise<readonly SettledRow[]> {
    while (!this.#isAtEnd && (this.#read.at(-1)?.lastRow ?? 0) < lastRow) await this.#readOn(firstRow)
    return this.#read
      .filter((batch) => batch.firstRow <= lastRow && batch.lastRow >= firstRow)
      .flatMap((batch) => (batch.reading === this.#reading ? readSettledRows(batch) : []))
      .filter(({ row }) => row >= firstRow && row <= lastRow)
  }

  async #readOn(firstRow: number): Promise<void> {
    const { store, actor } = this.#session
    const after = this.#read.at(-1)?.firstRow
    const page = await store.imports.listSettled(actor.workspaceId, this.#importId, {
      limit: batchesPerRead,
      ...(after !== undefined && { after }),
    })
    this.#isAtEnd = page.length < batchesPerRead
    this.#read = [...this.#read.filter(({ lastRow }) => lastRow >= firstRow - rowsKept), ...page]
  }
}

/**
 * The rows of a batch that mean the same records as the last time and change nothing. Where it is known which records
 * share a key, the rows need not even be read.
 * @param before the batch that is just being written
 */
export async function findKnownRows(
  session: Session,
  settled: SettledBefore | null,
  batch: FileBatch,
  context: PlanContext,
  before: PlannedBatch | null,
): Promise<ReadonlyMap<number, KnownRow>> {
  if (settled === null) return noKnownRows
  const rows = await settled.between(batch.firstRow, batch.lastRow)
  if (rows.length === 0) return noKnownRows
  const heads = (await headsAsKnown(session, rows, settled.rivaled)) ?? (await headsByKeys(session, rows, batch))
  const numberOf = (kind: IdentityKind, state: RecordState): number | null => {
    const head = heads.get(`${kind} ${state.id}`)
    if (head === undefined || head.version !== state.version) return null
    return reasonToSkip(head, context) === null ? head.number : null
  }
  const known = new Map<number, KnownRow>()
  for (const row of rows) {
    const company = row.company && numberOf('company', row.company)
    const contact = row.contact && numberOf('contact', row.contact)
    if (company !== null && contact !== null) known.set(row.row, { ...row, numbers: { company, contact } })
  }
  return before === null ? known : withoutDisturbed(known, before, nonePassing)
}

/**
 * The known rows that a planned batch leaves alone: it neither changes their records, nor gives a key to one that was
 * found together with them.
 * @param passing the keys that it gave and took away again, for known rows of the batch itself
 */
export function withoutDisturbed(
  known: ReadonlyMap<number, KnownRow>,
  { set, keys, changes }: Pick<PlannedBatch, 'set' | 'keys' | 'changes'>,
  passing: ReadonlySet<IdentityKey>,
): ReadonlyMap<number, KnownRow> {
  if (known.size === 0 || changes.records.length === 0) return known
  const given = [...changes.keysAdded.map(({ key }) => key), ...passing]
  if (!areLookedUp(given, keys)) return noKnownRows
  const isDisturbed = (tracked: { readonly row: number } | undefined): boolean =>
    tracked !== undefined && (tracked.row > 0 || given.length > 0)
  const left = [...known].filter(
    ([, { company, contact }]) =>
      !isDisturbed(set.companies.get(company?.id ?? '')) && !isDisturbed(set.contacts.get(contact?.id ?? '')),
  )
  return left.length === known.size ? known : new Map(left)
}

type Heads = ReadonlyMap<string, RecordHead>

/** The heads of the records that share no key, by kind and id; `null` once that is not known any more. */
async function headsAsKnown(
  { store, actor }: Session,
  rows: readonly SettledRow[],
  rivaled: RivaledRecords | null,
): Promise<Heads | null> {
  if (rivaled === null) return null
  const claims: KeyClaim[] = []
  const claim = (kind: IdentityKind, state: RecordState | undefined): void => {
    if (state !== undefined && !rivaled.ids.mayHold(state.id)) claims.push({ kind, recordId: state.id, keys: [] })
  }
  for (const { company, contact } of rows) {
    claim('company', company)
    claim('contact', contact)
  }
  const { version, heads } = await store.identity.findUnrivaled(actor.workspaceId, claims)
  return version === rivaled.version ? byName(heads) : null
}

/** The heads of the records that no other one shares a key of their rows with, by kind and id. */
async function headsByKeys({ store, actor }: Session, rows: readonly SettledRow[], batch: FileBatch): Promise<Heads> {
  const identified = new Map((await batch.identify(rows)).rows.map((row) => [row.row, row]))
  const claims: KeyClaim[] = []
  for (const { row, company, contact } of rows) {
    const read = identified.get(row)
    if (company && read?.company) claims.push({ kind: 'company', recordId: company.id, keys: read.company.keys })
    if (contact && read?.contact) claims.push({ kind: 'contact', recordId: contact.id, keys: read.contact.keys })
  }
  return byName((await store.identity.findUnrivaled(actor.workspaceId, claims)).heads)
}

function byName(heads: readonly RecordHead[]): Heads {
  return new Map(heads.map((head) => [`${head.kind} ${head.id}`, head]))
}
