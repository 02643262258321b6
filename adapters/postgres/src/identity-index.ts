/**
 * Looking identity keys up. Version, hits and records must belong to one moment, so one statement reads them all: each
 * of its rows says in its first column what it is, and gives the rest as one list. Cells of their own would be as many as
 * the widest record has, most of them empty, and each is work for the server and the driver.
 * @module
 */
import type { IdentityIndex, IdentityLookup, KeyEntry } from 'crmkit'
import { affiliationTable, toAffiliation } from './affiliation-table.ts'
import { companyColumns, toCompany } from './company-table.ts'
import { contactColumns, toContact } from './contact-table.ts'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import { identityKeyTable, toKeyEntry } from './identity-keys.ts'
import { findPairsStatement, toPair } from './ignored-pairs.ts'
import { clustersStatement, toClusters, walkPlans } from './key-clusters.ts'
import type { Reader } from './reader.ts'
import { toUnrivaled, unrivaledStatement } from './record-heads.ts'
import { tableName } from './table.ts'

type NamedColumns = readonly { readonly name: string; readonly type: string }[]

/** Finds records by their keys. */
export function identityIndex(reader: Reader): IdentityIndex {
  const text = lookUpText(reader.schema)
  return {
    async lookUp(workspaceId, keys) {
      const query =
        keys.length === 0
          ? presentVersion(reader.schema, workspaceId)
          : statement(text, workspaceId, arrayLiteral([...new Set(keys)]))
      return toLookup((await reader.read(workspaceId, query)).rows)
    },
    async findUnrivaled(workspaceId, claims) {
      return toUnrivaled((await reader.read(workspaceId, unrivaledStatement(reader.schema, workspaceId, claims))).rows)
    },
    async listKeys(workspaceId, most) {
      const { rows } = await reader.read(workspaceId, statement(listText(reader.schema), workspaceId, String(most + 1)))
      // The row of the version comes besides those of the keys.
      if (rows.length > most + 1) return null
      let version = 0
      const keys = new Set<string>()
      for (const [key, present] of rows) {
        if (typeof key === 'string') keys.add(key)
        else version = Number(present)
      }
      return { version, keys: [...keys] }
    },
    async listClusters(scope, query) {
      const walk = clustersStatement(reader.schema, scope, query)
      const [, answer] = await reader.readAll(scope.workspaceId, [walkPlans, walk])
      return toClusters(answer?.rows ?? [])
    },
    async findIgnored(workspaceId, pairs) {
      if (pairs.length === 0) return []
      return (await reader.read(workspaceId, findPairsStatement(reader.schema, workspaceId, pairs))).rows.map(toPair)
    },
  }
}

function presentVersion(schema: string, workspaceId: string): Statement {
  return statement(
    `SELECT 'version', json_build_array(c.identity_version::text) FROM ${tableName(schema, 'workspace_counters')} AS c ` +
      'WHERE c.workspace_id = $1::uuid',
    workspaceId,
  )
}

function listText(schema: string): string {
  const from = (table: string): string => `${tableName(schema, table)} AS r WHERE r.workspace_id = $1::uuid`
  return `SELECT NULL, r.identity_version::text FROM ${from('workspace_counters')}
    UNION ALL (SELECT r.key, NULL FROM ${from('identity_keys')} LIMIT $2::bigint)`
}

function lookUpText(schema: string): string {
  const from = (table: string): string => `${tableName(schema, table)} AS r WHERE r.workspace_id = $1::uuid`
  const hits = (kind: string): string => `SELECT DISTINCT h.record_id FROM hit AS h WHERE h.kind = '${kind}'`
  return `WITH hit AS MATERIALIZED (
      SELECT ${identityKeyTable.columns.map(({ name }) => `r.${name}`).join(', ')}
      FROM ${from('identity_keys')} AND r.key = ANY ($2::text::text[]))
    SELECT 'version', ${listed([{ name: 'identity_version', type: 'bigint' }])} FROM ${from('workspace_counters')}
    UNION ALL SELECT 'hit', ${listed(identityKeyTable.columns)} FROM hit AS r
    UNION ALL SELECT 'company', ${listed(companyColumns)}
      FROM ${from('companies')} AND r.id = ANY (ARRAY(${hits('company')}))
    UNION ALL SELECT 'contact', ${listed(contactColumns)}
      FROM ${from('contacts')} AND r.id = ANY (ARRAY(${hits('contact')}))
    UNION ALL SELECT 'affiliation', ${listed(affiliationTable.columns)}
      FROM ${from('affiliations')} AND r.contact_id = ANY (ARRAY(${hits('contact')}))`
}

/** Columns as one JSON list of texts. */
function listed(columns: NamedColumns): string {
  const texts = columns.map(({ name, type }) =>
    type === 'date' ? `to_char(r.${name}, 'YYYY-MM-DD')` : `r.${name}::text`,
  )
  // No list of texts first, to be read once more for JSON: that took a fifth of a look-up.
  return `json_build_array(${texts.join(', ')})`
}

function toLookup(rows: readonly Row[]): IdentityLookup {
  let version = 0
  const hits: KeyEntry[] = []
  const companies = []
  const contacts = []
  const affiliations = []
  for (const [what, list] of rows) {
    const row: Row = JSON.parse(list ?? '[]')
    if (what === 'version') version = Number(row[0])
    else if (what === 'hit') hits.push(toKeyEntry(row))
    else if (what === 'company') companies.push(toCompany(row))
    else if (what === 'contact') contacts.push(toContact(row))
    else affiliations.push(toAffiliation(row))
  }
  return { version, hits, companies, contacts, affiliations }
}
