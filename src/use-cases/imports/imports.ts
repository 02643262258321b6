/** The import desk: preview, apply, undo, and the rows that were refused. @module */
import type { ImportPreview, ImportReceipt, ImportSetup, UndoReceipt } from '../../import/import-preview.ts'
import type { ImportRecord } from '../../import/import-record.ts'
import type { ImportSource } from '../../import/source.ts'
import type { ImportQuery } from '../../inputs/call.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { type ImportId, isUuid } from '../../kernel/ids.ts'
import { parseImportQuery } from '../../schemas/call.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { applyImport } from './apply-import.ts'
import { checkOptionNames, type OptionNames } from './check-import-options.ts'
import { findImport, getImport, importerInSight, mayUndo } from './get-import.ts'
import type { ApplyOptions } from './plan-batch.ts'
import { type PreviewOptions, prepareImport, previewImport, previewOptionNames } from './preview-import.ts'
import { fileReader } from './read-file.ts'
import { refusedInPreview } from './refused-preview.ts'
import { refusedRowsCsv, refusedRowsOfImport } from './refused-rows.ts'
import { type UndoOptions, undoImport, undoOptionNames } from './undo-import.ts'

/**
 * Imports of one workspace, for one actor: a member's own ones; those of everybody for whoever sees everything. Somebody
 * else's is as if it did not exist.
 */
export interface ImportDesk {
  /**
   * Plans a file: what every row would do, and why. Writes nothing.
   * @throws {CrmError} import-refused - the file is no table that can be read, or its columns mean nothing
   * @throws {CrmError} invalid-input - what is handed in is no file, or can't be opened twice; or an option is unknown
   * @throws the signal's reason, once it is aborted
   */
  preview(file: ImportSource, options?: PreviewOptions): Promise<ImportPreview>

  /**
   * Carries a preview out, batch by batch. Called again with the same preview – after a crash, say – it goes on where
   * it stopped; once applied, it answers with the same receipt.
   * @param file the file again; may be left out while the preview is the very object that `preview` returned
   * @throws {CrmError} import-refused - another file than the one previewed, also where that shows only while it is
   *   written; or the import was undone
   * @throws {CrmError} version-conflict - another process is applying or undoing it
   * @throws {CrmError} invalid-input - an option is unknown
   */
  apply(
    preview: ImportPreview,
    options?: ApplyOptions & { readonly file?: ImportSource | undefined },
  ): Promise<ImportReceipt>

  /**
   * Imports a file right away, in bounded memory and without planning it first: for files whose preview nobody would look at.
   * The same file again goes on with an import of it that was not finished.
   * @throws {CrmError} import-refused, version-conflict - as `preview` and `apply` do
   */
  run(file: ImportSource, options?: PreviewOptions): Promise<ImportReceipt>

  /**
   * Takes an import back: what it created is purged, what it changed is restored, and what people went on with since
   * is left alone and listed.
   * @throws {CrmError} not-found, version-conflict; invalid-input - an option is unknown
   */
  undo(importId: ImportId, options?: UndoOptions): Promise<UndoReceipt>

  /**
   * The rows that were refused, or would be, as CSV with the reasons in a column after its own, ready to be corrected and
   * imported. Made from the file: what it says is not stored.
   * @param of the id of an import, or a preview: of one that is not applied yet, the file is planned once more
   * @throws {CrmError} not-found, import-refused, invalid-input
   */
  refusedRows(of: ImportId | ImportSetup, file: ImportSource): AsyncIterable<string>

  /** @throws {CrmError} not-found */
  get(importId: ImportId): Promise<ImportRecord>

  /**
   * The latest import of this very file that is not undone and that the actor may see, or `null`: what a host says “imported already” by.
   * @param fileHash the `fileHash` of a preview: SHA-256 of the file's bytes, in hexadecimal
   */
  findByFileHash(fileHash: string): Promise<ImportRecord | null>

