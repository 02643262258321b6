/** From which index the interactions of a filter are gathered: the narrowest that it names. @module */
import type { InteractionFilter } from 'crmkit'
import type { Period } from 'crmkit/domain'
import { arrayLiteral } from './encode.ts'
import { tableName } from './table.ts'

/** `FROM … WHERE …` of the interactions `p`, given the values of the statement so far. The workspace is parameter 1. */
type Gathered = (values: string[]) => string

/** Where interactions are gathered. */
export interface Source {
  readonly from: Gathered
  /** Whether it is so narrow that nothing else is worth a try. */
  readonly isNarrow: boolean
  /** What it holds nothing else of, and need not be looked up again. */
  readonly holds?: 'attendees' | 'contact'
}

/** What is planned for longer is long, and stands in indexes of its own: a fortnight, as the migration says it. */
const shortMs = 1_209_600_000

/** The narrowest source of a filter; `null` if it names none. Its conditions have to be checked all the same. */
export function gather(schema: string, filter: InteractionFilter): Source | null {
  const { attendeeIds, companyId, contactId, parentId, planned, types, states, ownerId, withoutPlanAfter } = filter
  const all = `FROM ${tableName(schema, 'interactions')} AS p WHERE p.workspace_id = $1::uuid`
  if (planned !== undefined && attendeeIds !== undefined) {
    return { isNarrow: true, holds: 'attendees', from: (values) => windowOf(schema, values, planned, attendeeIds) }
  }
  if (contactId !== undefined) {
    const contacts = `FROM ${tableName(schema, 'interaction_contacts')} AS s`
    const isHers = (values: string[]): string => `s.contact_id = $${values.push(contactId)}::uuid`
    return {
      isNarrow: true,
      holds: 'contact',
      from: (values) =>
        lookedUp(schema, `SELECT s.interaction_id ${contacts} WHERE s.workspace_id = $1::uuid AND ${isHers(values)}`),
    }
  }
  if (companyId !== undefined || parentId !== undefined) return { isNarrow: true, from: () => all }
  if (planned !== undefined) return { isNarrow: true, from: (values) => windowOf(schema, values, planned, undefined) }
  if (attendeeIds !== undefined) {
    return {
      isNarrow: false,
      holds: 'attendees',
      from: (values) =>
        lookedUp(
          schema,
          `SELECT DISTINCT s.interaction_id FROM ${tableName(schema, 'interaction_attendees')} AS s ` +
            `WHERE s.workspace_id = $1::uuid AND s.attendee_id = ANY ($${values.push(arrayLiteral(attendeeIds))}::text::uuid[])`,
        ),
    }
  }
  const isGathered =
    withoutPlanAfter !== undefined ||
    ownerId !== undefined ||
    types !== undefined ||
    (states !== undefined && !states.includes('done'))
  return isGathered ? { isNarrow: false, from: () => all } : null
}

/**
 * What is planned within a period, for some attendees or for all: what is short can only have begun shortly before, so
 * two short stretches of indexes hold all of it, whatever is planned before and after.
 */
function windowOf(
  schema: string,
  values: string[],
  { from, until }: Period,
  attendeeIds: readonly string[] | undefined,
): string {
  const [start, end] = [values.push(String(from)), values.push(String(until))]
  const earliest = values.push(String(from - shortMs))
  const isWithin = `s.planned_from < $${end}::bigint AND (s.planned_until IS NULL OR s.planned_until > $${start}::bigint)`
  const isShort = `s.planned_from > $${earliest}::bigint AND s.planned_until - s.planned_from <= ${shortMs}`
  // In the words of the index of the long ones.
  const isLong = `s.planned_from IS NOT NULL AND (s.planned_until IS NULL OR s.planned_until - s.planned_from > ${shortMs})`
  if (attendeeIds === undefined) {
    const rows = `SELECT s.* FROM ${tableName(schema, 'interactions')} AS s WHERE s.workspace_id = $1::uuid`
    const both = `${rows} AND ${isShort} AND ${isWithin} UNION ALL ${rows} AND ${isLong} AND ${isWithin}`
    return `FROM (${both}) AS p WHERE p.workspace_id = $1::uuid`
  }
  const ids = values.push(arrayLiteral([...new Set(attendeeIds)]))
  // In the order of plans, though nobody asks for it: the primary key begins with the attendee too, and knows no plans.
  const rows = (condition: string): string =>
    `SELECT o.interaction_id FROM unnest($${ids}::text::uuid[]) AS a(id) CROSS JOIN LATERAL (SELECT s.interaction_id ` +
    `FROM ${tableName(schema, 'interaction_attendees')} AS s WHERE s.workspace_id = $1::uuid AND s.attendee_id = a.id ` +
    `AND ${condition} AND ${isWithin} ORDER BY s.planned_from) AS o`
  // Several of them may attend.
  return lookedUp(schema, `${rows(isShort)} UNION ${rows(isLong)}`)
}

/** The interactions of these ids. */
function lookedUp(schema: string, ids: string): string {
  return `FROM (${ids}) AS g(id) ${lookUp(schema, 'g.id')} WHERE p.workspace_id = $1::uuid`
}

/** Joins the interaction of an id as `p`, one look-up each: any other join could read them all. */
export function lookUp(schema: string, id: string): string {
  return (
    `CROSS JOIN LATERAL (SELECT i.* FROM ${tableName(schema, 'interactions')} AS i ` +
    `WHERE i.workspace_id = $1::uuid AND i.id = ${id} LIMIT 1) AS p`
  )
}
