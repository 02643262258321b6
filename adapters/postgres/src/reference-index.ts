/** What points at what. @module */
import type { Reference, ReferenceIndex } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { statement } from './executor.ts'
import { pointers } from './pointers.ts'
import type { Reader } from './reader.ts'
import { tableName } from './table.ts'

/** Finds references. */
export function referenceIndex(reader: Reader): ReferenceIndex {
  return {
    async pointingAt(workspaceId, targets) {
      const asked = pointers.flatMap((pointer) => {
        const ids = targets.filter((target) => target.kind === pointer.to).map((target) => target.id)
        return ids.length === 0 ? [] : [{ pointer, ids }]
      })
      if (asked.length === 0) return []
      const statements = asked.map(({ pointer: { table, id, column }, ids }) =>
        statement(
          `SELECT r.${id}, r.${column} FROM ${tableName(reader.schema, table)} AS r ` +
            `WHERE r.workspace_id = $1::uuid AND r.${column} = ANY ($2::text::uuid[])`,
          workspaceId,
          arrayLiteral(ids),
        ),
      )
      const answers = await reader.readAll(workspaceId, statements)
      return asked.flatMap(({ pointer }, position) =>
        (answers[position]?.rows ?? []).map(
          ([from, to]): Reference => ({
            from: { kind: pointer.from, id: from ?? '' },
            to: { kind: pointer.to, id: to ?? '' },
          }),
        ),
      )
    },
  }
}
