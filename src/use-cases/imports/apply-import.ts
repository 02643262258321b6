/**
 * Carrying an import out: batch after batch, each one commit, so that it can be killed at any moment and goes on as if it
 * had never stopped. Rules: docs/concepts/imports.md (IMP-7, IMP-8, IMP-10).
 * @module
 */
import { mostRows } from '../../import/entity-id.ts'
import { type FileFacts, hashedSource, readFacts } from '../../import/hashed-source.ts'
import type { ImportReceipt } from '../../import/import-preview.ts'
import type { ImportRecord } from '../../import/import-record.ts'
import { readingOf } from '../../import/settled-rows.ts'
import type { ImportSource } from '../../import/source.ts'
import { noCounts, tallyFrom } from '../../import/tally.ts'
import { takeNumbers } from '../../import/working-set.ts'
import { breathe } from '../../kernel/breathe.ts'
import type { Result } from '../../kernel/result.ts'
import type { CommitReceipt, CommitRefusal, IdentityGuard, Write } from '../../ports/commit.ts'
import { throwRefusal } from '../command.ts'
import type { Session } from '../context.ts'
import { checkImportOptions } from './check-import-options.ts'
import { getImport } from './get-import.ts'
import { importCommit } from './import-commit.ts'
import { alreadyUndone, changedMeanwhile, fileChanged, otherProcess, withRowsWritten } from './import-faults.ts'
import { batchSizes, type FileBatch, fileBatches, rowSettings } from './import-rows.ts'
import { noteKeys, noteReceipt, startKnowing } from './known-keys.ts'
import {
  type AppliedSetup,
  type ApplyOptions,
  type ImportRun,
  type PlannedBatch,
  planNext,
  withChanges,
} from './plan-batch.ts'
import { compileMapping, earlierImports, earlierImportsOf, openTable, planContext } from './preview-import.ts'
import { recallBatch, touchedIds } from './recall-import.ts'
import { findRivaled, noteRivals } from './rivaled-records.ts'
import { SettledBefore } from './settled-rows.ts'

/** How often a batch is decided anew when others write the same records at the same time. */
const mostTries = 50

/**
 * Applies a setup to the file it was made of, or goes on where an earlier call stopped.
 * @param justRead what the file is known by, where it was read to its end a moment ago
 */
export async function applyImport(
  session: Session,
  setup: AppliedSetup,
  file: ImportSource,
  options: ApplyOptions,
  justRead?: FileFacts,
): Promise<ImportReceipt> {
  const { signal } = options
  const { workspaceId } = session.actor
  const found = await session.store.imports.find(workspaceId, setup.importId)
  // Somebody else's is not to be gone on with, nor is its receipt to be told.
  if (found !== null) await getImport(session, found.id)
  if (found?.status === 'applied') return { importId: found.id, counts: found.counts, wasAppliedBefore: true }
  if (found !== null && found.status !== 'applying') throw alreadyUndone(found)
  await checkImportOptions(session, setup.options)
  const { hash, size } = justRead ?? (await readFacts(file, signal))
  if (hash !== setup.fileHash) throw fileChanged()
  const record = found ?? (await beginImport(session, setup))
  // Hashed once more while its rows are taken: what is written must be what was previewed.
  const read = hashedSource(file, signal)
  const table = await openTable(read.source, setup.table, signal)
  const mapping = compileMapping(table, setup.mapping)
  const settings = await rowSettings(session, setup.options)
  const earlier = earlierImportsOf(record)
  const reading = readingOf(setup, settings)
  const last = earlier.at(-1)
  const run: ImportRun = {
    session,
    setup,
    context: await planContext(session, record.id, setup.options, earlier),
    tally: tallyFrom(record.counts),
    options,
    reading,
    // Whoever wants the plan of each row gets it made.
    settled:
      last === undefined || reading === null || options.onRow !== undefined
        ? null
        : new SettledBefore(session, last, reading, await findRivaled(session, size)),
    // Of a file that comes again, nearly every key is there.
    known: last === undefined ? await startKnowing(session, size) : null,
  }
  const touched = record.rowsDone === 0 ? new Set<string>() : await touchedIds(session, record.id)
  const sizeFrom = batchSizes(size, session.store.imports.batchRows, last !== undefined)
  const batches = fileBatches(table, mapping, settings, run.context, signal, sizeFrom)
  const isOtherFile = (): boolean => isOther(read.digest(), hash)
  const written = await applyBatches(run, batches, record, { touched, isOtherFile }).catch(async (failure: unknown) => {
    throw withRowsWritten(failure, await session.store.imports.find(workspaceId, record.id))
  })
  const done = await finishImport(session, written)
  return { importId: done.id, counts: done.counts, wasAppliedBefore: false }
}

