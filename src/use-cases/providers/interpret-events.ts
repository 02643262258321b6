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
import { eventsPerPage, type InterpretedPage, type Interpreter } from './interpreter.ts'

/** Who works out the events of a topic. */
interface TopicReader {
  readonly interpret: Interpreter
  /**
   * How many are read at once. Where working out files and logs things, it is one page: what is behind a page that is
   * refused must not have happened yet.
   */
  readonly atOnce: number
}

/** Who interprets what. */
const readers: Readonly<Record<ProviderTopic, TopicReader>> = {
  mail: { interpret: interpretMail, atOnce: 6 * eventsPerPage },
  sms: { interpret: interpretSms, atOnce: eventsPerPage },
  calls: { interpret: interpretCalls, atOnce: eventsPerPage },
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
    for (let tries = 1; ; ) {
      const events = await ports.store.providerEvents.listPending(workspaceId, topic, reader.atOnce)
      if (events.length === 0) break
      const pages = await reader.interpret(session, events)
      // The host may give it one again: nothing is settled meanwhile.
      if (pages === null) return { outcome: 'retry', problem: { code: 'no-account' } }
      const round = (again?.round ?? 0) + 1
      const later = (page: InterpretedPage) => laterLook(session, topic, lookedAtLater(events, page), round)
      const written = await writePages(pages, later)
      if (written === pages.length && events.length < reader.atOnce) break
      tries = written > 0 ? 1 : tries + 1
      if (tries > mostTries) return { outcome: 'retry', problem: { code: 'version-conflict' } }
      if (!(await extend(leaseMs))) break
    }
    return { outcome: 'done' }
  },
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
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  return written
}

/** What of a page belongs to nothing yet. */
function lookedAtLater(
  events: readonly StoredProviderEvent[],
  { settled, later }: InterpretedPage,
): readonly StoredProviderEvent[] {
  const lost = new Set(
    settled.filter(({ state, aboutId }) => state === 'unmatched' && aboutId === undefined).map(nameOf),
  )
  return [...events.filter((event) => lost.has(nameOf(event))), ...later]
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
