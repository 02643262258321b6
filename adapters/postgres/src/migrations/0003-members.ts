/**
 * Members who are anonymized and who cost something, and what each member owns, for handing it over.
 * @module
 */

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const members: readonly string[] = [
  // Null stands for no costs: a default would be one more thing that the schema decides.
  'ALTER TABLE {schema}.members ADD COLUMN IF NOT EXISTS hourly_costs json',
  'ALTER TABLE {schema}.members DROP CONSTRAINT IF EXISTS members_state_check, ' +
    "ADD CONSTRAINT members_state_check CHECK (state IN ('active', 'locked', 'deactivated', 'anonymized'))",
  ...['companies', 'contacts'].map(
    (table) =>
      `CREATE INDEX IF NOT EXISTS ${table}_by_owner ON {schema}.${table} (workspace_id, owner_id, id) ` +
      'WHERE owner_id IS NOT NULL',
  ),
]
