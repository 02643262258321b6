/** Lists of records that have owners: a page in its order, as far as somebody sees, and how many there are. @module */
import type { AccessScope, PagePosition } from 'crmkit'
import { type AccessedRows, accessBranches, accessCondition, type Branches } from './access-condition.ts'
import { containing } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { tableName } from './table.ts'

/** An order, or a part of one, which a page is read from. */
export interface Stretch {
  /** The column that comes before the id. */
  readonly column: string
  readonly type: 'text' | 'bigint' | 'date'
  /** Whether the rows that somebody sees for each reason have an index of this order. */
  readonly isBranched: boolean
  /** Of which rows, where it is a part; the second part is that of the rows which have no value. */
  readonly of?: 'valued' | 'blank'
}

/** A page of a stretch. */
export interface ListPage {
  readonly descending: boolean
  readonly after?: PagePosition
  readonly limit: number
}

/** What rows must meet besides being seen: conditions on the alias `p`, whose values are added to the statement's. */
export type Conditions = (values: string[]) => readonly string[]

/**
 * Whatever the planner thinks – of a table that was just filled, of a word – a page that indexes give in its order is to
 * be read in that order until it is full: sorting, or workers that read ahead, would first read everything there is.
 */
export const inOrder: Statement = statement(
  "SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true), " +
    "set_config('max_parallel_workers_per_gather', '0', true)",
)

/** The statements of lists and counts. The answer is that of the last statement. */
export interface RecordLists {
  /**
   * A page, if it is full with what comes next in order, or else not all of it. One statement cannot know how much of what
   * comes next somebody sees, and statistics know it of no workspace: so it is tried first.
   * @param times how many rows are looked through for one of the page
   */
  near(scope: AccessScope, stretch: Stretch, page: ListPage, where: Conditions, times: number): readonly Statement[]
  /** A page. */
  list(
    scope: AccessScope,
    stretch: Stretch,
    page: ListPage,
    where: Conditions,
    readsInOrder: boolean,
  ): readonly Statement[]
  count(scope: AccessScope, where: Conditions, cap: number): Statement
}

/** The statements of one kind of record. @param columns the select list of a record, whose alias is `p` */
export function recordLists(rows: AccessedRows, table: string, columns: string): RecordLists {
  const name = tableName(rows.schema, table)
  const all: Branches = {
    branches: [
      {
        text: `FROM ${name} AS p WHERE p.workspace_id = $1::uuid`,
        besides: 'true',
        leading: [],
        ordered: 'p',
        id: 'p.id',
      },
    ],
    values: [],
  }

  /** The rows that the scope sees, in one branch or in several. */
  const branchesOf = ({ workspaceId, filter }: AccessScope, where: Conditions): Branches => {
    const { branches, values } = filter.sees === 'everything' ? all : accessBranches(rows, table, filter, 2)
    const given = [workspaceId, ...values]
    const conditions = where(given)
    return {
      branches: branches.map((branch) => ({ ...branch, text: [branch.text, ...conditions].join(' AND ') })),
      values: given,
    }
  }

  return {
    near({ workspaceId, filter }, stretch, page, where, times) {
      const { after, descending, limit } = page
      const values = [workspaceId, String(limit), String(limit * times)]
      const access = accessCondition(rows, filter, values.length + 1)
      values.push(...access.values)
      const conditions = [...where(values), access.text]
      const start = startOf(stretch, page, stretchBy(stretch), values.length + 1)
      const sorting = orderBy([`p.${stretch.column}`, 'p.id'], descending)
      const next = [`SELECT p.* FROM ${name} AS p WHERE p.workspace_id = $1::uuid`, ...start]
      const text =
        `SELECT ${columns} FROM (${next.join(' AND ')} ORDER BY ${sorting} LIMIT $3::bigint) AS p ` +
        `WHERE ${conditions.join(' AND ')} ORDER BY ${sorting} LIMIT $2::bigint`
      return [inOrder, statement(text, ...values, ...positionValues(stretch, after))]
    },
    list(scope, stretch, page, where, readsInOrder) {
      const { branches, values } = branchesOf(scope, where)
      const { after, descending, limit } = page
      const most = `LIMIT $${values.length + 1}::bigint`
      const parts = branches.map(({ text, leading, ordered, id }) => {
        const by: readonly [string, string] = stretch.isBranched
          ? [`${ordered}.${stretch.column}`, id]
          : stretchBy(stretch)
        const start = startOf(stretch, page, by, values.length + 2)
        const sorting = orderBy([...leading, ...by], descending)
        return { by, text: `${[text, ...start].join(' AND ')} ORDER BY ${sorting} ${most}` }
      })
      const given = [...values, String(limit), ...positionValues(stretch, after)]
      const plans = readsInOrder && (stretch.isBranched || parts.length === 1) ? [inOrder] : []
      const [only] = parts
      if (only !== undefined && parts.length === 1) {
        return [...plans, statement(`SELECT ${columns} ${only.text}`, ...given)]
      }
      const union = parts.map(
        ({ by: [value, id], text }) => `(SELECT ${columns}, ${value} AS at_value, ${id} AS at_id ${text})`,
      )
      // What is seen for several reasons stands in several branches, next to itself.
      const whole = statement(
        `SELECT DISTINCT ON (u.at_value, u.at_id) * FROM (${union.join(' UNION ALL ')}) AS u ` +
          `ORDER BY ${orderBy(['u.at_value', 'u.at_id'], descending)} ${most}`,
        ...given,
      )
      return [...plans, whole]
    },
    count(scope, where, cap) {
      const { branches, values } = branchesOf(scope, where)
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

/** The value and the id that a stretch is ordered by. */
export function stretchBy({ column }: Stretch): readonly [value: string, id: string] {
  return [`p.${column}`, 'p.id']
}

/** `p.name ASC, p.id ASC`. */
export function orderBy(columns: readonly string[], descending: boolean): string {
  return columns.map((column) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ')
}

/**
 * The conditions of where a page starts: in its stretch, and after its position, whose values stand from a place on.
 * @param by the value and the id that rows are ordered by
 */
export function startOf(
  stretch: Stretch,
  { after, descending }: ListPage,
  [value, id]: readonly [value: string, id: string],
  firstParameter: number,
): readonly string[] {
  const part = stretch.of === undefined ? [] : [`${value} IS ${stretch.of === 'blank' ? 'NULL' : 'NOT NULL'}`]
  if (after === undefined) return part
  const comparison = descending ? '<' : '>'
  const position =
    stretch.of === 'blank'
      ? `${id} ${comparison} $${firstParameter}::uuid`
      : `(${value}, ${id}) ${comparison} ($${firstParameter}::${stretch.type}, $${firstParameter + 1}::uuid)`
  return [...part, position]
}

/** The values that {@link startOf} needs. */
export function positionValues(stretch: Stretch, after: PagePosition | undefined): readonly string[] {
  if (after === undefined) return []
  return stretch.of === 'blank' ? [after.id] : [String(after.value), after.id]
}

/** Words that a record's search text must hold, or that are its number. */
export function wordConditions(words: readonly string[], values: string[]): readonly string[] {
  return words.map((word) => {
    const isNamed = `p.search_text LIKE $${values.push(containing(word))}::text`
    return isNumber(word) ? `(${isNamed} OR p.number = ${word})` : isNamed
  })
}

/** Whether a word may be a record's short number, written as people write it. */
function isNumber(word: string): boolean {
  return /^[1-9]\d{0,14}$/.test(word)
}
