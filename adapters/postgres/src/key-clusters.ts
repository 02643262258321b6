/**
 * Walking through the keys that several records share: along the primary key of the identity keys, in its order, reading
 * nothing but the index. Nothing is sorted, and nothing is remembered but the key that the walk has come to.
 * @module
 */
import type { ClusterQuery, KeyCluster } from 'crmkit'
import { type Row, type Statement, statement } from './executor.ts'
import { tableName } from './table.ts'

/**
 * Whatever the planner thinks of the table – just filled, it knows nothing – it is to walk along the index: hashing or
 * sorting would read all keys of the workspace before it gives the first.
 */
export const walkPlans: Statement = statement(
  "SELECT set_config('enable_hashagg', 'off', true), set_config('enable_sort', 'off', true), " +
    "set_config('enable_bitmapscan', 'off', true)",
)

/**
 * One page of shared keys, a row each; {@link toClusters} reads them. The index gives the records of a key in their order
 * too, so one pass along it finds both.
 */
export function clustersStatement(
  schema: string,
  workspaceId: string,
  { kind, from = '', limit, mostRecords }: ClusterQuery,
): Statement {
  const keys = tableName(schema, 'identity_keys')
  return statement(
    `SELECT k.key, count(*), array_to_string((array_agg(k.record_id ORDER BY k.record_id))[1:$5::integer], ' ') ` +
      `FROM ${keys} AS k WHERE k.workspace_id = $1::uuid AND k.key >= $2::text AND k.kind = $3::text ` +
      'GROUP BY k.key HAVING count(*) > 1 ORDER BY k.key LIMIT $4::bigint',
    workspaceId,
    from,
    kind,
    String(limit),
    String(mostRecords),
  )
}

/** The clusters of {@link clustersStatement}. */
export function toClusters(rows: readonly Row[]): readonly KeyCluster[] {
  return rows.flatMap(([key, count, recordIds]) =>
    typeof key === 'string' && typeof recordIds === 'string'
      ? [{ key, count: Number(count), recordIds: recordIds.split(' ') }]
      : [],
  )
}
