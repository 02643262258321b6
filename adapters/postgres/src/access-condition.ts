/** The access predicate as SQL: the only place where it is compiled. @module */
import type { AssignedFilter, GrantedFilter, RecordFilter } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { tableName } from './table.ts'

/** A condition with the values of its parameters, which are numbered from the position asked for. */
export interface Condition {
  readonly text: string
  readonly values: readonly string[]
}

/** The rows that a condition is about. */
export interface AccessedRows {
  readonly schema: string
  readonly kind: 'company' | 'contact'
  readonly alias: string
}

/** The condition under which a row of companies or contacts passes a filter. The workspace is parameter 1. */
export function accessCondition(rows: AccessedRows, filter: RecordFilter, firstParameter: number): Condition {
  const { alias } = rows
  switch (filter.sees) {
    case 'everything':
      return { text: 'true', values: [] }
    case 'granted':
      return either(`${alias}.visibility <> 'private'`, rows, filter, firstParameter)
    case 'assigned':
      return either(`${alias}.owner_id IS NULL`, rows, filter, firstParameter)
  }
}

/** Some of the rows of an assigned filter, read from where an index gives them in the order of names. */
export interface Branch {
  /** `FROM … WHERE …`, of rows called `p`. */
  readonly text: string
  /** What to order by before the name, though it is the same for all: so the index is seen to give the order. */
  readonly leading: readonly string[]
  /** Where the name and the id are read from. */
  readonly name: string
  readonly id: string
}

/**
 * The rows of an assigned filter in branches that do not overlap: nobody's, the member's own, and what is shared with
 * each grantee. One OR would read them from an index of all records, most of which somebody sees little of.
 */
export function accessBranches(
  { schema, kind, alias }: AccessedRows,
  table: string,
  filter: AssignedFilter,
  firstParameter: number,
): { readonly branches: readonly Branch[]; readonly values: readonly string[] } {
  const own = `$${firstParameter}::uuid`
  const rows = `FROM ${tableName(schema, table)} AS ${alias} WHERE ${alias}.workspace_id = $1::uuid`
  const grants = tableName(schema, 'record_grants')
  const direct = { leading: [`${alias}.owner_id`], name: `${alias}.sort_key`, id: `${alias}.id` }
  const shared = filter.grantees.map((_grantee, index): Branch => {
    const grantee = `$${firstParameter + 1 + index}::uuid`
    const earlier = filter.grantees.slice(0, index).map((_one, before) => `$${firstParameter + 1 + before}::uuid`)
    const isRepeated =
      `EXISTS (SELECT 1 FROM ${grants} AS e WHERE e.workspace_id = $1::uuid ` +
      `AND e.grantee_id IN (${earlier.join(', ')}) AND e.kind = '${kind}' AND e.record_id = g.record_id)`
    return {
      text:
        `FROM ${grants} AS g JOIN ${tableName(schema, table)} AS ${alias} ` +
        `ON ${alias}.workspace_id = $1::uuid AND ${alias}.id = g.record_id ` +
        `WHERE g.workspace_id = $1::uuid AND g.grantee_id = ${grantee} AND g.kind = '${kind}' ` +
        `AND ${alias}.owner_id IS NOT NULL AND ${alias}.owner_id <> ${own}` +
        (earlier.length === 0 ? '' : ` AND NOT ${isRepeated}`),
      leading: [],
      name: 'g.sort_key',
      id: 'g.record_id',
    }
  })
  return {
    branches: [
      { text: `${rows} AND ${alias}.owner_id IS NULL`, ...direct },
      { text: `${rows} AND ${alias}.owner_id = ${own}`, ...direct },
      ...shared,
    ],
    values: [filter.memberId, ...filter.grantees],
  }
}

function either(
  others: string,
  rows: AccessedRows,
  { memberId, grantees }: GrantedFilter | AssignedFilter,
  firstParameter: number,
): Condition {
  const own = `${rows.alias}.owner_id = $${firstParameter}::uuid`
  const shared = isGranted(rows, `= ANY ($${firstParameter + 1}::text::uuid[])`)
  return { text: `(${others} OR ${own} OR ${shared})`, values: [memberId, arrayLiteral(grantees)] }
}

function isGranted({ schema, kind, alias }: AccessedRows, grantee: string): string {
  return (
    `EXISTS (SELECT 1 FROM ${tableName(schema, 'record_grants')} AS g WHERE g.workspace_id = $1::uuid ` +
    `AND g.grantee_id ${grantee} AND g.kind = '${kind}' AND g.record_id = ${alias}.id)`
  )
}
