/** The queue of jobs: claims, and what becomes of what was claimed. @module */
import type { HeldJob, JobProblem, JobQueue, NewJob } from 'crmkit'
import { arrayLiteral, json } from './encode.ts'
import { type Answer, type Outcome, type Row, type Session, type Statement, statement } from './executor.ts'
import { addJobs, besideOthers, lockQueue, releaseHeads, settleQueue, takePlaces } from './job-statements.ts'
import { jobSelectList, toJob } from './job-table.ts'
import type { Reader } from './reader.ts'
import { tableName } from './table.ts'

/** Runs work in a transaction that is held to a workspace, again where it meets a conflict. */
export type Transact = <Value>(
  workspaceId: string,
  work: (session: Session) => Promise<Outcome<Value>>,
) => Promise<Value>

/** Runs statements in one transaction that is held to a workspace, and commits it; again where it meets a conflict. */
export type Write = (workspaceId: string, statements: readonly Statement[]) => Promise<readonly Answer[]>

/** Stands for "no workspace": such a transaction sees the queues' rows and nothing else. */
const noWorkspace = ''

/** Keeps jobs. */
export function jobQueue(
  reader: Reader,
  { transact, write }: { readonly transact: Transact; readonly write: Write },
): JobQueue {
  const { schema } = reader
  const table = tableName(schema, 'jobs')
  const select = `SELECT ${jobSelectList('j')} FROM ${table} AS j WHERE j.workspace_id = $1::uuid`

  /** Changes one job if it is held, adds those that follow, and lets those behind it go on. */
  const change = async (
    workspaceId: string,
    held: HeldJob,
    set: string,
    values: readonly (string | null)[],
    jobs: readonly NewJob[] = [],
  ): Promise<boolean> => {
    // Only what is waiting has a lease. To ask for the state as well would lead the planner to an index of all that waits.
    const update = statement(
      `UPDATE ${table} AS j SET ${set} WHERE j.workspace_id = $1::uuid AND j.key = $2::text AND j.lease = $3::uuid`,
      workspaceId,
      held.key,
      held.lease,
      ...values,
    )
    const begin = [lockQueue(schema, workspaceId), update]
    // Where the job was not held, there is nothing to go on and nothing to settle: both change nothing then.
    const end = [...releaseHeads(schema, workspaceId, [held, ...besideOthers(jobs)]), settleQueue(schema, workspaceId)]
    if (jobs.length === 0) return (await write(workspaceId, [...begin, ...end]))[1]?.count === 1
    return transact(workspaceId, async (session) => {
      const [, changed] = await session.run(begin)
      const isHeld = changed?.count === 1
      if (isHeld) {
        const add = [takePlaces(schema, workspaceId, jobs.length), addJobs(schema, workspaceId, jobs)]
        await session.run([...add, ...end])
      }
      return { commit: isHeld, value: isHeld }
    })
  }

  return {
    async claim(workspaceId, { now, kinds, limit, lease, until }) {
      // What is found is still so when it is taken, for the queue is locked. To say so again would lead the planner, where
      // it knows nothing of the table, to read everything that is due for each of them.
      const update = statement(
        `UPDATE ${table} AS j SET lease = $2::uuid, due_at = $3::bigint, ` +
          'attempts = j.attempts + CASE WHEN j.lease IS NULL THEN 1 ELSE 0 END, ' +
          'takeovers = j.takeovers + CASE WHEN j.lease IS NULL THEN 0 ELSE 1 END FROM ' +
          `(SELECT d.key FROM ${table} AS d WHERE d.workspace_id = $1::uuid ` +
          "AND d.state = 'waiting' AND d.due_at <= $4::bigint AND d.kind = ANY ($5::text::text[]) " +
          'ORDER BY d.due_at, d.position LIMIT $6::bigint) AS due ' +
          'WHERE j.workspace_id = $1::uuid AND j.key = due.key ' +
          `RETURNING ${jobSelectList('j')}, j.position`,
        workspaceId,
        lease,
        String(until),
        String(now),
        arrayLiteral(kinds),
        String(limit),
      )
      const statements = [lockQueue(schema, workspaceId), update, settleQueue(schema, workspaceId)]
      const [, claimed] = await write(workspaceId, statements)
      return (claimed?.rows ?? []).toSorted((a, b) => placeOf(a) - placeOf(b)).map(toJob)
    },
    extend: (workspaceId, held, until) => change(workspaceId, held, 'due_at = $4::bigint', [String(until)]),
    complete: (workspaceId, held, { at, jobs }) =>
      change(
        workspaceId,
        held,
        "state = 'done', ended_at = $4::bigint, lease = NULL, problem = NULL",
        [String(at)],
        jobs,
      ),
    retry: (workspaceId, held, { dueAt, problem }) =>
      change(workspaceId, held, 'due_at = $4::bigint, lease = NULL, problem = $5::json, takeovers = 0', [
        String(dueAt),
        toJson(problem),
      ]),
    bury: (workspaceId, held, { at, problem }) =>
      change(workspaceId, held, "state = 'dead', ended_at = $4::bigint, lease = NULL, problem = $5::json", [
        String(at),
        toJson(problem),
      ]),
    async find(workspaceId, key) {
      const query = statement(`${select} AND j.key = $2::text`, workspaceId, key)
      const [row] = (await reader.read(workspaceId, query)).rows
      return row === undefined ? null : toJob(row)
    },
    async listDead(workspaceId, { after, limit }) {
      const values = [workspaceId, String(limit)]
      let text = `${select} AND j.state = 'dead'`
      if (after !== undefined) text += ` AND j.key > $${values.push(after)}::text`
      const query = statement(`${text} ORDER BY j.key LIMIT $2::bigint`, ...values)
      return (await reader.read(workspaceId, query)).rows.map(toJob)
    },
    async prune(workspaceId, { before, limit }) {
      const remove = statement(
        `DELETE FROM ${table} AS j USING (SELECT d.key FROM ${table} AS d WHERE d.workspace_id = $1::uuid ` +
          "AND d.state = 'done' AND d.ended_at < $2::bigint ORDER BY d.ended_at LIMIT $3::bigint) AS old " +
          "WHERE j.workspace_id = $1::uuid AND j.key = old.key AND j.state = 'done'",
        workspaceId,
        String(before),
        String(limit),
      )
      const [removed] = await write(workspaceId, [remove])
      return removed?.count ?? 0
    },
    async listWaiting(limit) {
      const query = statement(
        `SELECT q.workspace_id, q.next_due_at FROM ${tableName(schema, 'job_queues')} AS q ` +
          'WHERE q.next_due_at IS NOT NULL ORDER BY q.next_due_at, q.workspace_id LIMIT $1::bigint',
        String(limit),
      )
      const { rows } = await reader.read(noWorkspace, query)
      return rows.map(([workspaceId, nextDueAt]) => ({ workspaceId: workspaceId ?? '', nextDueAt: Number(nextDueAt) }))
    },
  }
}

/** The place of a claimed job, which stands last in its row. */
function placeOf(row: Row): number {
  return Number(row.at(-1))
}

function toJson({ code, status }: JobProblem): string {
  return json({ code, status })
}
