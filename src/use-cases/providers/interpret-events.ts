/**
 * Working out what providers told: events that were kept as they came are read by their adapter, in pages, and what they
 * say is written in one commit a page. Rules: docs/concepts/messages.md (MSG-2).
 * @module
 */
import type { Commit } from '../../ports/commit.ts'
import type { ProviderTopic, SettledProviderEvent, StoredProviderEvent } from '../../ports/provider-event-log.ts'
import { interpretCalls } from '../calls/interpret-calls.ts'
import { openSession, type Session } from '../context.ts'
import type { JobHandler, JobOutcome } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { interpretMail, interpretSms } from '../messages/interpret-messages.ts'
import { interpretation, type ProviderEventsPayload, providerEventsKind } from './interpretation-job.ts'
import type { InterpretedPage, Interpreter } from './interpreter.ts'

/** Who works out the pages of a topic. */
interface TopicReader {
  readonly interpret: Interpreter
  /**
   * Whether a page may be worked out before the one in front of it is written: only if nothing is written before
   * {@link InterpretedPage.write}. What is filed or logged on the way would stay though the page in front was refused.
   */
  readonly worksAhead: boolean
}

/** Who interprets what. */
const readers: Readonly<Record<ProviderTopic, TopicReader>> = {
  mail: { interpret: interpretMail, worksAhead: true },
  sms: { interpret: interpretSms, worksAhead: false },
  calls: { interpret: interpretCalls, worksAhead: false },
}

/** How many events are interpreted in one commit, and how many such pages are read at once. */
const eventsAtOnce = 1_000
const pagesAtOnce = 5

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
    const unmatched: StoredProviderEvent[] = []
    for (let tries = 1; ; ) {
      const events = await ports.store.providerEvents.listPending(workspaceId, topic, pagesAtOnce * eventsAtOnce)
      if (events.length === 0) break
      const run = await interpretPages(session, reader, events, () => extend(leaseMs))
      unmatched.push(...run.unmatched)
      // The host may give it one again: nothing is settled meanwhile.
      if (run.end === 'no-account') return { outcome: 'retry', problem: { code: 'no-account' } }
      if (run.end === 'lost') return { outcome: 'done' }
      if (run.end === 'written' && events.length < pagesAtOnce * eventsAtOnce) break
      tries = run.pages > 0 ? 1 : tries + 1
      if (tries > mostTries) return { outcome: 'retry', problem: { code: 'version-conflict' } }
    }
    return { outcome: 'done', jobs: laterLook(session, topic, unmatched, (again?.round ?? 0) + 1) }
  },
}

/** How far it came with some pages. */
interface PagesRun {
  readonly end: 'written' | 'conflict' | 'no-account' | 'lost'
  /** How many were written. */
  readonly pages: number
  /** What belonged to nothing, of the pages that were written. */
  readonly unmatched: readonly StoredProviderEvent[]
}

/**
 * Interprets pages one after the other. While one is being written, the next is worked out from what that one leaves, if
 * that can be taken back: if it is not written after all, nobody hears of the next.
 */
async function interpretPages(
  session: Session,
  { interpret, worksAhead }: TopicReader,
  events: readonly StoredProviderEvent[],
  extend: () => Promise<boolean>,
): Promise<PagesRun> {
  const pages = pagesOf(events)
  const unmatched: StoredProviderEvent[] = []
  let page = await interpret(session, pages[0] ?? [], new Map())
  for (const [index, told] of pages.entries()) {
    if (page === null) return { end: 'no-account', pages: index, unmatched }
    const next = pages[index + 1]
    const [written, ahead, held] = await Promise.allSettled([
      page.write(),
      next === undefined || !worksAhead ? null : interpret(session, next, page.messages),
      told.length < eventsAtOnce || extend(),
    ])
    if (!settledOrThrow(written)) return { end: 'conflict', pages: index, unmatched }
    unmatched.push(...lookedAtLater(told, page))
    if (!settledOrThrow(held)) return { end: 'lost', pages: index + 1, unmatched }
    page = next === undefined || worksAhead ? settledOrThrow(ahead) : await interpret(session, next, new Map())
  }
  return { end: 'written', pages: pages.length, unmatched }
}

function pagesOf(events: readonly StoredProviderEvent[]): readonly (readonly StoredProviderEvent[])[] {
  const count = Math.ceil(events.length / eventsAtOnce)
  return Array.from({ length: count }, (_none, n) => events.slice(n * eventsAtOnce, (n + 1) * eventsAtOnce))
}

function settledOrThrow<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === 'rejected') throw result.reason
  return result.value
}

/** What of a page belongs to nothing yet. */
function lookedAtLater(
  events: readonly StoredProviderEvent[],
  { settled, later = [] }: InterpretedPage,
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
): Extract<JobOutcome, { outcome: 'done' }>['jobs'] & {} {
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

/** Writes nothing but what is said of events. */
async function commitEvents(session: Session, parts: Partial<Commit>): Promise<void> {
  const result = await session.store.commit({
    workspaceId: session.actor.workspaceId,
    ...{ writes: [], keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] },
    ...parts,
  })
  if (!result.ok) throw new Error(`events of a provider were refused: ${result.error.code}`)
}

function nameOf({ provider, key }: Pick<SettledProviderEvent, 'provider' | 'key'>): string {
  return `${provider} ${key}`
}
