/**
 * Matters stand in lists and calendars where the workspace's zone had their days when they were written. When the zone
 * changes, a job writes anew where they stand, page by page. Rules: docs/concepts/calendar.md (CAL-1).
 * @module
 */
import { plannedSpan } from '../../calendar/planned-span.ts'
import type { NewJob } from '../../job/job.ts'
import { usualRetryDelaysMs } from '../../job/retry.ts'
import { sameValue } from '../../kernel/same-value.ts'
import type { Instant, TimeZone } from '../../kernel/time.ts'
import type { PagePosition } from '../../ports/page.ts'
import { openSession, type Session } from '../context.ts'
import { interactionWrite } from '../interactions/interaction-kind.ts'
import type { JobHandler } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { everythingOf } from '../records/record-access.ts'

const reindexKind = 'reindex'

const pageSize = 500

/** How often a page is read anew because others wrote what it had read. */
const mostTries = 10

/** What the job is told. */
interface ReindexPayload {
  /** The zone that matters were written in up to now. */
  readonly from: TimeZone
  /** The version of the workspace that has the new one. */
  readonly version: number
  readonly trashed: boolean
  readonly after?: PagePosition
}

/** The job that follows a change of zone. @param version the workspace's, with the new one */
export function reindexJob(from: TimeZone, version: number, now: Instant): NewJob {
  return jobOf({ from, version, trashed: false }, now)
}

/**
 * Writes one page anew, and leaves the next one to a job of its own. A page that is done twice is the same in the end.
 * Versions rise, as with every write: stores hold writes to them, and whoever writes at the same moment must not bring
 * the old place back. It is no update that anybody is told of, so the date of the last one stays.
 */
export const reindexHandler: JobHandler = {
  kind: reindexKind,
  retryDelaysMs: usualRetryDelaysMs,
  run: async (job, { ports, workspaceId }) => {
    const payload = payloadOf<ReindexPayload>(job)
    const door = { kind: 'system', workspaceId, reason: 'time zone changed' } as const
    const session = await openSession(ports, door, 'workspace.changeSettings')
    for (let tries = 1; tries <= mostTries; tries += 1) {
      const page = await writePage(session, payload)
      if (page === null) continue
      const next = nextOf(payload, page.last)
      return { outcome: 'done', ...(next !== null && { jobs: [jobOf(next, ports.clock.now())] }) }
    }
    return { outcome: 'retry', problem: { code: 'version-conflict' } }
  },
}

function jobOf(payload: ReindexPayload, dueAt: Instant): NewJob {
  const { version, trashed, after } = payload
  const key = `${reindexKind}:${version}:${trashed ? 'trash' : 'use'}:${after?.value ?? 0}`
  return { key, kind: reindexKind, dueAt, payload }
}

/** What comes after a page: those in the trash after those in use; `null` after the last one. */
function nextOf({ from, version, trashed }: ReindexPayload, last: PagePosition | null): ReindexPayload | null {
  if (last !== null) return { from, version, trashed, after: last }
  return trashed ? null : { from, version, trashed: true }
}

/** Writes the matters of a page that stand elsewhere in the new zone. @returns where it ended; `null` if others wrote them */
async function writePage(
  session: Session,
  { from, trashed, after }: ReindexPayload,
): Promise<{ readonly last: PagePosition | null } | null> {
  const { store, actor, settings } = session
  const found = await store.interactions.list(everythingOf(session), {
    words: [],
    trashed,
    // Only numbers are a place for good, and not the one that is written here.
    order: 'number',
    descending: false,
    limit: pageSize,
    ...(after !== undefined && { after }),
  })
  const moved = found.filter((each) => !sameValue(plannedSpan(each, from), plannedSpan(each, settings.timeZone)))
  const end = found.length < pageSize ? undefined : found.at(-1)
  const last = end === undefined ? null : { value: end.number, id: end.id }
  if (moved.length === 0) return { last }
  const result = await store.commit({
    workspaceId: actor.workspaceId,
    writes: moved.map((each) => interactionWrite(session, { ...each, version: each.version + 1 })),
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    audit: [],
    events: [],
  })
  return result.ok ? { last } : null
}
