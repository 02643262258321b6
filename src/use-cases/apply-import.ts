/**
 * Carrying an import out: batch after batch, each one commit, so that it can be killed at any moment and goes on as if it
 * had never stopped. Rules: docs/concepts/imports.md (IMP-7, IMP-8, IMP-10).
 * @module
 */
import { actorRight } from '../access/actor.ts'
import { batchChanges, type RecordChange, refusedRowsOf } from '../import/batch-writes.ts'
import { entityId, mostRows } from '../import/entity-id.ts'
import { hashOf } from '../import/hashed-source.ts'
import type { ImportPreview, ImportProgress, ImportReceipt, ImportSetup } from '../import/import-preview.ts'
import type { ImportRecord } from '../import/import-record.ts'
import type { PlanContext } from '../import/plan-row.ts'
import { contactAction, outcomeOf, type RowPlan } from '../import/row-plan.ts'
import type { ImportSource } from '../import/source.ts'
import { countRow, forkTally, noCounts, type Seen, type Tally, tallyFrom } from '../import/tally.ts'
import type { AbortSignalLike } from '../import/web-types.ts'
import { emptyWorkingSet } from '../import/working-set.ts'
import { CrmError } from '../kernel/crm-error.ts'
import type { ImportId } from '../kernel/ids.ts'
import type { Commit, CommitRefusal, Write } from '../ports/commit.ts'
import { authorOf, throwRefusal } from './command.ts'
import type { Session } from './context.ts'
import { type IdentifiedBatch, identifiedBatches, lookUpBatch, planBatch, rowSettings } from './import-rows.ts'
import { compileMapping, openTable, planContext } from './preview-import.ts'

/** What applying may be told. */
export interface ApplyOptions {
  readonly onProgress?: (progress: ImportProgress) => void
  /** Called with every row as it was written, in order. */
  readonly onRow?: (plan: RowPlan) => void
  readonly signal?: AbortSignalLike
}

/** How often a batch is decided anew when others write the same records at the same time. */
const mostTries = 50

/** What is applied: a preview, or the mere setup of an import whose rows nobody has looked at before. */
export type AppliedSetup = ImportSetup & Partial<Pick<ImportPreview, 'counts' | 'outcomes'>>

/** Applies a setup to the file it was made of, or goes on where an earlier call stopped. */
export async function applyImport(
  session: Session,
  setup: AppliedSetup,
  file: ImportSource,
  options: ApplyOptions,
): Promise<ImportReceipt> {
  const { signal } = options
  const { workspaceId } = session.actor
  const found = await session.store.imports.find(workspaceId, setup.importId)
  if (found?.status === 'applied') return { importId: found.id, counts: found.counts, wasAppliedBefore: true }
  if (found !== null && found.status !== 'applying') throw alreadyUndone(found)
  if ((await hashOf(file, signal)) !== setup.fileHash) throw fileChanged()
  const record = found ?? (await beginImport(session, setup))
  const earlier = await session.store.imports.findByFileHash(workspaceId, setup.fileHash)
  const earlierId = earlier !== null && earlier.id !== record.id ? earlier.id : null
  const run: ImportRun = {
    session,
    setup,
    context: await planContext(session, record.id, setup.options, earlierId),
    tally: tallyFrom(record.counts),
    options,
  }
  const table = await openTable(file, setup.table, signal)
  const mapping = compileMapping(table, setup.mapping)
  const settings = await rowSettings(session, setup.options)
  const touched = record.rowsDone === 0 ? new Set<string>() : await touchedIds(session, record.id)
  let current = record
  for await (const batch of readAhead(identifiedBatches(table, mapping, settings, run.context, signal))) {
    if (batch.lastRow <= record.rowsDone) {
      await recallBatch(run, batch, touched)
      continue
    }
    const rows = batch.rows.filter(({ row }) => row > record.rowsDone)
    current = await applyBatch(run, { ...batch, rows, firstRow: rows[0]?.row ?? 0 }, current)
    const total = setup.counts?.rows
    options.onProgress?.({ phase: 'apply', done: current.rowsDone, ...(total !== undefined && { total }) })
    signal?.throwIfAborted()
  }
  const done = await finishImport(session, current)
  return { importId: done.id, counts: done.counts, wasAppliedBefore: false }
}

interface ImportRun {
  readonly session: Session
  readonly setup: AppliedSetup
  readonly context: PlanContext
  readonly tally: Tally
  readonly options: ApplyOptions
}

