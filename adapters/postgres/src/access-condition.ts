/** The access predicate as SQL: the only place where it is compiled. @module */
import type { AssignedFilter, GrantedFilter, RecordFilter } from 'crmkit'
import { arrayLiteral, json } from './encode.ts'
import { tableName } from './table.ts'

/** A condition with the values of its parameters, which are numbered from the position asked for. */
export interface Condition {
  readonly text: string
  readonly values: readonly string[]
}

/** The rows that a condition is about. */
export interface AccessedRows {
  readonly schema: string
  readonly kind: 'company' | 'contact' | 'interaction'
  readonly alias: string
}

/** The condition under which a row of owned records passes a filter. The workspace is parameter 1. */
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

/** The rows that somebody sees for one reason, from where an index gives them in the order of names, or of plans. */
interface Branch {
  /** `FROM … WHERE …`. */
  readonly text: string
  /** True of the rows that no earlier branch gives: branches overlap, and counts must not. */
  readonly besides: string
  /** What to order by first, though it is the same for all: so the index is seen to give the order. */
  readonly leading: readonly string[]
  /** The alias that the order is read from, and the id. */
  readonly ordered: string
  readonly id: string
}

/** What lists need of branches, and the values of their parameters. */
export interface Branches {
  readonly branches: readonly Branch[]
  readonly values: readonly string[]
}

/**
 * The rows of a filter by the reason for which they are seen: what is nobody's or not private, the member's own, and what
 * is shared with each grantee. One OR would read them from an index of all records, most of which somebody sees little of.
 */
export function accessBranches(
  { schema, kind, alias }: AccessedRows,
  table: string,
  filter: GrantedFilter | AssignedFilter,
  firstParameter: number,
): Branches {
  const own = `${alias}.owner_id = $${firstParameter}::uuid`
  const rows = `FROM ${tableName(schema, table)} AS ${alias} WHERE ${alias}.workspace_id = $1::uuid`
  const isForAll = filter.sees === 'granted' ? `${alias}.visibility <> 'private'` : `${alias}.owner_id IS NULL`
  const isNotForAll = filter.sees === 'granted' ? `${alias}.visibility = 'private'` : `${alias}.owner_id IS NOT NULL`
  const grants = tableName(schema, 'record_grants')
  const direct = { ordered: alias, id: `${alias}.id` }
  const grantees = filter.grantees.map((_one, index) => `$${firstParameter + 1 + index}::uuid`)
  const isNotSharedWith = (grantee: string): string =>
    `NOT ${alias}.shares @> jsonb_build_array(jsonb_build_object('with', ${grantee}))`
  const shared = grantees.map((grantee, index): Branch => {
    return {
      text:
        // One look-up a grant: read in another order, a table of millions would be searched for the few that are shared.
        `FROM ${grants} AS g CROSS JOIN LATERAL (SELECT r.* FROM ${tableName(schema, table)} AS r ` +
        `WHERE r.workspace_id = $1::uuid AND r.id = g.record_id LIMIT 1) AS ${alias} ` +
        `WHERE g.workspace_id = $1::uuid AND g.grantee_id = ${grantee} AND g.kind = '${kind}'`,
      besides: [isNotForAll, `(${own}) IS NOT TRUE`, ...grantees.slice(0, index).map(isNotSharedWith)].join(' AND '),
      leading: [],
      ordered: 'g',
      id: 'g.record_id',
    }
  })
  return {
    branches: [
      {
        text: `${rows} AND ${isForAll}`,
        besides: 'true',
        leading: filter.sees === 'granted' ? [] : [`${alias}.owner_id`],
        ...direct,
      },
      { text: `${rows} AND ${own}`, besides: isNotForAll, leading: [], ...direct },
      ...shared,
    ],
    values: [filter.memberId, ...filter.grantees],
  }
}

function either(
  others: string,
  { alias }: AccessedRows,
  { memberId, grantees }: GrantedFilter | AssignedFilter,
  firstParameter: number,
): Condition {
  const own = `${alias}.owner_id = $${firstParameter}::uuid`
  // What the row itself says: a look into the grants would be one a row, or read all grants of the member.
  // Of most rows, nothing: the array is only read for the others.
  const shared = `(${alias}.shares IS NOT NULL AND ${alias}.shares @> ANY ($${firstParameter + 1}::text::jsonb[]))`
  return { text: `(${others} OR ${own} OR ${shared})`, values: [memberId, sharedWith(grantees)] }
}

/** What the shares of a record contain if it is shared with one of these. */
function sharedWith(grantees: GrantedFilter['grantees']): string {
  return arrayLiteral(grantees.map((grantee) => json([{ with: grantee }])))
}
