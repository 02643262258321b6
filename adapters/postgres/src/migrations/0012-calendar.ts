/**
 * What matters book, and the feeds of members' calendars.
 *
 * The bookings of a resource don't overlap, so whatever is in the way of another one is found by its neighbors. That they
 * don't is held by locking the resource's row, not by a constraint: a constraint could not say what is in the way.
 * @module
 */
import { guardTables } from './guard-tables.ts'

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const calendar: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS {schema}.resource_bookings (
    workspace_id uuid NOT NULL,
    resource_id uuid NOT NULL,
    from_at bigint NOT NULL,
    until_at bigint NOT NULL,
    interaction_id uuid NOT NULL,
    occurrence text,
    PRIMARY KEY (workspace_id, resource_id, from_at, interaction_id),
    CONSTRAINT resource_bookings_forward CHECK (until_at > from_at))`,
  'CREATE INDEX IF NOT EXISTS resource_bookings_by_interaction ' +
    'ON {schema}.resource_bookings (workspace_id, interaction_id)',
  `CREATE TABLE IF NOT EXISTS {schema}.calendar_feeds (
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    member_id uuid NOT NULL,
    label text,
    secret_hash text NOT NULL,
    created_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id))`,
  ...guardTables('resource_bookings', 'calendar_feeds'),
]
