/** Reading interactions, and what belongs to them. @module */
import type { AccessScope, InteractionQuery, InteractionRepository, PlaceDates } from 'crmkit'
import { type Interaction, notPlanned } from 'crmkit/domain'
import { accessCondition } from './access-condition.ts'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import { interactionLists, interactionOrders } from './interaction-lists.ts'
import { noteTable, timerTable, timeSpentTable, toNote, toTimer, toTimeSpent } from './interaction-parts-tables.ts'
import { interactionColumns, interactionTable, toInteraction } from './interaction-table.ts'
import { timelineReader } from './interaction-timeline.ts'
import type { Reader } from './reader.ts'
import type { Stretch } from './record-lists.ts'
import { selectList, tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** Reads interactions. */
export function interactionRepository(reader: Reader): InteractionRepository {
  const { schema } = reader
  const rows = { schema, kind: 'interaction', alias: 'p' } as const
  const columns = selectList(interactionColumns, 'p')
  const from = `FROM ${tableName(schema, interactionTable.name)} AS p`
  const select = `SELECT ${columns} ${from}`
  const lists = interactionLists(schema, columns)

  const records = async (workspaceId: string, query: Statement): Promise<readonly Interaction[]> =>
    (await reader.read(workspaceId, query)).rows.map(toInteraction)
  const last = async (workspaceId: string, statements: readonly Statement[]): Promise<readonly Interaction[]> =>
    (await reader.readAll(workspaceId, statements)).at(-1)?.rows.map(toInteraction) ?? []
  const findMany = (scope: AccessScope, ids: readonly string[]): Promise<readonly Interaction[]> => {
    const access = accessCondition(rows, scope.filter, 3)
    return records(
      scope.workspaceId,
      statement(
        `${select} WHERE p.workspace_id = $1::uuid AND p.id = ANY ($2::text::uuid[]) AND ${access.text}`,
        scope.workspaceId,
        arrayLiteral([...new Set(ids)]),
        ...access.values,
      ),
    )
  }
  const pageOf = async (scope: AccessScope, stretch: Stretch, query: InteractionQuery) => {
    const near = lists.near(scope, stretch, query)
    if (near !== null) {
      const found = await last(scope.workspaceId, near)
      if (found.length === query.limit) return found
    }
    return last(scope.workspaceId, lists.list(scope, stretch, query))
  }

  return {
    async find(scope, id) {
      const [record] = await findMany(scope, [id])
      return record ?? null
    },
    async findMany(scope, ids) {
      return ids.length === 0 ? [] : findMany(scope, ids)
    },
    async list(scope, query) {
      const [stretch, blank] = interactionOrders[query.order]
      const { after, ...start } = query
      const isPastPlanned = blank !== undefined && after?.value === notPlanned
      const page = stretch === undefined || isPastPlanned ? [] : await pageOf(scope, stretch, query)
      if (blank === undefined || page.length === query.limit || query.planned !== undefined) return page
      const limit = query.limit - page.length
      const rest = await pageOf(scope, blank, { ...(isPastPlanned ? query : start), limit })
      // What was taken off the calendar between the two reads stands in both.
      const ids = new Set(page.map(({ id }) => id))
      return [...page, ...rest.filter(({ id }) => !ids.has(id))]
    },
    count: async (scope, filter, cap) =>
      Number((await reader.read(scope.workspaceId, lists.count(scope, filter, cap))).rows[0]?.[0]),
    listOwnedBy: (workspaceId, ownerId, { after, limit }) => {
      const values = [workspaceId, ownerId, String(limit), ...(after === undefined ? [] : [after])]
      const start = after === undefined ? '' : ' AND p.id > $4::uuid'
      const owned = `${select} WHERE p.workspace_id = $1::uuid AND p.owner_id = $2::uuid`
      return records(workspaceId, statement(`${owned}${start} ORDER BY p.id LIMIT $3::bigint`, ...values))
    },
    async countOwnedBy(workspaceId, ownerId) {
      const query = `SELECT count(*) ${from} WHERE p.workspace_id = $1::uuid AND p.owner_id = $2::uuid`
      return Number((await reader.read(workspaceId, statement(query, workspaceId, ownerId))).rows[0]?.[0])
    },
    async isStepInUse(workspaceId, type) {
      const standing = `SELECT 1 ${from} WHERE p.workspace_id = $1::uuid AND`
      const query = `${standing} p.type = $2::text UNION ALL ${standing} p.came_from = $2::text LIMIT 1`
      return (await reader.read(workspaceId, statement(query, workspaceId, type))).rows.length > 0
    },
    timeline: timelineReader(reader),
    async datesOf(scope, kind, ids) {
      if (ids.length === 0) return []
      const access = accessCondition(rows, scope.filter, 3)
      const contacts = `${tableName(schema, 'interaction_contacts')} AS s JOIN ${tableName(schema, interactionTable.name)} AS p`
      const [place, source] =
        kind === 'company'
          ? ['p.company_id', `${from} WHERE p.workspace_id = $1::uuid`]
          : [
              's.contact_id',
              `FROM ${contacts} ON p.workspace_id = $1::uuid AND p.id = s.interaction_id WHERE s.workspace_id = $1::uuid`,
            ]
      const latest = dateColumns.map((column) => `max(p.${column})`).join(', ')
      const query = statement(
        `SELECT ${place}, ${latest} ${source} AND ${place} = ANY ($2::text::uuid[]) AND p.trashed_at IS NULL ` +
          `AND ${access.text} GROUP BY ${place}`,
        scope.workspaceId,
        arrayLiteral([...new Set(ids)]),
        ...access.values,
      )
      const { rows: found } = await reader.read(scope.workspaceId, query)
      return found.filter((row) => row.slice(1).some((date) => date !== null)).map(toPlaceDates)
    },
    async listNotes(workspaceId, interactionId, { after, limit }) {
      const values = [workspaceId, interactionId, String(limit), ...(after === undefined ? [] : [after])]
      const start = after === undefined ? '' : ' AND n.id > $4::uuid'
      const query =
        `SELECT ${selectList(noteTable.columns, 'n')} FROM ${tableName(schema, noteTable.name)} AS n ` +
        `WHERE n.workspace_id = $1::uuid AND n.interaction_id = $2::uuid${start} ORDER BY n.id LIMIT $3::bigint`
      return (await reader.read(workspaceId, statement(query, ...values))).rows.map(toNote)
    },
    async findPlannedFrom(workspaceId, id) {
      const query = `SELECT p.planned_from ${from} WHERE p.workspace_id = $1::uuid AND p.id = $2::uuid`
      const [row] = (await reader.read(workspaceId, statement(query, workspaceId, id))).rows
      if (row === undefined) return null
      const [plannedFrom = null] = row
      return plannedFrom === null ? notPlanned : Number(plannedFrom)
    },
    async findTimer(workspaceId, memberId) {
      const query =
        `SELECT ${selectList(timerTable.columns, 't')} FROM ${tableName(schema, timerTable.name)} AS t ` +
        'WHERE t.workspace_id = $1::uuid AND t.id = $2::uuid'
      const [row] = (await reader.read(workspaceId, statement(query, workspaceId, memberId))).rows
      return row === undefined ? null : toTimer(row)
    },
    async listTimeSpent(workspaceId, interactionId) {
      const query =
        `SELECT ${selectList(timeSpentTable.columns, 't')} FROM ${tableName(schema, timeSpentTable.name)} AS t ` +
        'WHERE t.workspace_id = $1::uuid AND t.interaction_id = $2::uuid ORDER BY t.id'
      return (await reader.read(workspaceId, statement(query, workspaceId, interactionId))).rows.map(toTimeSpent)
    },
  }
}

const dateColumns = ['last_interaction_at', 'last_inbound_at', 'last_outbound_at'] as const
const readDates = cellReader(['id', ...dateColumns])

function toPlaceDates(row: Row): PlaceDates {
  const cells = readDates(row)
  return present({
    id: cells.text('id'),
    lastInteractionAt: cells.optionalInteger('last_interaction_at'),
    lastInboundAt: cells.optionalInteger('last_inbound_at'),
    lastOutboundAt: cells.optionalInteger('last_outbound_at'),
  })
}
