/** The desk of calendar feeds: addresses that show a member's calendar. Rules: docs/concepts/calendar.md (CAL-4). @module */
import { actorRight } from '../../access/actor.ts'
import {
  type CalendarFeed,
  feedSecret,
  formatFeedToken,
  hashFeedSecret,
  type StoredFeed,
  shownFeed,
} from '../../calendar/feed-address.ts'
import type { FeedQuery, NewFeed } from '../../inputs/calendar.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { type FeedId, isUuid, type MemberId } from '../../kernel/ids.ts'
import type { Subject } from '../../ports/history.ts'
import { parseFeedQuery, parseNewFeed } from '../../schemas/calendar.ts'
import { parseCommandOptions } from '../../schemas/call.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { changesBetween } from '../record-changes.ts'
import { notFound } from '../records/record-access.ts'

/** A feed, and what its address is made of. */
export interface FeedWithToken {
  readonly feed: CalendarFeed
  /**
   * The last part of the feed's address, after the host's own: `https://crm.example/calendar/` + token + `.ics`. Whoever
   * has it may read the feed. Shown this once: a repeated command brings the feed without it.
   */
  readonly token?: string
}

/** Feeds of calendars. A member has his own; an administrator, everybody's. */
export interface FeedDesk {
  /**
   * Makes a feed of a member's calendar.
   * @throws {CrmError} forbidden, invalid-input
   * @throws {CrmError} not-found - there is no such member, or it is another's calendar
   * @example
   * const { token } = await desk.calendar.feeds.create({ label: 'my telephone' })
   */
  create(input?: NewFeed, options?: Pick<CommandOptions, 'commandId'>): Promise<FeedWithToken>

  /** The feeds that the actor may revoke, in the order of their ids. */
  list(query?: FeedQuery): Promise<readonly CalendarFeed[]>

  /** Stops a feed for good: its address leads nowhere from now on. @throws {CrmError} forbidden, not-found */
  revoke(id: FeedId, options?: Pick<CommandOptions, 'commandId'>): Promise<void>
}

/** Makes the secrets of feeds. */
export interface FeedSecrets {
  /** So many bytes that nobody can guess. */
  bytes(count: number): Uint8Array
}

/** How many feeds a member has at most. */
const mostFeeds = 20
const secretBytes = 32

/** The feed desk of whoever the session is opened for. */
export function feedDesk(open: OpenSession, secrets: FeedSecrets): FeedDesk {
  return {
    create: async (input = {}, options = {}) => {
      const [asked, how] = [accept(parseNewFeed(input)), accept(parseCommandOptions(options))]
      const session = await open('calendar.feeds.create')
      return carryOut(
        session,
        { command: 'calendar.feeds.create', input: asked, options: how },
        () => decideCreate(session, asked, feedSecret(secrets.bytes(secretBytes))),
        async (answer) => ({ feed: shownFeed(await getFeed(session, onlyRecord(answer).id)) }),
      )
    },
    list: async (query = {}) => {
      const { memberId } = accept(parseFeedQuery(query))
      const session = await open('calendar.feeds.list')
      const feeds = await session.store.feeds.list(session.actor.workspaceId)
      return feeds
        .filter((feed) => isOwn(session, feed.memberId) && (memberId === undefined || feed.memberId === memberId))
        .map(shownFeed)
    },
    revoke: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      const session = await open('calendar.feeds.revoke')
      return carryOut(
        session,
        { command: 'calendar.feeds.revoke', input: { id: known }, options: how },
        () => decideRevocation(session, known),
        async () => {},
      )
    },
  }
}

async function decideCreate(session: Session, input: NewFeed, secret: string): Promise<Decision<FeedWithToken>> {
  const { store, actor, clock, ids } = session
  const { workspaceId } = actor
  const memberId = input.memberId ?? (actor.kind === 'member' ? actor.memberId : undefined)
  if (memberId === undefined) {
    throw inputError([{ path: 'memberId', problem: 'missing', remedy: 'Say whose calendar it is to show.' }])
  }
  const member = isOwn(session, memberId) ? await store.workspaces.findMember(workspaceId, memberId) : null
  if (member === null) throw notFound('member', memberId)
  const others = (await store.feeds.list(workspaceId)).filter((feed) => feed.memberId === memberId)
  if (others.length >= mostFeeds) {
    const remedy = `A member has at most ${mostFeeds} feeds: revoke one that is not needed any more.`
    throw inputError([{ path: '', problem: 'too-many', remedy }])
  }
  const record: StoredFeed = {
    id: ids.next(),
    version: 1,
    memberId,
    ...(input.label !== undefined && { label: input.label }),
    createdAt: clock.now(),
    secretHash: hashFeedSecret(secret),
  }
  const feed = shownFeed(record)
  return {
    effect: {
      writes: [{ op: 'create', kind: 'feed', record }],
      happenings: [{ ...happening(session, 'create', 'feed.created', record), changes: changesBetween(null, feed) }],
    },
    answer: aboutRecord(record.id),
    outcome: () => ({ feed, token: formatFeedToken({ workspaceId, feedId: record.id, secret }) }),
  }
}

async function decideRevocation(session: Session, id: FeedId): Promise<Decision<void>> {
  const { version, ...feed } = await getFeed(session, id)
  return {
    effect: {
      writes: [{ op: 'purge', kind: 'feed', id, expectedVersion: version }],
      happenings: [{ ...happening(session, 'revoke', 'feed.revoked', { ...feed, version }), changes: [] }],
    },
    answer: aboutRecord(id),
    outcome: () => {},
  }
}

function happening(session: Session, verb: string, event: string, { id, version, memberId }: StoredFeed) {
  const subject: Subject = { kind: 'feed', id }
  const right = actorRight(session.actor)
  return { command: `calendar.feeds.${verb}`, right, subject, event, version, data: { memberId } }
}

/** The feed with this id, which the actor may revoke. @throws {CrmError} not-found */
async function getFeed(session: Session, id: FeedId): Promise<StoredFeed> {
  const feed = isUuid(id) ? await session.store.feeds.find(session.actor.workspaceId, id) : null
  if (feed === null || !isOwn(session, feed.memberId)) throw notFound('feed', id)
  return feed
}

/** Whether a member's feeds are the actor's to decide about: his own; for an administrator, everybody's. */
function isOwn({ actor }: Session, memberId: MemberId): boolean {
  return actor.kind === 'system' || actor.memberId === memberId || actor.capabilities.includes('settings')
}
