/** Refused rows as a file of their own: made from the original, since what it says is not stored. @module */
import { scopeOf } from '../../access/actor.ts'
import { csvLine, defusedOnce } from '../../import/csv-text.ts'
import { hashOf } from '../../import/hashed-source.ts'
import type { ImportSetup } from '../../import/import-preview.ts'
import type { ImportRecord, RefusalReason, RefusedRow } from '../../import/import-record.ts'
import { describeRowProblem } from '../../import/problem-messages.ts'
import { readRow } from '../../import/read-row.ts'
import type { ImportSource } from '../../import/source.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { Session } from '../context.ts'
import { rowSettings } from './import-rows.ts'
import { compileMapping, openTable } from './preview-import.ts'

const pageSize = 500

/** The heading of the column that tells why a row was refused. An import leaves it out. */
const reasonColumn = 'crmkit: why refused'

/** The refused rows of an import that was applied, as {@link refusedRowsCsv}. */
export function refusedRowsOfImport(
  session: Session,
  record: ImportRecord,
  file: ImportSource,
): AsyncGenerator<string> {
  const setup: ImportSetup = { ...(record.plan as ImportSetup), importId: record.id, fileHash: record.fileHash }
  return refusedRowsCsv(session, setup, file, reasonsByRow(session, record))
}

/**
 * Writes refused rows as CSV, with the reasons in a column after its own.
 * @param refusedRows the rows, in their order
 */
export async function* refusedRowsCsv(
  session: Session,
  setup: ImportSetup,
  file: ImportSource,
  refusedRows: AsyncGenerator<RefusedRow>,
): AsyncGenerator<string> {
  if ((await hashOf(file)) !== setup.fileHash) {
    throw new CrmError('import-refused', {
      message: `This is not the file of import ${setup.importId}.`,
      details: { code: 'file-changed' },
    })
  }
  const table = await openTable(file, setup.table, undefined)
  const mapping = compileMapping(table, setup.mapping)
  const settings = await rowSettings(session, setup.options)
  const { separator } = table.dialect
  yield csvLine([...table.headers, reasonColumn], { separator })
  try {
    let refused = await refusedRows.next()
    for await (const batch of table.rows()) {
      for (const { row, cells, surplus, problems } of batch.rows) {
        if (refused.done === true) return
        if (refused.value.row !== row) continue
        const sentences = [...problems, ...readRow(cells, mapping, settings).problems]
          .filter(({ severity }) => severity === 'error')
          .map((problem) => describeRowProblem(problem))
        const others = (await visibleReasons(session, refused.value.reasons)).flatMap(sentenceOf)
        const line = [...cells, [...sentences, ...others].join(' '), ...(surplus ?? [])]
        yield csvLine(line.map(defusedOnce), { separator, formulaSafe: false })
        refused = await refusedRows.next()
      }
    }
  } finally {
    // Whoever breaks off leaves no file open.
    await refusedRows.return(undefined)
  }
}

async function* reasonsByRow(session: Session, record: ImportRecord): AsyncGenerator<RefusedRow> {
  let after = 0
  for (;;) {
    const page = await session.store.imports.listRefused(session.actor.workspaceId, record.id, {
      after,
      limit: pageSize,
    })
    yield* page
    const last = page.at(-1)
    if (last === undefined) return
    after = last.row
  }
}

/** Whoever reads the rows may see less than whoever imported them. */
async function visibleReasons(session: Session, reasons: readonly RefusalReason[]): Promise<readonly RefusalReason[]> {
  const scope = scopeOf(session.actor)
  return Promise.all(
    reasons.map(async (reason) => {
      if (reason.recordIds === undefined || reason.recordIds.length === 0) return reason
      const repository = reason.code === 'contact-ambiguous' ? session.store.contacts : session.store.companies
      const seen = await repository.findMany(scope, reason.recordIds)
      return { ...reason, recordIds: seen.map(({ id }) => id) }
    }),
  )
}

/** The reasons that the row itself does not tell: what it was compared with. */
function sentenceOf(reason: RefusalReason): readonly string[] {
  switch (reason.code) {
    case 'company-ambiguous':
      return [`Several companies could be meant (${idList(reason)}): add a number that only one of them has.`]
    case 'contact-ambiguous':
      return [`Several contacts could be meant (${idList(reason)}): add an e-mail that only one of them has.`]
    case 'name-missing':
      return ['No record matches the row, and without a name none can be created: add the name.']
    default:
      return []
  }
}

function idList({ recordIds = [] }: RefusalReason): string {
  return recordIds.length === 0 ? 'not visible to you' : recordIds.join(', ')
}
