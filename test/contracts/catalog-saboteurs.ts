/** Stores with one fault each in what they do with catalogs and withheld pipelines. @module */
import type { Catalog, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const catalogSaboteurs: Readonly<Record<string, () => Store>> = {
  'findCatalog gives every field back, in its workspace only, by version': () => {
    const store = memoryStore()
    let last: Catalog | null = null
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (result.ok) for (const write of commit.writes) if (write.kind === 'catalog') last = write.record
        return result
      },
      workspaces: {
        ...store.workspaces,
        // Whosever it is.
        findCatalog: async () => last,
      },
    }
  },
  'members keep the pipelines that are withheld from them': () => {
    const store = memoryStore()
    return {
      ...store,
      workspaces: {
        ...store.workspaces,
        findMember: async (workspaceId, memberId) => {
          const member = await store.workspaces.findMember(workspaceId, memberId)
          if (member === null) return null
          const { withheldPipelines: _lost, ...rest } = member
          return rest
        },
      },
    }
  },
}
