/** Stores with one fault each in what they do with merged records. @module */
import type { Commit, MergeRecord, Store, Write } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const mergeSaboteurs: Readonly<Record<string, () => Store>> = {
  'erasing a person blanks what merges keep of the person, and nothing else': () => {
    const store = memoryStore()
    const before = new Map<string, MergeRecord | null>()
    return {
      ...store,
      merges: {
        ...store.merges,
        // The survivor is forgotten, the jobs that the merge removed are not.
        find: async (workspaceId, id) => {
          const found = await store.merges.find(workspaceId, id)
          const first = before.get(id)
          return found === null || first === undefined || first === null ? found : { ...found, removed: first.removed }
        },
      },
      commit: async (commit) => {
        for (const write of commit.writes) if (write.kind === 'merge') before.set(write.record.id, write.record)
        return store.commit(commit)
      },
    }
  },
  'a record that was merged into another is found as it is, and comes in no list': () => {
    const store = memoryStore()
    return {
      ...store,
      companies: {
        ...store.companies,
        // Lists know; whoever hands over does not.
        countOwnedBy: async (workspaceId, ownerId) => {
          const owned = await store.companies.countOwnedBy(workspaceId, ownerId)
          const merges = await store.companies.findMany(
            everythingIn(workspaceId),
            await mergedIdsOf(store, workspaceId),
          )
          return owned + merges.filter((record) => record.ownerId === ownerId).length
        },
      },
      commit: async (commit) => {
        noteMerged(store, commit)
        return store.commit(commit)
      },
    }
  },
  'a page of what a member sees leaves merged records out, and is full': () => {
    const store = memoryStore()
    return {
      ...store,
      companies: {
        ...store.companies,
        // Whoever sees everything is asked rightly; for all others one more is read, and the merged one put back.
        list: async (scope, query) => {
          const page = await store.companies.list(scope, query)
          if (scope.filter.sees === 'everything' || query.limit !== 2) return page
          const merged = await store.companies.findMany(scope, await mergedIdsOf(store, scope.workspaceId))
          return [...merged, ...page].slice(0, 2)
        },
      },
      commit: async (commit) => {
        noteMerged(store, commit)
        return store.commit(commit)
      },
    }
  },
  // A new job is looked at, one that moves is not.
  'pointing at a record that was merged into another refuses the commit with version-conflict': forgiving(
    ({ writes }) => writes.length === 1 && writes.some(isJobUpdate),
  ),
  'marking a record as merged while another one points at it refuses the commit with version-conflict': forgiving(
    ({ writes }) => writes.some(({ op, kind }) => op === 'update' && kind === 'contact'),
  ),
  'of two concurrent commits, one that merges a record and one that points at it, at most one succeeds': () => {
    const store = memoryStore()
    return {
      ...store,
      // Looks first and writes then: between the two, another one comes to point at it.
      commit: async (commit) => {
        const targets = commit.writes.filter(isMark).map((write) => ({ kind: 'company' as const, id: write.record.id }))
        const pointing = await store.references.pointingAt(commit.workspaceId, targets)
        if (targets.length === 0 || pointing.length > 0) return store.commit(commit)
        await new Promise((resolve) => setTimeout(resolve, 0))
        const result = await store.commit(commit)
        return result.ok ? result : store.commit({ ...commit, writes: [] })
      },
    }
  },
  'a merge is found with every field as it was written, and so is its undo': onMerges((merge) => ({
    ...merge,
    removed: merge.removed.map((job) => ({ ...job, before: null })),
  })),
  'merges come latest first, of some records if asked, page by page': () => {
    const store = memoryStore()
    return {
      ...store,
      merges: {
        ...store.merges,
        list: async (workspaceId, page) => {
          const merges = await store.merges.list(workspaceId, page)
          return merges.filter(({ loserId }) => page.recordIds?.includes(loserId) !== true || page.recordIds.length > 1)
        },
      },
    }
  },
  'listOfPerson gives the merges that still keep something of the person, those of companies and undone ones too':
    () => {
      const store = memoryStore()
      return {
        ...store,
        merges: {
          ...store.merges,
          // Looks at who was merged, not at whose job went.
          listOfPerson: async (workspaceId, personId) => {
            const merges = await store.merges.listOfPerson(workspaceId, personId)
            return merges.filter(({ survivorId, loserId }) => survivorId === personId || loserId === personId)
          },
        },
      }
    },
  'affiliations are found by their ids, where both ends are visible': () => {
    const store = memoryStore()
    return {
      ...store,
      affiliations: {
        ...store.affiliations,
        findMany: ({ workspaceId }, ids) => store.affiliations.findMany(everythingIn(workspaceId), ids),
      },
    }
  },
}

function onMerges(change: (merge: MergeRecord) => MergeRecord): () => Store {
  return () => {
    const store = memoryStore()
    return {
      ...store,
      merges: {
        ...store.merges,
        find: async (...args) => {
          const merge = await store.merges.find(...args)
          return merge === null ? null : change(merge)
        },
      },
    }
  }
}

/** Says of some commits that they were written, although they were refused. */
function forgiving(isForgiven: (commit: Commit) => boolean): () => Store {
  return () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        const isConflict = !result.ok && result.error.code === 'version-conflict'
        return isConflict && isForgiven(commit) ? store.commit({ ...commit, writes: [] }) : result
      },
    }
  }
}

function isJobUpdate(write: Write): boolean {
  return write.op === 'update' && write.kind === 'affiliation'
}

function isMark(write: Write): write is Extract<Write, { op: 'update'; kind: 'company' }> {
  return write.op === 'update' && write.kind === 'company' && write.record.mergedInto !== undefined
}

const merged = new WeakMap<Store, Set<string>>()

function noteMerged(store: Store, { writes }: Commit): void {
  const ids = merged.get(store) ?? new Set()
  merged.set(store, ids)
  for (const write of writes) {
    if (isMark(write)) ids.add(write.record.id)
  }
}

async function mergedIdsOf(store: Store, workspaceId: string): Promise<readonly string[]> {
  const ids = [...(merged.get(store) ?? [])]
  const found = await store.companies.findMany(everythingIn(workspaceId), ids)
  return found.filter(({ mergedInto }) => mergedInto !== undefined).map(({ id }) => id)
}

function everythingIn(workspaceId: string) {
  return { workspaceId, filter: { sees: 'everything' } } as const
}
