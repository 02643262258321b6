/**
 * Lists of interactions. What a filter narrows down by an index of its own – to a company, a window, a step – is gathered
 * there and then put in order; everything else is read in order, as companies and contacts are.
 * @module
 */
import type { AccessScope, InteractionFilter, InteractionOrder, InteractionQuery } from 'crmkit'
import { type AccessedRows, accessCondition } from './access-condition.ts'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { interactionConditions } from './interaction-conditions.ts'
import { gather, lookUp, type Source } from './interaction-sources.ts'
import { inOrder, orderBy, positionValues, recordLists, type Stretch, startOf, stretchBy } from './record-lists.ts'
import { tableName } from './table.ts'

/** The orders, each in one stretch, or with a second one of the rows that have no value in it. */
export const interactionOrders: Readonly<Record<InteractionOrder, readonly Stretch[]>> = {
  subject: [{ column: 'sort_key', type: 'text', isBranched: true }],
  number: [{ column: 'number', type: 'bigint', isBranched: false }],
  created: [{ column: 'created_at', type: 'bigint', isBranched: false }],
  updated: [{ column: 'updated_at', type: 'bigint', isBranched: false }],
  'update-date': [{ column: 'update_date', type: 'date', isBranched: false }],
  planned: [
    { column: 'planned_from', type: 'bigint', isBranched: true, of: 'valued' },
    { column: 'planned_from', type: 'bigint', isBranched: true, of: 'blank' },
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
  const where = (filter: InteractionFilter) => (values: string[]) => interactionConditions(schema, filter, values)

  /** What a row of a filter must meet, and that the scope sees it. */
  const conditionsOf = (scope: AccessScope, filter: InteractionFilter, values: string[], held?: Source['holds']) => {
    const conditions = interactionConditions(schema, filter, values, held)
    const seen = accessCondition(rows, scope.filter, values.length + 1)
    values.push(...seen.values)
    return [...conditions, seen.text].join(' AND ')
  }

  /** The rows of a filter that the scope sees, gathered before they are put in order. */
  const found = (scope: AccessScope, filter: InteractionFilter, { from, holds }: Source) => {
    const values: string[] = [scope.workspaceId]
    const source = from(values)
    return { text: `${source} AND ${conditionsOf(scope, filter, values, holds)}`, values }
  }

  /** A page of what some attend, by plan: their rows are in this order, one attendee after the other. */
  const byPlan = (scope: AccessScope, stretch: Stretch, query: InteractionQuery, attendeeIds: readonly string[]) => {
    const { after, descending, limit } = query
    const values: string[] = [scope.workspaceId, arrayLiteral([...new Set(attendeeIds)]), String(limit)]
    const conditions = conditionsOf(scope, query, values, 'attendees')
    const by = ['s.planned_from', 's.interaction_id'] as const
    const start = startOf(stretch, query, by, values.length + 1)
    const next =
      `SELECT ${columns}, s.planned_from AS at_value, s.interaction_id AS at_id ` +
      `FROM ${tableName(schema, 'interaction_attendees')} AS s ${lookUp(schema, 's.interaction_id')} ` +
      `WHERE ${['s.workspace_id = $1::uuid AND s.attendee_id = a.id', ...start, conditions].join(' AND ')} ` +
      `ORDER BY ${orderBy(by, descending)} LIMIT $3::bigint`
    const page =
      'SELECT DISTINCT ON (u.at_value, u.at_id) u.* FROM unnest($2::text::uuid[]) AS a(id) ' +
      `CROSS JOIN LATERAL (${next}) AS u ORDER BY ${orderBy(['u.at_value', 'u.at_id'], descending)} LIMIT $3::bigint`
    return [inOrder, statement(page, ...values, ...positionValues(stretch, after))]
  }

  return {
    near(scope, stretch, query) {
      const gathered = gather(schema, query)
      const { sees } = scope.filter
      // The whole is in order already; so is what the restricted see, by subject or plan, and what somebody attends, by plan.
      const isOrdered = gathered === null && (sees === 'everything' || (sees === 'assigned' && stretch.isBranched))
      // What is gathered from few rows, and what is found by words or in the trash, may be anywhere in the order.
      const isAnywhere = gathered?.isNarrow === true || query.words.length > 0 || query.trashed
      if (isOrdered || isAnywhere || attendeesByPlan(stretch, query) !== null) return null
      return lists.near(scope, stretch, query, where(query), nearRows)
    },
    list(scope, stretch, query) {
      const attendeeIds = attendeesByPlan(stretch, query)
      if (attendeeIds !== null) return byPlan(scope, stretch, query, attendeeIds)
      const gathered = gather(schema, query)
      if (gathered === null || isByReason(scope, gathered)) {
        return lists.list(scope, stretch, query, where(query), !query.trashed)
      }
      const { text, values } = found(scope, query, gathered)
      const by = stretchBy(stretch)
      const start = startOf(stretch, query, by, values.length + 2)
      const page = statement(
        `WITH found AS MATERIALIZED (SELECT p.* ${text}) SELECT ${columns} FROM found AS p ` +
          `WHERE ${['p.workspace_id = $1::uuid', ...start].join(' AND ')} ` +
          `ORDER BY ${orderBy(by, query.descending)} LIMIT $${values.length + 1}::bigint`,
        ...values,
        String(query.limit),
        ...positionValues(stretch, query.after),
      )
      return query.planned === undefined ? [page] : [inOrder, page]
    },
    count(scope, filter, cap) {
      const gathered = gather(schema, filter)
      if (gathered === null || isByReason(scope, gathered)) return lists.count(scope, where(filter), cap)
      const { text, values } = found(scope, filter, gathered)
      return statement(
        `SELECT count(*) FROM (SELECT 1 ${text} LIMIT $${values.length + 1}::bigint) AS counted`,
        ...values,
        String(cap),
      )
    },
  }
}

/** Whether what somebody sees is fewer than what a source holds: the restricted see what is theirs, and little more. */
function isByReason({ filter }: AccessScope, { isNarrow, holds }: Source): boolean {
  return filter.sees === 'assigned' && !isNarrow && holds === undefined
}

/** Whose rows give a page in the order of plans; `null` if it is not to be read from there. An owner attends. */
function attendeesByPlan(stretch: Stretch, query: InteractionQuery): readonly string[] | null {
  const { attendeeIds, ownerId, companyId, contactId, parentId, planned, trashed } = query
  const isElsewhere = [companyId, contactId, parentId, planned].some((narrower) => narrower !== undefined)
  if (stretch.of === undefined || isElsewhere || trashed) return null
  return attendeeIds ?? (typeof ownerId === 'string' ? [ownerId] : null)
}
