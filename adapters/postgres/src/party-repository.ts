/** Reading companies and contacts. @module */
import type { AccessScope, Company, Contact, PartyRepository } from 'crmkit'
import { accessCondition } from './access-condition.ts'
import { affiliationTable } from './affiliation-table.ts'
import { companyColumns, companyTable, toCompany } from './company-table.ts'
import { contactColumns, contactTable, toContact } from './contact-table.ts'
import { arrayLiteral, json } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import { partyLists } from './party-lists.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'

interface PartySource<PartyRecord> {
  readonly kind: 'company' | 'contact'
  readonly table: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly toRecord: (row: Row) => PartyRecord
}

/** Reads companies. */
export function companyRepository(reader: Reader): PartyRepository<Company> {
  return partyRepository(reader, {
    kind: 'company',
    table: companyTable.name,
    columns: companyColumns,
    toRecord: toCompany,
  })
}

/** Reads contacts. */
export function contactRepository(reader: Reader): PartyRepository<Contact> {
  return partyRepository(reader, {
    kind: 'contact',
    table: contactTable.name,
    columns: contactColumns,
    toRecord: toContact,
  })
}

function partyRepository<PartyRecord>(reader: Reader, source: PartySource<PartyRecord>): PartyRepository<PartyRecord> {
  const from = `FROM ${tableName(reader.schema, source.table)} AS p`
  const select = `SELECT ${selectList(source.columns, 'p')} ${from}`
  const records = async (workspaceId: string, query: Statement): Promise<readonly PartyRecord[]> =>
    (await reader.read(workspaceId, query)).rows.map(source.toRecord)
  const page = async (workspaceId: string, statements: readonly Statement[]): Promise<readonly PartyRecord[]> =>
    (await reader.readAll(workspaceId, statements)).at(-1)?.rows.map(source.toRecord) ?? []
  const rows = { schema: reader.schema, kind: source.kind, alias: 'p' } as const
  const lists = partyLists(rows, source.table, selectList(source.columns, 'p'))
  const findMany = (scope: AccessScope, ids: readonly string[]): Promise<readonly PartyRecord[]> => {
    const access = accessCondition(rows, scope.filter, 3)
    return records(
      scope.workspaceId,
      statement(
        `${select} WHERE p.workspace_id = $1::uuid AND p.id = ANY ($2::text::uuid[]) AND ${access.text}`,
        scope.workspaceId,
        arrayLiteral([...new Set(ids)]),
        ...access.values,
      ),
    )
  }

  return {
    async find(scope, id) {
      const [record] = await findMany(scope, [id])
      return record ?? null
    },
    async findMany(scope, ids) {
      return ids.length === 0 ? [] : findMany(scope, ids)
    },
    async list(scope, query) {
      const near = lists.near(scope, query)
      if (near !== null) {
        const found = await page(scope.workspaceId, near)
        if (found.length === query.limit) return found
      }
      return page(scope.workspaceId, lists.list(scope, query))
    },
    count: async (scope, query, cap) =>
      Number((await reader.read(scope.workspaceId, lists.count(scope, query, cap))).rows[0]?.[0]),
    findBySortKey: (workspaceId, sortKeys, limit) =>
      records(
        workspaceId,
        statement(
          // Name by name, each by its index: of a list in the order of ids the planner makes a look at every record.
          `${select} WHERE p.workspace_id = $1::uuid AND p.id = ANY (ARRAY(SELECT unnest(ARRAY(` +
            `SELECT r.id FROM ${tableName(reader.schema, source.table)} AS r ` +
            'WHERE r.workspace_id = $1::uuid AND r.sort_key = k.name)) FROM unnest($2::text::text[]) AS k(name))) ' +
            'AND p.merged_into IS NULL ORDER BY p.id LIMIT $3::bigint',
          workspaceId,
          arrayLiteral(sortKeys),
          String(limit),
        ),
      ),
    findByPhone: (workspaceId, e164, limit) =>
      records(
        workspaceId,
        statement(
          `${select} JOIN (${byPhone(reader.schema, source)}) AS f(id) ON f.id = p.id WHERE p.workspace_id = $1::uuid ` +
            'AND p.merged_into IS NULL ORDER BY p.id LIMIT $4::bigint',
          workspaceId,
          e164,
          json([{ e164 }]),
          String(limit),
        ),
      ),
    listOwnedBy: (workspaceId, ownerId, { after, limit }) => {
      const values = [workspaceId, ownerId, String(limit), ...(after === undefined ? [] : [after])]
      const start = after === undefined ? '' : ' AND p.id > $4::uuid'
      const owned = `${select} WHERE p.workspace_id = $1::uuid AND p.owner_id = $2::uuid AND p.merged_into IS NULL`
      return records(workspaceId, statement(`${owned}${start} ORDER BY p.id LIMIT $3::bigint`, ...values))
    },
    async countOwnedBy(workspaceId, ownerId) {
      const query =
        `SELECT count(*) ${from} WHERE p.workspace_id = $1::uuid AND p.owner_id = $2::uuid ` +
        'AND p.merged_into IS NULL'
      return Number((await reader.read(workspaceId, statement(query, workspaceId, ownerId))).rows[0]?.[0])
    },
  }
}

/** The ids of those who have a number: as their first or second one, or as one of more; of a contact, at a job as well. */
function byPhone(schema: string, { kind, table }: Pick<PartySource<unknown>, 'kind' | 'table'>): string {
  const holders = [
    { table, id: 'id' },
    ...(kind === 'contact' ? [{ table: affiliationTable.name, id: 'contact_id' }] : []),
  ]
  const conditions = ['h.phone_1 = $2::text', 'h.phone_2 = $2::text', 'h.has_more_phones AND h.phones @> $3::jsonb']
  return holders
    .flatMap((holder) =>
      conditions.map(
        (condition) =>
          `SELECT h.${holder.id} FROM ${tableName(schema, holder.table)} AS h WHERE h.workspace_id = $1::uuid AND ${condition}`,
      ),
    )
    .join(' UNION ')
}
