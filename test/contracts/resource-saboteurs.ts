/** Stores with one fault each in what they do with resources. @module */
import type { Resource, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const resourceSaboteurs: Readonly<Record<string, () => Store>> = {
  'resources come back with every field, by id, in their workspace only': () => {
    const store = memoryStore()
    const known = new Map<string, Resource>()
    return {
      ...store,
      commit: (commit) => {
        for (const write of commit.writes) if (write.kind === 'resource') known.set(write.record.id, write.record)
        return store.commit(commit)
      },
      workspaces: {
        ...store.workspaces,
        // Found by its id alone.
        findResource: async (_workspaceId, id) => known.get(id) ?? null,
      },
    }
  },
  'resources are updated by version': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        // What was cleared keeps its old value.
        const writes = await Promise.all(
          commit.writes.map(async (write) => {
            if (write.op !== 'update' || write.kind !== 'resource') return write
            const before = await store.workspaces.findResource(commit.workspaceId, write.record.id)
            return { ...write, record: { ...before, ...write.record } }
          }),
        )
        return store.commit({ ...commit, writes })
      },
    }
  },
}
