/**
 * Interactions: what they are, whom and when they concern, what was said of them and how long they took.
 *
 * Contacts and attendees stand in the record as it was written, and in tables of their own for whoever looks for their
 * interactions; the commit that writes the record writes them. An attendee's row repeats when the interaction is planned,
 * so that a window of a calendar is read from one index: what is short from the stretch of the window alone, and what is
 * long from an index that holds nothing else.
 *
 * Grants of interactions repeat when they are planned too: lists are by plan more often than by name.
 *
 * Members and resources are never removed, so nothing points at them by a foreign key.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** A fortnight: what is planned for longer is long. In milliseconds; `calendar-windows.ts` reads by the same words. */
const isLong = 'planned_from IS NOT NULL AND (planned_until IS NULL OR planned_until - planned_from > 1209600000)'

const span = `
  planned_from bigint,
  planned_until bigint`

const ofInteraction = (table: string): string =>
  `CONSTRAINT ${table}_interaction FOREIGN KEY (workspace_id, interaction_id)
      REFERENCES {schema}.interactions (workspace_id, id) ON DELETE RESTRICT`

const tables: Readonly<Record<string, string>> = {
  interactions: `
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    number bigint NOT NULL,
    subject text NOT NULL,
    type text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL CHECK (state IN ('open', 'in-progress', 'done')),
    begun_at bigint,
    concluded_at bigint,
    outcome text CHECK (outcome IN ('won', 'lost', 'neutral')),
    came_from text COLLATE "C",
    company_id uuid,
    contact_ids json NOT NULL,
    parent_id uuid,
    participants json NOT NULL,
    schedule json,
    series json,
    occurrence_of json,
    reminders json,
    budget json,
    probability integer,
    next_step text,
    channel text,
    tags json NOT NULL,
    update_date date NOT NULL,
    update_date_from text NOT NULL CHECK (update_date_from IN ('schedule', 'step', 'hand')),
    last_interaction_at bigint,
    last_inbound_at bigint,
    last_outbound_at bigint,
    owner_id uuid,
    visibility text NOT NULL CHECK (visibility IN ('private', 'read', 'write')),
    shares jsonb,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    trashed_at bigint,
    merged_into uuid,
    import_id uuid,
    import_row integer,
    import_row_hash text,
    sort_key text COLLATE "C" NOT NULL,
    search_text text COLLATE "C" NOT NULL,${span},
    PRIMARY KEY (workspace_id, id),
    CONSTRAINT interactions_company FOREIGN KEY (workspace_id, company_id)
      REFERENCES {schema}.companies (workspace_id, id) ON DELETE RESTRICT,
    CONSTRAINT interactions_parent FOREIGN KEY (workspace_id, parent_id)
      REFERENCES {schema}.interactions (workspace_id, id) ON DELETE RESTRICT`,
  interaction_contacts: `
    workspace_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    interaction_id uuid NOT NULL,
    PRIMARY KEY (workspace_id, contact_id, interaction_id),
    CONSTRAINT interaction_contacts_contact FOREIGN KEY (workspace_id, contact_id)
      REFERENCES {schema}.contacts (workspace_id, id) ON DELETE RESTRICT,
    ${ofInteraction('interaction_contacts')}`,
  interaction_attendees: `
    workspace_id uuid NOT NULL,
    attendee_id uuid NOT NULL,
    interaction_id uuid NOT NULL,${span},
    PRIMARY KEY (workspace_id, attendee_id, interaction_id),
    ${ofInteraction('interaction_attendees')}`,
  interaction_notes: `
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    interaction_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('words', 'timer-started', 'timer-stopped')),
    member_id uuid,
    at bigint NOT NULL,
    happened_at bigint NOT NULL,
    text text,
    voice text CHECK (voice IN ('ours', 'theirs')),
    direction text CHECK (direction IN ('inbound', 'outbound')),
    spent_ms bigint,
    PRIMARY KEY (workspace_id, id),
    ${ofInteraction('interaction_notes')}`,
  interaction_timers: `
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    interaction_id uuid NOT NULL,
    started_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id),
    ${ofInteraction('interaction_timers')}`,
  interaction_time: `
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    interaction_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('measured', 'typed')),
    member_id uuid NOT NULL,
    at bigint NOT NULL,
    from_at bigint,
    until_at bigint,
    on_day date,
    minutes integer,
    PRIMARY KEY (workspace_id, id),
    ${ofInteraction('interaction_time')}`,
}

