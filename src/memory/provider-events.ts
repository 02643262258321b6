/** What providers told, in memory. @module */
import type { Commit } from '../ports/commit.ts'
import type {
  ProviderEventLog,
  ProviderEventName,
  ProviderEventReplay,
  StoredProviderEvent,
} from '../ports/provider-event-log.ts'
import type { ProviderEventRow, Tables } from './tables.ts'

/** Keeps, settles, replays and blanks the events of a commit. */
export function writeProviderEvents(tables: Tables, commit: Commit): void {
  const { providerEventsKept = [], providerEventsSettled = [], providerEventsReplayed } = commit
  const { providerEvents } = tables
  for (const event of providerEventsKept) {
    if (providerEvents.has(nameOf(event))) continue
    tables.lastProviderEventPosition += 1
    providerEvents.set(nameOf(event), { ...event, state: 'pending', position: tables.lastProviderEventPosition })
  }
  for (const { state, aboutId, position: _known, ...name } of providerEventsSettled) {
    const row = providerEvents.get(nameOf(name))
    if (row?.state !== 'pending') continue
    providerEvents.set(nameOf(name), { ...row, state, ...(aboutId !== undefined && { aboutId }) })
  }
  for (const [name, row] of providerEvents) {
    if (providerEventsReplayed !== undefined && isReplayed(row, providerEventsReplayed)) {
      providerEvents.set(name, { ...row, state: 'pending' })
    }
  }
  blankProviderEvents(tables, commit)
}

function blankProviderEvents({ providerEvents }: Tables, { providerEventsBlanked = [] }: Commit): void {
  if (providerEventsBlanked.length === 0) return
  const blanked = new Set(providerEventsBlanked)
  for (const [name, row] of providerEvents) {
    if (row.aboutId !== undefined && blanked.has(row.aboutId)) providerEvents.set(name, { ...row, raw: '' })
  }
}

/** The events of a memory store. @param read the tables of a workspace */
export function memoryProviderEvents(read: (workspaceId: string) => Tables): ProviderEventLog {
  const listed = (
    workspaceId: string,
    holds: (row: ProviderEventRow) => boolean,
    limit: number,
  ): readonly StoredProviderEvent[] => {
    const rows = [...read(workspaceId).providerEvents.values()].filter(holds)
    return structuredClone(rows.sort((a, b) => a.position - b.position).slice(0, limit)).map(asStored)
  }
  return {
    listPending: async (workspaceId, topic, limit, after = 0) =>
      listed(workspaceId, (row) => row.state === 'pending' && row.topic === topic && row.position > after, limit),
    list: async (workspaceId, { state, after = 0, limit }) =>
      listed(workspaceId, (row) => row.state === state && row.position > after, limit),
    prune: async (workspaceId, { before, limit }) => {
      const { providerEvents } = read(workspaceId)
      const old = [...providerEvents]
        .filter(([, { state, receivedAt }]) => state !== 'pending' && receivedAt < before)
        .slice(0, limit)
      for (const [name] of old) providerEvents.delete(name)
      return old.length
    },
  }
}

function asStored({ aboutId: _about, ...event }: ProviderEventRow): StoredProviderEvent {
  return event
}

function isReplayed(
  { state, topic, provider, raw, receivedAt }: ProviderEventRow,
  { topic: wanted, provider: from, ...period }: ProviderEventReplay,
): boolean {
  return (
    state !== 'pending' &&
    raw !== '' &&
    topic === wanted &&
    (from === undefined || provider === from) &&
    (period.from === undefined || receivedAt >= period.from) &&
    (period.until === undefined || receivedAt < period.until)
  )
}

function nameOf({ topic, provider, key }: ProviderEventName): string {
  return `${topic} ${provider} ${key}`
}
