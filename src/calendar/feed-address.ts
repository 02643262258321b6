/**
 * Addresses of feeds: whoever knows one may read the feed, so only a hash of its secret is kept. Rules:
 * docs/concepts/calendar.md (CAL-4).
 * @module
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { type FeedId, isUuid, type MemberId, type WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'

/** A member's calendar behind an address. It is created and revoked, and never changes. */
export interface CalendarFeed {
  readonly id: FeedId
  readonly version: number
  readonly memberId: MemberId
  /** For whom or what it was made, in words: `my telephone`. */
  readonly label?: string
  readonly createdAt: Instant
}

/** A feed as it is kept. */
export interface StoredFeed extends CalendarFeed {
  /** SHA-256 of the secret, hexadecimal. */
  readonly secretHash: string
}

/** What an address says. */
export interface FeedToken {
  readonly workspaceId: WorkspaceId
  readonly feedId: FeedId
  readonly secret: string
}

/** A secret as it stands in addresses. @param bytes by chance, at least 24 of them */
export function feedSecret(bytes: Uint8Array): string {
  return bytesToHex(bytes)
}

/** The part of an address that says which feed it is, and proves that one may read it. */
export function formatFeedToken({ workspaceId, feedId, secret }: FeedToken): string {
  return `${workspaceId}.${feedId}.${secret}`
}

/** Reads what {@link formatFeedToken} wrote, with or without `.ics` after it; `null` if it is nothing of the kind. */
export function parseFeedToken(text: string): FeedToken | null {
  const [workspaceId = '', feedId = '', secret = '', ...rest] = text.replace(/\.ics$/, '').split('.')
  const isToken = isUuid(workspaceId) && isUuid(feedId) && /^[0-9a-f]{48,128}$/.test(secret) && rest.length === 0
  return isToken ? { workspaceId, feedId, secret } : null
}

/** What is kept of a secret. */
export function hashFeedSecret(secret: string): string {
  return bytesToHex(sha256(utf8ToBytes(secret)))
}

/** Whether a feed has this secret; how long it takes says nothing. */
export function hasSecret({ secretHash }: Pick<StoredFeed, 'secretHash'>, secret: string): boolean {
  const hash = hashFeedSecret(secret)
  let difference = hash.length ^ secretHash.length
  for (let index = 0; index < hash.length; index += 1)
    difference |= hash.charCodeAt(index) ^ secretHash.charCodeAt(index)
  return difference === 0
}

/** A feed without what only the store is to know. */
export function shownFeed({ secretHash: _hidden, ...feed }: StoredFeed): CalendarFeed {
  return feed
}