async function beginImport(session: Session, setup: AppliedSetup): Promise<ImportRecord> {
  const at = session.clock.now()
  const { importId, fileName, fileHash, mapping, options, table } = setup
  // Looked up before this one is there to be found, and kept with it for whoever resumes it.
  const earlierImportIds = await earlierImports(session, fileHash)
  const record: ImportRecord = {
    id: importId,
    version: 1,
    status: 'applying',
    ...(fileName !== undefined && { fileName }),
    fileHash,
    plan: { mapping, options, table, ...(earlierImportIds.length > 0 && { earlierImportIds }) },
    rowsDone: 0,
    counts: noCounts,
    memberId: session.actor.kind === 'member' ? session.actor.memberId : null,
    startedAt: at,
    updatedAt: at,
  }
  const write: Write = { op: 'create', kind: 'import', record }
  const result = await session.store.commit(
    importCommit(session, record, { writes: [write], row: 0, event: 'import.started' }),
  )
  if (result.ok) return record
  throw otherProcess(record, result.error)
}

function isOther(digest: string | null, hash: string): boolean {
  return digest !== null && digest !== hash
}

/**
 * Writes batch after batch. Unless the store wants it otherwise, the next one is planned while it writes one, and on top
 * of that; if that turns out to be refused, both are decided anew. The last batch comes when the file has been read to
 * its end, and is written only if the file is still the same.
 */
async function applyBatches(
  run: ImportRun,
  batches: AsyncIterable<FileBatch>,
  record: ImportRecord,
  { touched, isOtherFile }: { readonly touched: ReadonlySet<string>; readonly isOtherFile: () => boolean },
): Promise<ImportRecord> {
  let state: Progress = { written: record, pending: null }
  try {
    for await (const batch of batches) {
      run.options.signal?.throwIfAborted()
      if (isOtherFile()) break
      if (batch.firstRow <= record.rowsDone) {
        const done = await batch.until(record.rowsDone).identify()
        await recallBatch(run.session, run.context, run.tally, done, touched)
        if (batch.lastRow <= record.rowsDone) continue
      }
      state = await goOn(run, state, batch.after(record.rowsDone))
    }
    const { pending } = state
    const written = pending === null ? state.written : (await settle(run, pending, state.written)).record
    if (isOtherFile()) throw changedMeanwhile(written)
    return written
  } catch (failure) {
    // Whatever ends the import: what the store is writing comes to its end first, and is told.
    const last = await state.pending?.result.catch(() => null)
    if (state.pending !== null && last?.ok) tell(run, state.pending)
    throw failure
  }
}

/** How far an import is. */
interface Progress {
  readonly written: ImportRecord
  readonly pending: PendingBatch | null
}

/**
 * Plans a batch, waits for the one before it, and hands it to the store. A function of its own, so that nothing of
 * earlier batches stays in the variables of a loop.
 */
async function goOn(run: ImportRun, { written, pending }: Progress, batch: FileBatch): Promise<Progress> {
  const plan = await planNext(run, batch, pending?.plan ?? null)
  if (run.session.store.imports.plansAhead === false) {
    const started = begin(run, plan, written, null)
    noteKeys(run.known, plan.changes.keysAdded)
    return { written: (await settle(run, started, written)).record, pending: null }
  }
  if (pending === null) return { written, pending: await sent(begin(run, plan, written, null)) }
  // Now, that there is time, and not before: what this batch inherited need not be looked up.
  noteKeys(run.known, pending.plan.changes.keysAdded)
  const settled = await settle(run, pending, written)
  const { record } = settled
  const isAsPlanned = settled.plan === pending.plan
  const current = isAsPlanned ? withNumbers(run, plan, settled.receipt) : await planNext(run, batch, null)
  run.options.signal?.throwIfAborted()
  return { written: record, pending: await sent(begin(run, current, record, isAsPlanned ? settled : null)) }
}

/** Lets the store send what it was handed, before all of the next rows are read. */
async function sent(batch: PendingBatch): Promise<PendingBatch> {
  await breathe()
  return batch
}

function withNumbers(run: ImportRun, plan: PlannedBatch, { numbers }: CommitReceipt): PlannedBatch {
  return takeNumbers(plan.set, numbers) ? withChanges(run, plan) : plan
}

interface PendingBatch {
  readonly plan: PlannedBatch
  readonly next: ImportRecord
  isTold: boolean
  readonly result: Promise<Result<CommitReceipt, CommitRefusal>>
}

