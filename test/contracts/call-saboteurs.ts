/** Stores with one fault each in what they do with telephone numbers and calls. @module */
import type { CallRepository, Store, StoredCall } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const callSaboteurs: Readonly<Record<string, () => Store>> = {
  'telephone numbers come back with every field, by id, in their workspace only': onCalls((calls) => ({
    // The latest first.
    listLines: async (workspaceId) => (await calls.listLines(workspaceId)).toReversed(),
  })),
  'telephone numbers and calls are replaced by version': () => {
    const store = memoryStore()
    return {
      ...store,
      // What is stale is left out, and the rest is written.
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (result.ok || result.error.code !== 'version-conflict') return result
        const { kind, id } = result.error.subject
        if (kind !== 'call' || commit.writes.some(({ op }) => op === 'create')) return result
        return store.commit({
          ...commit,
          writes: commit.writes.filter((write) => write.op === 'purge' || write.record.id !== id),
        })
      },
    }
  },
  'a call comes back with every field, by id and by the name that its provider has for it': onCalls((calls) => ({
    findByProviderName: async (workspaceId, name) =>
      (await calls.findByProviderName(workspaceId, name)) ??
      (await calls.findByProviderName(workspaceId, { ...name, provider: 'test' })),
  })),
  'a call under the name that a provider has for another one refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      // Looks only at new ones.
      commit: (commit) => {
        const writes = commit.writes.map((write) =>
          write.kind === 'call' && write.op === 'update'
            ? { ...write, record: { ...write.record, provider: `${write.record.provider} again` } }
            : write,
        )
        return store.commit({ ...commit, writes })
      },
    }
  },
  'of concurrent commits that each begin a call by the same name, one succeeds': () => {
    const store = memoryStore()
    let asked = 0
    return {
      ...store,
      // Looks for the name before the others have written theirs.
      commit: async (commit) => {
        asked += 1
        await Promise.resolve()
        const isCrowded = asked > 1
        const writes = commit.writes.map((write) =>
          isCrowded && write.kind === 'call'
            ? { ...write, record: { ...write.record, providerCallId: `${write.record.id}` } }
            : write,
        )
        const result = await store.commit({ ...commit, writes })
        asked -= 1
        return result
      },
    }
  },
  'a call is seen by its member, its operators, and who sees one of its people': onCalls((calls) => ({
    // To whoever may see it at all, a list shows all.
    list: (scope, query) => calls.list({ ...scope, filter: { sees: 'everything' } }, query),
  })),
  'the log meets every condition of the query': onCalls((calls) => ({
    list: (scope, { direction: _overlooked, ...query }) => calls.list(scope, query),
  })),
  'the log is in the order of beginnings, the latest first, page by page': onCalls((calls) => ({
    list: (scope, { after, ...query }) =>
      // Those of the instant at which the page before ended are taken for read.
      calls.list(scope, { ...query, ...(after !== undefined && { after: { ...after, id: '' } }) }),
  })),
  'a call that is replaced is found by whom it names by then': () => {
    const store = memoryStore()
    const first = new Map<string, StoredCall>()
    return {
      ...store,
      commit: (commit) => {
        for (const write of commit.writes) {
          if (write.kind === 'call' && write.op === 'create') first.set(write.record.id, write.record)
        }
        return store.commit(commit)
      },
      calls: {
        ...store.calls,
        list: async (scope, query) => {
          const { contactIds, ...others } = query
          if (contactIds === undefined) return store.calls.list(scope, query)
          const found = await store.calls.list(scope, { ...others, limit: 1_000 })
          const isOf = ({ id }: StoredCall): boolean =>
            first.get(id)?.contactIds.some((each) => contactIds.includes(each)) === true
          return found.filter(isOf).slice(0, query.limit)
        },
      },
    }
  },
  'missed calls are those that nobody returned by a later call, the latest first': onCalls((calls) => ({
    // Those of withheld numbers, too, are thought to be settled.
    listMissed: async (scope, page) => (await calls.listMissed(scope, page)).filter(({ number }) => number !== null),
  })),
  'missed calls are those of the scope, settled by calls of anybody': onCalls((calls) => ({
    listMissed: async (scope, page) => {
      const { filter } = scope
      if (filter.sees === 'everything') return calls.listMissed(scope, page)
      // Settled by what the member sees.
      const seen = await calls.list(scope, { limit: 1_000, statuses: ['missed', 'voicemail'] })
      return seen.slice(0, page.limit)
    },
  })),
  'calls of a person come by id, page by page, in their workspace only': onCalls((calls) => ({
    listOfPerson: async (workspaceId, contactId, page) =>
      (await calls.listOfPerson(workspaceId, contactId, page)).toReversed().slice(0, page.after === undefined ? 9 : 0),
  })),
  'calls stand on the timelines of their people and of their matter': () => {
    const store = memoryStore()
    return {
      ...store,
      interactions: {
        ...store.interactions,
        timeline: async (scope, place, page) => {
          const entries = await store.interactions.timeline(scope, place, page)
          return place.kind === 'company' ? entries.filter(({ kind }) => kind !== 'call') : entries
        },
      },
    }
  },
  'findByPhone finds by every number of a record, and a contact by those of its jobs': () => {
    const store = memoryStore()
    return {
      ...store,
      contacts: {
        ...store.contacts,
        findByPhone: async (workspaceId, e164, limit) =>
          // By their first one.
          (await store.contacts.findByPhone(workspaceId, e164, limit)).filter(
            ({ phones }) => phones[0]?.e164 === undefined || phones[0].e164 === e164,
          ),
      },
    }
  },
}

function onCalls(change: (calls: CallRepository) => Partial<CallRepository>): () => Store {
  return () => {
    const store = memoryStore()
    return { ...store, calls: { ...store.calls, ...change(store.calls) } }
  }
}
