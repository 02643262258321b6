/** Whom records are shared with, the other way round: from the grantee to the record. @module */
import type { PartyIndex, Share, Write } from 'crmkit'
import type { InteractionIndex } from 'crmkit/domain'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { insertStatements, type Table, tableName } from './table.ts'

interface Grant {
  readonly granteeId: string
  readonly kind: string
  readonly recordId: string
  readonly sortKey: string
  readonly plannedFrom: string | null
}

const grantTable: Table<Grant> = {
  name: 'record_grants',
  columns: [
    { name: 'grantee_id', type: 'uuid', value: (grant) => grant.granteeId },
    { name: 'kind', type: 'text', value: (grant) => grant.kind },
    { name: 'record_id', type: 'uuid', value: (grant) => grant.recordId },
    { name: 'sort_key', type: 'text', value: (grant) => grant.sortKey },
    { name: 'planned_from', type: 'bigint', value: (grant) => grant.plannedFrom },
  ],
}

/**
 * What a commit changes of grants. A record that was never shared says nothing of shares, and costs nothing here; of one
 * that was, all grants are written anew, and so the name and the plan that they are sorted by.
 */
export function grantStatements(schema: string, workspaceId: string, writes: readonly Write[]): readonly Statement[] {
  const stale = new Map<string, string[]>()
  const grants: Grant[] = []
  const forget = (kind: string, id: string): void => {
    const ids = stale.get(kind) ?? []
    stale.set(kind, ids)
    ids.push(id)
  }
  for (const write of writes) {
    if (write.kind !== 'company' && write.kind !== 'contact' && write.kind !== 'interaction') continue
    if (write.op === 'purge') forget(write.kind, write.id)
    else if (write.record.shares !== undefined) {
      if (write.op === 'update') forget(write.kind, write.record.id)
      grants.push(...grantsOf(write.kind, write.record.id, write.record.shares, write.index))
    }
  }
  return [
    ...[...stale].map(([kind, ids]) =>
      statement(
        `DELETE FROM ${tableName(schema, grantTable.name)} AS g ` +
          'WHERE g.workspace_id = $1::uuid AND g.kind = $2::text AND g.record_id = ANY ($3::text::uuid[])',
        workspaceId,
        kind,
        arrayLiteral(ids),
      ),
    ),
    ...insertStatements(schema, grantTable, workspaceId, grants),
  ]
}

function grantsOf(
  kind: string,
  recordId: string,
  shares: readonly Share[],
  index: PartyIndex | InteractionIndex,
): readonly Grant[] {
  const plannedFrom = 'planned' in index && index.planned !== undefined ? String(index.planned.from) : null
  return shares.map((share) => ({ granteeId: share.with, kind, recordId, sortKey: index.sortKey, plannedFrom }))
}
