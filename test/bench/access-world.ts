/**
 * The workspaces of the access benchmark: companies made by the server itself, straight into the tables. In `open` three
 * of five companies are not private; in `closed` one of a thousand is not. What the members see is said in per mille, so
 * that a small world has the proportions of a large one.
 * @module
 */
import type pg from 'pg'

/** A workspace to fill. */
export interface World {
  readonly workspaceId: string
  /** Of a thousand companies, how many are private, the restricted member's, nobody's, the user's. */
  readonly private: number
  readonly restricted: number
  readonly unassigned: number
  readonly user: number
}

/** An id that a person can tell from others. */
export function plainId(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
}

/** The restricted member and the user, each with two groups. */
export const members = { restricted: plainId(901), user: plainId(902) } as const
export const groups = { restricted: [plainId(911), plainId(912)], user: [plainId(913), plainId(914)] } as const

/** Three of five are not private; the restricted member sees 2 % of all. */
export const open: World = { workspaceId: plainId(1), private: 400, restricted: 10, unassigned: 8, user: 20 }
/** One of a thousand is not private; the user sees 2 % of all. */
export const closed: World = { workspaceId: plainId(2), private: 999, restricted: 10, unassigned: 0, user: 17 }

/** Of 2,000 records, which one is shared with whom: one may be shared twice. */
const shared: readonly (readonly [remainder: number, grantees: readonly string[]])[] = [
  [7, [members.restricted]],
  [8, [groups.restricted[0]]],
  [9, [groups.restricted[1]]],
  [10, [members.restricted, ...groups.restricted]],
  [11, [members.user]],
  [12, [groups.user[0]]],
  [13, [groups.user[1]]],
  [14, [members.user, ...groups.user]],
]

const words =
  'abricot amande ananas banane cassis cerise chataigne citron coing datte figue fraise framboise goyave grenade ' +
  'groseille kaki kiwi litchi mandarine mangue melon mirabelle mure myrtille noisette noix olive orange papaye ' +
  'pasteque peche poire pomme prune raisin rhubarbe sureau tomate verger'

/** A word that one company of fifty has in its e-mail address, wherever it stands in the order of names. */
export const searched = 'contact7'

/** Fills the tables with both worlds, and their statistics as autovacuum would. */
export async function fill(pool: pg.Pool, worlds: readonly World[], rows: number): Promise<void> {
  await fillTables(pool, ['companies'], () => Promise.all(worlds.map((world) => fillOne(pool, world, rows))))
}

/** Fills tables, and the grants of what is in them. */
export async function fillTables(
  pool: pg.Pool,
  tables: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const { rows: indexes } = await pool.query<{ name: string; made: string }>(
    `SELECT indexname AS name, indexdef AS made FROM pg_indexes
     WHERE schemaname = 'crmkit' AND tablename = ANY ($1::text[]) AND indexname <> tablename || '_pkey'`,
    [tables],
  )
  // The same indexes, but made when the rows are there: in a tenth of the time.
  for (const { name } of indexes) await pool.query(`DROP INDEX crmkit.${name}`)
  await work()
  await Promise.all(indexes.map(({ made }) => pool.query(`SET maintenance_work_mem = '512MB'; ${made}`)))
  for (const table of [...tables, 'record_grants']) await pool.query(`VACUUM ANALYZE crmkit.${table}`)
}

async function fillOne(pool: pg.Pool, world: World, rows: number): Promise<void> {
  await pool.query(
    `INSERT INTO crmkit.companies (workspace_id, id, number, name, other_names, country, addresses, phones, emails,
       websites, social_profiles, tags, owner_id, visibility, shares, version, created_at, updated_at, trashed_at,
       sort_key, search_text)
     SELECT '${world.workspaceId}', ${recordId}, i, initcap(label), '[]', 'FR',
       ('[{"kind":"seat","line1":"' || i % 90 || ' rue du Verger","postcode":"75001","city":"Paris","country":"FR"}]')::jsonb,
       ('[{"kind":"work","e164":"+331' || lpad((i % 100000000)::text, 8, '0') || '"}]')::jsonb,
       ('[{"kind":"work","address":"contact' || i || '@example.org"}]')::jsonb,
       '[]', '[]', '["client"]',
       ${ownership(world, colleague('i % 200'))},
       1, 1760000000000 + i * 10, 1760000000000 + abs(hashint8(i + 3)::bigint), CASE WHEN i % 200 = 3 THEN 1760000000000 END,
       label, label || ' paris contact' || i || '@example.org'
     FROM ${numbered(rows)}`,
  )
  await grant(pool, world.workspaceId, 'company', 'companies')
}

/** The id of the record of number `i`. */
export const recordId = `(lpad(to_hex(1760000000000 + i * 10), 12, '0') || '70008000' || lpad(to_hex(i), 12, '0'))::uuid`

/** Numbers `i` from 1 on, each with a `label`, and with `one` and `other`, which decide whose it is and who sees it. */
export function numbered(rows: number): string {
  const list = `'{${words.split(' ').join(',')}}'::text[]`
  const word = (salt: number): string => `(${list})[1 + ${chance(salt, words.split(' ').length)}]`
  return `(SELECT i, ${word(100_000_000)} || ' ' || ${word(200_000_000)} || ' ' || i AS label,
      ${chance(1, 1000)} AS one, ${chance(300_000_000, 1000)} AS other
    FROM generate_series(1::bigint, ${rows}) AS s(i) OFFSET 0) AS made`
}

/** A number below another, which differs from row to row, and is the same the next time. */
export function chance(salt: number, below: number): string {
  return `(abs(hashint8(i + ${salt})::bigint) % ${below})`
}

/** One of the members whom nobody looks for. */
export function colleague(number: string): string {
  return `('00000000-0000-7000-8000-' || lpad((${number} + 1000)::text, 12, '0'))::uuid`
}

/** Owner, visibility and shares. */
export function ownership({ restricted, unassigned, user, ...world }: World, anybody: string): string {
  const upTo = [restricted, restricted + unassigned, restricted + unassigned + user]
  const shares = shared.map(([remainder, grantees]) => {
    const value = JSON.stringify(grantees.map((grantee) => ({ with: grantee, level: 'read' })))
    return `WHEN ${remainder} THEN '${value}'::jsonb`
  })
  return `CASE WHEN one < ${upTo[0]} THEN '${members.restricted}'::uuid WHEN one < ${upTo[1]} THEN NULL
      WHEN one < ${upTo[2]} THEN '${members.user}'::uuid ELSE ${anybody} END,
    CASE WHEN other < ${world.private} THEN 'private' WHEN i % 2 = 0 THEN 'read' ELSE 'write' END,
    CASE i % 2000 ${shares.join(' ')} END`
}

/** The grants of records that are shared. */
export async function grant(pool: pg.Pool, workspaceId: string, kind: string, table: string): Promise<void> {
  const plannedFrom = kind === 'interaction' ? 'p.planned_from' : 'NULL'

  await pool.query(
    `INSERT INTO crmkit.record_grants (workspace_id, grantee_id, kind, record_id, sort_key, planned_from)
     SELECT p.workspace_id, (share ->> 'with')::uuid, '${kind}', p.id, p.sort_key, ${plannedFrom}
     FROM crmkit.${table} AS p, jsonb_array_elements(p.shares) AS share
     WHERE p.workspace_id = '${workspaceId}' AND p.shares IS NOT NULL`,
  )
}
