/** Stores with one fault each in what they do with bookings and feeds. @module */
import type { Commit, Store, StoredFeed } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedId } from 'crmkit/testing'

/** Case name → a store that differs from a right one in what the case is about. */
export const bookingSaboteurs: Readonly<Record<string, () => Store>> = {
  'a booking is refused where another matter has the resource at an overlapping time, with those in the way': onCommit(
    // Looks at where bookings begin, and not at how long they last.
    (commit) => ({
      ...commit,
      bookings: commit.bookings?.map((each) => ({
        ...each,
        bookings: each.bookings.map((booking) => {
          const { from, until } = booking.period
          return { ...booking, period: { from, until: Math.min(until, from + 1) } }
        }),
      })),
    }),
  ),
  'a refusal names up to twenty bookings that are in the way, by their start': onRefusal((conflicts) =>
    conflicts.toReversed(),
  ),
  'bookings that touch, of other resources or other workspaces stand beside each other': onCommit((commit) => ({
    ...commit,
    // A minute to clean the van.
    bookings: commit.bookings?.map((each) => ({
      ...each,
      bookings: each.bookings.map((booking) => ({
        ...booking,
        period: { ...booking.period, until: booking.period.until + 60_000 },
      })),
    })),
  })),
  "a matter's bookings replace those that it had": () => {
    const store = memoryStore()
    const had = new Map<string, NonNullable<Commit['bookings']>[number]['bookings']>()
    return {
      ...store,
      // Adds to them.
      commit: async (commit) => {
        const bookings = commit.bookings?.map((each) => ({
          ...each,
          bookings: [...(had.get(each.interactionId) ?? []), ...each.bookings],
        }))
        const result = await store.commit({ ...commit, ...(bookings !== undefined && { bookings }) })
        if (result.ok) for (const each of bookings ?? []) had.set(each.interactionId, each.bookings)
        return result
      },
    }
  },
  'bookings of a matter in another version, or of a resource that does not exist, refuse the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      // Drops what is out of date, and writes the rest.
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (result.ok || result.error.code !== 'version-conflict') return result
        if (result.error.subject.kind !== 'interaction' || commit.writes.length > 0) return result
        return store.commit({ ...commit, bookings: [] })
      },
    }
  },
  'purging an interaction gives up its bookings': onCommit(({ bookings = [], ...commit }) => ({
    ...commit,
    // Of all matters, whichever was purged.
    bookings: commit.writes.some(({ op, kind }) => op === 'purge' && kind === 'interaction')
      ? [...bookings, { interactionId: secondMatter, version: 1, bookings: [] }]
      : bookings,
  })),
  'a refused commit books nothing, and gives up nothing': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        const isStale = !result.ok && result.error.code === 'version-conflict'
        if (isStale && commit.writes.length > 0) await store.commit({ ...commit, writes: [] })
        return result
      },
    }
  },
  'of concurrent bookings of a resource, exactly compatible ones succeed': () => {
    const store = memoryStore()
    let asked = 0
    return {
      ...store,
      // Whoever comes while another one is being served is told that all is well.
      commit: async (commit) => {
        asked += 1
        await Promise.resolve()
        const result = await store.commit(asked > 1 ? { ...commit, bookings: [] } : commit)
        asked -= 1
        return result
      },
    }
  },
  'feeds come back with every field, by id, in their workspace only': () => {
    const store = memoryStore()
    const known = new Map<string, StoredFeed>()
    return {
      ...store,
      commit: (commit) => {
        for (const write of commit.writes) {
          if (write.kind === 'feed' && write.op === 'create') known.set(write.record.id, write.record)
        }
        return store.commit(commit)
      },
      // Found by its id alone.
      feeds: { ...store.feeds, find: async (_workspaceId, id) => known.get(id) ?? null },
    }
  },
  'feeds are purged by version': onCommit((commit) => ({
    ...commit,
    writes: commit.writes.map((write) =>
      write.op === 'purge' && write.kind === 'feed' ? { ...write, expectedVersion: 1 } : write,
    ),
  })),
}

/** The second matter of the cases. */
const secondMatter = countedId(2, 0x9)

function onCommit(
  change: (commit: Commit) => Omit<Commit, 'bookings'> & { readonly bookings?: Commit['bookings'] | undefined },
) {
  return (): Store => {
    const store = memoryStore()
    return {
      ...store,
      commit: (commit) => {
        const { bookings, ...changed } = change(commit)
        return store.commit({ ...changed, ...(bookings !== undefined && { bookings }) })
      },
    }
  }
}

type Conflicts = Extract<
  Extract<Awaited<ReturnType<Store['commit']>>, { readonly ok: false }>['error'],
  { readonly code: 'resource-taken' }
>['conflicts']

function onRefusal(change: (conflicts: Conflicts) => Conflicts) {
  return (): Store => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (result.ok || result.error.code !== 'resource-taken') return result
        return { ok: false, error: { ...result.error, conflicts: change(result.error.conflicts) } }
      },
    }
  }
}
