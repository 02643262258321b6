/** Reading messages. @module */
import type { AccessScope, MessageQuery, MessageRepository, StoredMessage } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { isSeen } from './message-conditions.ts'
import {
  messageContactTable,
  messageNameTable,
  messageTable,
  messageWordsTable,
  toMessage,
  toMessageWithWords,
} from './message-table.ts'
import { messageTemplateTable, toMessageTemplate } from './message-template-table.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'

const columns = selectList(messageTable.columns, 'm')

/** Reads messages. */
export function messageRepository(reader: Reader): MessageRepository {
  const { schema } = reader
  const messages = tableName(schema, messageTable.name)
  const words = tableName(schema, messageWordsTable.name)
  const ofWorkspace = `SELECT ${columns} FROM ${messages} AS m WHERE m.workspace_id = $1::uuid`
  const templates =
    `SELECT ${selectList(messageTemplateTable.columns, 't')} FROM ${tableName(schema, messageTemplateTable.name)} AS t ` +
    'WHERE t.workspace_id = $1::uuid'
  return {
    async findMany(workspaceId, ids) {
      const query = statement(`${ofWorkspace} AND m.id = ANY ($2::text::uuid[])`, workspaceId, arrayLiteral(ids))
      return (await reader.read(workspaceId, query)).rows.map(toMessage)
    },
    async list(scope, query) {
      return (await reader.read(scope.workspaceId, listStatement(schema, scope, query))).rows.map(toMessage)
    },
    async findWords(workspaceId, id) {
      const query = statement(
        `SELECT ${columns}, w.words FROM ${words} AS w JOIN ${messages} AS m ON m.workspace_id = $1::uuid ` +
          'AND m.id = w.message_id WHERE w.workspace_id = $1::uuid AND w.message_id = $2::uuid',
        workspaceId,
        id,
      )
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toMessageWithWords(row).words
    },
    async findByProviderNames(workspaceId, names) {
      const table = tableName(schema, messageNameTable.name)
      const query = statement(
        `SELECT n.provider, n.name, n.message_id FROM unnest($2::text::text[], $3::text::text[]) AS u(provider, name) ` +
          `JOIN ${table} AS n ON n.workspace_id = $1::uuid AND n.provider = u.provider AND n.name = u.name`,
        workspaceId,
        arrayLiteral(names.map(({ provider }) => provider)),
        arrayLiteral(names.map(({ providerMessageId }) => providerMessageId)),
      )
      const { rows } = await reader.read(workspaceId, query)
      return rows.map(([provider, name, messageId]) => {
        return { name: { provider: provider ?? '', providerMessageId: name ?? '' }, messageId: messageId ?? '' }
      })
    },
    async listSent(workspaceId, { from, until, after, limit }) {
      const values = [workspaceId, String(from), String(until), String(limit)]
      let text = `${ofWorkspace} AND m.created_at >= $2::bigint AND m.created_at < $3::bigint`
      if (after !== undefined) {
        const first = values.push(String(after.at), after.id) - 1
        text += ` AND (m.created_at, m.id) > ($${first}::bigint, $${first + 1}::uuid)`
      }
      const query = statement(`${text} ORDER BY m.created_at, m.id LIMIT $4::bigint`, ...values)
      const rows = (await reader.read(workspaceId, query)).rows.map(toMessage)
      const last = rows.at(-1)
      return { items: rows.flatMap(sentItems), last: last === undefined ? null : { at: last.createdAt, id: last.id } }
    },
    async listOfPerson(workspaceId, contactId, { after, limit }) {
      const values = [workspaceId, contactId, String(limit)]
      let text =
        `SELECT ${columns}, w.words FROM ${tableName(schema, messageContactTable.name)} AS s ` +
        `JOIN ${messages} AS m ON m.workspace_id = $1::uuid AND m.id = s.message_id ` +
        `LEFT JOIN ${words} AS w ON w.workspace_id = $1::uuid AND w.message_id = s.message_id ` +
        'WHERE s.workspace_id = $1::uuid AND s.contact_id = $2::uuid'
      if (after !== undefined) text += ` AND s.message_id > $${values.push(after)}::uuid`
      const query = statement(`${text} ORDER BY s.message_id LIMIT $3::bigint`, ...values)
      return (await reader.read(workspaceId, query)).rows.map(toMessageWithWords)
    },
    async listTemplates(workspaceId) {
      const query = statement(`${templates} ORDER BY t.key COLLATE "C"`, workspaceId)
      return (await reader.read(workspaceId, query)).rows.map(toMessageTemplate)
    },
    async findTemplate(workspaceId, id) {
      const query = statement(`${templates} AND t.id = $2::uuid`, workspaceId, id)
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toMessageTemplate(row)
    },
    async smsCredit(workspaceId) {
      const query = statement(
        `SELECT c.parts FROM ${tableName(schema, 'sms_credits')} AS c WHERE c.workspace_id = $1::uuid`,
        workspaceId,
      )
      return Number((await reader.read(workspaceId, query)).rows[0]?.[0] ?? 0)
    },
  }
}

