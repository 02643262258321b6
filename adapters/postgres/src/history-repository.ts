/** Reading what happened. @module */
import type { History } from 'crmkit'
import { statement } from './executor.ts'
import { auditSelectList, commandTable, eventTable, toAuditEntry, toCommandAnswer, toEvent } from './history-tables.ts'
import type { Reader } from './reader.ts'
import { selectList, tableName } from './table.ts'

/** Reads history. */
export function historyRepository(reader: Reader): History {
  const { schema } = reader
  const audit =
    `SELECT ${auditSelectList} FROM ${tableName(schema, 'audit')} AS a ` +
    `LEFT JOIN ${tableName(schema, 'personal_values')} AS v ON v.workspace_id = a.workspace_id ` +
    'AND v.person_id = a.person_id AND v.source_id = a.id AND v.item_id = a.id WHERE a.workspace_id = $1::uuid'
  // Few rows of one person lead to their entries; the other way round every entry would be looked at.
  const auditOfPerson =
    `SELECT ${auditSelectList} FROM ${tableName(schema, 'personal_values')} AS v ` +
    `JOIN ${tableName(schema, 'audit')} AS a ON a.workspace_id = v.workspace_id AND a.id = v.source_id ` +
    'WHERE a.workspace_id = $1::uuid AND v.workspace_id = $1::uuid AND v.item_id = v.source_id AND v.value IS NOT NULL'
  const events =
    `SELECT ${selectList(eventTable.columns, 'e')} FROM ${tableName(schema, 'events')} AS e ` +
    'WHERE e.workspace_id = $1::uuid'
  const commands =
    `SELECT ${selectList(commandTable.columns, 'c')} FROM ${tableName(schema, 'commands')} AS c ` +
    'WHERE c.workspace_id = $1::uuid AND c.command_id = $2::text'

  return {
    async listAudit(workspaceId, { subjectId, memberId, command, personId, from, until, after, limit }) {
      const values = [workspaceId, String(limit)]
      let text = personId === undefined ? audit : auditOfPerson
      if (personId !== undefined) text += ` AND v.person_id = $${values.push(personId)}::uuid`
      if (subjectId !== undefined) text += ` AND a.subject_id = $${values.push(subjectId)}::uuid`
      if (memberId !== undefined) text += ` AND a.author_member_id = $${values.push(memberId)}::uuid`
      if (command !== undefined) text += ` AND a.command = $${values.push(command)}::text`
      if (from !== undefined) text += ` AND a.at >= $${values.push(String(from))}::bigint`
      if (until !== undefined) text += ` AND a.at < $${values.push(String(until))}::bigint`
      if (after !== undefined) {
        const at = values.push(String(after.at))
        text += ` AND (a.at, a.id) < ($${at}::bigint, $${values.push(after.id)}::uuid)`
      }
      const query = statement(`${text} ORDER BY a.at DESC, a.id DESC LIMIT $2::bigint`, ...values)
      return (await reader.read(workspaceId, query)).rows.map(toAuditEntry)
    },
    async listEvents(workspaceId, { after, limit }) {
      const values = [workspaceId, String(limit)]
      let text = events
      if (after !== undefined) text += ` AND e.id > $${values.push(after)}::uuid`
      const query = statement(`${text} ORDER BY e.id LIMIT $2::bigint`, ...values)
      return (await reader.read(workspaceId, query)).rows.map(toEvent)
    },
    async findCommand(workspaceId, commandId) {
      const [row] = (await reader.read(workspaceId, statement(commands, workspaceId, commandId))).rows
      return row === undefined ? null : toCommandAnswer(row)
    },
  }
}
