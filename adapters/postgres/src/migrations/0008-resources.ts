/**
 * Resources of a workspace: what can be booked beside members.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const resources: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.resources (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    description text,
    color text,
    state text NOT NULL CHECK (state IN ('in-use', 'retired')),
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id))`,
  ...guardTables('resources'),
]
