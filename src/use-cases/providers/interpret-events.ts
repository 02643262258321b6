/**
 * Working out what providers told: events that were kept as they came are read by their adapter, and what they say is
 * written in pages, one commit each. Rules: docs/concepts/messages.md (MSG-2).
 * @module
 */
import type { NewJob } from '../../job/job.ts'
import type { ProviderTopic, SettledProviderEvent, StoredProviderEvent } from '../../ports/provider-event-log.ts'
import { interpretCalls } from '../calls/interpret-calls.ts'
import { openSession, type Session } from '../context.ts'
import type { JobHandler } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { interpretMail, interpretSms } from '../messages/interpret-messages.ts'
import { commitEvents } from './commit-events.ts'
import { interpretation, type ProviderEventsPayload, providerEventsKind } from './interpretation-job.ts'
import { eventsPerPage, type Interpretation, type InterpretedPage, type Interpreter } from './interpreter.ts'

/** Who works out the events of a topic. */
interface TopicReader {
  readonly interpret: Interpreter
  /** How many are read at once. */
  readonly atOnce: number
  /**
   * Whether the next are read and worked out while these are being written: only if nothing is written before
   * {@link InterpretedPage.write}. What is filed or logged on the way would stay though a page in front was refused.
   */
  readonly readsAhead: boolean
}

/** Who interprets what. */
const readers: Readonly<Record<ProviderTopic, TopicReader>> = {
  mail: { interpret: interpretMail, atOnce: 12 * eventsPerPage, readsAhead: true },
  sms: { interpret: interpretSms, atOnce: eventsPerPage, readsAhead: false },
  calls: { interpret: interpretCalls, atOnce: eventsPerPage, readsAhead: false },
}

/** How many pages are being written at once. They are about different things, so neither waits for the other. */
const pagesAtOnce = 2

/** How often a page is done again because others write what it is about. */
const mostTries = 10

/**
 * When what belonged to nothing is looked at again: providers may tell of a message before its name at the provider is
 * written down here.
 */
const laterMs = [60_000, 1_800_000] as const

/**
 * What comes in meanwhile waits for the job that failed, and with it every STOP and every complaint: so it is tried again
 * each minute, for three days. What is told after that makes a job of its own, which takes all that is pending.
 */
const pausesMs: readonly number[] = [5_000, 15_000, ...Array.from({ length: 3 * 24 * 60 }, () => 60_000)]

/** Interprets what is pending. */
export const interpretHandler: JobHandler = {
  kind: providerEventsKind,
  retryDelaysMs: pausesMs,
  run: async (job, { ports, workspaceId, leaseMs, extend }) => {
    const { topic, again } = payloadOf<ProviderEventsPayload>(job)
    const reader = readers[topic]
    const door = { kind: 'system', workspaceId, reason: 'providers told' } as const
    const session = await openSession(ports, door, 'messages.replayEvents')
    if (again !== undefined) await makePending(session, topic, again)
    const round = (again?.round ?? 0) + 1
    const read = (front?: ReadBatch): Promise<ReadBatch | null> => readBatch(session, topic, front)
    let batch = await read()
    for (let tries = 1; batch !== null; ) {
      const { events, found } = batch
      // The host may give it one again: nothing is settled meanwhile.
      if (found === null) return { outcome: 'retry', problem: { code: 'no-account' } }
      const later = (page: InterpretedPage) => laterLook(session, topic, lookedAtLater(events, page), round)
      const isFull = events.length === reader.atOnce
      const [writing, reading] = await Promise.allSettled([
        writePages(found.pages, later),
        isFull && reader.readsAhead ? read(batch) : null,
      ])
      const written = settledOrThrow(writing)
      const isWhole = written === found.pages.length
      if (isWhole && !isFull) break
      tries = written > 0 ? 1 : tries + 1
      if (tries > mostTries) return { outcome: 'retry', problem: { code: 'version-conflict' } }
      if (!(await extend(leaseMs))) break
      // What was read behind a page that was refused may be about messages that are not as they were thought to be.
      batch = (isWhole ? settledOrThrow(reading) : null) ?? (await read())
    }
    return { outcome: 'done' }
  },
}

/** Events, and what came of them: `null` if nobody can read them. */
interface ReadBatch {
  readonly events: readonly StoredProviderEvent[]
  readonly found: Interpretation | null
}

/** Reads events and works them out: the first that are pending, or those behind some that are just being written. */
async function readBatch(session: Session, topic: ProviderTopic, front?: ReadBatch): Promise<ReadBatch | null> {
  const { interpret, atOnce } = readers[topic]
  const { workspaceId } = session.actor
  const after = front?.events.at(-1)?.position
  const events = await session.store.providerEvents.listPending(workspaceId, topic, atOnce, after)
  if (events.length === 0) return null
  return { events, found: await interpret(session, events, front?.found?.messages ?? new Map()) }
}

/**
 * Writes pages, some at a time, and says how many were not refused. All are tried before it ends, whatever became of others.
 * @param later the jobs that look at some of a page later, which are written with it
 */
async function writePages(
  pages: readonly InterpretedPage[],
  later: (page: InterpretedPage) => readonly NewJob[],
): Promise<number> {
  let written = 0
  const left = pages.values()
  const writeNext = async (): Promise<void> => {
    for (const page of left) if (await page.write(later(page))) written += 1
  }
  const ends = await Promise.allSettled(Array.from({ length: pagesAtOnce }, writeNext))
  for (const end of ends) settledOrThrow(end)
  return written
}

function settledOrThrow<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === 'rejected') throw result.reason
  return result.value
}

/** What of a page belongs to nothing yet. */
function lookedAtLater(
  events: readonly StoredProviderEvent[],
  { settled, later }: InterpretedPage,
): readonly StoredProviderEvent[] {
  const lost = new Set(
    settled.filter(({ state, aboutId }) => state === 'unmatched' && aboutId === undefined).map(nameOf),
  )
  return lost.size === 0 ? later : [...events.filter((event) => lost.has(nameOf(event))), ...later]
}

/** Looks once more at what belonged to nothing, unless that has been done often enough. */
function laterLook(
  { ids, clock }: Session,
  topic: ProviderTopic,
  events: readonly StoredProviderEvent[],
  round: number,
): readonly NewJob[] {
  const pause = laterMs[round - 1]
  if (events.length === 0 || pause === undefined) return []
  const times = events.map(({ receivedAt }) => receivedAt)
  const from = times.reduce((first, time) => Math.min(first, time))
  const until = times.reduce((last, time) => Math.max(last, time)) + 1
  const { unlessWaiting: _each, ...job } = interpretation(topic, ids.next(), clock.now() + pause)
  const payload: ProviderEventsPayload = { topic, again: { from, until, round } }
  // In an order of its own: nothing that is told meanwhile waits for it.
  return [{ ...job, orderKey: `${job.orderKey}:later`, payload }]
}

async function makePending(
  session: Session,
  topic: ProviderTopic,
  { from, until }: NonNullable<ProviderEventsPayload['again']>,
): Promise<void> {
  await commitEvents(session, { providerEventsReplayed: { topic, from, until } })
}

function nameOf({ provider, key }: Pick<SettledProviderEvent, 'provider' | 'key'>): string {
  return `${provider} ${key}`
}
