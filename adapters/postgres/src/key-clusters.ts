/**
 * Walking through the keys that several records share: along the primary key of the identity keys, in its order, reading
 * nothing but the index. Nothing is sorted, and nothing is remembered but the key that the walk has come to.
 * @module
 */
import type { AccessScope, ClusterQuery, KeyCluster } from 'crmkit'
import { accessCondition } from './access-condition.ts'
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
export function clustersStatement(schema: string, scope: AccessScope, query: ClusterQuery): Statement {
  return scope.filter.sees === 'everything' ? allClusters(schema, scope, query) : seenClusters(schema, scope, query)
}

function allClusters(
  schema: string,
  { workspaceId }: AccessScope,
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

/** The same, where only some records count: those of each shared key are looked at, so keys that none sees cost time. */
function seenClusters(
  schema: string,
  { workspaceId, filter }: AccessScope,
  { kind, from = '', limit, mostRecords }: ClusterQuery,
): Statement {
  const keys = tableName(schema, 'identity_keys')
  const access = accessCondition({ schema, kind, alias: 'p' }, filter, 6)
  // LIMIT 1 has each record looked up by its id: a planner that joins would read all of the workspace for each key.
  const seen =
    `FROM ${keys} AS m CROSS JOIN LATERAL (` +
    `SELECT p.id FROM ${tableName(schema, kind === 'company' ? 'companies' : 'contacts')} AS p ` +
    `WHERE p.workspace_id = $1::uuid AND p.id = m.record_id AND ${access.text} LIMIT 1) AS seen ` +
    'WHERE m.workspace_id = $1::uuid AND m.key = s.key AND m.kind = $3::text'
  return statement(
    "SELECT t.key, t.records, array_to_string(r.ids, ' ') FROM (" +
      'SELECT s.key, c.records FROM (' +
      `SELECT k.key FROM ${keys} AS k WHERE k.workspace_id = $1::uuid AND k.key >= $2::text AND k.kind = $3::text ` +
      'GROUP BY k.key HAVING count(*) > 1 ORDER BY k.key) AS s ' +
      `CROSS JOIN LATERAL (SELECT count(*) AS records ${seen}) AS c ` +
      'WHERE c.records > 1 ORDER BY s.key LIMIT $4::bigint) AS t ' +
      `CROSS JOIN LATERAL (SELECT (array_agg(m.record_id ORDER BY m.record_id))[1:$5::integer] AS ids ` +
      `${seen.replaceAll('s.key', 't.key')}) AS r ORDER BY t.key`,
    workspaceId,
    from,
    kind,
    String(limit),
    String(mostRecords),
    ...access.values,
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
