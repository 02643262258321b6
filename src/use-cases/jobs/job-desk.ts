/** The desk of dead jobs, for administrators: looking at them, having them done after all, or giving up on them. @module */
import { actorRight } from '../../access/actor.ts'
import type { CommandOptions, PageQuery } from '../../inputs/call.ts'
import type { JobProblem } from '../../job/job.ts'
import type { JobKey } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import { parseCommandOptions, parsePageQuery } from '../../schemas/call.ts'
import { parseJobKeys } from '../../schemas/webhook.ts'
import { carryOut, type Decision } from '../carry-out.ts'
import type { OpenSession, Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { accept, inputError } from '../input-error.ts'
import { type Page, usualLimit } from '../records/list-records.ts'

/** A job that was given up. */
export interface DeadJob {
  readonly key: JobKey
  /** `webhook`, `subscriber:…`, … */
  readonly kind: string
  readonly attempts: number
  /** What the last attempt came to. */
  readonly problem?: JobProblem
  readonly endedAt?: Instant
  /** What the work needed. */
  readonly payload: unknown
}

/** Dead jobs of one workspace. Everything here takes an administrator. */
export interface JobDesk {
  /** Dead jobs, page by page, in the order of their keys. @throws {CrmError} forbidden, invalid-input */
  listDead(query?: PageQuery): Promise<Page<DeadJob>>

  /**
   * Has dead jobs done after all, with all their attempts before them. Those that are not dead are left alone.
   * @returns the keys that were dead
   * @throws {CrmError} forbidden, invalid-input
   */
  replay(keys: readonly JobKey[], options?: Pick<CommandOptions, 'commandId'>): Promise<readonly JobKey[]>

  /**
   * Throws dead jobs away: they are listed no more and can't be replayed. Those that are not dead are left alone.
   * @returns the keys that were dead
   * @throws {CrmError} forbidden, invalid-input
   */
  discard(keys: readonly JobKey[], options?: Pick<CommandOptions, 'commandId'>): Promise<readonly JobKey[]>
}

/** The job desk of whoever the session is opened for. */
export function jobDesk(open: OpenSession): JobDesk {
  return {
    listDead: async (query = {}) => {
      const asked = accept(parsePageQuery(query))
      const session = await open('jobs.listDead')
      return listDead(session, asked)
    },
    replay: end(open, 'replay', 'jobs.replayed'),
    discard: end(open, 'discard', 'jobs.discarded'),
  }
}

/** What becomes of dead jobs in the end. */
function end(open: OpenSession, verb: 'replay' | 'discard', event: string): JobDesk['replay'] {
  return async (keys, options = {}) => {
    const [asked, how] = [accept(parseJobKeys(keys)), accept(parseCommandOptions(options))]
    const session = await open(`jobs.${verb}`)
    return carryOut(
      session,
      { command: `jobs.${verb}`, input: { keys: asked }, options: how },
      () => decideEnd(session, verb, event, asked),
      async ({ records }) => records.map(({ id }) => id),
    )
  }
}

async function listDead({ store, actor }: Session, { limit = usualLimit, cursor }: PageQuery): Promise<Page<DeadJob>> {
  const list = listName('dead-jobs', {})
  const after = cursor === undefined ? undefined : String(readCursor(list, cursor, 'text').value)
  const page = { limit: limit + 1, ...(after !== undefined && { after }) }
  const jobs = await store.jobs.listDead(actor.workspaceId, page)
  const items = jobs
    .slice(0, limit)
    .map(({ state: _state, dueAt: _dueAt, orderKey: _orderKey, lease: _lease, ...job }) => job)
  const last = items.at(-1)
  if (last === undefined || jobs.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: last.key, id: actor.workspaceId }) }
}

async function decideEnd(
  session: Session,
  verb: 'replay' | 'discard',
  event: string,
  keys: readonly JobKey[],
): Promise<Decision<readonly JobKey[]>> {
  const { store, actor, clock } = session
  const jobs = await Promise.all([...new Set(keys)].map((key) => store.jobs.find(actor.workspaceId, key)))
  const dead = jobs.flatMap((job) => (job?.state === 'dead' ? [job.key] : []))
  if (dead.length === 0) {
    const remedy = 'Give keys that listDead names: none of these is a dead job any more.'
    throw inputError([{ path: 'keys', problem: 'unknown-record', remedy }])
  }
  const at = clock.now()
  const ends =
    verb === 'replay'
      ? { replays: dead.map((key) => ({ key, dueAt: at })) }
      : { discards: dead.map((key) => ({ key, at })) }
  const happening = {
    command: `jobs.${verb}`,
    right: actorRight(session.actor),
    subject: { kind: 'workspace' as const, id: actor.workspaceId },
    changes: [],
    count: dead.length,
    event,
    data: { keys: dead },
  }
  return {
    effect: { writes: [], happenings: [happening], ...ends },
    answer: { records: dead.map((id) => ({ id, warnings: [] })) },
    outcome: () => dead,
  }
}
