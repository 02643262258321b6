/**
 * What imports left settled: a file that comes again is recognized by it. A row of the table is a batch of the file; it
 * names records and their versions, and nothing that the file says.
 * @module
 */

/** The workspace that a transaction is about. */
const present = `nullif(current_setting('crmkit.workspace', true), '')::uuid`

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const settledRows: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.import_settled (
    workspace_id uuid NOT NULL,
    import_id uuid NOT NULL,
    first_row integer NOT NULL,
    last_row integer NOT NULL,
    reading text NOT NULL,
    rows text NOT NULL,
    PRIMARY KEY (workspace_id, import_id, first_row))`,
  'ALTER TABLE {schema}.import_settled ENABLE ROW LEVEL SECURITY',
  'ALTER TABLE {schema}.import_settled FORCE ROW LEVEL SECURITY',
  'DROP POLICY IF EXISTS own_workspace ON {schema}.import_settled',
  `CREATE POLICY own_workspace ON {schema}.import_settled USING (workspace_id = ${present})`,
]
