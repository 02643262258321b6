/** An address book in memory, with the habits of those outside: versions, tokens that expire, delays and failures. @module */
import type { DirectoryEntry } from '../directory/entry.ts'
import type { DirectoryChanges, DirectoryFields } from '../directory/fields.ts'
import { applyDirectoryChanges } from '../directory/settle.ts'
import type { Instant } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type {
  ContactDirectory,
  DirectoryRead,
  DirectoryReadAnswer,
  DirectoryWrite,
  DirectoryWriteAnswer,
} from '../ports/contact-directory.ts'

/** How the next change fails: before it reaches the directory, after it was made, or since too many were asked for. */
export type DirectoryFailure = 'request-lost' | 'answer-lost' | 'postponed'

/** Somebody who uses the address book with his own program. */
export interface DirectoryPerson {
  /** Adds an entry, and gives its id. */
  add(fields: DirectoryFields, groupIds: readonly string[]): Promise<string>
  change(entryId: string, changes: DirectoryChanges): Promise<void>
  setGroups(entryId: string, groupIds: readonly string[]): Promise<void>
  remove(entryId: string): Promise<void>
}

/** An address book in memory. */
export interface MemoryDirectory extends ContactDirectory {
  readonly person: DirectoryPerson
  /** Everybody who is there, without delay. */
  entries(): readonly DirectoryEntry[]
  /** Fails as many of the next changes as there are items; `null` lets one through. */
  failWrites(...failures: readonly (DirectoryFailure | null)[]): void
  /** Has the next page, or the next entries that are asked for, postponed. */
  failRead(): void
  /** Makes all tokens given so far too old. */
  expireTokens(): void
}

/** How an address book in memory behaves. */
export interface MemoryDirectoryOptions {
  readonly clock: Clock
  /** Default: 100. */
  readonly pageSize?: number
  /** How long pages don't show a change. Default: 0. */
  readonly visibleAfterMs?: number
  /** Default: seven days. */
  readonly tokenLivesMs?: number
  /** Default: 200. */
  readonly mostWrites?: number
}

const postponed = { kind: 'postponed', problem: 'quota', retryAfterMs: 60_000 } as const

interface Change {
  readonly sequence: number
  readonly at: Instant
  readonly entryId: string
  readonly entry: DirectoryEntry | null
}

interface Cursor {
  readonly from: number | null
  readonly to: number
  readonly after: string
  readonly issuedAt: Instant
  readonly epoch: number
}

