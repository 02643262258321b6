/**
 * Taking an import back, page by page, each one commit: people with their jobs first, then companies, so that nothing is
 * purged while something of the same import points at it. Rules: docs/concepts/imports.md (IMP-9).
 * @module
 */
import type { ImportProgress, UndoReceipt } from '../../import/import-preview.ts'
import type { ImportRecord } from '../../import/import-record.ts'
import { decideUndo, decideUndoAgain } from '../../import/undo.ts'
import {
  afterKind,
  afterPage,
  isUndoOpen,
  type UndoProgress,
  undoAgain,
  undoBegins,
  undoReceipt,
} from '../../import/undo-progress.ts'
import type { AbortSignalLike } from '../../import/web-types.ts'
import type { ImportId } from '../../kernel/ids.ts'
import type { Commit, Write } from '../../ports/commit.ts'
import type { TouchedRecord } from '../../ports/import-repository.ts'
import { throwRefusal } from '../command.ts'
import type { Session } from '../context.ts'
import type { OptionNames } from './check-import-options.ts'
import { getImport } from './get-import.ts'
import { importCommit } from './import-commit.ts'
import { type UndonePage, undoCompanies, undoContacts } from './undo-records.ts'

/** What undoing may be told. */
export interface UndoOptions {
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  readonly signal?: AbortSignalLike | undefined
}

export const undoOptionNames: OptionNames<UndoOptions> = { onProgress: true, signal: true }

/** How many records are dealt with together. */
const pageSize = 500
const mostTries = 20

/** Undoes an import, goes on where an earlier call stopped, or tries once more what an earlier one had to keep. */
export async function undoImport(session: Session, importId: ImportId, options: UndoOptions): Promise<UndoReceipt> {
  const found = await getImport(session, importId)
  if (found.status === 'undone' && !isUndoOpen(progressOf(found))) return undoReceipt(importId, progressOf(found))
  let step: UndoStep | null = await beginUndo(session, found)
  let last = step
  while (step !== null) {
    options.signal?.throwIfAborted()
    last = step
    step = (await undoPage(session, last)) ?? nextKind(last)
    if (step !== null) options.onProgress?.({ phase: 'undo', done: step.progress.done })
  }
  // Where nothing has come free since the last time, nothing is written.
  if (last.record.status !== 'undone') await save(session, last, 'undone')
  return undoReceipt(importId, last.progress)
}

interface UndoStep {
  readonly record: ImportRecord
  readonly progress: UndoProgress
}

async function beginUndo(session: Session, record: ImportRecord): Promise<UndoStep> {
  switch (record.status) {
    case 'undoing':
      return { record, progress: progressOf(record) }
    case 'undone':
      return { record, progress: undoAgain(progressOf(record)) }
    case 'applying':
    case 'applied':
      return save(session, { record, progress: undoBegins }, 'undoing')
  }
}

function nextKind({ record, progress }: UndoStep): UndoStep | null {
  const next = afterKind(progress)
  return next === null ? null : { record, progress: next }
}

/** Deals with the next page; `null` once there is none of the kind. Asked again, only pages that change are written. */
async function undoPage(session: Session, { record, progress }: UndoStep): Promise<UndoStep | null> {
  for (let attempt = 1; ; attempt += 1) {
    const page = await session.store.imports.listTouched(session.actor.workspaceId, record.id, progress.kind, {
      limit: pageSize,
      ...(progress.after !== null && { after: progress.after }),
    })
    const last = page.at(-1)
    if (last === undefined) return null
    const undone = await undoRecords(session, record.id, progress, page)
    const next = afterPage(progress, last.recordId, undone.records)
    if (progress.isAgain && undone.writes.length === 0) return { record, progress: next }
    const after = withProgress(session, { record, progress: next }, 'undoing')
    const result = await session.store.commit({
      ...undoCommit(session, after, [...undone.writes, { op: 'update', kind: 'import', record: after }]),
      keysAdded: undone.keysAdded,
      keysRemoved: undone.keysRemoved,
    })
    if (result.ok) return { record: after, progress: next }
    if (attempt >= mostTries) throwRefusal(result.error)
  }
}

function undoRecords(
  session: Session,
  importId: ImportId,
  { kind, isAgain }: UndoProgress,
  page: readonly TouchedRecord[],
): Promise<UndonePage> {
  const decide = isAgain ? decideUndoAgain : decideUndo
  switch (kind) {
    case 'contact':
      return undoContacts(session, importId, page, decide)
    case 'company':
      return undoCompanies(session, page, decide)
  }
}

async function save(session: Session, step: UndoStep, status: 'undoing' | 'undone'): Promise<UndoStep> {
  const record = withProgress(session, step, status)
  const result = await session.store.commit(undoCommit(session, record, [{ op: 'update', kind: 'import', record }]))
  return result.ok ? { record, progress: step.progress } : throwRefusal(result.error)
}

function withProgress(session: Session, { record, progress }: UndoStep, status: ImportRecord['status']): ImportRecord {
  const plan = { ...(typeof record.plan === 'object' ? record.plan : {}), undo: progress }
  return { ...record, version: record.version + 1, status, plan, updatedAt: session.clock.now() }
}

function undoCommit(session: Session, record: ImportRecord, writes: readonly Write[]): Commit {
  // Steps of an undo follow those of the apply: their ids are told apart by the import's version, which only grows.
  return importCommit(session, record, {
    writes,
    row: undoStepsStart + record.version,
    event: record.status === 'undone' ? 'import.undone' : 'import.undo-page',
    command: 'imports.undo',
  })
}

/** Row numbers that no file reaches, for the ids of an undo's history. */
const undoStepsStart = 2 ** 28

function progressOf(record: ImportRecord): UndoProgress {
  const plan = record.plan as { readonly undo?: UndoProgress } | null
  return plan?.undo ?? undoBegins
}
