/** Stores with one fault each in what points at interactions, what belongs to them, and timelines. @module */
import type { AccessScope, Commit, Store, TimelineEntry, Write } from 'crmkit'
import type { Note } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { onInteractions } from './interaction-saboteurs.ts'

/** Case name → a store that differs from a right one in what the case is about. */
export const interactionPartSaboteurs: Readonly<Record<string, () => Store>> = {
  'purging an interaction removes its notes, the time spent on it and its shares, and nothing of others': () => {
    const store = memoryStore()
    const notes: Note[] = []
    return {
      ...store,
      commit: (commit) => {
        notes.push(...(commit.notes ?? []))
        return store.commit(commit)
      },
      interactions: {
        ...store.interactions,
        // Notes outlive their interaction.
        listNotes: async (workspaceId, interactionId, page) => {
          const found = await store.interactions.listNotes(workspaceId, interactionId, page)
          const isPlain = page.after === undefined && found.length === 0
          return isPlain ? notes.filter((note) => note.interactionId === interactionId && note.at < 15) : found
        },
      },
    }
  },
  'an interaction that is a part of another, or a timer that runs on it, is in the way of purging it': onCommits(
    async (store, commit) => {
      // Timers go with what they run on.
      const purged = commit.writes.filter(({ op, kind }) => op === 'purge' && kind === 'interaction')
      const targets = purged.map((write) => ({
        kind: 'interaction' as const,
        id: write.op === 'purge' ? write.id : '',
      }))
      const found = await store.references.pointingAt(commit.workspaceId, targets)
      const timers = found.filter(({ from }) => from.kind === 'timer')
      const isSaid = commit.writes.some(({ op, kind }) => op === 'purge' && kind === 'timer')
      const stops = timers.map(({ from }): Write => ({ op: 'purge', kind: 'timer', id: from.id, expectedVersion: 1 }))
      return isSaid ? commit : { ...commit, writes: [...stops, ...commit.writes] }
    },
  ),
  'purging a company or a contact that an interaction points at refuses the commit with still-referenced': onCommits(
    async (store, commit) => {
      // Interactions let go of contacts that are purged.
      const [only] = commit.writes
      if (commit.writes.length !== 1 || only?.op !== 'purge' || only.kind !== 'contact') return commit
      const scope = all(commit.workspaceId)
      const targets = [{ kind: 'contact', id: only.id }] as const
      const found = await store.references.pointingAt(commit.workspaceId, targets)
      const ids = found.flatMap(({ from }) => (from.kind === 'interaction' ? [from.id] : []))
      const records = await store.interactions.findMany(scope, ids)
      const changes = records.map((record): Write => {
        const contactIds = record.contactIds.filter((id) => id !== only.id)
        const index = { sortKey: record.subject, searchText: record.subject }
        return {
          op: 'update',
          kind: 'interaction',
          record: { ...record, contactIds, version: record.version + 1 },
          index,
        }
      })
      return { ...commit, writes: [...changes, ...commit.writes] }
    },
  ),
  'an interaction, a note, a timer or time that points at what does not exist refuses the commit': onCommits(
    async (store, commit) => {
      // Notes of nothing are dropped.
      const { notes = [] } = commit
      const created = new Set(commit.writes.flatMap((write) => (write.op === 'create' ? [write.record.id] : [])))
      const there = await store.interactions.findMany(
        all(commit.workspaceId),
        notes.map(({ interactionId }) => interactionId),
      )
      const known = new Set([...created, ...there.map(({ id }) => id)])
      return { ...commit, notes: notes.filter(({ interactionId }) => known.has(interactionId)) }
    },
  ),
  'an interaction points at no record that was merged, and a record that it points at is not marked as merged':
    onCommits(async (store, commit) => {
      // What points at a merged company points at the one that it was merged into.
      const writes = await Promise.all(
        commit.writes.map(async (write): Promise<Write> => {
          if (write.op !== 'create' || write.kind !== 'interaction' || write.record.companyId === undefined)
            return write
          const company = await store.companies.find(all(commit.workspaceId), write.record.companyId)
          const companyId = company?.mergedInto ?? write.record.companyId
          return { ...write, record: { ...write.record, companyId } }
        }),
      )
      return { ...commit, writes }
    }),
  'references are found from interactions at companies, contacts and wholes, and from timers at interactions': () => {
    const store = memoryStore()
    return {
      ...store,
      references: {
        // A part is taken for nothing that points.
        pointingAt: async (...args) =>
          (await store.references.pointingAt(...args)).filter(
            ({ from, to }) => from.kind !== 'interaction' || to.kind !== 'interaction',
          ),
      },
    }
  },
  'a note is appended to its interaction as it stands, and blanking it leaves everything but its words': onInteractions(
    (interactions) => ({
      // A blank note is a deleted one.
      listNotes: async (...args) =>
        (await interactions.listNotes(...args)).filter((note) => note.kind !== 'words' || note.text !== ''),
    }),
  ),
  'listNotes gives the notes of an interaction page by page, by id, the first one first': onInteractions(
    (interactions) => ({
      listNotes: async (...args) =>
        (await interactions.listNotes(...args)).toSorted((a, b) => happened(a) - happened(b) || (a.id < b.id ? -1 : 1)),
    }),
  ),
  'findTimer gives the timer that a member has running, of which there is one at most': onCommits(
    async (store, commit) => {
      // A second one takes the place of the first.
      const stops = await Promise.all(
        commit.writes.map(async (write): Promise<readonly Write[]> => {
          if (write.op !== 'create' || write.kind !== 'timer') return []
          const running = await store.interactions.findTimer(commit.workspaceId, write.record.id)
          return running === null ? [] : [{ op: 'purge', kind: 'timer', id: running.id, expectedVersion: 1 }]
        }),
      )
      const stopped = stops.flat()
      if (stopped.length > 0) {
        await store.commit({ ...commit, writes: stopped, notes: [], timeSpent: [], audit: [], events: [] })
      }
      return commit
    },
  ),
  'time spent is added once, under its id, and listed by id': onInteractions((interactions) => ({
    listTimeSpent: async (...args) => (await interactions.listTimeSpent(...args)).toReversed(),
  })),
  'isStepInUse tells whether any interaction stands on a step or would come back to it, the trash included':
    onInteractions((interactions) => ({
      isStepInUse: async (workspaceId, type) =>
        (await interactions.count(all(workspaceId), { words: [], trashed: false, types: [type] }, 1)) > 0 ||
        (await interactions.count(all(workspaceId), { words: [], trashed: true, types: [type] }, 1)) > 0,
    })),
  'replacing a step moves every interaction on it, and those that were to come back to it, to the other': () => {
    const store = memoryStore()
    let replaces = false
    return {
      ...store,
      commit: (commit) => {
        replaces ||= (commit.stepsReplaced ?? []).length > 0
        return store.commit(commit)
      },
      interactions: {
        ...store.interactions,
        // Versions stay what they were.
        find: async (...args) => {
          const found = await store.interactions.find(...args)
          return found && replaces && found.version > 1 ? { ...found, version: found.version - 1 } : found
        },
      },
    }
  },
  'the timeline of an interaction holds its notes as they happened and the events about it, the latest first':
    onTimelines((entries, kind) =>
      kind !== 'interaction'
        ? entries
        : // Notes stand where they were written down.
          entries.map((entry) => (entry.kind === 'note' ? { ...entry, at: entry.note.at } : entry)),
    ),
  'the timeline of a company or a contact holds the events about it, what imports did to it, and what its interactions hold':
    onTimelines((entries, kind) =>
      kind === 'interaction' ? entries : entries.filter((entry) => entry.kind !== 'import' || entry.created),
    ),
  'a timeline holds nothing of interactions that the scope does not see, or that are in the trash, unless it is theirs':
    onInteractions((interactions) => ({
      timeline: (scope, place, page) =>
        // Whoever sees the company sees what happened there.
        interactions.timeline(place.kind === 'company' ? all(scope.workspaceId) : scope, place, page),
    })),
  'an event that only tells of a note is not on the timeline beside the note': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: (commit) =>
        store.commit({
          ...commit,
          // Kept under another type, and so shown.
          events: commit.events.map((event) =>
            event.type === 'interaction.noted' ? { ...event, type: 'interaction.updated' } : event,
          ),
        }),
    }
  },
  'a timeline starts right after the position, and goes on page by page': onInteractions((interactions) => ({
    // By the instant alone: what happened at the same one is left out.
    timeline: (scope, place, { after, limit }) =>
      interactions.timeline(scope, place, { limit, ...(after && { after: { ...after, id: '' } }) }),
  })),
  'the dates of a company or a contact are the latest of its interactions that the scope sees and that are in use':
    onInteractions((interactions) => ({
      datesOf: (scope, kind, ids) =>
        interactions.datesOf(kind === 'contact' ? all(scope.workspaceId) : scope, kind, ids),
    })),
}

function all(workspaceId: string): AccessScope {
  return { workspaceId, filter: { sees: 'everything' } }
}

function happened(note: Note): number {
  return note.kind === 'words' ? note.happenedAt : note.at
}

function onCommits(change: (store: Store, commit: Commit) => Promise<Commit>): () => Store {
  return () => {
    const store = memoryStore()
    return { ...store, commit: async (commit) => store.commit(await change(store, commit)) }
  }
}

function onTimelines(
  change: (entries: readonly TimelineEntry[], kind: 'company' | 'contact' | 'interaction') => readonly TimelineEntry[],
): () => Store {
  return onInteractions((interactions) => ({
    timeline: async (scope, place, page) => change(await interactions.timeline(scope, place, page), place.kind),
  }))
}
