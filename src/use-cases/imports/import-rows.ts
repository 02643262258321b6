/** The loop that preview and apply share: read rows, look their keys up, plan them. @module */

import { isVisible, scopeOf } from '../../access/actor.ts'
import type { IdentityKey } from '../../identity/identity-key.ts'
import type { DataRow } from '../../import/csv-rows.ts'
import { type IdentifiedRow, identifyRow, type PlanContext } from '../../import/identify-row.ts'
import type { ImportOptions } from '../../import/import-options.ts'
import type { CompiledMapping } from '../../import/mapping.ts'
import { planRow } from '../../import/plan-row.ts'
import { type RowSettings, readRow } from '../../import/read-row.ts'
import type { Table } from '../../import/read-table.ts'
import type { RowPlan } from '../../import/row-plan.ts'
import type { AbortSignalLike } from '../../import/web-types.ts'
import { absorb, type WorkingSet } from '../../import/working-set.ts'
import { breathe } from '../../kernel/breathe.ts'
import type { MemberId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'

/** How many rows are planned, and written, together, unless the store likes it otherwise. */
const usualBatchRows = 200

/**
 * As many of a file that comes again: nearly all of its rows are passed over, so that little is held of them, and a
 * commit costs more than they do.
 */
const settledBatchRows = 600

/** The first rows of a large file go in small batches. */
const firstRows = 500
const firstBatchRows = 25
/** In bytes: some seven thousand rows. */
const largeFile = 1_000_000

/**
 * How many rows a batch has that begins with a row. V8 judges early, by what it has seen survive, which objects stay
 * for ever; if a batch of the usual size is the first that it sees, it takes all of them for such, and a large file
 * comes to need a third more memory. Nobody need wait for further commits of a small one.
 * @param liked how many rows the store likes, if it says so: then it knows what a commit costs it
 * @param isSettled whether an earlier import has left rows of the file settled
 */
export function batchSizes(
  fileSize: number,
  liked: number | undefined,
  isSettled: boolean,
): (firstRow: number) => number {
  if (liked !== undefined) return () => liked
  const usual = isSettled ? settledBatchRows : usualBatchRows
  return (firstRow) => (fileSize >= largeFile && firstRow <= firstRows ? firstBatchRows : usual)
}

/** After how many rows of pure work the event loop gets its turn. */
const rowsPerBreath = 10

/** Rows that were read and identified, in the order of the file. */
export interface IdentifiedBatch {
  readonly rows: readonly IdentifiedRow[]
  readonly firstRow: number
  readonly lastRow: number
}

/** What reading rows needs to know of the workspace and of the caller's choices. */
export async function rowSettings(session: Session, options: ImportOptions): Promise<RowSettings> {
  const members = await session.store.workspaces.listMembers(session.actor.workspaceId)
  const { settings } = session
  return {
    defaultCountry: settings.country,
    locale: settings.locale,
    invalidIds: options.invalidIds,
    members: members.filter(({ id, state }) => state === 'active' && maySeeOf(session, options, id)),
    unknownOwner: options.unknownOwner,
    ...(options.choices !== undefined && { choices: options.choices }),
  }
}

/** Whether the actor would see what the import makes a member's: nobody makes records that he could not see. */
function maySeeOf({ actor, settings }: Session, { visibility }: ImportOptions, ownerId: MemberId): boolean {
  const { filter } = scopeOf(actor)
  return [settings.companyVisibility, settings.contactVisibility].every((usual) =>
    isVisible(filter, { ownerId, visibility: visibility ?? usual }),
  )
}

/** Rows of a file, read and identified when they are needed. */
export class FileBatch {
  readonly rows: readonly DataRow[]
  readonly firstRow: number
  readonly lastRow: number
  readonly #identify: (data: DataRow) => IdentifiedRow

  constructor(rows: readonly DataRow[], identify: (data: DataRow) => IdentifiedRow) {
    this.rows = rows
    this.firstRow = rows[0]?.row ?? 0
    this.lastRow = rows.at(-1)?.row ?? 0
    this.#identify = identify
  }

  /** Those of these rows that are in the batch, in the order of the file; all of them, if none are named. */
  async identify(wanted?: readonly { readonly row: number }[]): Promise<IdentifiedBatch> {
    const names = wanted && new Set(wanted.map(({ row }) => row))
    const rows: IdentifiedRow[] = []
    for (const data of this.rows) {
      if (names?.has(data.row) === false) continue
      rows.push(this.#identify(data))
      if (rows.length % rowsPerBreath === 0) await breathe()
    }
    return { rows, firstRow: rows[0]?.row ?? 0, lastRow: rows.at(-1)?.row ?? 0 }
  }

  /** The rows up to one. */
  until(row: number): FileBatch {
    if (this.lastRow <= row) return this
    return new FileBatch(
      this.rows.filter((data) => data.row <= row),
      this.#identify,
    )
  }

  /** The rows after one. */
  after(row: number): FileBatch {
    if (this.firstRow > row) return this
    return new FileBatch(
      this.rows.filter((data) => data.row > row),
      this.#identify,
    )
  }
}

/**
 * Cuts a table into batches, which always hold the same rows of the same file. The last one comes once the file has been
 * read to its end.
 * @param sizeFrom how many rows the batch that begins with a row is to have
 */
export async function* fileBatches(
  table: Table,
  mapping: CompiledMapping,
  settings: RowSettings,
  context: PlanContext,
  signal: AbortSignalLike | undefined,
  sizeFrom: (firstRow: number) => number,
): AsyncGenerator<FileBatch> {
  const identify = (data: DataRow): IdentifiedRow =>
    identifyRow(data.row, readDataRow(data, mapping, settings), context.settings)
  let rows: DataRow[] = []
  for await (const batch of table.rows(signal)) {
    signal?.throwIfAborted()
    for (const data of batch.rows) {
      if (rows.length > 0 && rows.length >= sizeFrom(rows[0]?.row ?? data.row)) {
        yield new FileBatch(rows, identify)
        rows = []
      }
      rows.push(data)
    }
  }
  if (rows.length > 0) yield new FileBatch(rows, identify)
}

/** Reads a table into identified batches, which always hold the same rows of the same file. */
export async function* identifiedBatches(
  table: Table,
  mapping: CompiledMapping,
  settings: RowSettings,
  context: PlanContext,
  signal: AbortSignalLike | undefined,
): AsyncGenerator<IdentifiedBatch> {
  const sizeFrom = () => usualBatchRows
  for await (const batch of fileBatches(table, mapping, settings, context, signal, sizeFrom)) yield batch.identify()
}

/** The keys of these rows; one that several rows have comes several times. */
export function keysOf(batch: IdentifiedBatch): readonly IdentityKey[] {
  const keys: IdentityKey[] = []
  for (const { company, contact } of batch.rows) {
    if (company !== undefined) keys.push(...company.keys)
    if (contact !== undefined) keys.push(...contact.keys)
  }
  return keys
}

/** Looks up whatever carries these keys, and takes it into the working set. */
export async function lookUpBatch(session: Session, keys: readonly IdentityKey[], set: WorkingSet): Promise<void> {
  absorb(set, await session.store.identity.lookUp(session.actor.workspaceId, keys))
}

/** Plans the rows of a batch on a working set. */
export async function planBatch(
  set: WorkingSet,
  batch: IdentifiedBatch,
  context: PlanContext,
): Promise<readonly RowPlan[]> {
  const plans: RowPlan[] = []
  for (const row of batch.rows) {
    plans.push(planRow(set, row, context))
    if (plans.length % rowsPerBreath === 0) await breathe()
  }
  return plans
}

/** Who is to own new records of an import that names nobody: whoever imports. */
export function importerOf(session: Session): MemberId | null {
  return session.actor.kind === 'member' ? session.actor.memberId : null
}

function readDataRow(data: DataRow, mapping: CompiledMapping, settings: RowSettings): IdentifiedRow['reading'] {
  const reading = readRow(data.cells, mapping, settings)
  if (data.problems.length === 0) return reading
  const isWhole = data.problems.every(({ severity }) => severity !== 'error')
  return { ...reading, valid: reading.valid && isWhole, problems: [...data.problems, ...reading.problems] }
}
