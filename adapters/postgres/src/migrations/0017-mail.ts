/**
 * Mail that came in, with what it is known by: ids among mails, files, people. Addresses of our own, and how far each mailbox was
 * read. A mail stands on its matter without being in its way: where the matter is removed, the mail stays, on none.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const mail: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.mails (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    provider text NOT NULL,
    received_at bigint NOT NULL,
    filing json NOT NULL,
    direction text NOT NULL,
    automatic text,
    interaction_id uuid,
    note_id uuid,
    candidates json NOT NULL,
    mail_ids json NOT NULL,
    head json,
    files json NOT NULL,
    PRIMARY KEY (workspace_id, id))`,
  'CREATE INDEX IF NOT EXISTS mails_by_interaction ON {schema}.mails (workspace_id, interaction_id, id)',
  `CREATE TABLE IF NOT EXISTS {schema}.mail_names (
    workspace_id uuid NOT NULL,
    mail_id text NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (workspace_id, mail_id, id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.mail_files (
    workspace_id uuid NOT NULL,
    file_id uuid NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (workspace_id, file_id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.mail_people (
    workspace_id uuid NOT NULL,
    person text NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (workspace_id, person, id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.inbound_addresses (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    token text NOT NULL,
    target_id uuid NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id))`,
  'CREATE INDEX IF NOT EXISTS inbound_addresses_by_token ON {schema}.inbound_addresses (workspace_id, token)',
  `CREATE TABLE IF NOT EXISTS {schema}.mail_cursors (
    workspace_id uuid NOT NULL,
    provider text NOT NULL,
    cursor text NOT NULL,
    PRIMARY KEY (workspace_id, provider))`,
  ...guardTables('mails', 'mail_names', 'mail_files', 'mail_people', 'inbound_addresses', 'mail_cursors'),
]
