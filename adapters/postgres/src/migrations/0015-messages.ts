/**
 * Messages, who must not be written to and who agreed, and what providers told. Messages name matters and contacts as
 * history does: no foreign key leads there, so that a removed contact takes no message out of the report.
 *
 * An event that is settled leaves the index of those that are pending, and comes into that of the others.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const messages: readonly string[] = [
  'ALTER TABLE {schema}.members ADD COLUMN IF NOT EXISTS sends_sms boolean',
  // Room in each page: a message is replaced by every event of it, mostly without a change to what is indexed.
  `CREATE TABLE IF NOT EXISTS {schema}.messages (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms')),
    purpose text NOT NULL,
    interaction_id uuid,
    member_id uuid,
    provider text NOT NULL,
    parts integer NOT NULL,
    headline text,
    state text NOT NULL,
    sending json NOT NULL,
    recipients json NOT NULL,
    PRIMARY KEY (workspace_id, id)) WITH (fillfactor = 70)`,
  'CREATE INDEX IF NOT EXISTS messages_by_creation ON {schema}.messages (workspace_id, created_at, id)',
  'CREATE INDEX IF NOT EXISTS messages_by_matter ON {schema}.messages (workspace_id, interaction_id, created_at, id) ' +
    'WHERE interaction_id IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS messages_by_member ON {schema}.messages (workspace_id, member_id, created_at, id)',
  'CREATE INDEX IF NOT EXISTS messages_on_their_way ON {schema}.messages (workspace_id, created_at, id) ' +
    "WHERE state <> 'accepted'",
  `CREATE TABLE IF NOT EXISTS {schema}.message_contacts (
    workspace_id uuid NOT NULL,
    message_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, message_id, contact_id))`,
  'CREATE INDEX IF NOT EXISTS message_contacts_by_contact ON {schema}.message_contacts ' +
    '(workspace_id, contact_id, created_at, message_id)',
  `CREATE TABLE IF NOT EXISTS {schema}.message_names (
    workspace_id uuid NOT NULL,
    provider text NOT NULL,
    name text NOT NULL,
    message_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, provider, name, message_id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.message_words (
    workspace_id uuid NOT NULL,
    message_id uuid NOT NULL,
    words json NOT NULL,
    PRIMARY KEY (workspace_id, message_id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.sms_credits (
    workspace_id uuid NOT NULL,
    parts bigint NOT NULL,
    PRIMARY KEY (workspace_id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.suppressions (
    workspace_id uuid NOT NULL,
    id text COLLATE "C" NOT NULL,
    kind text NOT NULL CHECK (kind IN ('suppressed', 'lifted')),
    channel text NOT NULL,
    address_hash text NOT NULL,
    address text NOT NULL,
    reason text NOT NULL,
    purpose text,
    at bigint NOT NULL,
    message_id uuid,
    member_id uuid,
    PRIMARY KEY (workspace_id, id))`,
  'CREATE INDEX IF NOT EXISTS suppressions_by_address ON {schema}.suppressions (workspace_id, address_hash)',
  'CREATE INDEX IF NOT EXISTS suppressions_by_time ON {schema}.suppressions (workspace_id, at, id)',
  `CREATE TABLE IF NOT EXISTS {schema}.consents (
    workspace_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    position integer NOT NULL,
    channel text NOT NULL,
    purpose text NOT NULL,
    consent text NOT NULL,
    at bigint NOT NULL,
    source text NOT NULL,
    member_id uuid,
    proof text,
    PRIMARY KEY (workspace_id, contact_id, position))`,
  `CREATE TABLE IF NOT EXISTS {schema}.provider_event_queues (
    workspace_id uuid NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (workspace_id))`,
  `CREATE TABLE IF NOT EXISTS {schema}.provider_events (
    workspace_id uuid NOT NULL,
    topic text NOT NULL,
    provider text NOT NULL,
    key text NOT NULL,
    raw text NOT NULL,
    received_at bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'interpreted', 'unmatched', 'unknown')),
    position bigint NOT NULL,
    about_id uuid,
    PRIMARY KEY (workspace_id, topic, provider, key))`,
  'CREATE INDEX IF NOT EXISTS provider_events_pending ON {schema}.provider_events (workspace_id, topic, position) ' +
    "WHERE state = 'pending'",
  'CREATE INDEX IF NOT EXISTS provider_events_settled ON {schema}.provider_events (workspace_id, state, topic, position) ' +
    "WHERE state <> 'pending'",
  'CREATE INDEX IF NOT EXISTS provider_events_about ON {schema}.provider_events (workspace_id, about_id) ' +
    'WHERE about_id IS NOT NULL',
  ...guardTables(
    'messages',
    'message_contacts',
    'message_names',
    'message_words',
    'sms_credits',
    'suppressions',
    'consents',
    'provider_event_queues',
    'provider_events',
  ),
]