  /** The latest imports, the last one first. @throws {CrmError} invalid-input */
  list(query?: ImportQuery): Promise<readonly ImportRecord[]>
}

const applyOptionNames: OptionNames<ApplyOptions & { readonly file: unknown }> = {
  file: true,
  onProgress: true,
  onRow: true,
  signal: true,
}

const mostListed = 200

/** The import desk of whoever the session is opened for. */
export function importDesk(open: OpenSession): ImportDesk {
  const files = new WeakMap<ImportPreview, ImportSource>()
  const readFile = fileReader()
  return {
    preview: async (file, options = {}) => {
      const source = readFile(file)
      checkOptionNames(options, previewOptionNames)
      const preview = await previewImport(await open('imports.preview'), source, options)
      files.set(preview, source)
      return preview
    },
    apply: async (preview, options = {}) => {
      const setup = readSetup(preview)
      checkOptionNames(options, applyOptionNames)
      const file = options.file === undefined ? files.get(preview) : readFile(options.file)
      if (file === undefined) throw fileNeeded()
      return applyImport(await open('imports.apply'), setup, file, options)
    },
    run: async (file, options = {}) => {
      const source = readFile(file)
      checkOptionNames(options, previewOptionNames)
      const session = await open('imports.run')
      const { setup, facts } = await prepareImport(session, source, options)
      return applyImport(session, await unfinishedOr(session, setup), source, options, facts)
    },
    undo: async (importId, options = {}) => {
      const known = readId(importId, 'importId')
      checkOptionNames(options, undoOptionNames)
      return undoImport(await open('imports.undo'), known, options)
    },
    refusedRows: async function* (of, file) {
      const setup = typeof of === 'object' && of !== null ? readSetup(of) : null
      const importId = setup === null ? readId(of, 'importId') : setup.importId
      const source = readFile(file)
      const session = await open('imports.refusedRows')
      const record = setup === null ? await getImport(session, importId) : await findImport(session, importId)
      if (record !== null) yield* refusedRowsOfImport(session, record, source)
      else if (setup !== null) yield* refusedRowsCsv(session, setup, source, refusedInPreview(session, setup, source))
    },
    get: async (importId) => {
      const known = readId(importId, 'importId')
      return getImport(await open('imports.get'), known)
    },
    findByFileHash: async (fileHash) => {
      const hash = readHash(fileHash)
      const session = await open('imports.findByFileHash')
      const { store, actor } = session
      if (!hashShape.test(hash)) return null
      return store.imports.findByFileHash(actor.workspaceId, hash, importerInSight(session))
    },
    list: async (query = {}) => {
      const { limit = 50, after } = accept(parseImportQuery(query))
      const session = await open('imports.list')
      const memberId = importerInSight(session)
      return session.store.imports.list(session.actor.workspaceId, {
        limit: Math.max(1, Math.min(Math.floor(limit), mostListed)),
        ...(after !== undefined && { after }),
        ...(memberId !== undefined && { memberId }),
      })
    },
  }
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

/** A preview comes back from wherever the host kept it: at least its id must be one. */
function readSetup<Setup extends ImportSetup>(setup: Setup): Setup {
  if (typeof setup === 'object' && setup !== null && typeof setup.importId === 'string' && isUuid(setup.importId))
    return setup
  const remedy = 'Hand in a preview as it was given.'
  throw inputError([{ path: 'preview', problem: 'wrong-type', remedy }])
}

const hashShape = /^[0-9a-f]{64}$/

function readHash(fileHash: unknown): string {
  if (typeof fileHash === 'string') return fileHash.toLowerCase()
  const problem = fileHash === undefined ? 'missing' : 'wrong-type'
  throw inputError([{ path: 'fileHash', problem, remedy: 'Give the fileHash of a preview.' }])
}

function fileNeeded(): CrmError {
  return new CrmError('import-refused', {
    message: 'This preview comes from another request: hand in its file too, as apply(preview, { file }).',
    details: { code: 'file-needed' },
  })
}
