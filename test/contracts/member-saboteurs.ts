/** Stores with one fault each in what they do with members. @module */
import type { Commit, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const memberSaboteurs: Readonly<Record<string, () => Store>> = {
  'findMember gives back every field of a member as it was written': () => {
    const store = memoryStore()
    return {
      ...store,
      workspaces: {
        ...store.workspaces,
        listMembers: async (workspaceId) =>
          (await store.workspaces.listMembers(workspaceId)).map((member) => ({ ...member, hourlyCosts: [] })),
      },
    }
  },
  'a guarded member whose version is not the one expected refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      // Guards are heeded only where members are written.
      commit: (commit) =>
        store.commit(commit.writes.some(({ kind }) => kind === 'member') ? commit : withoutGuards(commit)),
    }
  },
  'of two concurrent commits that each write the member whom the other guards, at most one succeeds': () => {
    const store = memoryStore()
    return {
      ...store,
      // Looks first and writes then: between the two, another one does the same.
      commit: async (commit) => {
        const guards = commit.memberGuards ?? []
        const found = await Promise.all(
          guards.map(({ memberId }) => store.workspaces.findMember(commit.workspaceId, memberId)),
        )
        const holds = guards.every(({ version }, index) => found[index]?.version === version)
        return store.commit(holds ? withoutGuards(commit) : commit)
      },
    }
  },
  'listOwnedBy gives all records of an owner by id, page by page': () => {
    const store = memoryStore()
    return {
      ...store,
      companies: {
        ...store.companies,
        listOwnedBy: async (...args) =>
          (await store.companies.listOwnedBy(...args)).filter(({ trashedAt }) => trashedAt === undefined),
      },
    }
  },
  'countOwnedBy counts all records of an owner': () => {
    const store = memoryStore()
    return {
      ...store,
      companies: {
        ...store.companies,
        countOwnedBy: async (workspaceId, ownerId) => {
          const rows = await store.companies.listOwnedBy(workspaceId, ownerId, { limit: 1_000 })
          return rows.filter(({ visibility }) => visibility !== 'private').length
        },
      },
    }
  },
}

function withoutGuards({ memberGuards: _gone, ...commit }: Commit): Commit {
  return commit
}
