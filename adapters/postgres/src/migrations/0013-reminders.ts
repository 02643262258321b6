/**
 * The ledger of reminders: what was planned for whom, and what has become of it. Lines stay when their matter is removed,
 * so no foreign key leads to it; they name records and quote nobody.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const reminders: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.reminders (
    workspace_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    round integer NOT NULL,
    interaction_id uuid NOT NULL,
    occurrence text,
    audience text NOT NULL CHECK (audience IN ('member', 'contact')),
    audience_id uuid NOT NULL,
    ahead text NOT NULL,
    due_at bigint NOT NULL,
    ends_at bigint,
    state text NOT NULL CHECK (state IN ('pending', 'dropped', 'delivered', 'missed', 'dead')),
    attempts integer NOT NULL,
    settled_at bigint,
    PRIMARY KEY (workspace_id, key))`,
  'CREATE INDEX IF NOT EXISTS reminders_by_matter ON {schema}.reminders (workspace_id, interaction_id, due_at, key)',
  'CREATE INDEX IF NOT EXISTS reminders_pending ON {schema}.reminders (workspace_id, interaction_id) ' +
    "WHERE state = 'pending'",
  'CREATE INDEX IF NOT EXISTS reminders_by_state ON {schema}.reminders (workspace_id, state, due_at, key)',
  ...guardTables('reminders'),
]