/** Opens an empty address book. */
export function memoryDirectory(options: MemoryDirectoryOptions): MemoryDirectory {
  const { clock, pageSize = 100, visibleAfterMs = 0, tokenLivesMs = 7 * 86_400_000, mostWrites = 200 } = options
  const changes: Change[] = []
  const present = new Map<string, DirectoryEntry>()
  const groups = new Map<string, string>()
  const failures: (DirectoryFailure | null)[] = []
  let failingReads = 0
  let created = 0
  let epoch = 0

  function put(entryId: string, entry: Omit<DirectoryEntry, 'entryId' | 'version' | 'changedAt'> | null) {
    const sequence = changes.length + 1
    const at = clock.now()
    const stored =
      entry === null ? null : structuredClone({ ...entry, entryId, version: `v${sequence}`, changedAt: at })
    changes.push({ sequence, at, entryId, entry: stored })
    if (stored === null) present.delete(entryId)
    else present.set(entryId, stored)
    return stored
  }

  function find(entryId: string): DirectoryEntry {
    const entry = present.get(entryId)
    if (entry === undefined) throw new Error(`there is no entry ${entryId}`)
    return entry
  }

  function newEntryId(): string {
    created += 1
    return `people/c${String(created).padStart(6, '0')}`
  }

  /** The last change that pages show by now. */
  function shownUpTo(): number {
    const limit = clock.now() - visibleAfterMs
    return changes.findLast(({ at }) => at <= limit)?.sequence ?? 0
  }

  function isReadFailing(): boolean {
    if (failingReads === 0) return false
    failingReads -= 1
    return true
  }

  function readPage({ syncToken, pageToken }: DirectoryRead): DirectoryReadAnswer {
    if (isReadFailing()) return postponed
    const token = pageToken ?? syncToken
    const cursor = token === undefined ? firstPage() : parseCursor(token)
    if (cursor === null) return { kind: 'refused', problem: 'the token is none of this directory' }
    const isOld = cursor.epoch !== epoch || clock.now() - cursor.issuedAt > tokenLivesMs
    if (token !== undefined && isOld) return { kind: 'token-expired' }
    const { from, to, after } = pageToken === undefined ? { ...cursor, to: shownUpTo(), after: '' } : cursor

    const latest = new Map<string, Change>()
    for (const change of changes) if (change.sequence <= to) latest.set(change.entryId, change)
    const rest = [...latest.values()]
      .filter(({ sequence, entry, entryId }) => (from === null ? entry !== null : sequence > from) && entryId > after)
      .sort((a, b) => (a.entryId < b.entryId ? -1 : 1))
    const page = rest.slice(0, pageSize)
    const last = page.at(-1)
    const content = {
      kind: 'page',
      entries: structuredClone(page.flatMap(({ entry }) => entry ?? [])),
      deletedEntryIds: page.flatMap(({ entry, entryId }) => (entry === null ? entryId : [])),
    } as const
    const issued = { issuedAt: cursor.issuedAt, epoch }
    if (last !== undefined && rest.length > page.length) {
      return { ...content, nextPageToken: JSON.stringify({ from, to, after: last.entryId, ...issued }) }
    }
    // A token lives from the full reading on, however often it was renewed since.
    return { ...content, syncToken: JSON.stringify({ from: to, to, after: '', ...issued }) }
  }

  function firstPage(): Cursor {
    return { from: null, to: 0, after: '', issuedAt: clock.now(), epoch }
  }

  function make(write: DirectoryWrite): DirectoryWriteAnswer {
    if (write.kind === 'create') {
      const { fields, groupId, contactId } = write
      if (![...groups.values()].includes(groupId)) return { kind: 'refused', problem: 'there is no such group' }
      return written(put(newEntryId(), { fields, groupIds: [groupId], contactId }))
    }
    const entry = present.get(write.entryId)
    if (entry === undefined) return { kind: 'gone' }
    if (entry.version !== write.version) return { kind: 'version-conflict' }
    if (write.kind === 'delete') return written(put(write.entryId, null))
    return written(put(write.entryId, { ...entry, fields: applyDirectoryChanges(entry.fields, write.changes) }))
  }

  function answer(write: DirectoryWrite): DirectoryWriteAnswer {
    switch (failures.shift()) {
      case 'postponed':
        return postponed
      case 'request-lost':
        return { kind: 'unknown', problem: 'the request was lost' }
      case 'answer-lost':
        make(write)
        return { kind: 'unknown', problem: 'the answer was lost' }
      case null:
      case undefined:
        return make(write)
    }
  }

  return {
    provider: 'memory',
    mostWrites,
    person: {
      async add(fields, groupIds) {
        const entryId = newEntryId()
        put(entryId, { fields, groupIds })
        return entryId
      },
      async change(entryId, wished) {
        const entry = find(entryId)
        put(entryId, { ...entry, fields: applyDirectoryChanges(entry.fields, wished) })
      },
      async setGroups(entryId, groupIds) {
        put(entryId, { ...find(entryId), groupIds })
      },
      async remove(entryId) {
        find(entryId)
        put(entryId, null)
      },
    },
    entries: () => structuredClone([...present.values()]),
    failWrites: (...next) => {
      failures.push(...next)
    },
    failRead: () => {
      failingReads += 1
    },
    expireTokens: () => {
      epoch += 1
    },
    check: async () => [],
    readPage: async (read) => readPage(read),
    readEntries: async (entryIds) => {
      const entries = structuredClone(entryIds.flatMap((entryId) => present.get(entryId) ?? []))
      return isReadFailing() ? postponed : { kind: 'entries', entries }
    },
    async write(writes) {
      if (writes.length > mostWrites) throw new Error(`at most ${mostWrites} changes at once`)
      const named = writes.flatMap((write) => (write.kind === 'create' ? [] : write.entryId))
      if (new Set(named).size < named.length) throw new Error('an entry stands in several changes')
      return writes.map(answer)
    },
    async ensureGroup(name) {
      const groupId = groups.get(name) ?? `groups/${groups.size + 1}`
      groups.set(name, groupId)
      return { kind: 'group', group: { groupId, name } }
    },
  }
}

function written(entry: DirectoryEntry | null): DirectoryWriteAnswer {
  return { kind: 'written', entry: structuredClone(entry) }
}

function parseCursor(token: string): Cursor | null {
  try {
    return JSON.parse(token)
  } catch {
    return null
  }
}
