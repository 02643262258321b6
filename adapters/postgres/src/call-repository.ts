/** Reading telephone numbers and calls. @module */
import type { AccessScope, CallPosition, CallQuery, CallRepository, CallStatus } from 'crmkit'
import { callReaches, callStatuses } from 'crmkit/domain'
import { accessCondition } from './access-condition.ts'
import { callPartyTable, callTable, lineTable, toCall, toLine } from './call-table.ts'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'

/** Reads telephone numbers and calls. */
export function callRepository(reader: Reader): CallRepository {
  const { schema } = reader
  const lines =
    `SELECT ${selectList(lineTable.columns, 'l')} FROM ${tableName(schema, lineTable.name)} AS l ` +
    'WHERE l.workspace_id = $1::uuid'
  const calls = `SELECT c.record FROM ${tableName(schema, callTable.name)} AS c WHERE c.workspace_id = $1::uuid`
  const parties = tableName(schema, callPartyTable.name)
  return {
    async findLine(workspaceId, id) {
      const [row] = (await reader.read(workspaceId, statement(`${lines} AND l.id = $2::uuid`, workspaceId, id))).rows
      return row === undefined ? null : toLine(row)
    },
    async listLines(workspaceId) {
      return (await reader.read(workspaceId, statement(`${lines} ORDER BY l.id`, workspaceId))).rows.map(toLine)
    },
    async find(scope, id) {
      const values = [scope.workspaceId, id]
      const query = `${calls} AND c.id = $2::uuid AND ${isSeen(schema, scope, values)}`
      const [row] = (await reader.read(scope.workspaceId, statement(query, ...values))).rows
      return row === undefined ? null : toCall(row)
    },
    async findByProviderName(workspaceId, { provider, providerCallId }) {
      const query =
        `SELECT c.record FROM ${tableName(schema, 'call_names')} AS n JOIN ${tableName(schema, callTable.name)} AS c ` +
        'ON c.workspace_id = $1::uuid AND c.id = n.call_id ' +
        'WHERE n.workspace_id = $1::uuid AND n.provider = $2::text AND n.name = $3::text'
      const [row] = (await reader.read(workspaceId, statement(query, workspaceId, provider, providerCallId))).rows
      return row === undefined ? null : toCall(row)
    },
    async list(scope, query) {
      const values = [scope.workspaceId, String(query.limit)]
      const conditions = ['c.is_known', ...isAsked(parties, query, values), isSeen(schema, scope, values)]
      return (await reader.read(scope.workspaceId, pageOf(calls, conditions, query.after, values))).rows.map(toCall)
    },
    async listMissed(scope, { lineId, after, limit }) {
      const values = [scope.workspaceId, String(limit)]
      const settling =
        `SELECT 1 FROM ${tableName(schema, callTable.name)} AS s WHERE s.workspace_id = $1::uuid ` +
        'AND s.number = c.number AND s.started_at > c.started_at AND s.is_known ' +
        "AND (s.direction = 'outbound' OR s.reach = 'answered')"
      const conditions = [
        // In the words of the index.
        "c.direction = 'inbound' AND (c.is_over OR c.reach = 'voicemail') AND c.is_known AND c.reach IN ('nobody', 'voicemail')",
        `NOT EXISTS (${settling})`,
        ...(lineId === undefined ? [] : [`c.line_id = $${values.push(lineId)}::uuid`]),
        isSeen(schema, scope, values),
      ]
      return (await reader.read(scope.workspaceId, pageOf(calls, conditions, after, values))).rows.map(toCall)
    },
    async listOfPerson(workspaceId, contactId, { after, limit }) {
      const values = [workspaceId, contactId, String(limit)]
      const start = after === undefined ? '' : ` AND k.call_id > $${values.push(after)}::uuid`
      const query =
        `SELECT c.record FROM ${parties} AS k JOIN ${tableName(schema, callTable.name)} AS c ` +
        "ON c.workspace_id = $1::uuid AND c.id = k.call_id WHERE k.workspace_id = $1::uuid AND k.kind = 'contact' " +
        `AND k.party_id = $2::uuid${start} ORDER BY k.call_id LIMIT $3::bigint`
      return (await reader.read(workspaceId, statement(query, ...values))).rows.map(toCall)
    },
  }
}

