/** Stores that are wrong about shared keys and ignored pairs. @module */
import type { Commit, IdentityIndex, RecordPair, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const duplicateSaboteurs: Readonly<Record<string, () => Store>> = {
  'keys that several records of one kind share come in the order of their code points': onIndex(({ listClusters }) => ({
    listClusters: async (...args) => (await listClusters(...args)).toSorted((a, b) => a.key.localeCompare(b.key, 'en')),
  })),
  'a key that fewer than two records of the scope carry is no shared one, and only those of the scope are counted':
    onIndex(({ listClusters }) => ({
      // Where nobody is shown what he may not see: but he learns that it is there.
      listClusters: (scope, query) => listClusters({ ...scope, filter: { sees: 'everything' } }, query),
    })),
  'a page of shared keys starts at the key, inclusive, whether or not it still exists': onIndex(({ listClusters }) => ({
    listClusters: async (scope, { from, ...query }) => {
      const page = await listClusters(scope, from === undefined ? query : { ...query, from })
      return page.filter(({ key }) => key !== from)
    },
  })),
  'all records of a shared key are counted, and the first ones named': onIndex(({ listClusters }) => ({
    listClusters: async (...args) =>
      (await listClusters(...args)).map((cluster) => ({ ...cluster, count: cluster.recordIds.length })),
  })),
  'pairs that are ignored are found, each once, and none elsewhere or of the other kind': onIndex(
    ({ findIgnored }) => ({
      findIgnored: async (workspaceId, pairs) =>
        (await Promise.all(pairs.map((pair) => findIgnored(workspaceId, [pair])))).flat(),
    }),
  ),
  'ignoring a pair that is ignored, or restoring one that is not, changes nothing': () => {
    const store = memoryStore()
    const ignored = new Set<string>()
    const name = ({ ids }: RecordPair): string => ids.join()
    return {
      ...store,
      commit: (commit) => {
        const { pairsIgnored = [] } = commit
        const again = pairsIgnored.filter((pair) => ignored.has(name(pair)))
        for (const pair of pairsIgnored) ignored.add(name(pair))
        return store.commit({
          ...commit,
          pairsIgnored: pairsIgnored.filter((pair) => !again.includes(pair)),
          ...toggled(commit, again),
        })
      },
    }
  },
  'purging a record removes the ignored pairs that it is in, and no other': () => {
    const store = memoryStore()
    const ignored: RecordPair[] = []
    const purged = new Set<string>()
    return {
      ...store,
      commit: (commit) => {
        ignored.push(...(commit.pairsIgnored ?? []))
        for (const write of commit.writes) if (write.op === 'purge') purged.add(write.id)
        return store.commit(commit)
      },
      identity: {
        ...store.identity,
        // Looks for what goes under the lower id only.
        findIgnored: async (workspaceId, pairs) => [
          ...(await store.identity.findIgnored(workspaceId, pairs)),
          ...ignored.filter((one) => purged.has(one.ids[1]) && pairs.some(({ ids }) => ids.join() === one.ids.join())),
        ],
      },
    }
  },
}

/** Ignoring once more means: no longer. */
function toggled({ pairsRestored = [] }: Commit, again: readonly RecordPair[]): Pick<Commit, 'pairsRestored'> {
  return { pairsRestored: [...pairsRestored, ...again] }
}

function onIndex(change: (identity: IdentityIndex) => Partial<IdentityIndex>): () => Store {
  return () => {
    const store = memoryStore()
    return { ...store, identity: { ...store.identity, ...change(store.identity) } }
  }
}
