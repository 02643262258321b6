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
  const events =
    `SELECT ${selectList(eventTable.columns, 'e')} FROM ${tableName(schema, 'events')} AS e ` +
    'WHERE e.workspace_id = $1::uuid'
  const commands =
    `SELECT ${selectList(commandTable.columns, 'c')} FROM ${tableName(schema, 'commands')} AS c ` +
    'WHERE c.workspace_id = $1::uuid AND c.command_id = $2::text'

  return {
    async listAudit(workspaceId, { subjectId, after, limit }) {
      const values = [workspaceId, String(limit)]
      let text = audit
      if (subjectId !== undefined) text += ` AND a.subject_id = $${values.push(subjectId)}::uuid`
      if (after !== undefined) text += ` AND a.id < $${values.push(after)}::uuid`
      const query = statement(`${text} ORDER BY a.id DESC LIMIT $2::bigint`, ...values)
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
