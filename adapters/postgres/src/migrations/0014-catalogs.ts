/**
 * What workspaces make of their pipelines, their own templates, and which pipelines members may not use.
 *
 * A catalog is one row of its workspace, under the workspace's own id: it is read and written as a whole.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const catalogs: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.catalogs (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    pipelines json,
    templates json NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id))`,
  // Null stands for none, as for capabilities.
  'ALTER TABLE {schema}.members ADD COLUMN IF NOT EXISTS withheld_pipelines json',
  ...guardTables('catalogs'),
]
