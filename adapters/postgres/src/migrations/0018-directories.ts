/**
 * Address books outside: accounts, how far each is, who is who, entries as they were last seen, and cases for people to look
 * at. What is decided by the core is kept as JSON; columns are what is looked for.
 *
 * Links lead to contacts without a foreign key: they outlive them as tombstones, so that nobody comes back. The addresses
 * of entries and links have a table of their own, since an index over lists could not begin with the workspace.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const directories: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.directories (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    provider text NOT NULL,
    label text NOT NULL,
    member_id uuid,
    group_name text NOT NULL,
    deletions text NOT NULL CHECK (deletions IN ('unlink', 'delete')),
    most_deletions integer NOT NULL,
    contacts text NOT NULL CHECK (contacts IN ('own', 'visible')),
    country text,
    every_minutes integer,
    plan integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.directory_progress (
    workspace_id uuid NOT NULL,
    directory_id uuid NOT NULL,
    version integer NOT NULL,
    progress json NOT NULL,
    PRIMARY KEY (workspace_id, directory_id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.directory_links (
    workspace_id uuid NOT NULL,
    directory_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    entry_id text COLLATE "C",
    link json NOT NULL,
    PRIMARY KEY (workspace_id, directory_id, contact_id))`,
  'CREATE INDEX IF NOT EXISTS directory_links_by_entry ' +
    'ON {schema}.directory_links (workspace_id, directory_id, entry_id)',
  'CREATE INDEX IF NOT EXISTS directory_links_by_contact ON {schema}.directory_links (workspace_id, contact_id)',
  `CREATE TABLE IF NOT EXISTS {schema}.directory_entries (
    workspace_id uuid NOT NULL,
    directory_id uuid NOT NULL,
    entry_id text COLLATE "C" NOT NULL,
    round integer NOT NULL,
    is_there boolean NOT NULL,
    is_in_group boolean NOT NULL,
    is_left_alone boolean NOT NULL,
    marked_for text COLLATE "C",
    emails json NOT NULL,
    entry json NOT NULL,
    PRIMARY KEY (workspace_id, directory_id, entry_id))`,
  'CREATE INDEX IF NOT EXISTS directory_entries_taking_part ' +
    'ON {schema}.directory_entries (workspace_id, directory_id, entry_id) ' +
    'WHERE is_in_group AND is_there AND NOT is_left_alone',
  'CREATE INDEX IF NOT EXISTS directory_entries_by_mark ' +
    'ON {schema}.directory_entries (workspace_id, directory_id, marked_for)',
  `CREATE TABLE IF NOT EXISTS {schema}.directory_emails (
    workspace_id uuid NOT NULL,
    directory_id uuid NOT NULL,
    email text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL CHECK (holder IN ('entry', 'link')),
    holder_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, directory_id, email, holder, holder_id))`,
  'CREATE INDEX IF NOT EXISTS directory_emails_by_holder ' +
    'ON {schema}.directory_emails (workspace_id, directory_id, holder, holder_id)',
  `CREATE TABLE IF NOT EXISTS {schema}.directory_cases (
    workspace_id uuid NOT NULL,
    directory_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    pass integer NOT NULL,
    is_standing boolean NOT NULL,
    found json NOT NULL,
    PRIMARY KEY (workspace_id, directory_id, key))`,
  `CREATE TABLE IF NOT EXISTS {schema}.directory_case_contacts (
    workspace_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    directory_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    PRIMARY KEY (workspace_id, contact_id, directory_id, key))`,
  'CREATE INDEX IF NOT EXISTS directory_case_contacts_by_case ' +
    'ON {schema}.directory_case_contacts (workspace_id, directory_id, key)',
  `CREATE TABLE IF NOT EXISTS {schema}.directory_tokens (
    workspace_id uuid NOT NULL,
    directory_id uuid NOT NULL,
    secret text,
    version integer NOT NULL,
    PRIMARY KEY (workspace_id, directory_id))`,
  ...guardTables(
    'directories',
    'directory_progress',
    'directory_links',
    'directory_entries',
    'directory_emails',
    'directory_cases',
    'directory_case_contacts',
    'directory_tokens',
  ),
]
