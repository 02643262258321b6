/** Stores with one fault each in what the access predicate lets through, in shares, and in groups. @module */
import type {
  AccessScope,
  Commit,
  Company,
  PartyIndex,
  PartyRepository,
  RecordFilter,
  Share,
  Store,
  StoredMember,
  Write,
} from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const accessSaboteurs: Readonly<Record<string, () => Store>> = {
  'find gives back with whom a record is shared': onCompanies((companies) => ({
    find: async (scope, id) => {
      const found = await companies.find(scope, id)
      // As if it had never been shared.
      const { shares = [], ...rest } = found ?? {}
      return found !== null && shares.length === 0 ? ({ ...found, ...rest, shares: [] } satisfies Company) : found
    },
  })),
  'find under a granted filter finds what is not private, the member’s own, and what is shared with a grantee':
    onCompanies((companies) => ({
      find: (scope, id) => companies.find(scope.filter.sees === 'granted' ? withoutGroups(scope) : scope, id),
    })),
  'find under an assigned filter finds what is the member’s own, nobody’s, or shared with a grantee, and nothing else':
    onCompanies((companies) => ({
      find: async (scope, id) => {
        const found = await companies.find(scope, id)
        return scope.filter.sees === 'assigned' && found?.ownerId === null && found.visibility === 'private'
          ? null
          : found
      },
    })),
  'findMany sees under every filter what find sees': onCompanies((companies) => ({
    // Those that nobody owns come in whatever the filter, private ones too.
    findMany: async (scope, ids) => {
      const all = await companies.findMany({ ...scope, filter: { sees: 'everything' } }, ids)
      const seen = new Set((await companies.findMany(scope, ids)).map(({ id }) => id))
      return all.filter(({ id, ownerId }) => seen.has(id) || ownerId === null)
    },
  })),
  'list sees under every filter what find sees, in use and in the trash': onCompanies((companies) => ({
    list: (scope, query) => companies.list(query.trashed ? withoutGroups(scope) : scope, query),
  })),
  'count sees under every filter what list sees, each record once, and stops at the cap': onCompanies((companies) => ({
    count: async (scope, query, cap) => {
      const { filter } = scope
      if (filter.sees !== 'assigned') return companies.count(scope, query, cap)
      // Branch by branch: what is shared twice counts twice.
      const counts = await Promise.all(
        filter.grantees.map(async (grantee) => {
          const only: RecordFilter = { ...filter, grantees: [grantee] }
          return companies.count({ ...scope, filter: only }, query, 1_000)
        }),
      )
      const none = await companies.count({ ...scope, filter: { ...filter, grantees: [] } }, query, 1_000)
      const count = counts.reduce((sum, each) => sum + each - none, none)
      return Math.min(cap, count)
    },
  })),
  'affiliations are visible under every filter where both ends are': () => {
    const store = memoryStore()
    const { affiliations } = store
    return {
      ...store,
      affiliations: {
        ...affiliations,
        // The company is known to be seen; the contact is not looked at.
        listOfCompany: async (scope, companyId, page) =>
          scope.filter.sees === 'assigned' && (await store.companies.find(scope, companyId)) !== null
            ? affiliations.listOfCompany({ ...scope, filter: { sees: 'everything' } }, companyId, page)
            : affiliations.listOfCompany(scope, companyId, page),
      },
    }
  },
  'pages under an assigned filter are full and in order, each record once': onCompanies((companies) => ({
    // Own records and nobody's first, then what is shared: right only where one page holds them all.
    list: async (scope, query) => {
      const { filter } = scope
      if (filter.sees !== 'assigned' || query.limit > 50) return companies.list(scope, query)
      const own = await companies.list({ ...scope, filter: { ...filter, grantees: [] } }, query)
      const all = await companies.list(scope, query)
      const ids = new Set(own.map(({ id }) => id))
      return [...own, ...all.filter(({ id }) => !ids.has(id))].slice(0, query.limit)
    },
  })),
  'shares that are added, replaced or taken away count at once': onWrites(() => {
    const first = new Map<string, readonly Share[]>()
    // Shares are only ever added.
    return (write) => {
      if (write.op === 'purge' || write.kind !== 'company' || write.record.shares === undefined) return write
      const shares = [...(first.get(write.record.id) ?? []), ...write.record.shares]
      first.set(write.record.id, shares)
      return write.op === 'create'
        ? { ...write, record: { ...write.record, shares } }
        : { ...write, record: { ...write.record, shares } }
    }
  }),
  'a shared record that is renamed is listed at its new place': onWrites(() => {
    const places = new Map<string, PartyIndex>()
    // What is shared stays where it was when it was shared first.
    return (write) => {
      if (write.op === 'purge' || write.kind !== 'company' || write.record.shares === undefined) return write
      const index = places.get(write.record.id) ?? write.index
      places.set(write.record.id, index)
      return { ...write, index }
    }
  }),
  'purging a record removes its shares': onWrites(() => {
    const shares = new Map<string, readonly Share[]>()
    return (write) => {
      if (write.kind !== 'contact' || write.op === 'purge') return write
      const left = shares.get(write.record.id)
      if (write.record.shares !== undefined) shares.set(write.record.id, write.record.shares)
      if (write.op !== 'create' || left === undefined) return write
      return { ...write, record: { ...write.record, shares: left } }
    }
  }),
  'shares of one workspace count for nothing in another': () => {
    const store = memoryStore()
    const shared = new Map<string, readonly Share[]>()
    return {
      ...store,
      commit: (commit) =>
        store.commit({
          ...commit,
          writes: commit.writes.map((write) => {
            if (write.op !== 'create' || write.kind !== 'company') return write
            const left = shared.get(write.record.id)
            if (write.record.shares !== undefined) shared.set(write.record.id, write.record.shares)
            // The id alone tells what is shared.
            const isElsewhere = left !== undefined && write.record.shares === undefined
            return isElsewhere ? { ...write, record: { ...write.record, shares: left } } : write
          }),
        }),
    }
  },
  'entries and events come back whatever they are about, and entries under whatever right': () => {
    const store = memoryStore()
    return {
      ...store,
      history: {
        ...store.history,
        // A right that came later is not known.
        listAudit: async (...args) =>
          (await store.history.listAudit(...args)).map((entry) =>
            entry.right === 'share' ? { ...entry, right: 'visibility' } : entry,
          ),
      },
    }
  },
  'imports that one member made are listed and recognized among those of others': () => {
    const store = memoryStore()
    return {
      ...store,
      imports: {
        ...store.imports,
        // The latest of all, if it is the member's.
        findByFileHash: async (workspaceId, hash, memberId) => {
          const found = await store.imports.findByFileHash(workspaceId, hash)
          return memberId === undefined || found?.memberId === memberId ? found : null
        },
      },
    }
  },
  'listGroups gives all groups of a workspace by id, with every field as it was written': () => {
    const store = memoryStore()
    return {
      ...store,
      workspaces: {
        ...store.workspaces,
        listGroups: async (workspaceId) =>
          (await store.workspaces.listGroups(workspaceId)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      },
    }
  },
  'purging a group removes it, and nothing else of its id': () => {
    const store = memoryStore()
    const gone = new Set<string>()
    const outOf = (member: StoredMember): StoredMember => ({
      ...member,
      groupIds: member.groupIds.filter((id) => !gone.has(id)),
    })
    return {
      ...store,
      commit: (commit) => {
        for (const write of commit.writes) if (write.op === 'purge' && write.kind === 'group') gone.add(write.id)
        return store.commit(commit)
      },
      workspaces: {
        ...store.workspaces,
        // Takes members out of the group by itself: the commit did not say so.
        findMember: async (...args) => {
          const member = await store.workspaces.findMember(...args)
          return member && outOf(member)
        },
      },
    }
  },
  'a stale group refuses the commit, whether it is written or purged': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) =>
        store.commit({
          ...commit,
          writes: await Promise.all(
            commit.writes.map(async (write): Promise<Write> => {
              if (write.op !== 'purge' || write.kind !== 'group') return write
              const groups = await store.workspaces.listGroups(commit.workspaceId)
              const version = groups.find(({ id }) => id === write.id)?.version ?? 0
              return { ...write, expectedVersion: version }
            }),
          ),
        }),
    }
  },
  'members keep their groups, and what is withheld from them': () => {
    const store = memoryStore()
    return {
      ...store,
      workspaces: {
        ...store.workspaces,
        listMembers: async (workspaceId) =>
          (await store.workspaces.listMembers(workspaceId)).map((member) => ({
            ...member,
            groupIds: member.groupIds.slice(1),
          })),
      },
    }
  },
}

function onCompanies(change: (companies: PartyRepository<Company>) => Partial<PartyRepository<Company>>): () => Store {
  return () => {
    const store = memoryStore()
    return { ...store, companies: { ...store.companies, ...change(store.companies) } }
  }
}

function onWrites(make: () => (write: Write) => Write): () => Store {
  return () => {
    const store = memoryStore()
    const change = make()
    return {
      ...store,
      commit: (commit: Commit) => store.commit({ ...commit, writes: commit.writes.map(change) }),
    }
  }
}

function withoutGroups(scope: AccessScope): AccessScope {
  const { filter } = scope
  if (filter.sees === 'everything') return scope
  return { ...scope, filter: { ...filter, grantees: [filter.memberId] } }
}
