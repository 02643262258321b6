/** Reading a feed: whoever shows its token sees what its member sees of his own calendar. Rules: docs/concepts/calendar.md (CAL-4). @module */
import { scopeOf } from '../../access/actor.ts'
import { type FeedEntry, feedEntries } from '../../calendar/feed.ts'
import { hasSecret, parseFeedToken } from '../../calendar/feed-address.ts'
import type { FeedReading } from '../../inputs/calendar.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { parseFeedOptions } from '../../schemas/calendar.ts'
import { type CrmPorts, openSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { everyPlannedMatter } from './planned-matters.ts'

/** What a feed shows now. */
export interface FeedContent {
  /** What the calendar is called: the member's name, and the workspace's. */
  readonly name: string
  readonly entries: readonly FeedEntry[]
}

const dayMs = 86_400_000
const usualDays = 366
/** What is planned further ahead is not shown: nobody looks for it in a calendar. */
const daysAhead = 10 * usualDays
/** Compared with where there is no feed, so that a guess takes as long. */
const nobody = { secretHash: '0'.repeat(64) }

/**
 * What a feed shows now, under the rights that its member has now.
 * @throws {CrmError} not-found - there is no such feed, or it was revoked
 * @throws {CrmError} forbidden - the member may not act; `details.state` says why
 */
export async function readFeed(ports: CrmPorts, token: string, options: FeedReading): Promise<FeedContent> {
  const { tasks = 'events', since } = accept(parseFeedOptions(options))
  const parsed = typeof token === 'string' ? parseFeedToken(token) : null
  const feed = parsed === null ? null : await ports.store.feeds.find(parsed.workspaceId, parsed.feedId)
  const isKnown = parsed !== null && hasSecret(feed ?? nobody, parsed.secret)
  if (!isKnown || feed === null) {
    // The id of a feed is told to nobody who does not have its secret.
    throw new CrmError('not-found', {
      message: 'There is no such calendar feed. It may have been revoked: ask for a new address.',
      details: { kind: 'feed', id: '' },
    })
  }
  const { memberId } = feed
  const door = { kind: 'member', workspaceId: parsed.workspaceId, memberId } as const
  const session = await openSession(ports, door, 'calendar.window')
  const { store, actor, settings, clock } = session
  const from = since ?? clock.now() - usualDays * dayMs
  const until = clock.now() + daysAhead * dayMs
  const [matters, member] = await Promise.all([
    everyPlannedMatter(store, scopeOf(actor), [memberId], { from, until }),
    store.workspaces.findMember(parsed.workspaceId, memberId),
  ])
  return {
    name: `${member?.name} – ${settings.name}`,
    entries: feedEntries(matters, { memberId, tasks, since: from, timeZone: settings.timeZone }),
  }
}
