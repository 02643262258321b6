/**
 * Asking the audit, and forgetting a person.
 *
 * Entries come by instant, so each thing that may be asked for leads an index that ends in instant and id: a page is
 * read from where it begins, however long the history is. A contact that is anonymized says since when; those few have
 * an index of their own, for the day their file comes again.
 * @module
 */

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const audit: readonly string[] = [
  'CREATE INDEX IF NOT EXISTS audit_by_time ON {schema}.audit (workspace_id, at, id)',
  'CREATE INDEX IF NOT EXISTS audit_by_subject_and_time ON {schema}.audit (workspace_id, subject_id, at, id)',
  `CREATE INDEX IF NOT EXISTS audit_by_member ON {schema}.audit (workspace_id, author_member_id, at, id)
    WHERE author_member_id IS NOT NULL`,
  'CREATE INDEX IF NOT EXISTS audit_by_command ON {schema}.audit (workspace_id, command, at, id)',
  'DROP INDEX IF EXISTS {schema}.audit_by_subject',
  'ALTER TABLE {schema}.contacts ADD COLUMN IF NOT EXISTS anonymized_at bigint',
  `CREATE INDEX IF NOT EXISTS contacts_anonymized ON {schema}.contacts (workspace_id, id)
    WHERE anonymized_at IS NOT NULL`,
]
