/**
 * The statements that change a workspace's queue. Each group of them locks the queue's row first, so that the queues of
 * different workspaces never wait for each other, and what one statement finds is still true for the next. A commit
 * comes to them last: who holds a queue's row waits for nothing else.
 * @module
 */
import type { Commit, JobDiscard, JobReplay, NewJob } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import { newJobColumns } from './job-table.ts'
import { tableName } from './table.ts'

/** What a commit does to the queue; nothing if it has no jobs. */
export function commitJobStatements(schema: string, commit: Commit): readonly Statement[] {
  const { workspaceId, jobs = [], replays = [], discards = [] } = commit
  if (jobs.length === 0 && replays.length === 0 && discards.length === 0) return []
  return [
    takePlaces(schema, workspaceId, jobs.length),
    ...(discards.length === 0 ? [] : [discardJobs(schema, workspaceId, discards)]),
    ...(replays.length === 0 ? [] : [replayJobs(schema, workspaceId, replays)]),
    ...(jobs.length === 0 ? [] : [addJobs(schema, workspaceId, jobs)]),
    ...releaseHeads(schema, workspaceId, [...besideOthers(jobs), ...replays]),
    settleQueue(schema, workspaceId),
  ]
}

/** Locks a queue and takes places for so many jobs at its end. */
export function takePlaces(schema: string, workspaceId: string, count: number): Statement {
  return statement(
    `INSERT INTO ${tableName(schema, 'job_queues')} AS q (workspace_id, position) VALUES ($1::uuid, $2::bigint) ` +
      'ON CONFLICT (workspace_id) DO UPDATE SET position = q.position + excluded.position',
    workspaceId,
    String(count),
  )
}

/** Locks a queue. Without a row it has no jobs either. */
export function lockQueue(schema: string, workspaceId: string): Statement {
  return statement(
    `SELECT q.position FROM ${tableName(schema, 'job_queues')} AS q WHERE q.workspace_id = $1::uuid FOR UPDATE`,
    workspaceId,
  )
}

/**
 * Adds jobs at the places taken for them; what has a known key is there already. One that is alone in its order key begins
 * at once where nobody stands in front of it; those that are given together begin behind, and {@link releaseHeads} says
 * which of them is the first.
 */
export function addJobs(schema: string, workspaceId: string, jobs: readonly NewJob[]): Statement {
  const table = tableName(schema, 'jobs')
  const names = newJobColumns.map(({ name }) => name).join(', ')
  const arrays = newJobColumns.map(({ type }, index) => `$${index + 3}::text::${type}[]`).join(', ')
  const values = [
    workspaceId,
    String(jobs.length),
    ...newJobColumns.map((column) => arrayLiteral(jobs.map((job) => column.value(job)))),
  ]
  const together = values.push(arrayLiteral(besideOthers(jobs).map(({ key }) => key)))
  const spared = jobs.flatMap((job) => (job.unlessWaiting === true ? job.key : []))
  const needed =
    `WHERE u.key <> ALL ($${together + 1}::text::text[]) OR NOT EXISTS ` +
    `(SELECT 1 FROM ${table} AS w WHERE w.workspace_id = $1::uuid AND w.order_key = u.order_key ` +
    `AND w.state IN ('waiting', 'behind') AND w.lease IS NULL AND w.due_at <= u.due_at) `
  if (spared.length > 0) values.push(arrayLiteral(spared))
  // By the order's index, whatever the planner knows of the table: the first state of an order key, and the last.
  const state = (direction: 'ASC' | 'DESC'): string =>
    `(SELECT s.state FROM ${table} AS s WHERE s.workspace_id = $1::uuid AND s.order_key = u.order_key ` +
    `ORDER BY s.state ${direction} LIMIT 1)`
  return statement(
    `INSERT INTO ${table} (workspace_id, ${names}, state, attempts, takeovers, position) ` +
      'SELECT $1::uuid, u.key, u.kind, u.order_key, u.due_at, u.payload, ' +
      "CASE WHEN u.order_key IS NULL THEN 'waiting' " +
      `WHEN u.key = ANY ($${together}::text::text[]) OR ${state('ASC')} = 'behind' OR ${state('DESC')} = 'waiting' ` +
      "THEN 'behind' ELSE 'waiting' END, 0, 0, q.position - $2::bigint + u.place " +
      `FROM unnest(${arrays}) WITH ORDINALITY AS u(${names}, place) ` +
      `JOIN ${tableName(schema, 'job_queues')} AS q ON q.workspace_id = $1::uuid ${spared.length > 0 ? needed : ''}` +
      'ON CONFLICT (workspace_id, key) DO NOTHING',
    ...values,
  )
}

