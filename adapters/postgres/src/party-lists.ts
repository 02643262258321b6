/** Lists of companies and contacts: which rows, in which order, from where. @module */
import type { AccessScope, PagePosition, PartyOrder, PartyQuery } from 'crmkit'
import { type AccessedRows, accessBranches, accessCondition, type Branches } from './access-condition.ts'
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

/**
 * How many rows are looked through for one row of a page before it is put together from branches. Names have indexes that
 * branches are read from in order, other orders have none; and who is restricted sees too little for it to pay by name.
 */
const nearRows = { granted: { name: 4, other: 100 }, assigned: { name: 0, other: 100 } } as const

/**
 * Whatever the planner thinks – of a table that was just filled, of a word – a page that indexes give in its order is to
 * be read in that order until it is full: sorting, or workers that read ahead, would first read everything there is.
 */
const inOrder: Statement = statement(
  "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true), " +
    "set_config('max_parallel_workers_per_gather', '0', true)",
)

/** The statements of lists and counts. */
export interface PartyLists {
  /**
   * A page, if it is full with what comes next in order, or else not all of it; `null`: not worth trying. One statement
   * cannot know how much of what comes next somebody sees, and statistics know it of no workspace: so it is tried first.
   */
  near(scope: AccessScope, query: PartyQuery): readonly Statement[] | null
  /** A page. The answer is that of the last statement, here as above. */
  list(scope: AccessScope, query: PartyQuery): readonly Statement[]
  count(scope: AccessScope, query: Words, cap: number): Statement
}

/** The statements of one kind of record. @param columns the select list of a record */
export function partyLists(rows: AccessedRows, table: string, columns: string): PartyLists {
  const all: Branches = {
    branches: [
      {
        text: `FROM ${tableName(rows.schema, table)} AS p WHERE p.workspace_id = $1::uuid`,
        besides: 'true',
        leading: [],
        name: 'p.sort_key',
        id: 'p.id',
      },
    ],
    values: [],
  }

  /** The rows that the scope sees, in one branch or in several. */
  const branchesOf = ({ workspaceId, filter }: AccessScope, query: Words): Branches => {
    const { branches, values } = filter.sees === 'everything' ? all : accessBranches(rows, table, filter, 2)
    const words = wordsCondition(query, values.length + 2)
    return {
      branches: branches.map((branch) => ({ ...branch, text: `${branch.text} AND ${words.text}` })),
      values: [workspaceId, ...values, ...words.values],
    }
  }

  return {
    near({ workspaceId, filter }, query) {
      const { after, order, limit } = query
      if (filter.sees === 'everything' || query.words.length > 0 || query.trashed) return null
      const times = nearRows[filter.sees][order === 'name' ? 'name' : 'other']
      if (times === 0) return null
      const access = accessCondition(rows, filter, 4)
      const by = [`p.${orderColumns[order].name}`, 'p.id']
      const bound = after === undefined ? '' : ` AND (${by.join(', ')}) ${boundAfter(query, access.values.length + 4)}`
      const sorting = by.map((column) => `${column} ${query.descending ? 'DESC' : 'ASC'}`).join(', ')
      const next =
        `SELECT p.* FROM ${tableName(rows.schema, table)} AS p WHERE p.workspace_id = $1::uuid${bound} ` +
        `ORDER BY ${sorting} LIMIT $3::bigint`
      const page = statement(
        `SELECT ${columns} FROM (${next}) AS p WHERE p.trashed_at IS NULL AND p.merged_into IS NULL AND ${access.text} ` +
          `ORDER BY ${sorting} LIMIT $2::bigint`,
        workspaceId,
        String(limit),
        String(limit * times),
        ...access.values,
        ...(after === undefined ? [] : positionValues(after)),
      )
      return [inOrder, page]
    },
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
      const given = [...values, String(limit), ...(after === undefined ? [] : positionValues(after))]
      const isInOrder = !query.trashed && (order === 'name' || parts.length === 1)
      const plans = isInOrder ? [inOrder] : []
      const [only] = parts
      if (only !== undefined && parts.length === 1) {
        return [...plans, statement(`SELECT ${columns} ${only.text}`, ...given)]
      }
      const union = parts.map(
        ({ by: [value, id], text }) => `(SELECT ${columns}, ${value} AS at_value, ${id} AS at_id ${text})`,
      )
      // What is seen for several reasons stands in several branches, next to itself.
      const page = statement(
        `SELECT DISTINCT ON (u.at_value, u.at_id) * FROM (${union.join(' UNION ALL ')}) AS u ` +
          `ORDER BY u.at_value ${direction}, u.at_id ${direction} ${most}`,
        ...given,
      )
      return [...plans, page]
    },
    count(scope, query, cap) {
      const { branches, values } = branchesOf(scope, query)
      const limit = `LIMIT $${values.length + 1}::bigint`
      const parts = branches.map(({ text, besides }) => `(SELECT 1 ${text} AND ${besides} ${limit})`)
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
