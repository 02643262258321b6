/** Lists of companies and contacts: which rows, in which order, from where. @module */
import type { AccessScope, PagePosition, PartyOrder, PartyQuery } from 'crmkit'
import { type AccessedRows, accessBranches, accessCondition, type Branch } from './access-condition.ts'
import { containing } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { tableName } from './table.ts'

const orderColumns = {
  name: { name: 'sort_key', type: 'text' },
  number: { name: 'number', type: 'bigint' },
  created: { name: 'created_at', type: 'bigint' },
  updated: { name: 'updated_at', type: 'bigint' },
} as const satisfies Record<PartyOrder, { name: string; type: string }>

type Words = Pick<PartyQuery, 'words' | 'trashed'>

/** The statements of lists and counts. */
export interface PartyLists {
  list(scope: AccessScope, query: PartyQuery): Statement
  count(scope: AccessScope, query: Words, cap: number): Statement
}

/** The statements of one kind of record. @param columns the select list of a record */
export function partyLists(rows: AccessedRows, table: string, columns: string): PartyLists {
  /** The rows that the scope sees, in one branch or in several. */
  const branchesOf = (
    { workspaceId, filter }: AccessScope,
    query: Words,
  ): { readonly branches: readonly Branch[]; readonly values: readonly string[] } => {
    if (filter.sees === 'assigned') {
      const { branches, values } = accessBranches(rows, table, filter, 2)
      const words = wordsCondition(query, values.length + 2)
      return {
        branches: branches.map((branch) => ({ ...branch, text: `${branch.text} AND ${words.text}` })),
        values: [workspaceId, ...values, ...words.values],
      }
    }
    const access = accessCondition(rows, filter, 2)
    const words = wordsCondition(query, access.values.length + 2)
    const text = `FROM ${tableName(rows.schema, table)} AS p WHERE p.workspace_id = $1::uuid AND ${access.text} AND ${words.text}`
    return {
      branches: [{ text, leading: [], name: 'p.sort_key', id: 'p.id' }],
      values: [workspaceId, ...access.values, ...words.values],
    }
  }

  return {
    list(scope, query) {
      const { branches, values } = branchesOf(scope, query)
      const { after, order, limit } = query
      const direction = query.descending ? 'DESC' : 'ASC'
      const most = `LIMIT $${values.length + 1}::bigint`
      const parts = branches.map(({ text, leading, name, id }) => {
        const by = order === 'name' ? [name, id] : [`p.${orderColumns[order].name}`, 'p.id']
        const bound = after === undefined ? '' : ` AND (${by.join(', ')}) ${boundAfter(query, values.length + 2)}`
        const sorting = [...leading, ...by].map((column) => `${column} ${direction}`).join(', ')
        return { by, text: `${text}${bound} ORDER BY ${sorting} ${most}` }
      })
      const all = [...values, String(limit), ...(after === undefined ? [] : positionValues(after))]
      const [only] = parts
      if (only !== undefined && parts.length === 1) return statement(`SELECT ${columns} ${only.text}`, ...all)
      const union = parts.map(
        ({ by: [value, id], text }) => `(SELECT ${columns}, ${value} AS at_value, ${id} AS at_id ${text})`,
      )
      return statement(
        `SELECT * FROM (${union.join(' UNION ALL ')}) AS u ` +
          `ORDER BY u.at_value ${direction}, u.at_id ${direction} ${most}`,
        ...all,
      )
    },
    count(scope, query, cap) {
      const { branches, values } = branchesOf(scope, query)
      const limit = `LIMIT $${values.length + 1}::bigint`
      const parts = branches.map(({ text }) => `(SELECT 1 ${text} ${limit})`)
      return statement(
        `SELECT count(*) FROM (SELECT 1 FROM (${parts.join(' UNION ALL ')}) AS u ${limit}) AS counted`,
        ...values,
        String(cap),
      )
    },
  }
}

/** `> ($5::text, $6::uuid)`. */
function boundAfter({ order, descending }: PartyQuery, firstParameter: number): string {
  const comparison = descending ? '<' : '>'
  return `${comparison} ($${firstParameter}::${orderColumns[order].type}, $${firstParameter + 1}::uuid)`
}

function positionValues({ value, id }: PagePosition): readonly string[] {
  return [String(value), id]
}

function wordsCondition(
  { words, trashed }: Words,
  firstParameter: number,
): { readonly text: string; readonly values: readonly string[] } {
  const found = words.map((word, index) => {
    const isNamed = `p.search_text LIKE $${firstParameter + index}::text`
    return isNumber(word) ? `(${isNamed} OR p.number = ${word})` : isNamed
  })
  const place = trashed ? 'p.trashed_at IS NOT NULL' : 'p.trashed_at IS NULL'
  return { text: ['p.merged_into IS NULL', place, ...found].join(' AND '), values: words.map(containing) }
}

/** Whether a word may be a record's short number, written as people write it. */
function isNumber(word: string): boolean {
  return /^[1-9]\d{0,14}$/.test(word)
}