/** Of new jobs, those whose order key another one has, too. */
export function besideOthers(jobs: readonly NewJob[]): readonly NewJob[] {
  const counts = new Map<string, number>()
  for (const { orderKey } of jobs) if (orderKey !== undefined) counts.set(orderKey, (counts.get(orderKey) ?? 0) + 1)
  return jobs.filter(({ orderKey }) => orderKey !== undefined && counts.get(orderKey) !== 1)
}

function replayJobs(schema: string, workspaceId: string, replays: readonly JobReplay[]): Statement {
  return statement(
    `UPDATE ${tableName(schema, 'jobs')} AS j SET attempts = 0, takeovers = 0, ended_at = NULL, due_at = u.due_at, ` +
      "state = CASE WHEN j.order_key IS NULL THEN 'waiting' ELSE 'behind' END " +
      'FROM unnest($2::text::text[], $3::text::bigint[]) AS u(key, due_at) ' +
      "WHERE j.workspace_id = $1::uuid AND j.key = u.key AND j.state = 'dead'",
    workspaceId,
    arrayLiteral(replays.map(({ key }) => key)),
    arrayLiteral(replays.map(({ dueAt }) => String(dueAt))),
  )
}

/**
 * A dead job is no head and has none behind it that waits for it, so nothing follows from its end. */
function discardJobs(schema: string, workspaceId: string, discards: readonly JobDiscard[]): Statement {
  return statement(
    `UPDATE ${tableName(schema, 'jobs')} AS j SET state = 'done', ended_at = u.ended_at ` +
      'FROM unnest($2::text::text[], $3::text::bigint[]) AS u(key, ended_at) ' +
      "WHERE j.workspace_id = $1::uuid AND j.key = u.key AND j.state = 'dead'",
    workspaceId,
    arrayLiteral(discards.map(({ key }) => key)),
    arrayLiteral(discards.map(({ at }) => String(at))),
  )
}

/** Up to so many heads are given one by one: each is then found by its key, whatever the planner knows of the table. */
const fewHeads = 8

/**
 * Gives the order keys of these jobs their heads, where they have none; jobs without one need none. Without statistics the
 * planner joins in an order that reads every job of the workspace, so nothing is joined: each step finds its row by key,
 * and no condition stands here that another index would serve. Of a list of keys it thinks so little, too, that it reads
 * every job instead, and those are many where reminders are planned: so few of them are no list.
 */
export function releaseHeads(
  schema: string,
  workspaceId: string,
  jobs: readonly Pick<NewJob, 'key'>[],
): readonly Statement[] {
  const table = tableName(schema, 'jobs')
  const ofKey = (alias: string): string =>
    `FROM ${table} AS ${alias} WHERE ${alias}.workspace_id = $1::uuid AND ${alias}.order_key = o.order_key`
  const last = `(SELECT w.state ${ofKey('w')} ORDER BY w.state DESC LIMIT 1)`
  const first = `(SELECT CASE WHEN b.state = 'behind' THEN b.key END ${ofKey('b')} ORDER BY b.state, b.position LIMIT 1)`
  const head = `SELECT CASE WHEN ${last} <> 'waiting' THEN ${first} END FROM `
  const known = `SELECT k.order_key FROM ${table} AS k WHERE k.workspace_id = $1::uuid AND k.key`
  const update = `UPDATE ${table} AS j SET state = 'waiting' WHERE j.workspace_id = $1::uuid AND j.key`
  if (jobs.length <= fewHeads) {
    return jobs.map(({ key }) => statement(`${update} = (${head}(${known} = $2::text) AS o)`, workspaceId, key))
  }
  const distinct = `${known} = ANY ($2::text::text[])`.replace('SELECT', 'SELECT DISTINCT')
  const keys = arrayLiteral(jobs.map(({ key }) => key))
  return [statement(`${update} = ANY (ARRAY(${head}(${distinct}) AS o))`, workspaceId, keys)]
}

/** Notes when the queue's next job is due. */
export function settleQueue(schema: string, workspaceId: string): Statement {
  const next =
    `(SELECT min(j.due_at) FROM ${tableName(schema, 'jobs')} AS j ` +
    "WHERE j.workspace_id = $1::uuid AND j.state = 'waiting')"
  return statement(
    `UPDATE ${tableName(schema, 'job_queues')} AS q SET next_due_at = ${next} ` +
      `WHERE q.workspace_id = $1::uuid AND q.next_due_at IS DISTINCT FROM ${next}`,
    workspaceId,
  )
}