async function beginImport(session: Session, setup: AppliedSetup): Promise<ImportRecord> {
  const at = session.clock.now()
  const { importId, fileName, fileHash, mapping, options, table } = setup
  const record: ImportRecord = {
    id: importId,
    version: 1,
    status: 'applying',
    ...(fileName !== undefined && { fileName }),
    fileHash,
    plan: { mapping, options, table },
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

/** Plans a batch and commits it; what changed meanwhile is decided anew. */
async function applyBatch(run: ImportRun, batch: IdentifiedBatch, record: ImportRecord): Promise<ImportRecord> {
  const { session, context, setup, tally } = run
  for (let attempt = 1; ; attempt += 1) {
    const set = emptyWorkingSet(context.settings)
    const { lookup, keys } = await lookUpBatch(session, batch, set)
    const at = session.clock.now()
    const plans = await planBatch(set, batch, { ...context, at })
    const fork = forkTally(tally)
    for (const plan of plans) countRow(fork, plan, set, record.id, isOtherwise(setup, plan))
    const { records, keysAdded, keysRemoved, touches } = batchChanges(set, record.id)
    const next: ImportRecord = {
      ...record,
      version: record.version + 1,
      rowsDone: batch.lastRow,
      counts: fork.counts,
      updatedAt: at,
    }
    const result = await session.store.commit({
      ...importCommit(session, next, {
        writes: [...records.map(writeOf), { op: 'update', kind: 'import', record: next }],
        row: batch.firstRow,
        event: 'import.batch-applied',
      }),
      keysAdded,
      keysRemoved,
      guard: { version: lookup.version, keys, hits: lookup.hits },
      touches,
      refusedRows: refusedRowsOf(plans),
    })
    if (result.ok) {
      fork.adopt()
      for (const plan of plans) run.options.onRow?.(plan)
      return next
    }
    if (result.error.code === 'version-conflict' && result.error.subject.kind === 'import') {
      throw otherProcess(record, result.error)
    }
    if (attempt >= mostTries) throwRefusal(result.error)
  }
}

function isOtherwise({ outcomes = '' }: AppliedSetup, plan: RowPlan): boolean {
  const at = (plan.row - 1) * 2
  const foreseen = outcomes.slice(at, at + 2)
  return foreseen !== '' && foreseen !== outcomeOf(plan)
}

function writeOf(change: RecordChange): Write {
  switch (change.kind) {
    case 'company': {
      const { record, index } = change
      if (change.stored !== null) return { op: 'update', kind: 'company', record, index }
      const { number: _given, ...unnumbered } = record
      return { op: 'create', kind: 'company', record: unnumbered, index }
    }
    case 'contact': {
      const { record, index } = change
      if (change.stored !== null) return { op: 'update', kind: 'contact', record, index }
      const { number: _given, ...unnumbered } = record
      return { op: 'create', kind: 'contact', record: unnumbered, index }
    }
    case 'affiliation':
      return { op: change.stored === null ? 'create' : 'update', kind: 'affiliation', record: change.record }
  }
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

/** A commit of an import, with its one audit entry and its one event. */
export function importCommit(
  session: Session,
  record: ImportRecord,
  step: {
    readonly writes: readonly Write[]
    /** The first row of the step: its entries' ids follow from it. */
    readonly row: number
    readonly event: string
    readonly command?: string
  },
): Commit {
  const at = session.clock.now()
  const author = authorOf(session)
  const subject = { kind: 'import', id: record.id } as const
  return {
    workspaceId: session.actor.workspaceId,
    writes: step.writes,
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    importId: record.id,
    audit: [
      {
        id: entityId(record.id, step.row, 'audit'),
        at,
        author,
        command: step.command ?? 'imports.apply',
        right: actorRight(session.actor),
        subject,
        changes: [],
        count: step.writes.length - 1,
      },
    ],
    events: [
      {
        id: entityId(record.id, step.row, 'event'),
        at,
        type: step.event,
        author,
        subject,
        version: record.version,
        data: { rowsDone: record.rowsDone, counts: record.counts },
      },
    ],
  }
}

/** The records that were there before the import and that it has changed so far. */
async function touchedIds(session: Session, importId: ImportId): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const kind of ['company', 'contact'] as const) {
    let after: string | undefined
    for (;;) {
      const page = await session.store.imports.listTouched(session.actor.workspaceId, importId, kind, {
        limit: 1000,
        ...(after !== undefined && { after }),
      })
      for (const { recordId, created } of page) if (!created) ids.add(recordId)
      after = page.at(-1)?.recordId
      if (after === undefined) break
    }
  }
  return ids
}

/** Rows that were written before a restart: only what they counted is called back to mind. */
async function recallBatch(run: ImportRun, batch: IdentifiedBatch, touched: ReadonlySet<string>): Promise<void> {
  const set = emptyWorkingSet(run.context.settings)
  await lookUpBatch(run.session, batch, set)
  for (const plan of await planBatch(set, batch, run.context)) {
    if (plan.status !== 'import') continue
    const { company, contact } = plan
    if (company?.recordId !== undefined) {
      run.tally.companies.set(company.recordId, recalled(company.recordId, company.action, touched))
    }
    if (contact?.recordId !== undefined) {
      run.tally.contacts.set(contact.recordId, recalled(contact.recordId, contactAction(plan), touched))
    }
  }
}

function recalled(recordId: string, action: string | null, touched: ReadonlySet<string>): Seen {
  if (touched.has(recordId)) return 'updated'
  return action === 'skip' ? 'skipped' : 'unchanged'
}

/** Asks for the next item while the present one is being worked on. */
async function* readAhead<Item>(items: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let next = items.next()
  try {
    for (;;) {
      const { done, value } = await next
      if (done === true) return
      next = items.next()
      // The failure of an item that nobody asks for any more must not go unhandled.
      next.catch(() => undefined)
      yield value
    }
  } finally {
    await items.return(undefined)
  }
}

function fileChanged(): CrmError {
  return new CrmError('import-refused', {
    message: 'This is not the file that was previewed. Preview it, then apply that preview.',
    details: { code: 'file-changed' },
  })
}

function alreadyUndone(record: ImportRecord): CrmError {
  return new CrmError('import-refused', {
    message: `Import ${record.id} was undone. Preview the file again to import it once more.`,
    details: { code: 'import-undone', importId: record.id },
  })
}

function otherProcess(record: ImportRecord, refusal: CommitRefusal): CrmError {
  return new CrmError('version-conflict', {
    message: `Another process works on import ${record.id}. Wait for it to end, then repeat the command.`,
    details: { kind: 'import', id: record.id, refusal: refusal.code },
    retryable: true,
  })
}
