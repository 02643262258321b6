/** Feeds over HTTP, as any server with `Request` and `Response` mounts them. Rules: docs/concepts/calendar.md (CAL-4). @module */
import { type FeedEntry, type FeedTasks, feedTag } from '../calendar/feed.ts'
import { CrmError, isCrmError } from '../kernel/crm-error.ts'
import { feedContentType, feedText } from './feed-text.ts'

/** What is read of a `Request`. */
export interface FeedRequest {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
}

/** What is used of a `Response`, where the host's types name none. */
export interface PlainResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

/** The `Response` of the host's types: those of the DOM, of Node, Deno, Bun or a worker. */
export type FeedResponse = typeof globalThis extends { readonly Response: { readonly prototype: infer Known } }
  ? Known
  : PlainResponse

/** In browsers, Node, Deno, Bun and workers; the types of the language alone do not name it. */
declare const Response: new (
  body: string | null,
  init: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
) => FeedResponse

/** What is used of a CRM: reading a feed by its token. */
export interface FeedSource {
  readFeed(
    token: string,
    options: { readonly tasks: FeedTasks },
  ): Promise<{ readonly name: string; readonly entries: readonly FeedEntry[] }>
}

/** How feeds are shown. */
export interface FeedHandlerOptions {
  /** A domain of the host's: it makes the entries' ids unique in the world, and must stay the same. */
  readonly domain: string
  /** How often calendars should ask, where they listen. Default: 60. */
  readonly refreshMinutes?: number
}

const allTasks: readonly FeedTasks[] = ['events', 'to-dos', 'none']

/**
 * Answers requests for feeds. The last part of the path is the feed's token, with or without `.ics`; `?tasks=to-dos` and
 * `?tasks=none` say how tasks are shown. What fails besides – the database, say – is thrown.
 *
 * | answer | |
 * |---|---|
 * | 200 | the calendar |
 * | 304 | it is the one that the `If-None-Match` names |
 * | 400 | tasks are shown in no such way |
 * | 403 | the member is locked for now |
 * | 404 | there is no such feed, or it was revoked |
 * | 405 | it is no GET or HEAD |
 * | 410 | the member has left: programs may stop asking |
 *
 * @throws {CrmError} invalid-input - `domain` is none; that is said when the handler is made
 * @example
 * const feed = feedHandler(crm, { domain: 'crm.example' })
 * app.get('/calendar/:token', (context) => feed(context.req.raw))
 */
export function feedHandler(
  crm: FeedSource,
  options: FeedHandlerOptions,
): (request: FeedRequest) => Promise<FeedResponse> {
  checkDomain(options.domain)
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return say(405, 'Only GET and HEAD.', { allow: 'GET, HEAD' })
    const { token, search } = readAddress(request.url)
    const said = search.get('tasks') ?? 'events'
    const tasks = allTasks.find((each) => each === said)
    if (tasks === undefined) return say(400, `Give one of these as tasks: ${allTasks.join(', ')}.`)
    try {
      const { name, entries } = await crm.readFeed(token, { tasks })
      const { domain, refreshMinutes = 60 } = options
      const etag = feedTag(entries, [name, tasks, domain, String(refreshMinutes)])
      // Kept by nobody on the way, and asked for again by whoever keeps it.
      const kept = { etag, 'cache-control': 'private, no-cache' }
      if (isNamed(etag, request.headers.get('if-none-match'))) return new Response(null, { status: 304, headers: kept })
      const headers = {
        ...kept,
        'content-type': feedContentType,
        'content-disposition': 'inline; filename="calendar.ics"',
      }
      if (request.method === 'HEAD') return new Response(null, { status: 200, headers })
      const shown = tasks === 'to-dos' ? tasks : 'events'
      return new Response(feedText(entries, { name, tasks: shown, domain, refreshMinutes }), { status: 200, headers })
    } catch (refusal) {
      return answerTo(refusal)
    }
  }
}

/**
 * Entries of a handler without a domain would get ids that other hosts' entries have too. Programs in JavaScript, and
 * variables of the environment, bring what the types rule out.
 *
 * @throws {CrmError} invalid-input
 */
function checkDomain(domain: unknown): void {
  if (typeof domain === 'string' && domainShape.test(domain)) return
  const remedy = 'Give the domain of your application alone, such as crm.example.'
  const isMissing = domain === undefined || domain === ''
  throw new CrmError('invalid-input', {
    message: `domain ${isMissing ? 'is missing' : 'is no domain'}. ${remedy}`,
    details: { issues: [{ path: 'domain', problem: isMissing ? 'missing' : 'invalid-format', value: domain, remedy }] },
  })
}

/** Labels with dots between them, in whatever script: no scheme, no port, no path. */
const domainShape = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*$/u

/** @throws whatever is no answer to whoever asks */
function answerTo(refusal: unknown): FeedResponse {
  if (isCrmError(refusal, 'not-found')) return say(404, 'There is no such calendar. Ask for a new address.')
  if (!isCrmError(refusal, 'forbidden')) throw refusal
  const { state } = refusal.details
  if (state === 'locked') return say(403, 'This calendar is not shown for now.')
  return say(410, 'This calendar is not shown any more.')
}

function say(status: number, text: string, headers: Readonly<Record<string, string>> = {}): FeedResponse {
  const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers }
  return new Response(`${text}\n`, { status, headers: plain })
}

/** A URL, or the path alone as some servers give it. */
function readAddress(url: string): { readonly token: string; readonly search: ReadonlyMap<string, string> } {
  const [address = '', query = ''] = (url.split('#', 1)[0] ?? '').split('?', 2)
  const pairs = query.split('&').map((pair) => pair.split('=', 2))
  return {
    token: address.slice(address.lastIndexOf('/') + 1),
    search: new Map(pairs.map(([name = '', value = '']) => [name, value])),
  }
}

/** Whether an `If-None-Match` names a tag; for this a weak one is as good as a strong one (RFC 9110, section 13.1.2). */
function isNamed(etag: string, header: string | null): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
