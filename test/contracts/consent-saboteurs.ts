/** Stores with one fault each in who must not be written to, who agreed, and what providers told. @module */
import type { Commit, ConsentLedger, ProviderEventLog, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

type Sabotage = () => Store

/** Case name → a store that differs from a right one in what the case is about. */
export const consentSaboteurs: Readonly<Record<string, Sabotage>> = {
  'suppressions of addresses come back with every field, on their channel, in their workspace only': onLedger(
    (ledger) => ({
      suppressionsOf: async (workspaceId, channel, addresses) =>
        // An address that is on no line comes with none, as if it were there.
        new Map([
          ...addresses.map((address) => [address, []] as const),
          ...(await ledger.suppressionsOf(workspaceId, channel, addresses)),
        ]),
    }),
  ),
  'a line of the suppression list with an id that is there is not added again': onCommit(async (commit) => {
    const { suppressionsAdded } = commit
    if (suppressionsAdded === undefined) return commit
    // Names that differ in case are taken for one.
    return { ...commit, suppressionsAdded: suppressionsAdded.map((line) => ({ ...line, id: line.id.toLowerCase() })) }
  }),
  'suppressions are listed latest first, ties by id, page by page': onLedger((ledger) => ({
    listSuppressions: async (workspaceId, { after, ...page }) => {
      const lines = await ledger.listSuppressions(workspaceId, { ...page, limit: 1_000 })
      return lines.filter(({ entry }) => after === undefined || entry.at < after.at).slice(0, page.limit)
    },
  })),
  'blanking suppressed addresses leaves them suppressed': onLedger((ledger) => ({
    suppressionsOf: async (workspaceId, channel, addresses) => {
      const listed = await ledger.listSuppressions(workspaceId, { limit: 1_000 })
      const known = new Set(listed.map(({ entry }) => entry.address))
      // Looked up by the address in the list.
      return ledger.suppressionsOf(
        workspaceId,
        channel,
        addresses.filter((address) => known.has(address)),
      )
    },
  })),
  'consent ledgers come back with every field, each in the order in which its lines were added': onLedger((ledger) => ({
    consentsOf: async (workspaceId, contactIds) =>
      (await ledger.consentsOf(workspaceId, contactIds)).toSorted((a, b) => a.entry.at - b.entry.at),
  })),
  'lines that are added to a consent ledger at once are all there': () => {
    const store = memoryStore()
    let isBusy = false
    return {
      ...store,
      commit: async (commit) => {
        const { consentsAdded, ...rest } = commit
        if (consentsAdded === undefined) return store.commit(commit)
        // Whoever comes while somebody is adding overwrites nothing, and is overwritten.
        const isLost = isBusy
        isBusy = true
        await Promise.resolve()
        const result = await store.commit(isLost ? rest : commit)
        isBusy = false
        return result
      },
    }
  },
  'blanking a consent ledger leaves everything but its proofs': onCommit(
    async ({ consentsBlanked: _forgotten, ...commit }) => commit,
  ),
  'events that nobody has looked at come in the order in which they came in, with every field': onLog((log) => ({
    listPending: async (workspaceId, topic, limit) => {
      const events = await log.listPending(workspaceId, topic, 1_000)
      return events.toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, limit)
    },
  })),
  'events that nobody has looked at start right after the position, if given': onLog((log) => ({
    listPending: (workspaceId, topic, limit) => log.listPending(workspaceId, topic, limit),
  })),
  'an event of a provider that was kept before is not kept again, whatever has become of it': onCommit(
    async (commit, { providerEvents }) => {
      const { workspaceId, providerEventsKept = [] } = commit
      const settled = await providerEvents.list(workspaceId, { state: 'interpreted', limit: 1_000 })
      const again = providerEventsKept.filter(({ key }) => settled.some((event) => event.key === key))
      // What was interpreted is pending once more.
      if (again.length > 0) return { ...commit, providerEventsReplayed: { topic: 'mail' } }
      return commit
    },
  ),
  'events in a state are listed in the order in which they came in, page by page': onLog((log) => ({
    list: (workspaceId, { after: _ignored, ...page }) => log.list(workspaceId, page),
  })),
  'settling an event that is not pending changes nothing. Replaying makes events pending again': onCommit(
    async (commit) => {
      const { providerEventsReplayed: replayed } = commit
      // Whatever the period is.
      return replayed === undefined ? commit : { ...commit, providerEventsReplayed: { topic: replayed.topic } }
    },
  ),
  'blanking what providers told of a message or a call leaves everything but its raw text; it is replayed no more':
    onCommit(async ({ providerEventsBlanked: _forgotten, ...commit }) => commit),
  'events that came before an instant are removed, at most so many; pending ones stay': onLog((log) => ({
    prune: (workspaceId, { before }) => log.prune(workspaceId, { before, limit: 1_000 }),
  })),
}

function onLedger(change: (ledger: ConsentLedger) => Partial<ConsentLedger>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, consents: { ...store.consents, ...change(store.consents) } }
  }
}

function onLog(change: (log: ProviderEventLog) => Partial<ProviderEventLog>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, providerEvents: { ...store.providerEvents, ...change(store.providerEvents) } }
  }
}

function onCommit(change: (commit: Commit, store: Store) => Promise<Commit>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, commit: async (commit) => store.commit(await change(commit, store)) }
  }
}