/** Indexes beside the primary keys, each for one query of a port. */
const indexes: Readonly<Record<string, string>> = {
  interactions_by_subject: 'interactions (workspace_id, sort_key, id)',
  interactions_by_number: 'interactions (workspace_id, number, id)',
  interactions_by_creation: 'interactions (workspace_id, created_at, id)',
  interactions_by_update: 'interactions (workspace_id, updated_at, id)',
  interactions_by_update_date: 'interactions (workspace_id, update_date, id)',
  interactions_by_plan: 'interactions (workspace_id, planned_from, id)',
  interactions_long: `interactions (workspace_id, planned_from, id) WHERE ${isLong}`,
  interactions_undone: "interactions (workspace_id, planned_until, id) WHERE state <> 'done'",
  interactions_by_type: 'interactions (workspace_id, type, id)',
  interactions_by_last_type: 'interactions (workspace_id, came_from) WHERE came_from IS NOT NULL',
  interactions_by_owner_and_subject:
    'interactions (workspace_id, owner_id, sort_key, id) INCLUDE (trashed_at, visibility)',
  interactions_open_by_subject:
    "interactions (workspace_id, sort_key, id) INCLUDE (trashed_at) WHERE visibility <> 'private'",
  interactions_by_owner_and_plan: 'interactions (workspace_id, owner_id, planned_from, id)',
  interactions_open_by_plan: "interactions (workspace_id, planned_from, id) WHERE visibility <> 'private'",
  interactions_by_owner: 'interactions (workspace_id, owner_id, id) WHERE owner_id IS NOT NULL',
  interactions_by_company: 'interactions (workspace_id, company_id, id) WHERE company_id IS NOT NULL',
  interactions_by_parent: 'interactions (workspace_id, parent_id, id) WHERE parent_id IS NOT NULL',
  interactions_in_trash: 'interactions (workspace_id, trashed_at) WHERE trashed_at IS NOT NULL',
  interaction_contacts_by_interaction: 'interaction_contacts (workspace_id, interaction_id)',
  interaction_attendees_by_interaction: 'interaction_attendees (workspace_id, interaction_id)',
  interaction_attendees_by_plan:
    'interaction_attendees (workspace_id, attendee_id, planned_from, interaction_id) INCLUDE (planned_until)',
  interaction_attendees_long: `interaction_attendees (workspace_id, attendee_id, planned_from, interaction_id)
    INCLUDE (planned_until) WHERE ${isLong}`,
  interaction_notes_by_interaction: 'interaction_notes (workspace_id, interaction_id, id)',
  interaction_notes_by_time: 'interaction_notes (workspace_id, interaction_id, happened_at, id)',
  interaction_timers_by_interaction: 'interaction_timers (workspace_id, interaction_id)',
  interaction_time_by_interaction: 'interaction_time (workspace_id, interaction_id, id)',
  events_by_subject: 'events (workspace_id, subject_id, at, id)',
}

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const interactions: readonly string[] = [
  ...Object.entries(tables).map(([name, body]) => `CREATE TABLE IF NOT EXISTS {schema}.${name} (${body})`),
  ...Object.entries(indexes).map(([name, on]) => `CREATE INDEX IF NOT EXISTS ${name} ON {schema}.${on}`),
  // Null stands for none yet: a default would be one more thing that the schema decides.
  'ALTER TABLE {schema}.workspace_counters ADD COLUMN IF NOT EXISTS interaction_number bigint',
  'ALTER TABLE {schema}.record_grants DROP CONSTRAINT IF EXISTS record_grants_kind_check, ' +
    "ADD CONSTRAINT record_grants_kind_check CHECK (kind IN ('company', 'contact', 'interaction'))",
  'ALTER TABLE {schema}.record_grants ADD COLUMN IF NOT EXISTS planned_from bigint',
  'CREATE INDEX IF NOT EXISTS record_grants_by_plan ' +
    "ON {schema}.record_grants (workspace_id, grantee_id, planned_from, record_id) WHERE kind = 'interaction'",
  ...guardTables(...Object.keys(tables)),
]
