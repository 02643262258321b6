/** The filter of interactions as SQL. @module */
import type { InteractionFilter } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import type { Source } from './interaction-sources.ts'
import { wordConditions } from './record-lists.ts'
import { tableName } from './table.ts'

/** Every condition of a filter on the alias `p`, without those that its source holds. The workspace is parameter 1. */
export function interactionConditions(
  schema: string,
  filter: InteractionFilter,
  values: string[],
  held?: Source['holds'],
): readonly string[] {
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
  // Of one row at a time: EXISTS may be turned into a read of all that somebody attends.
  const beside = (table: string, column: string, wanted: string): string =>
    `(SELECT true FROM ${tableName(schema, table)} AS b WHERE b.workspace_id = $1::uuid ` +
    `AND b.${column} = ${wanted} AND b.interaction_id = p.id LIMIT 1)`
  if (contactId !== undefined && held !== 'contact') {
    conditions.push(beside('interaction_contacts', 'contact_id', bind(contactId, 'uuid')))
  }
  if (attendeeIds !== undefined && held !== 'attendees') {
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
      `(SELECT true FROM ${tableName(schema, 'interactions')} AS c WHERE c.workspace_id = $1::uuid ` +
        `AND c.parent_id = p.id AND c.trashed_at IS NULL AND c.state <> 'done' AND ${isAhead('c')} LIMIT 1) IS NULL`,
    )
  }
  return conditions
}
