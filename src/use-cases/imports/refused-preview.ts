/** The rows that a preview refuses, before anything is applied. Reads only. Rules: docs/concepts/imports.md (IMP-5, IMP-8). @module */
import { refusedRowsOf } from '../../import/batch-writes.ts'
import type { ImportSetup } from '../../import/import-preview.ts'
import type { RefusedRow } from '../../import/import-record.ts'
import type { ImportSource } from '../../import/source.ts'
import type { Session } from '../context.ts'
import { checkImportOptions } from './check-import-options.ts'
import { type IdentifiedBatch, identifiedBatches, rowSettings } from './import-rows.ts'
import { planFile, recurringKeys } from './plan-file.ts'
import { compileMapping, earlierImports, openTable, planContext } from './preview-import.ts'

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
  const batches = (): AsyncGenerator<IdentifiedBatch> => identifiedBatches(table, mapping, settings, context, undefined)
  const recurring = await recurringKeys(batches())
  for await (const { plans } of planFile(session, batches(), recurring, context)) yield* refusedRowsOf(plans)
}