interface SettledBatch {
  readonly plan: PlannedBatch
  readonly record: ImportRecord
  readonly receipt: CommitReceipt
}

/** Hands a planned batch to the store, and does not wait for it. */
function begin(run: ImportRun, plan: PlannedBatch, record: ImportRecord, before: SettledBatch | null): PendingBatch {
  const { session } = run
  const { changes } = plan
  const next: ImportRecord = {
    ...record,
    version: record.version + 1,
    rowsDone: plan.batch.lastRow,
    counts: plan.tally.counts,
    updatedAt: session.clock.now(),
  }
  const result = session.store.commit({
    ...importCommit(session, next, {
      writes: [...changes.records, { op: 'update', kind: 'import', record: next }],
      row: plan.batch.firstRow,
      event: 'import.batch-applied',
    }),
    keysAdded: changes.keysAdded,
    keysRemoved: changes.keysRemoved,
    ...(plan.keys.length > 0 && { guard: guardOf(plan, before) }),
    touches: changes.touches,
    refusedRows: plan.refused,
    ...(plan.rowsSettled !== null && { rowsSettled: plan.rowsSettled }),
  })
  // A failure is met where the batch is settled; until then it must not go unhandled.
  result.catch(() => undefined)
  return { plan, next, isTold: false, result }
}

/** What the index must still say: the answer to the look-up, and what the batch before has made of it since. */
function guardOf({ lookup, keys, set }: PlannedBatch, before: SettledBatch | null): IdentityGuard {
  if (before === null) return { version: lookup.version, keys, hits: lookup.hits }
  const { identityBefore, identityAfter } = before.receipt
  // Never newer than one's own commit: what was inherited from it is no newer either.
  const version = lookup.version === identityBefore ? identityAfter : Math.min(lookup.version, identityAfter)
  const { keysAdded, keysRemoved } = before.plan.changes
  // Whoever has a key that was asked for was inherited.
  const inherited = keysAdded.filter(({ kind, recordId }) =>
    kind === 'company' ? set.companies.has(recordId) : set.contacts.has(recordId),
  )
  const asked = new Set(inherited.length > 0 ? keys : [])
  const added = inherited.filter(({ key }) => asked.has(key))
  if (added.length === 0 && keysRemoved.length === 0) return { version, keys, hits: lookup.hits }
  const hits = new Map(lookup.hits.map((hit) => [`${hit.kind} ${hit.recordId} ${hit.key}`, hit]))
  for (const entry of keysRemoved) hits.delete(`${entry.kind} ${entry.recordId} ${entry.key}`)
  for (const entry of added) hits.set(`${entry.kind} ${entry.recordId} ${entry.key}`, entry)
  return { version, keys, hits: [...hits.values()] }
}

/** Waits until a batch is written; what others changed meanwhile is decided anew. */
async function settle(run: ImportRun, first: PendingBatch, record: ImportRecord): Promise<SettledBatch> {
  let pending = first
  for (let attempt = 1; ; attempt += 1) {
    const result = await pending.result
    if (result.ok) {
      const { plan, next } = pending
      plan.tally.adoptInto(run.tally)
      run.known = noteReceipt(run.known, result.value)
      if (run.settled !== null) run.settled.rivaled = noteRivals(run.settled.rivaled, result.value, plan)
      tell(run, pending)
      return { plan, record: next, receipt: result.value }
    }
    if (result.error.code === 'version-conflict' && result.error.subject.kind === 'import') {
      throw otherProcess(record, result.error)
    }
    if (attempt >= mostTries) throwRefusal(result.error)
    run.known = null
    pending = begin(run, await planNext(run, first.plan.batch, null), record, null)
  }
}

/** Tells the host of a batch that is written, and once only. */
function tell({ setup, options }: ImportRun, batch: PendingBatch): void {
  if (batch.isTold) return
  batch.isTold = true
  for (const row of batch.plan.shown) options.onRow?.(row)
  const total = setup.counts?.rows
  options.onProgress?.({ phase: 'apply', done: batch.next.rowsDone, ...(total !== undefined && { total }) })
}

async function finishImport(session: Session, record: ImportRecord): Promise<ImportRecord> {
  const at = session.clock.now()
  const next: ImportRecord = { ...record, version: record.version + 1, status: 'applied', updatedAt: at }
  const write: Write = { op: 'update', kind: 'import', record: next }
  const result = await session.store.commit(
    importCommit(session, next, { writes: [write], row: mostRows, event: 'import.applied' }),
  )
  if (result.ok) return next
  throw otherProcess(record, result.error)
}
