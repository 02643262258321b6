/** What stops an import, in words that say what is written and what helps. Rules: docs/concepts/imports.md (IMP-7). @module */
import type { ImportRecord } from '../../import/import-record.ts'
import { CrmError, isCrmError } from '../../kernel/crm-error.ts'
import type { CommitRefusal } from '../../ports/commit.ts'

/** The file is not the one that was previewed. */
export function fileChanged(): CrmError {
  return new CrmError('import-refused', {
    message: 'This is not the file that was previewed. Preview it, then apply that preview.',
    details: { code: 'file-changed' },
  })
}

/** The file became another one while its rows were written. */
export function changedMeanwhile({ id, rowsDone }: ImportRecord): CrmError {
  const written = rowsDone === 0 ? 'None of its rows is written' : `Its first ${rowsDone} rows are written`
  return new CrmError('import-refused', {
    message: `The file changed while it was imported. ${written}: undo import ${id}, then import the file anew once nobody writes to it.`,
    details: { code: 'file-changed-meanwhile', importId: id, rowsDone },
  })
}

/** What makes a file refused as a whole may stand below rows that are written by then. */
export function withRowsWritten(failure: unknown, record: ImportRecord | null): unknown {
  if (!isCrmError(failure, 'import-refused') || record === null || record.rowsDone === 0) return failure
  const { message, details } = failure
  if (details.code === 'file-changed-meanwhile') return failure
  return new CrmError('import-refused', {
    message: `${message} Its first ${record.rowsDone} rows are written: undo import ${record.id}, then import the file anew.`,
    details,
    cause: failure,
  })
}

/** The import was undone, and is not to be gone on with. */
export function alreadyUndone(record: ImportRecord): CrmError {
  return new CrmError('import-refused', {
    message: `Import ${record.id} was undone. Preview the file again to import it once more.`,
    details: { code: 'import-undone', importId: record.id },
  })
}

/** Somebody else has written the record of the import since. */
export function otherProcess(record: ImportRecord, refusal: CommitRefusal): CrmError {
  return new CrmError('version-conflict', {
    message: `Another process works on import ${record.id}. Wait for it to end, then repeat the command.`,
    details: { kind: 'import', id: record.id, refusal: refusal.code },
    retryable: true,
  })
}
