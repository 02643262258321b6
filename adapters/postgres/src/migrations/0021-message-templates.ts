/**
 * Templates of messages: one row each, beside the catalog and not in it, for they are long, and the catalog is read with
 * every matter.
 *
 * The id follows from the key, so that the primary key keeps two of one key apart.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const messageTemplates: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.message_templates (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    key text NOT NULL,
    label json NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms')),
    locale text NOT NULL,
    subject text,
    words text,
    html text,
    missing json,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id))`,
  ...guardTables('message_templates'),
]
