/**
 * Jobs, and the webhooks that are told of events.
 *
 * `job_queues` has one row a workspace: the place of the job that was added last, and when the next one is due. It is
 * what finds the workspaces in which there is something to do, so it can be read by a transaction that is about no
 * workspace, and only by such a one; beside ids and due times it tells nothing. Whoever changes the jobs of a workspace
 * locks its row first, and a commit does so last of all.
 * @module
 */
import { guardTables, presentWorkspace } from './guard-tables.ts'

const tables: Readonly<Record<string, string>> = {
  job_queues: `
    workspace_id uuid NOT NULL,
    position bigint NOT NULL,
    next_due_at bigint,
    PRIMARY KEY (workspace_id)`,
  jobs: `
    workspace_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    order_key text COLLATE "C",
    position bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'behind', 'done', 'dead')),
    due_at bigint NOT NULL,
    attempts integer NOT NULL,
    takeovers integer NOT NULL,
    lease uuid,
    problem json,
    ended_at bigint,
    payload json NOT NULL,
    PRIMARY KEY (workspace_id, key)`,
  webhooks: `
    workspace_id uuid NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    url text NOT NULL,
    description text,
    event_types json NOT NULL,
    state text NOT NULL CHECK (state IN ('active', 'disabled', 'gone')),
    secrets json NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    PRIMARY KEY (workspace_id, id)`,
}

/** Indexes beside the primary keys. The first one finds workspaces, and so cannot begin with one. */
const indexes: Readonly<Record<string, string>> = {
  job_queues_by_due: 'job_queues (next_due_at, workspace_id) WHERE next_due_at IS NOT NULL',
  jobs_by_due: 'jobs (workspace_id, state, due_at, position)',
  jobs_by_order: 'jobs (workspace_id, order_key, state, position) WHERE order_key IS NOT NULL',
  jobs_by_end: 'jobs (workspace_id, state, ended_at) WHERE ended_at IS NOT NULL',
}

/** The steps, one statement each; `{schema}` stands for the schema's name. */
export const jobs: readonly string[] = [
  ...Object.entries(tables).map(([name, body]) => `CREATE TABLE IF NOT EXISTS {schema}.${name} (${body})`),
  ...Object.entries(indexes).map(([name, on]) => `CREATE INDEX IF NOT EXISTS ${name} ON {schema}.${on}`),
  ...guardTables(...Object.keys(tables)),
  'DROP POLICY IF EXISTS without_workspace ON {schema}.job_queues',
  `CREATE POLICY without_workspace ON {schema}.job_queues FOR SELECT USING (${presentWorkspace} IS NULL)`,
]
