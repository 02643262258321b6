/**
 * Records that were merged into others, and what is remembered of it.
 *
 * `merged_into` has no foreign key: a merge writes the survivor in the same commit, and a purge checks its version. A key
 * would be looked up for every row that an import adds.
 *
 * The values of a contact before a merge lie among the personal values of that person, as those before an import do.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const merges: readonly string[] = [
  ...['companies', 'contacts', 'affiliations'].map(
    (table) => `ALTER TABLE {schema}.${table} ADD COLUMN IF NOT EXISTS merged_into uuid`,
  ),
  `CREATE TABLE IF NOT EXISTS {schema}.merges (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('company', 'contact')),
    survivor_id uuid NOT NULL,
    loser_id uuid NOT NULL,
    at bigint NOT NULL,
    member_id uuid,
    choices json NOT NULL,
    before json,
    moved json NOT NULL,
    removed json NOT NULL,
    undone json,
    PRIMARY KEY (workspace_id, id))`,
  'CREATE INDEX IF NOT EXISTS merges_by_survivor ON {schema}.merges (workspace_id, survivor_id, id)',
  'CREATE INDEX IF NOT EXISTS merges_by_loser ON {schema}.merges (workspace_id, loser_id, id)',
  ...guardTables('merges'),
]
