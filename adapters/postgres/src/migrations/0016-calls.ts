/**
 * Telephone numbers, the log of calls, and finding records by any of their numbers. Calls name people as history does: no
 * foreign key leads there, so that a removed contact takes no call out of the log.
 *
 * The numbers of records stand in their JSON. A column that the database makes of it can be indexed, and compared where
 * row-level security holds back what an operator of JSON might tell. Two columns hold the first two numbers; whoever has
 * more stands in a small index of his own.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** What holds numbers. */
const withPhones = ['companies', 'contacts', 'affiliations'] as const

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const calls: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.lines (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    record json NOT NULL,
    PRIMARY KEY (workspace_id, id))`,
  // Room in each page: a call is replaced by every event of it.
  `CREATE TABLE IF NOT EXISTS {schema}.calls (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    started_at bigint NOT NULL,
    direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
    reach text NOT NULL,
    is_over boolean NOT NULL,
    is_known boolean NOT NULL,
    number text,
    line_id uuid,
    member_id uuid,
    interaction_id uuid,
    record json NOT NULL,
    PRIMARY KEY (workspace_id, id)) WITH (fillfactor = 70)`,
  'CREATE INDEX IF NOT EXISTS calls_by_start ON {schema}.calls (workspace_id, started_at, id)',
  'CREATE INDEX IF NOT EXISTS calls_by_number ON {schema}.calls (workspace_id, number, started_at) ' +
    'WHERE number IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS calls_by_member ON {schema}.calls (workspace_id, member_id, started_at, id) ' +
    'WHERE member_id IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS calls_by_matter ON {schema}.calls (workspace_id, interaction_id, started_at, id) ' +
    'WHERE interaction_id IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS calls_unanswered ON {schema}.calls (workspace_id, started_at, id) ' +
    "WHERE direction = 'inbound' AND (is_over OR reach = 'voicemail') AND is_known AND reach IN ('nobody', 'voicemail')",
  `CREATE TABLE IF NOT EXISTS {schema}.call_parties (
    workspace_id uuid NOT NULL,
    call_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('company', 'contact', 'operator')),
    party_id uuid NOT NULL,
    started_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, call_id, kind, party_id))`,
  'CREATE INDEX IF NOT EXISTS call_parties_by_party ON {schema}.call_parties ' +
    '(workspace_id, kind, party_id, started_at, call_id)',
  `CREATE TABLE IF NOT EXISTS {schema}.call_names (
    workspace_id uuid NOT NULL,
    provider text NOT NULL,
    name text NOT NULL,
    call_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, provider, name))`,
  ...guardTables('lines', 'calls', 'call_parties', 'call_names'),
  ...withPhones.flatMap((table) => [
    `ALTER TABLE {schema}.${table} ` +
      "ADD COLUMN IF NOT EXISTS phone_1 text GENERATED ALWAYS AS (phones -> 0 ->> 'e164') STORED, " +
      "ADD COLUMN IF NOT EXISTS phone_2 text GENERATED ALWAYS AS (phones -> 1 ->> 'e164') STORED, " +
      'ADD COLUMN IF NOT EXISTS has_more_phones boolean GENERATED ALWAYS AS (jsonb_array_length(phones) > 2) STORED',
    `CREATE INDEX IF NOT EXISTS ${table}_by_phone_1 ON {schema}.${table} (workspace_id, phone_1) ` +
      'WHERE phone_1 IS NOT NULL',
    `CREATE INDEX IF NOT EXISTS ${table}_by_phone_2 ON {schema}.${table} (workspace_id, phone_2) ` +
      'WHERE phone_2 IS NOT NULL',
    `CREATE INDEX IF NOT EXISTS ${table}_with_more_phones ON {schema}.${table} (workspace_id, id) ` +
      'WHERE has_more_phones',
  ]),
]
