/**
 * Five roles, capabilities that are withheld, groups, and records that are shared.
 *
 * A record's own row says whom it is shared with; `record_grants` says the same the other way round, in the order of
 * names, for members who see little: a page is a few short scans, however large the workspace. The commit that writes a
 * record writes its grants. They point at companies or contacts, so no foreign key says which.
 * @module
 */
import { guardTables } from './guard-tables.ts'

const tables: Readonly<Record<string, string>> = {
  member_groups: `
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id)`,
  record_grants: `
    workspace_id uuid NOT NULL,
    grantee_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('company', 'contact')),
    record_id uuid NOT NULL,
    sort_key text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, grantee_id, kind, record_id)`,
}

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const access: readonly string[] = [
  'ALTER TABLE {schema}.members DROP CONSTRAINT IF EXISTS members_role_check, ' +
    'ADD CONSTRAINT members_role_check ' +
    "CHECK (role IN ('administrator', 'manager', 'user', 'restricted', 'read-only'))",
  // Null stands for none, as for costs.
  'ALTER TABLE {schema}.members ADD COLUMN IF NOT EXISTS withheld json',
  'ALTER TABLE {schema}.members ADD COLUMN IF NOT EXISTS group_ids json',
  ...['companies', 'contacts'].flatMap((table) => [
    `ALTER TABLE {schema}.${table} ADD COLUMN IF NOT EXISTS shares jsonb`,
    // What is somebody's, or nobody's, in the order of names; it serves a hand-over as well. With trash and
    // visibility, counts read no rows.
    `CREATE INDEX IF NOT EXISTS ${table}_by_owner_and_name ON {schema}.${table} ` +
      '(workspace_id, owner_id, sort_key, id) INCLUDE (trashed_at, visibility)',
    `DROP INDEX IF EXISTS {schema}.${table}_by_owner`,
    // What everybody sees: where most is private, it would be looked for among all names.
    `CREATE INDEX IF NOT EXISTS ${table}_open_by_name ON {schema}.${table} (workspace_id, sort_key, id) ` +
      "INCLUDE (trashed_at) WHERE visibility <> 'private'",
  ]),
  ...Object.entries(tables).map(([name, body]) => `CREATE TABLE IF NOT EXISTS {schema}.${name} (${body})`),
  'CREATE INDEX IF NOT EXISTS record_grants_by_name ' +
    'ON {schema}.record_grants (workspace_id, grantee_id, kind, sort_key, record_id)',
  'CREATE INDEX IF NOT EXISTS record_grants_by_record ON {schema}.record_grants (workspace_id, kind, record_id)',
  ...guardTables(...Object.keys(tables)),
]
