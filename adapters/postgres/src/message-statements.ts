/** What a commit does to messages and to the credit for text messages. @module */
import type { Commit, CommitRefusal } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Answer, type Statement, statement } from './executor.ts'
import {
  contactRowsOf,
  messageContactTable,
  messageNameTable,
  messageTable,
  messageWordsTable,
  nameRowsOf,
} from './message-table.ts'
import type { MessageUpdate, SortedWrites } from './sorted-writes.ts'
import { insertStatements, tableName, updateStatement } from './table.ts'

/** Replaces messages, in the order of the index. What they say stays as it is, its beginning in the row included. */
export function replaceMessages(schema: string, workspaceId: string, updated: readonly MessageUpdate[]): Statement {
  const inOrder = updated.map(({ record }) => record).sort((a, b) => (a.id < b.id ? -1 : 1))
  return updateStatement(schema, messageTable, workspaceId, inOrder, ['headline', 'created_at'])
}

/** Adds new messages, the names that messages are known by, and takes away words that are to be kept no longer. */
export function messageStatements(
  schema: string,
  { workspaceId, messagesBlanked = [] }: Commit,
  { messages: { created, updated } }: Pick<SortedWrites, 'messages'>,
): readonly Statement[] {
  const records = created.map(({ record }) => record)
  const names = nameRowsOf(created, updated)
  const erased = arrayLiteral(messagesBlanked)
  return [
    ...insertStatements(schema, messageTable, workspaceId, records),
    ...insertStatements(schema, messageContactTable, workspaceId, contactRowsOf(created)),
    ...insertStatements(schema, messageWordsTable, workspaceId, created),
    ...insertStatements(schema, messageNameTable, workspaceId, names, {
      key: ['provider', 'name', 'message_id'],
      replace: [],
    }),
    ...(messagesBlanked.length === 0
      ? []
      : [
          statement(
            `DELETE FROM ${tableName(schema, messageWordsTable.name)} AS t ` +
              'WHERE t.workspace_id = $1::uuid AND t.message_id = ANY ($2::text::uuid[])',
            workspaceId,
            erased,
          ),
          statement(
            `UPDATE ${tableName(schema, messageTable.name)} AS t SET headline = NULL ` +
              'WHERE t.workspace_id = $1::uuid AND t.id = ANY ($2::text::uuid[])',
            workspaceId,
            erased,
          ),
        ]),
  ]
}

/** Changes the workspace's credit: makes its row, changes it if there is enough, and says what is there then. */
export function creditStatements(schema: string, { workspaceId, smsCredit }: Commit): readonly Statement[] {
  if (smsCredit === undefined) return []
  const table = tableName(schema, 'sms_credits')
  const { parts, needsCredit } = smsCredit
  return [
    statement(
      `INSERT INTO ${table} (workspace_id, parts) VALUES ($1::uuid, 0) ON CONFLICT (workspace_id) DO NOTHING`,
      workspaceId,
    ),
    statement(
      `UPDATE ${table} AS t SET parts = t.parts + $2::bigint WHERE t.workspace_id = $1::uuid ` +
        'AND (NOT $3::boolean OR t.parts + $2::bigint >= 0)',
      workspaceId,
      String(parts),
      String(needsCredit && parts < 0),
    ),
    statement(`SELECT t.parts FROM ${table} AS t WHERE t.workspace_id = $1::uuid`, workspaceId),
  ]
}

/** The refusal that the answers of {@link creditStatements} come to, or `null`. */
export function creditAnswer({ smsCredit }: Commit, answers: readonly Answer[]): CommitRefusal | null {
  const [, changed, left] = answers
  if (smsCredit === undefined || changed === undefined || changed.count > 0) return null
  return { code: 'no-credit', needed: -smsCredit.parts, available: Number(left?.rows[0]?.[0] ?? 0) }
}
