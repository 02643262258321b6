/** Reading companies and contacts. @module */
import type { AccessScope, Company, Contact, PartyOrder, PartyQuery, PartyRepository } from 'crmkit'
import { accessCondition } from './access-condition.ts'
import { companyColumns, companyTable, toCompany } from './company-table.ts'
import { contactColumns, contactTable, toContact } from './contact-table.ts'
import { arrayLiteral, containing } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'

interface PartySource<PartyRecord> {
  readonly table: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly toRecord: (row: Row) => PartyRecord
}

const orderColumns = {
  name: { name: 'sort_key', type: 'text' },
  number: { name: 'number', type: 'bigint' },
  created: { name: 'created_at', type: 'bigint' },
  updated: { name: 'updated_at', type: 'bigint' },
} as const satisfies Record<PartyOrder, { name: string; type: string }>

/** Reads companies. */
export function companyRepository(reader: Reader): PartyRepository<Company> {
  return partyRepository(reader, { table: companyTable.name, columns: companyColumns, toRecord: toCompany })
}

/** Reads contacts. */
export function contactRepository(reader: Reader): PartyRepository<Contact> {
  return partyRepository(reader, { table: contactTable.name, columns: contactColumns, toRecord: toContact })
}

function partyRepository<PartyRecord>(reader: Reader, source: PartySource<PartyRecord>): PartyRepository<PartyRecord> {
  const from = `FROM ${tableName(reader.schema, source.table)} AS p`
  const select = `SELECT ${selectList(source.columns, 'p')} ${from}`
  const records = async (workspaceId: string, query: Statement): Promise<readonly PartyRecord[]> =>
    (await reader.read(workspaceId, query)).rows.map(source.toRecord)
  const findMany = (scope: AccessScope, ids: readonly string[]): Promise<readonly PartyRecord[]> => {
    const access = accessCondition(scope.filter, 'p', 3)
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
    list: (scope, query) => records(scope.workspaceId, listStatement(select, scope, query)),
    async count(scope, query, cap) {
      const { text, values } = listCondition(scope, query)
      const limit = `$${values.length + 1}::bigint`
      const answer = await reader.read(
        scope.workspaceId,
        statement(
          `SELECT count(*) FROM (SELECT 1 ${from} WHERE ${text} LIMIT ${limit}) AS counted`,
          ...values,
          String(cap),
        ),
      )
      return Number(answer.rows[0]?.[0])
    },
    findBySortKey: (workspaceId, sortKeys, limit) =>
      records(
        workspaceId,
        statement(
          `${select} WHERE p.workspace_id = $1::uuid AND p.sort_key = ANY ($2::text::text[]) ` +
            'AND p.merged_into IS NULL ORDER BY p.id LIMIT $3::bigint',
          workspaceId,
          arrayLiteral(sortKeys),
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

function listStatement(select: string, scope: AccessScope, query: PartyQuery): Statement {
  const condition = listCondition(scope, query)
  const values = [...condition.values]
  const { name, type } = orderColumns[query.order]
  const direction = query.descending ? 'DESC' : 'ASC'
  let text = `${select} WHERE ${condition.text}`
  if (query.after !== undefined) {
    values.push(String(query.after.value), query.after.id)
    const bound = `($${values.length - 1}::${type}, $${values.length}::uuid)`
    text += ` AND (p.${name}, p.id) ${query.descending ? '<' : '>'} ${bound}`
  }
  values.push(String(query.limit))
  return statement(
    `${text} ORDER BY p.${name} ${direction}, p.id ${direction} LIMIT $${values.length}::bigint`,
    ...values,
  )
}

function listCondition(
  scope: AccessScope,
  query: Pick<PartyQuery, 'words' | 'trashed'>,
): { readonly text: string; readonly values: readonly string[] } {
  const values = [scope.workspaceId]
  const access = accessCondition(scope.filter, 'p', values.length + 1)
  values.push(...access.values)
  const words = query.words.map((word) => {
    values.push(containing(word))
    const found = `p.search_text LIKE $${values.length}::text`
    return isNumber(word) ? `(${found} OR p.number = ${word})` : found
  })
  const trashed = query.trashed ? 'p.trashed_at IS NOT NULL' : 'p.trashed_at IS NULL'
  return {
    text: ['p.workspace_id = $1::uuid', 'p.merged_into IS NULL', trashed, access.text, ...words].join(' AND '),
    values,
  }
}

/** Whether a word may be a record's short number, written as people write it. */
function isNumber(word: string): boolean {
  return /^[1-9]\d{0,14}$/.test(word)
}
