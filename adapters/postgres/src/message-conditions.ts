/** Who sees a message: who sees its matter, or else a contact that it is to, and who wrote it. @module */
import type { AccessScope, MessageQuery } from 'crmkit'
import { accessCondition } from './access-condition.ts'
import { arrayLiteral } from './encode.ts'
import { messageContactTable } from './message-table.ts'
import { tableName } from './table.ts'

/** The condition under which a scope sees message `m`. Its values are added to these; the workspace is the first one. */
export function isSeen(
  schema: string,
  scope: AccessScope,
  { interactionId, contactIds = [] }: Pick<MessageQuery, 'interactionId' | 'contactIds'>,
  values: string[],
): string {
  const { filter } = scope
  const inTrashToo = interactionId !== undefined
  const matter = matterSeen(schema, scope, inTrashToo, 'm', values)
  if (filter.sees === 'everything') return `(m.interaction_id IS NULL OR ${matter})`
  const own = `m.member_id = $${values.push(filter.memberId)}::uuid`
  const first = values.length + 1
  const accessTo = (alias: string) => accessCondition({ schema, kind: 'contact', alias }, filter, first)
  values.push(...accessTo('l').values)
  const asked = `ANY ($${values.push(arrayLiteral(contactIds))}::text::uuid[])`
  const seen = (alias: string): string =>
    `${accessTo(alias).text} AND (${alias}.trashed_at IS NULL OR ${alias}.id = ${asked})`
  const contacts = tableName(schema, 'contacts')
  // Few were merged: only of those is looked up what they became, through any number of merges.
  const survivor =
    `(WITH RECURSIVE c AS (SELECT s.* FROM ${contacts} AS s WHERE s.workspace_id = $1::uuid AND s.id = l.merged_into ` +
    `UNION ALL SELECT s.* FROM c JOIN ${contacts} AS s ON s.workspace_id = $1::uuid AND s.id = c.merged_into) ` +
    `SELECT true FROM c WHERE c.workspace_id = $1::uuid AND c.merged_into IS NULL AND ${seen('c')} LIMIT 1)`
  const contact =
    `(SELECT true FROM ${tableName(schema, messageContactTable.name)} AS k ` +
    `JOIN ${contacts} AS l ON l.workspace_id = $1::uuid AND l.id = k.contact_id ` +
    `WHERE k.workspace_id = $1::uuid AND k.message_id = m.id ` +
    `AND CASE WHEN l.merged_into IS NULL THEN ${seen('l')} ELSE ${survivor} END LIMIT 1)`
  return `CASE WHEN m.interaction_id IS NULL THEN (${own} OR ${contact}) ELSE ${matter} END`
}

/** The condition under which a scope sees the matter of a message. One that was purged is seen by who sees everything. */
export function matterSeen(
  schema: string,
  { filter }: Pick<AccessScope, 'filter'>,
  inTrashToo: boolean,
  alias: string,
  values: string[],
): string {
  const access = accessCondition({ schema, kind: 'interaction', alias: 'i' }, filter, values.length + 1)
  values.push(...access.values)
  const isUsed = inTrashToo ? 'true' : 'i.trashed_at IS NULL'
  const matter = `FROM ${tableName(schema, 'interactions')} AS i WHERE i.workspace_id = $1::uuid AND i.id = ${alias}.interaction_id`
  if (filter.sees === 'everything') return `coalesce((SELECT ${isUsed} ${matter} LIMIT 1), true)`
  return `(SELECT true ${matter} AND ${isUsed} AND ${access.text} LIMIT 1)`
}