/** A page of calls `c`, the latest first. Parameter 2 is the limit. */
function pageOf(
  calls: string,
  conditions: readonly string[],
  after: CallPosition | undefined,
  values: string[],
): Statement {
  const start =
    after === undefined
      ? ''
      : ` AND (c.started_at, c.id) < ($${values.push(String(after.at))}::bigint, $${values.push(after.id)}::uuid)`
  return statement(
    `${calls} AND ${conditions.join(' AND ')}${start} ORDER BY c.started_at DESC, c.id DESC LIMIT $2::bigint`,
    ...values,
  )
}

/** The condition under which a scope sees call `c`: one that it took, made or answers, or of whose people it sees any. */
function isSeen(schema: string, { filter }: AccessScope, values: string[]): string {
  if (filter.sees === 'everything') return 'true'
  const member = `$${values.push(filter.memberId)}::uuid`
  const parties = `FROM ${tableName(schema, callPartyTable.name)} AS k`
  const answers =
    `EXISTS (SELECT 1 ${parties} WHERE k.workspace_id = $1::uuid AND k.call_id = c.id ` +
    `AND k.kind = 'operator' AND k.party_id = ${member})`
  const known = (['contact', 'company'] as const).map((kind) => {
    const access = accessCondition({ schema, kind, alias: 'r' }, filter, values.length + 1)
    values.push(...access.values)
    const table = tableName(schema, kind === 'contact' ? 'contacts' : 'companies')
    return (
      `EXISTS (SELECT 1 ${parties} JOIN ${table} AS r ON r.workspace_id = $1::uuid AND r.id = k.party_id ` +
      `WHERE k.workspace_id = $1::uuid AND k.call_id = c.id AND k.kind = '${kind}' AND ${access.text})`
    )
  })
  return `(c.member_id = ${member} OR ${[answers, ...known].join(' OR ')})`
}

/** What a query asks of a call. */
function isAsked(parties: string, query: CallQuery, values: string[]): readonly string[] {
  const { contactIds, companyIds, interactionId, memberId, lineId, number, direction, statuses } = query
  const conditions: string[] = []
  const named = (kind: 'contact' | 'company', ids: readonly string[]): string =>
    `c.id IN (SELECT k.call_id FROM ${parties} AS k WHERE k.workspace_id = $1::uuid AND k.kind = '${kind}' ` +
    `AND k.party_id = ANY ($${values.push(arrayLiteral(ids))}::text::uuid[]))`
  if (contactIds !== undefined) conditions.push(named('contact', contactIds))
  if (companyIds !== undefined) conditions.push(named('company', companyIds))
  if (interactionId !== undefined) conditions.push(`c.interaction_id = $${values.push(interactionId)}::uuid`)
  if (memberId !== undefined) conditions.push(`c.member_id = $${values.push(memberId)}::uuid`)
  if (lineId !== undefined) conditions.push(`c.line_id = $${values.push(lineId)}::uuid`)
  if (number !== undefined) conditions.push(`c.number = $${values.push(number)}::text`)
  if (direction !== undefined) conditions.push(`c.direction = $${values.push(direction)}::text`)
  if (statuses !== undefined) conditions.push(statusCondition(statuses, values))
  return conditions
}

/** By how far calls got, as the table of statuses has it. */
function statusCondition(statuses: readonly CallStatus[], values: string[]): string {
  const during = callReaches.filter((reach) => statuses.includes(callStatuses[reach].during))
  const ended = callReaches.filter((reach) => statuses.includes(callStatuses[reach].ended))
  const any = (reaches: readonly string[]): string =>
    `c.reach = ANY ($${values.push(arrayLiteral(reaches))}::text::text[])`
  return `CASE WHEN c.is_over THEN ${any(ended)} ELSE ${any(during)} END`
}
