/** Refused rows as a file of their own: made from the original, since what it says is not stored. @module */
import { scopeOf } from '../access/actor.ts'
import { csvLine } from '../import/csv-text.ts'
import { hashOf } from '../import/hashed-source.ts'
import type { ImportSetup } from '../import/import-preview.ts'
import type { ImportRecord, RefusalReason } from '../import/import-record.ts'
import { describeRowProblem } from '../import/problem-messages.ts'
import { readRow } from '../import/read-row.ts'
import type { ImportSource } from '../import/source.ts'
import { CrmError } from '../kernel/crm-error.ts'
import type { Session } from './context.ts'
import { rowSettings } from './import-rows.ts'
import { compileMapping, openTable } from './preview-import.ts'

const pageSize = 500

/** The heading of the column that tells why a row was refused. An import leaves it out. */
const reasonColumn = 'crmkit: why refused'

/** Writes the refused rows of an import as CSV, with the reasons in a column after its own. */
export async function* refusedRowsCsv(
  session: Session,
  record: ImportRecord,
  file: ImportSource,
): AsyncGenerator<string> {
  if ((await hashOf(file)) !== record.fileHash) {
    throw new CrmError('import-refused', {
      message: `This is not the file of import ${record.id}.`,
      details: { code: 'file-changed' },
    })
  }
  const setup = record.plan as ImportSetup
  const table = await openTable(file, setup.table, undefined)
  const mapping = compileMapping(table, setup.mapping)
  const settings = await rowSettings(session, setup.options)
  const { separator } = table.dialect
  yield csvLine([...table.headers, reasonColumn], { separator })
  const reasonsOf = reasonsByRow(session, record)
  let refused = await reasonsOf.next()
  for await (const batch of table.rows()) {
    for (const { row, cells, surplus, problems } of batch.rows) {
      if (refused.done === true) return
      if (refused.value.row !== row) continue
      const sentences = [...problems, ...readRow(cells, mapping, settings).problems]
        .filter(({ severity }) => severity === 'error')
        .map((problem) => describeRowProblem(problem))
      const others = (await visibleReasons(session, refused.value.reasons)).flatMap(sentenceOf)
      yield csvLine([...cells, [...sentences, ...others].join(' '), ...(surplus ?? [])], { separator })
      refused = await reasonsOf.next()
    }
  }
}

async function* reasonsByRow(
  session: Session,
  record: ImportRecord,
): AsyncGenerator<{
  readonly row: number
  readonly reasons: readonly RefusalReason[]
}> {
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
