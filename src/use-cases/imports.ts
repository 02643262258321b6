/** The import desk: preview, apply, undo, and the rows that were refused. @module */
import type { ImportPreview, ImportReceipt, ImportSetup, UndoReceipt } from '../import/import-preview.ts'
import type { ImportRecord } from '../import/import-record.ts'
import type { ImportSource } from '../import/source.ts'
import { CrmError } from '../kernel/crm-error.ts'
import { type ImportId, isUuid } from '../kernel/ids.ts'
import { type ApplyOptions, applyImport } from './apply-import.ts'
import type { Session } from './context.ts'
import { type PreviewOptions, prepareImport, previewImport } from './preview-import.ts'
import { refusedRowsCsv } from './refused-rows.ts'
import { mayUndo, type UndoOptions, undoImport } from './undo-import.ts'

/** Imports of one workspace, for one actor. */
export interface ImportDesk {
  /**
   * Plans a file: what every row would do, and why. Writes nothing.
   * @throws {CrmError} import-refused - the file is no table that can be read, or its columns mean nothing
   * @throws the signal's reason, once it is aborted
   */
  preview(file: ImportSource, options?: PreviewOptions): Promise<ImportPreview>

  /**
   * Carries a preview out, batch by batch. Called again with the same preview – after a crash, say – it goes on where
   * it stopped; once applied, it answers with the same receipt.
   * @param file the file again; may be left out while the preview is the very object that `preview` returned
   * @throws {CrmError} import-refused - another file than the one previewed, or the import was undone
   * @throws {CrmError} version-conflict - another process is applying or undoing it
   */
  apply(preview: ImportPreview, options?: ApplyOptions & { readonly file?: ImportSource }): Promise<ImportReceipt>

  /**
   * Imports a file right away, in one reading and in bounded memory: for files whose preview nobody would look at.
   * The same file again goes on with an import of it that was not finished.
   * @throws {CrmError} import-refused, version-conflict - as `preview` and `apply` do
   */
  run(file: ImportSource, options?: PreviewOptions): Promise<ImportReceipt>

  /**
   * Takes an import back: what it created is purged, what it changed is restored, and what people went on with since
   * is left alone and listed.
   * @throws {CrmError} not-found, forbidden, version-conflict
   */
  undo(importId: ImportId, options?: UndoOptions): Promise<UndoReceipt>

  /**
   * The rows that were refused, as CSV with the reasons in a column after its own, ready to be corrected and imported.
   * Made from the file: what it says is not stored.
   * @throws {CrmError} not-found, import-refused
   */
  refusedRows(importId: ImportId, file: ImportSource): AsyncIterable<string>

  /** @throws {CrmError} not-found */
  get(importId: ImportId): Promise<ImportRecord>

  /** The latest imports. `limit` is at most 200. Default: 50. */
  list(options?: { readonly limit?: number; readonly after?: ImportRecord }): Promise<readonly ImportRecord[]>
}

const mostListed = 200

/** The import desk of whoever the session is opened for. */
export function importDesk(openSession: () => Promise<Session>): ImportDesk {
  const files = new WeakMap<ImportPreview, ImportSource>()
  return {
    preview: async (file, options = {}) => {
      const preview = await previewImport(await openSession(), file, options)
      files.set(preview, file)
      return preview
    },
    apply: async (preview, options = {}) => {
      const file = options.file ?? files.get(preview)
      if (file === undefined) throw fileNeeded()
      return applyImport(await openSession(), preview, file, options)
    },
    run: async (file, options = {}) => {
      const session = await openSession()
      return applyImport(
        session,
        await unfinishedOr(session, await prepareImport(session, file, options)),
        file,
        options,
      )
    },
    undo: async (importId, options = {}) => undoImport(await openSession(), importId, options),
    refusedRows: async function* (importId, file) {
      const session = await openSession()
      yield* refusedRowsCsv(session, await findImport(session, importId), file)
    },
    get: async (importId) => {
      const session = await openSession()
      return asToldTo(session, await findImport(session, importId))
    },
    list: async ({ limit = 50, after } = {}) => {
      const session = await openSession()
      const records = await session.store.imports.list(session.actor.workspaceId, {
        limit: Math.max(1, Math.min(Math.floor(limit), mostListed)),
        ...(after !== undefined && { after }),
      })
      return records.map((record) => asToldTo(session, record))
    },
  }
}

/** The records that an undo left alone are named only to those who could have undone the import. */
function asToldTo(session: Session, record: ImportRecord): ImportRecord {
  if (mayUndo(session, record) || typeof record.plan !== 'object' || record.plan === null) return record
  const { undo: _undo, ...plan } = record.plan as Readonly<Record<string, unknown>>
  return { ...record, plan }
}

/** The import of the same file that was begun and not finished, if there is one: its own setup goes on. */
async function unfinishedOr(session: Session, setup: ImportSetup): Promise<ImportSetup> {
  const begun = await session.store.imports.findByFileHash(session.actor.workspaceId, setup.fileHash)
  if (begun?.status !== 'applying') return setup
  if (!mayUndo(session, begun)) {
    throw new CrmError('import-refused', {
      message: `Somebody else has begun to import this file and not finished: import ${begun.id}. Ask that member, or an administrator, to finish or undo it.`,
      details: { code: 'import-unfinished', importId: begun.id },
    })
  }
  return {
    ...(begun.plan as Pick<ImportSetup, 'mapping' | 'options' | 'table'>),
    importId: begun.id,
    fileHash: begun.fileHash,
  }
}

async function findImport(session: Session, importId: ImportId): Promise<ImportRecord> {
  const record = isUuid(importId) ? await session.store.imports.find(session.actor.workspaceId, importId) : null
  if (record !== null) return record
  throw new CrmError('not-found', {
    message: `There is no import ${importId} in this workspace.`,
    details: { kind: 'import', id: importId },
  })
}

function fileNeeded(): CrmError {
  return new CrmError('import-refused', {
    message: 'This preview comes from another request: hand in its file too, as apply(preview, { file }).',
    details: { code: 'file-needed' },
  })
}
