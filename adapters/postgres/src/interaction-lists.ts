/**
 * Lists of interactions. What a filter narrows down by an index of its own – to a company, a window, a step – is gathered
 * there and then put in order; everything else is read in order, as companies and contacts are.
 * @module
 */
import type { AccessScope, InteractionFilter, InteractionOrder, InteractionQuery } from 'crmkit'
import { type AccessedRows, accessCondition } from './access-condition.ts'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { type Gathered, gather } from './interaction-sources.ts'
import { orderBy, positionValues, recordLists, type Stretch, startOf, wordConditions } from './record-lists.ts'
import { tableName } from './table.ts'

/** The orders, each in one stretch, or with a second one of the rows that have no value in it. */
export const interactionOrders: Readonly<Record<InteractionOrder, readonly Stretch[]>> = {
  subject: [{ column: 'sort_key', type: 'text', isBranched: true }],
  number: [{ column: 'number', type: 'bigint', isBranched: false }],
  created: [{ column: 'created_at', type: 'bigint', isBranched: false }],
  updated: [{ column: 'updated_at', type: 'bigint', isBranched: false }],
  'update-date': [{ column: 'update_date', type: 'date', isBranched: false }],
  planned: [
    { column: 'planned_from', type: 'bigint', isBranched: false, of: 'valued' },
    { column: 'planned_from', type: 'bigint', isBranched: false, of: 'blank' },
  ],
}

/** How many rows are looked through for one row of a page before its rows are gathered, or put together from branches. */
const nearRows = 100

/** The statements of lists and counts. The answer is that of the last statement. */
export interface InteractionLists {
  /** A page, if it is full with what comes next in order, or else not all of it; `null`: not worth trying. */
  near(scope: AccessScope, stretch: Stretch, query: InteractionQuery): readonly Statement[] | null
  /** A page. */
  list(scope: AccessScope, stretch: Stretch, query: InteractionQuery): readonly Statement[]
  count(scope: AccessScope, filter: InteractionFilter, cap: number): Statement
}

/** The statements. @param columns the select list of an interaction, whose alias is `p` */
export function interactionLists(schema: string, columns: string): InteractionLists {
  const rows: AccessedRows = { schema, kind: 'interaction', alias: 'p' }
  const lists = recordLists(rows, 'interactions', columns)
  const where = (filter: InteractionFilter) => (values: string[]) => conditionsOf(schema, filter, values)

  /** The rows of a filter that the scope sees, gathered before they are put in order. */
  const found = ({ workspaceId, filter: access }: AccessScope, filter: InteractionFilter, gathered: Gathered) => {
    const values: string[] = [workspaceId]
    const source = gathered(values)
    const conditions = conditionsOf(schema, filter, values)
    const seen = accessCondition(rows, access, values.length + 1)
    values.push(...seen.values)
    return { text: [source, ...conditions, seen.text].join(' AND '), values }
  }

  return {
    near(scope, stretch, query) {
      const gathered = gather(schema, query)
      const isOfAll = scope.filter.sees === 'everything' && gathered === null
      // What is gathered from few rows, and what is found by words or in the trash, may be anywhere in the order.
      const isAnywhere = gathered?.isNarrow === true || query.words.length > 0 || query.trashed
      return isOfAll || isAnywhere ? null : lists.near(scope, stretch, query, where(query), nearRows)
    },
    list(scope, stretch, query) {
      const gathered = gather(schema, query)
      if (gathered === null) return lists.list(scope, stretch, query, where(query), !query.trashed)
      const { text, values } = found(scope, query, gathered.from)
      const by = [`p.${stretch.column}`, 'p.id']
      const start = startOf(stretch, query, by, values.length + 2)
      const page = statement(
        `WITH found AS MATERIALIZED (SELECT p.* ${text}) SELECT ${columns} FROM found AS p ` +
          `WHERE ${['p.workspace_id = $1::uuid', ...start].join(' AND ')} ` +
          `ORDER BY ${orderBy(by, query.descending)} LIMIT $${values.length + 1}::bigint`,
        ...values,
        String(query.limit),
        ...positionValues(stretch, query.after),
      )
      return [page]
    },
    count(scope, filter, cap) {
      const gathered = gather(schema, filter)
      if (gathered === null) return lists.count(scope, where(filter), cap)
      const { text, values } = found(scope, filter, gathered.from)
      return statement(
        `SELECT count(*) FROM (SELECT 1 ${text} LIMIT $${values.length + 1}::bigint) AS counted`,
        ...values,
        String(cap),
      )
    },
  }
}

/** Every condition of a filter, on the alias `p`. */
function conditionsOf(schema: string, filter: InteractionFilter, values: string[]): readonly string[] {
  const { words, trashed, states, types, ownerId, attendeeIds, companyId, contactId, parentId } = filter
  const { planned, withoutPlanAfter } = filter
  const conditions = ['p.merged_into IS NULL', trashed ? 'p.trashed_at IS NOT NULL' : 'p.trashed_at IS NULL']
  const bind = (value: string, type: string): string => `$${values.push(value)}::${type}`
  const oneOf = (wanted: readonly string[]): string => `ANY (${bind(arrayLiteral(wanted), 'text::text[]')})`
  conditions.push(...wordConditions(words, values))
  if (states !== undefined) {
    conditions.push(`p.state = ${oneOf(states)}`)
    // In words that the index of what is not done is made with.
    if (!states.includes('done')) conditions.push("p.state <> 'done'")
  }
  if (types !== undefined) conditions.push(`p.type = ${oneOf(types)}`)
  if (ownerId === null) conditions.push('p.owner_id IS NULL')
  else if (ownerId !== undefined) conditions.push(`p.owner_id = ${bind(ownerId, 'uuid')}`)
  if (companyId !== undefined) conditions.push(`p.company_id = ${bind(companyId, 'uuid')}`)
  if (parentId !== undefined) conditions.push(`p.parent_id = ${bind(parentId, 'uuid')}`)
  const beside = (table: string, column: string, wanted: string): string =>
    `EXISTS (SELECT 1 FROM ${tableName(schema, table)} AS b WHERE b.workspace_id = $1::uuid ` +
    `AND b.${column} = ${wanted} AND b.interaction_id = p.id)`
  if (contactId !== undefined) {
    conditions.push(beside('interaction_contacts', 'contact_id', bind(contactId, 'uuid')))
  }
  if (attendeeIds !== undefined) {
    const wanted = `ANY (${bind(arrayLiteral(attendeeIds), 'text::uuid[]')})`
    conditions.push(beside('interaction_attendees', 'attendee_id', wanted))
  }
  if (planned !== undefined) {
    const from = bind(String(planned.from), 'bigint')
    const until = bind(String(planned.until), 'bigint')
    conditions.push(`p.planned_from < ${until}`, `(p.planned_until IS NULL OR p.planned_until > ${from})`)
  }
  if (withoutPlanAfter !== undefined) {
    const after = bind(String(withoutPlanAfter), 'bigint')
    const isAhead = (alias: string): string =>
      `${alias}.planned_from IS NOT NULL AND (${alias}.planned_until IS NULL OR ${alias}.planned_until > ${after})`
    conditions.push(
      "p.state <> 'done'",
      `NOT (${isAhead('p')})`,
      `NOT EXISTS (SELECT 1 FROM ${tableName(schema, 'interactions')} AS c WHERE c.workspace_id = $1::uuid ` +
        `AND c.parent_id = p.id AND c.trashed_at IS NULL AND c.state <> 'done' AND ${isAhead('c')})`,
    )
  }
  return conditions
}
