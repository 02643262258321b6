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

/** One page of shared keys, a row for each record that is named; {@link toClusters} reads them. */
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
    'SELECT s.key, s.records, r.record_id FROM (' +
      `SELECT k.key, count(*) AS records FROM ${keys} AS k ` +
      'WHERE k.workspace_id = $1::uuid AND k.key >= $2::text AND k.kind = $3::text ' +
      'GROUP BY k.key HAVING count(*) > 1 ORDER BY k.key LIMIT $4::bigint) AS s ' +
      `CROSS JOIN LATERAL (SELECT m.record_id FROM ${keys} AS m ` +
      'WHERE m.workspace_id = $1::uuid AND m.key = s.key AND m.kind = $3::text ' +
      'ORDER BY m.record_id LIMIT $5::bigint) AS r',
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
    'SELECT t.key, t.records, r.record_id FROM (' +
      'SELECT s.key, c.records FROM (' +
      `SELECT k.key FROM ${keys} AS k WHERE k.workspace_id = $1::uuid AND k.key >= $2::text AND k.kind = $3::text ` +
      'GROUP BY k.key HAVING count(*) > 1 ORDER BY k.key) AS s ' +
      `CROSS JOIN LATERAL (SELECT count(*) AS records ${seen}) AS c ` +
      'WHERE c.records > 1 ORDER BY s.key LIMIT $4::bigint) AS t ' +
      `CROSS JOIN LATERAL (SELECT m.record_id ${seen.replaceAll('s.key', 't.key')} ` +
      'ORDER BY m.record_id LIMIT $5::bigint) AS r',
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
  const clusters = new Map<string, { readonly key: string; readonly count: number; readonly recordIds: string[] }>()
  for (const [key, records, recordId] of rows) {
    if (typeof key !== 'string' || typeof recordId !== 'string') continue
    const cluster = clusters.get(key) ?? { key, count: Number(records), recordIds: [] }
    clusters.set(key, cluster)
    cluster.recordIds.push(recordId)
  }
  return [...clusters.values()]
}
