/** The second lock of a table: row-level security that shows and takes rows of one workspace only, forced on its owner too. @module */

/** The workspace that a transaction is about; the default of the tables that COPY fills. */
export const presentWorkspace = `nullif(current_setting('crmkit.workspace', true), '')::uuid`

/** The steps that guard these tables; `{schema}` stands for the schema's name. */
export function guardTables(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => [
    `ALTER TABLE {schema}.${name} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE {schema}.${name} FORCE ROW LEVEL SECURITY`,
    // There is no CREATE POLICY IF NOT EXISTS; without a policy nobody sees a row, so the gap between is safe.
    `DROP POLICY IF EXISTS own_workspace ON {schema}.${name}`,
    `CREATE POLICY own_workspace ON {schema}.${name} USING (workspace_id = ${presentWorkspace})`,
  ])
}
