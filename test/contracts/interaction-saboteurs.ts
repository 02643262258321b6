/** Stores with one fault each in what they find, list and count of interactions. @module */
import type { AccessScope, InteractionFilter, InteractionQuery, InteractionRepository, Store } from 'crmkit'
import { attendeesOf, notPlanned } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const interactionSaboteurs: Readonly<Record<string, () => Store>> = {
  'find gives back every field of an interaction as it was written, in every state': onInteractions((interactions) => ({
    // Contacts come in the order of an index.
    find: async (...args) => {
      const found = await interactions.find(...args)
      return found && { ...found, contactIds: found.contactIds.toSorted() }
    },
  })),
  'find resolves null for an interaction that is unknown or of another workspace, and finds one in the trash':
    onInteractions((interactions) => ({
      find: async (...args) => {
        const found = await interactions.find(...args)
        return found?.trashedAt === undefined ? found : null
      },
    })),
  'interactions are seen under every filter as a company of the same owner, visibility and shares would be':
    onInteractions((interactions) => ({
      list: (scope, query) => interactions.list(query.order === 'planned' ? withoutGroups(scope) : scope, query),
    })),
  'findMany leaves out interactions that are unknown, elsewhere or hidden, and gives each once': onInteractions(
    (interactions) => ({
      findMany: async (scope, ids) =>
        (await Promise.all(ids.map((id) => interactions.find(scope, id)))).filter((each) => each !== null),
    }),
  ),
  'listOwnedBy gives all interactions of a member page by page, by id, and countOwnedBy counts them': onInteractions(
    (interactions) => ({
      listOwnedBy: async (...args) =>
        (await interactions.listOwnedBy(...args)).filter(({ trashedAt }) => trashedAt === undefined),
    }),
  ),
  'list of interactions gives every order in both directions, ties by id in the same direction': onInteractions(
    (interactions) => ({
      // Ties go by id upwards, whatever the direction.
      list: async (scope, query) => {
        if (!query.descending || query.order !== 'updated' || query.limit < 50) return interactions.list(scope, query)
        const rows = await interactions.list(scope, query)
        return rows.toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? -1 : 1))
      },
    }),
  ),
  'what is not planned comes last in the order of plans, in both directions': onInteractions((interactions) => ({
    // A database would put it first when it reads backwards.
    list: async (scope, query) => {
      const isAll = query.order === 'planned' && query.descending && query.after === undefined && query.limit > 50
      if (!isAll) return interactions.list(scope, query)
      const planned = { from: 0, until: notPlanned }
      const valued = await interactions.list(scope, { ...query, planned })
      const ids = new Set(valued.map(({ id }) => id))
      const rows = await interactions.list(scope, query)
      return [...rows.filter(({ id }) => !ids.has(id)), ...valued]
    },
  })),
  'findPlannedFrom gives where an interaction stands in the order of plans, as its index was written': onInteractions(
    (interactions) => ({
      // What is not planned is taken for unknown.
      findPlannedFrom: async (...args) => {
        const from = await interactions.findPlannedFrom(...args)
        return from === notPlanned ? null : from
      },
    }),
  ),
  'list of interactions starts right after the position, whether or not the interaction there still exists':
    onInteractions((interactions) => ({
      list: async (scope, query) => {
        if (query.after === undefined) return interactions.list(scope, query)
        const isThere = (await interactions.find(scope, query.after.id)) !== null
        const { after: _position, ...first } = query
        return interactions.list(scope, isThere ? query : first)
      },
    })),
  'a page of interactions is full whenever enough visible ones follow, each once': onInteractions((interactions) => ({
    // Cut first, looked at afterwards.
    list: async (scope, query) => {
      if (query.limit > 50 || scope.filter.sees === 'everything') return interactions.list(scope, query)
      const rows = await interactions.list({ ...scope, filter: { sees: 'everything' } }, query)
      const seen = await interactions.findMany(
        scope,
        rows.map(({ id }) => id),
      )
      return rows.filter(({ id }) => seen.some((each) => each.id === id))
    },
  })),
  'interactions in the trash are listed only, and alone, when they are asked for': onInteractions((interactions) => ({
    list: async (scope, query) => [
      ...(await interactions.list(scope, query)),
      ...(query.trashed && query.ownerId !== undefined
        ? await interactions.list(scope, { ...query, trashed: false })
        : []),
    ],
  })),
  'list of interactions meets every condition of its filter': onFilters(({ attendeeIds, ...rest }) =>
    // Only owners attend.
    attendeeIds?.length === 1 && rest.planned === undefined
      ? { ...rest, ownerId: attendeeIds[0] ?? null }
      : { ...rest, ...(attendeeIds && { attendeeIds }) },
  ),
  'count of interactions stops at the cap': onInteractions((interactions) => ({
    count: (scope, filter) => interactions.count(scope, filter, 1_000),
  })),
  'interactions are planned within a period if their span and the period overlap': onFilters((filter) =>
    // Up to and including its end.
    filter.planned === undefined || filter.planned.until === notPlanned
      ? filter
      : { ...filter, planned: { ...filter.planned, until: filter.planned.until + 1 } },
  ),
  'interactions without a plan ahead are those not done of which no part that is not done is planned either':
    onInteractions((interactions) => ({
      // Parts count only where the scope sees them.
      list: async (scope, query) => {
        const { withoutPlanAfter: after, ...rest } = query
        if (after === undefined || scope.filter.sees === 'everything') return interactions.list(scope, query)
        const planned = { from: after, until: notPlanned }
        const own = await interactions.list(scope, rest)
        const ahead = await interactions.list(scope, { ...rest, planned, states: ['open', 'in-progress'] })
        const wholes = new Set(ahead.flatMap(({ id, parentId }) => [id, parentId]))
        return own.filter(({ id, state }) => state !== 'done' && !wholes.has(id))
      },
    })),
  'new interactions are numbered from 1 within their workspace and kind, in the order of the writes, without gaps':
    () => {
      const store = memoryStore()
      return {
        ...store,
        // In the order of their ids.
        commit: (commit) => {
          const isNew = commit.writes.every(({ op, kind }) => op === 'create' && kind === 'interaction')
          if (!isNew) return store.commit(commit)
          const idOf = (write: (typeof commit.writes)[number]): string =>
            write.op === 'purge' ? write.id : write.record.id
          return store.commit({ ...commit, writes: commit.writes.toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)) })
        },
      }
    },
  'an interaction whose version is not the one expected refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      // The last one wins.
      commit: async (commit) => {
        const writes = await Promise.all(
          commit.writes.map(async (write) => {
            if (write.kind !== 'interaction' || write.op !== 'update') return write
            const scope: AccessScope = { workspaceId: commit.workspaceId, filter: { sees: 'everything' } }
            const stored = await store.interactions.find(scope, write.record.id)
            return { ...write, record: { ...write.record, version: (stored?.version ?? 0) + 1 } }
          }),
        )
        return store.commit({ ...commit, writes })
      },
    }
  },
  'an interaction that is changed concerns those whom it names then, and nobody else': () => {
    const store = memoryStore()
    const { interactions } = store
    const before = new Map<string, Set<string>>()
    return {
      ...store,
      commit: (commit) => {
        for (const write of commit.writes) {
          if (write.kind !== 'interaction' || write.op === 'purge') continue
          const known = before.get(write.record.id) ?? new Set()
          before.set(write.record.id, new Set([...known, ...attendeesOf(write.record).map(({ id }) => id)]))
        }
        return store.commit(commit)
      },
      interactions: {
        ...interactions,
        // Whoever attended once still does.
        list: async (scope, query) => {
          const { attendeeIds, ...rest } = query
          if (attendeeIds === undefined || query.planned !== undefined || query.limit < 50) {
            return interactions.list(scope, query)
          }
          const rows = await interactions.list(scope, rest)
          return rows.filter(({ id }) => attendeeIds.some((attendee) => before.get(id)?.has(attendee)))
        },
      },
    }
  },
}

/** A store with a fault in its interactions. */
export function onInteractions(
  change: (interactions: InteractionRepository, store: Store) => Partial<InteractionRepository>,
): () => Store {
  return () => {
    const store = memoryStore()
    return { ...store, interactions: { ...store.interactions, ...change(store.interactions, store) } }
  }
}

/** A store that lists and counts by another filter than the one asked for. */
function onFilters(change: (filter: InteractionFilter) => InteractionFilter): () => Store {
  return onInteractions((interactions) => ({
    list: (scope, query: InteractionQuery) => {
      const { order, descending, after, limit, ...filter } = query
      return interactions.list(scope, { ...change(filter), order, descending, limit, ...(after && { after }) })
    },
    count: (scope, filter, cap) => interactions.count(scope, change(filter), cap),
  }))
}

function withoutGroups(scope: AccessScope): AccessScope {
  const { filter } = scope
  if (filter.sees === 'everything') return scope
  return { ...scope, filter: { ...filter, grantees: [filter.memberId] } }
}