/** A page of messages: in the order of their index, or of each contact's and then of them the latest. */
function listStatement(schema: string, scope: AccessScope, query: MessageQuery): Statement {
  const { contactIds, after, limit } = query
  const values = [scope.workspaceId, String(limit)]
  const by = contactIds === undefined ? ['m.created_at', 'm.id'] : ['s.created_at', 's.message_id']
  const conditions = [...isAsked(query, values), isSeen(schema, scope, query, values)]
  if (after !== undefined) {
    const first = values.push(String(after.at), after.id) - 1
    conditions.push(`(${by.join(', ')}) < ($${first}::bigint, $${first + 1}::uuid)`)
  }
  const messages = `${tableName(schema, messageTable.name)} AS m`
  const order = `ORDER BY ${by.map((column) => `${column} DESC`).join(', ')} LIMIT $2::bigint`
  const holds = conditions.join(' AND ')
  if (contactIds === undefined) {
    return statement(
      `SELECT ${columns} FROM ${messages} WHERE m.workspace_id = $1::uuid AND ${holds} ${order}`,
      ...values,
    )
  }
  const people = values.push(arrayLiteral([...new Set(contactIds)]))
  const latest =
    `SELECT ${columns}, s.created_at AS at_value, s.message_id AS at_id ` +
    `FROM ${tableName(schema, messageContactTable.name)} AS s CROSS JOIN LATERAL ` +
    `(SELECT m.* FROM ${messages} WHERE m.workspace_id = $1::uuid AND m.id = s.message_id LIMIT 1) AS m ` +
    `WHERE s.workspace_id = $1::uuid AND s.contact_id = a.id AND ${holds} ${order}`
  return statement(
    `SELECT DISTINCT ON (u.at_value, u.at_id) u.* FROM unnest($${people}::text::uuid[]) AS a(id) ` +
      `CROSS JOIN LATERAL (${latest}) AS u ORDER BY u.at_value DESC, u.at_id DESC LIMIT $2::bigint`,
    ...values,
  )
}

/** What a query asks of a message itself. */
function isAsked(query: MessageQuery, values: string[]): readonly string[] {
  const { interactionId, memberId, isByMember, purpose, channel, states } = query
  const conditions: string[] = []
  if (interactionId !== undefined) conditions.push(`m.interaction_id = $${values.push(interactionId)}::uuid`)
  if (memberId !== undefined) conditions.push(`m.member_id = $${values.push(memberId)}::uuid`)
  if (isByMember !== undefined) conditions.push(`m.member_id IS ${isByMember ? 'NOT NULL' : 'NULL'}`)
  if (purpose !== undefined) conditions.push(`m.purpose = $${values.push(purpose)}::text`)
  if (channel !== undefined) conditions.push(`m.channel = $${values.push(channel)}::text`)
  if (states !== undefined) {
    conditions.push(`m.state = ANY ($${values.push(arrayLiteral(states))}::text::text[])`)
    // In words: only so it is seen that a small index holds all of them.
    if (!states.includes('accepted')) conditions.push("m.state <> 'accepted'")
  }
  return conditions
}

function sentItems({ channel, createdAt: at, sending: { state }, recipients }: StoredMessage) {
  return recipients.map(({ delivery }) => ({ channel, at, state, delivery }))
}
