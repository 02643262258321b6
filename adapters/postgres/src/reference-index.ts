/** What points at what. @module */
import type { Reference, ReferenceIndex } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { tableName } from './table.ts'

/** Finds references. */
export function referenceIndex(reader: Reader): ReferenceIndex {
  const affiliations = tableName(reader.schema, 'affiliations')
  const companies = tableName(reader.schema, 'companies')
  const references = [
    { from: 'affiliation', to: 'contact', table: affiliations, column: 'contact_id' },
    { from: 'affiliation', to: 'company', table: affiliations, column: 'company_id' },
    { from: 'company', to: 'company', table: companies, column: 'parent_id' },
  ] as const

  return {
    async pointingAt(workspaceId, targets) {
      const asked = references.flatMap((reference) => {
        const ids = targets.filter((target) => target.kind === reference.to).map((target) => target.id)
        return ids.length === 0 ? [] : [{ reference, ids }]
      })
      if (asked.length === 0) return []
      const statements = asked.map(({ reference, ids }) =>
        statement(
          `SELECT r.id, r.${reference.column} FROM ${reference.table} AS r ` +
            `WHERE r.workspace_id = $1::uuid AND r.${reference.column} = ANY ($2::text::uuid[])`,
          workspaceId,
          arrayLiteral(ids),
        ),
      )
      const answers = await reader.readAll(workspaceId, statements)
      return asked.flatMap(({ reference }, position) =>
        (answers[position]?.rows ?? []).map(
          ([from, to]): Reference => ({
            from: { kind: reference.from, id: from ?? '' },
            to: { kind: reference.to, id: to ?? '' },
          }),
        ),
      )
    },
  }
}
