/**
 * What imports left settled: a file that comes again is recognized by it. A row of the table is a batch of the file; it
 * names records and their versions, and nothing that the file says.
 * @module
 */
import { guardTables } from './guard-tables.ts'

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
  ...guardTables('import_settled'),
]
