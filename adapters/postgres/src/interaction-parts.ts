/** What a commit writes beside interactions: whom they concern, notes, time, steps that were replaced. @module */
import type { Commit } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { noteTable, timeSpentTable } from './interaction-parts-tables.ts'
import {
  attendeeRowsOf,
  contactsOf,
  interactionAttendeeTable,
  interactionContactTable,
  interactionTable,
} from './interaction-table.ts'
import type { SortedWrites } from './sorted-writes.ts'
import { insertStatements, tableName } from './table.ts'

/**
 * Removes the rows that say whom rewritten interactions concerned, and all that belongs to purged ones. It goes before
 * the records: what is purged is pointed at by these rows.
 */
export function interactionLeftovers(
  schema: string,
  workspaceId: string,
  { interactions: { updated, purged } }: Pick<SortedWrites, 'interactions'>,
): readonly Statement[] {
  const gone = purged.map(({ id }) => id)
  const rewritten = [...gone, ...updated.map(({ record }) => record.id)]
  return [
    ...removeStatements(schema, interactionContactTable.name, workspaceId, rewritten),
    ...removeStatements(schema, interactionAttendeeTable.name, workspaceId, rewritten),
    ...removeStatements(schema, noteTable.name, workspaceId, gone),
    ...removeStatements(schema, timeSpentTable.name, workspaceId, gone),
  ]
}

function removeStatements(
  schema: string,
  table: string,
  workspaceId: string,
  ids: readonly string[],
): readonly Statement[] {
  if (ids.length === 0) return []
  return [
    statement(
      `DELETE FROM ${tableName(schema, table)} AS t ` +
        'WHERE t.workspace_id = $1::uuid AND t.interaction_id = ANY ($2::text::uuid[])',
      workspaceId,
      arrayLiteral(ids),
    ),
  ]
}

/** Writes what belongs to interactions, whose records are written by now. */
export function interactionPartStatements(
  schema: string,
  { workspaceId, notes = [], notesBlanked = [], timeSpent = [], stepsReplaced = [] }: Commit,
  { interactions: { created, updated } }: Pick<SortedWrites, 'interactions'>,
): readonly Statement[] {
  const rows = [...created, ...updated]
  const blanked = statement(
    `UPDATE ${tableName(schema, noteTable.name)} AS t SET text = '' ` +
      "WHERE t.workspace_id = $1::uuid AND t.id = ANY ($2::text::uuid[]) AND t.kind = 'words'",
    workspaceId,
    arrayLiteral(notesBlanked),
  )
  return [
    ...insertStatements(schema, interactionContactTable, workspaceId, contactsOf(rows)),
    ...insertStatements(schema, interactionAttendeeTable, workspaceId, attendeeRowsOf(rows)),
    ...insertStatements(schema, noteTable, workspaceId, notes),
    ...(notesBlanked.length === 0 ? [] : [blanked]),
    ...insertStatements(schema, timeSpentTable, workspaceId, timeSpent, { key: ['id'], replace: [] }),
    ...stepsReplaced.map(({ from, to }) =>
      statement(
        `UPDATE ${tableName(schema, interactionTable.name)} AS t SET ` +
          'type = CASE t.type WHEN $2::text THEN $3::text ELSE t.type END, ' +
          'came_from = CASE t.came_from WHEN $2::text THEN $3::text ELSE t.came_from END, ' +
          'version = t.version + 1 ' +
          'WHERE t.workspace_id = $1::uuid AND (t.type = $2::text OR t.came_from = $2::text)',
        workspaceId,
        from,
        to,
      ),
    ),
  ]
}
