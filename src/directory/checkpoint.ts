/**
 * Where the reading of a directory stands, as plain data: saved after every page, it goes on there after a crash.
 * Rules: docs/concepts/directory.md (SYN-4). @module
 */
import type { Instant } from '../kernel/time.ts'

/** Where a reading stands. */
export interface DirectoryCheckpoint {
  /** Counts the readings from 1. Entries keep the round in which they were last read. */
  readonly round: number
  /** `full`: everybody who is there. `changes`: what changed since the token. */
  readonly reading: 'full' | 'changes'
  readonly startedAt: Instant
  /** What the reading began from; of a full one there is none. */
  readonly syncToken?: string
  /** The page that is next; absent at the beginning. */
  readonly pageToken?: string
  /** Whether the last page was read. */
  readonly isComplete: boolean
  /** What the next reading begins from; without it, of a complete one, the next is a full one. */
  readonly nextSyncToken?: string
}

/** When an entry was last seen, by reading it or by writing it. */
export interface SeenEntry {
  readonly entryId: string
  readonly round: number
}

/** Begins a reading: from the token of the last one that was completed, or of everybody. One that is under way goes on. */
export function startReading(last: DirectoryCheckpoint | null, now: Instant): DirectoryCheckpoint {
  if (last === null) return fullReading(1, now)
  if (!last.isComplete) return last
  const next = fullReading(last.round + 1, now)
  return last.nextSyncToken === undefined ? next : { ...next, reading: 'changes', syncToken: last.nextSyncToken }
}

/** What to ask the directory for. */
export function readingRequest({ syncToken, pageToken }: DirectoryCheckpoint): {
  readonly syncToken?: string
  readonly pageToken?: string
} {
  return { ...(syncToken !== undefined && { syncToken }), ...(pageToken !== undefined && { pageToken }) }
}

/** The reading once a page was taken in: saved in the same commit as its entries. */
export function afterPage(
  checkpoint: DirectoryCheckpoint,
  page: { readonly nextPageToken?: string; readonly syncToken?: string },
): DirectoryCheckpoint {
  const { pageToken: _pageToken, ...rest } = checkpoint
  if (page.nextPageToken !== undefined) return { ...rest, pageToken: page.nextPageToken }
  return { ...rest, isComplete: true, ...(page.syncToken !== undefined && { nextSyncToken: page.syncToken }) }
}

/** The reading once a token has expired: everybody is read, in a round of its own. */
export function afterExpiry({ round }: DirectoryCheckpoint, now: Instant): DirectoryCheckpoint {
  return fullReading(round + 1, now)
}

/**
 * The entries that a full reading did not come across; nobody is missing before it is complete. Pages show new entries
 * late: ask for those that are missing by name (`readEntries`), and believe only of those that are not given that they
 * were deleted.
 */
export function missingEntries(checkpoint: DirectoryCheckpoint, known: readonly SeenEntry[]): readonly string[] {
  if (checkpoint.reading !== 'full' || !checkpoint.isComplete) return []
  return known.filter(({ round }) => round < checkpoint.round).map(({ entryId }) => entryId)
}

function fullReading(round: number, startedAt: Instant): DirectoryCheckpoint {
  return { round, reading: 'full', startedAt, isComplete: false }
}
