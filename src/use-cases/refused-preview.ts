/** The rows that a preview refuses, before anything is applied. Reads only. Rules: docs/concepts/imports.md (IMP-5, IMP-8). @module */
import { refusedRowsOf } from '../import/batch-writes.ts'
import type { ImportSetup } from '../import/import-preview.ts'
import type { RefusedRow } from '../import/import-record.ts'
import type { ImportSource } from '../import/source.ts'
import { dropUnchanged, emptyWorkingSet } from '../import/working-set.ts'
import type { Session } from './context.ts'
import { identifiedBatches, lookUpBatch, planBatch, rowSettings } from './import-rows.ts'
import { checkImportOptions, compileMapping, earlierImports, openTable, planContext } from './preview-import.ts'

/**
 * Plans the file once more, as the preview was made: rows see the rows above them, so none can be judged alone. A preview
 * keeps two letters a row and not the reasons.
 */
export async function* refusedInPreview(
  session: Session,
  setup: ImportSetup,
  file: ImportSource,
): AsyncGenerator<RefusedRow> {
  await checkImportOptions(session, setup.options)
  const table = await openTable(file, setup.table, undefined)
  const mapping = compileMapping(table, setup.mapping)
  const earlier = await earlierImports(session, setup.fileHash)
  const context = await planContext(session, setup.importId, setup.options, earlier)
  const settings = await rowSettings(session, setup.options)
  const set = emptyWorkingSet(context.settings)
  for await (const batch of identifiedBatches(table, mapping, settings, context, undefined)) {
    await lookUpBatch(session, batch, set)
    yield* refusedRowsOf(await planBatch(set, batch, context))
    dropUnchanged(set)
  }
}
