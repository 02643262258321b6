/** Reading of records only what tells whether they are as they were: for thousands at once. @module */
import type { IdentityKind, KeyClaim, RecordHead, UnrivaledRecords } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import { visibilities } from './party-columns.ts'
import { tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

const headColumns = ['id', 'number', 'version', 'owner_id', 'visibility', 'trashed_at'] as const
const kinds: readonly IdentityKind[] = ['company', 'contact']
const readHead = cellReader(['kind', ...headColumns])

/**
 * Finds the heads of records that no other one has a key of. Nothing is joined: each key is found by the index, each
 * record by its own, and the rest is looked up in lists of the question's size.
 */
export function unrivaledStatement(schema: string, workspaceId: string, claims: readonly KeyClaim[]): Statement {
  const idsOf = (wanted: IdentityKind): string =>
    arrayLiteral([...new Set(claims.flatMap(({ kind, recordId }) => (kind === wanted ? recordId : [])))])
  const asked = claims.flatMap(({ kind, recordId, keys }) => keys.map((key) => ({ key, kind, recordId })))
  const isAsking = asked.length > 0
  const heads = (kind: IdentityKind, table: string, ids: string): string =>
    `SELECT '${kind}', ${headColumns.map((name) => `r.${name}`).join(', ')} FROM ${tableName(schema, table)} AS r
      WHERE r.workspace_id = $1::uuid AND r.id = ANY (${ids}::text::uuid[])${isAsking ? ` AND ${unrivaled(kind)}` : ''}`
  const text = `${isAsking ? rivals(schema) : ''}
    SELECT 'version', NULL::uuid, c.identity_version, NULL::integer, NULL::uuid, NULL::text, NULL::bigint
      FROM ${tableName(schema, 'workspace_counters')} AS c WHERE c.workspace_id = $1::uuid
    UNION ALL ${heads('company', 'companies', '$2')} UNION ALL ${heads('contact', 'contacts', '$3')}`
  const ids = [idsOf('company'), idsOf('contact')]
  if (!isAsking) return statement(text, workspaceId, ...ids)
  return statement(
    text,
    workspaceId,
    ...ids,
    arrayLiteral(asked.map(({ key }) => key)),
    arrayLiteral(asked.map(({ kind }) => kind)),
    arrayLiteral(asked.map(({ recordId }) => recordId)),
  )
}

/** A key is rivaled if several records carry it, or one that is not the record in question. */
function unrivaled(kind: IdentityKind): string {
  return `r.id NOT IN (SELECT a.record_id FROM asked AS a WHERE a.kind = '${kind}' AND (
        (a.key, a.kind) IN (SELECT h.key, h.kind FROM hit AS h GROUP BY h.key, h.kind HAVING count(*) > 1)
        OR ((a.key, a.kind) IN (SELECT h.key, h.kind FROM hit AS h)
          AND (a.key, a.kind, a.record_id) NOT IN (SELECT h.key, h.kind, h.record_id FROM hit AS h))))`
}

function rivals(schema: string): string {
  return `WITH hit AS MATERIALIZED (
      SELECT k.key, k.kind, k.record_id FROM ${tableName(schema, 'identity_keys')} AS k
      WHERE k.workspace_id = $1::uuid AND k.key = ANY ($4::text::text[])),
    asked AS MATERIALIZED (
      SELECT u.key, u.kind, u.record_id
      FROM unnest($4::text::text[], $5::text::text[], $6::text::uuid[]) AS u(key, kind, record_id))`
}

/** The rows of {@link unrivaledStatement}. */
export function toUnrivaled(rows: readonly Row[]): UnrivaledRecords {
  let version = 0
  const heads: RecordHead[] = []
  for (const row of rows) {
    if (row[0] === 'version') version = Number(row[2])
    else heads.push(toHead(row))
  }
  return { version, heads }
}

function toHead(row: Row): RecordHead {
  const cells = readHead(row)
  return present({
    kind: cells.oneOf('kind', kinds),
    id: cells.text('id'),
    number: cells.integer('number'),
    version: cells.integer('version'),
    ownerId: cells.maybe('owner_id'),
    visibility: cells.oneOf('visibility', visibilities),
    trashedAt: cells.optionalInteger('trashed_at'),
  })
}
