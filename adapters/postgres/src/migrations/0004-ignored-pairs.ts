/**
 * Pairs of records that a person has looked at and that are no duplicates.
 *
 * A pair lies under its lower id; the index finds it by the other one, for the day that record is removed. It points at
 * companies or contacts, so no foreign key says which: the commit that removes a record removes its pairs.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const ignoredPairs: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.ignored_pairs (
    workspace_id uuid NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('company', 'contact')),
    low_id uuid NOT NULL,
    high_id uuid NOT NULL,
    CHECK (low_id < high_id),
    PRIMARY KEY (workspace_id, kind, low_id, high_id))`,
  'CREATE INDEX IF NOT EXISTS ignored_pairs_by_high ON {schema}.ignored_pairs (workspace_id, kind, high_id)',
  ...guardTables('ignored_pairs'),
]
