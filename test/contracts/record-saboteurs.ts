/** Stores that are wrong about versions, about what replaced records say by then, and about other workspaces. @module */
import type { Affiliation, Commit, CommitRefusal, Contact, PartyIndex, Store, Workspace, Write } from 'crmkit'
import { isVisible } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'

type Sabotage = () => Store

/** Case name → a store that differs from a right one in what the case is about. */
export const recordSaboteurs: Readonly<Record<string, Sabotage>> = {
  // The second contact is taken for the first one come again.
  'a record of whatever kind is not created where its id is taken': takingConflicts('contact', 'create'),
  'a record of whatever kind is replaced in the version that is expected, and in no other': takingConflicts(
    'workspace',
    'update',
  ),
  'a record of whatever kind is purged in the version that is expected, and in no other': takingConflicts(
    'affiliation',
    'purge',
  ),
  // Lists go by the visibility that a contact had at first.
  'a company or contact that is replaced is seen, listed and counted by what it says by then': () => {
    const { store, first } = remembering(({ op, kind, record }) => op === 'create' && kind === 'contact' && record)
    return {
      ...store,
      contacts: {
        ...store.contacts,
        list: async (scope, query) => {
          const rows = await store.contacts.list(all(scope.workspaceId), { ...query, limit: 1_000 })
          const asAtFirst = (row: Contact): Contact => ({ ...row, visibility: first.get(row.id)?.visibility ?? 'read' })
          return rows.filter((row) => isVisible(scope.filter, asAtFirst(row))).slice(0, query.limit)
        },
      },
    }
  },
  // Contacts keep their place.
  'a company or contact that is replaced is sorted and searched by what it says by then': () => {
    const store = memoryStore()
    const indexes = new Map<string, PartyIndex>()
    const asAtFirst = (write: Write): Write => {
      if (write.op === 'purge' || write.kind !== 'contact') return write
      const index = (write.op === 'update' && indexes.get(write.record.id)) || write.index
      indexes.set(write.record.id, index)
      return { ...write, index }
    }
    return { ...store, commit: (commit) => store.commit({ ...commit, writes: commit.writes.map(asAtFirst) }) }
  },
  // Numbers are added to an index, and never taken off.
  'a record that is replaced is found by the telephone numbers that it has by then, and none that is purged': () => {
    const store = memoryStore()
    const holders = new Map<string, Set<string>>()
    return {
      ...store,
      commit: (commit) => {
        for (const write of commit.writes)
          if (write.op !== 'purge' && write.kind === 'company')
            for (const { e164 = '' } of write.record.phones)
              holders.set(e164, new Set([...(holders.get(e164) ?? []), write.record.id]))
        return store.commit(commit)
      },
      companies: {
        ...store.companies,
        findByPhone: async (workspaceId, e164, limit) => {
          const found = await store.companies.findMany(all(workspaceId), [...(holders.get(e164) ?? [])])
          return byId(found).slice(0, limit)
        },
      },
    }
  },
  // A job stays in the list of the contact whose it was at first.
  'an affiliation that is replaced is where its contact and its company are by then': () => {
    const { store, first } = remembering<Affiliation>(
      ({ op, kind, record }) => op === 'create' && kind === 'affiliation' && record,
    )
    return {
      ...store,
      affiliations: {
        ...store.affiliations,
        listOfContacts: async (scope, contactIds) => {
          const ids = [...first.values()].filter((job) => contactIds.includes(job.contactId)).map(({ id }) => id)
          return byId(await store.affiliations.findMany(scope, ids))
        },
      },
    }
  },
  // Read once, and never again.
  'a workspace or member that is replaced says what was written last': () => {
    const store = memoryStore()
    const read = new Map<string, Workspace>()
    return {
      ...store,
      commit: async (commit) => {
        const found = await store.workspaces.find(commit.workspaceId)
        if (found !== null && !read.has(found.id)) read.set(found.id, found)
        return store.commit(commit)
      },
      workspaces: { ...store.workspaces, find: async (id) => read.get(id) ?? store.workspaces.find(id) },
    }
  },
  // What an import was when it began is what it is.
  'an import that is replaced is recognized by its file for as long as it is not undone': () => {
    const { store, first } = remembering(({ op, kind, record }) => op === 'create' && kind === 'import' && record)
    return {
      ...store,
      imports: {
        ...store.imports,
        findByFileHash: async (workspaceId, fileHash, memberId) => {
          const begun = [...first.values()].find((record) => record.fileHash === fileHash)
          return begun === undefined || begun.status === 'undone' || memberId !== undefined
            ? store.imports.findByFileHash(workspaceId, fileHash, memberId)
            : store.imports.find(workspaceId, begun.id)
        },
      },
    }
  },
  'what is replaced or purged in one workspace stays as it is in another that has the same ids': () => {
    const { store, others } = knowingWorkspaces()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        const writes = commit.writes.filter(({ op, kind }) => op === 'purge' && kind === 'group')
        if (result.ok && writes.length > 0)
          for (const workspaceId of others(commit)) await store.commit({ ...empty, workspaceId, writes })
        return result
      },
    }
  },
  'what is purged in one workspace is not held by what points at the same id in another': () => {
    const { store, others } = knowingWorkspaces()
    return {
      ...store,
      commit: async (commit) => {
        for (const write of commit.writes) {
          if (write.op !== 'purge' || write.kind !== 'company') continue
          const subject = { kind: 'company', id: write.id } as const
          for (const workspaceId of others(commit))
            if ((await store.references.pointingAt(workspaceId, [subject])).length > 0)
              return refused({ code: 'still-referenced', subject })
        }
        return store.commit(commit)
      },
    }
  },
  'pairs that are ignored in one workspace stay so, whatever another one restores': () => {
    const { store, others } = knowingWorkspaces()
    return {
      ...store,
      commit: async (commit) => {
        const { pairsRestored = [] } = commit
        if (pairsRestored.length > 0)
          for (const workspaceId of others(commit)) await store.commit({ ...empty, workspaceId, pairsRestored })
        return store.commit(commit)
      },
    }
  },
  'keys of one workspace rival nobody in another': () => {
    const { store, others } = knowingWorkspaces()
    return {
      ...store,
      identity: {
        ...store.identity,
        findUnrivaled: async (workspaceId, claims) => {
          const found = await store.identity.findUnrivaled(workspaceId, claims)
          const keys = claims.flatMap((claim) => claim.keys)
          const lookUps = await Promise.all(others({ workspaceId }).map((id) => store.identity.lookUp(id, keys)))
          const hits = lookUps.flatMap((lookUp) => lookUp.hits)
          return { ...found, heads: found.heads.filter(({ id }) => hits.every(({ recordId }) => recordId === id)) }
        },
      },
    }
  },
  'a command id that was used in one workspace means nothing in another': () => {
    const { store, others } = knowingWorkspaces()
    return {
      ...store,
      commit: async (commit) => {
        for (const workspaceId of commit.command === undefined ? [] : others(commit)) {
          const answer = await store.history.findCommand(workspaceId, commit.command?.commandId ?? '')
          if (answer !== null) return refused({ code: 'command-repeated', answer })
        }
        return store.commit(commit)
      },
    }
  },
  'imports and the rows that they refused are those of their workspace': () => {
    const { store, others } = knowingWorkspaces()
    return {
      ...store,
      imports: {
        ...store.imports,
        listRefused: async (workspaceId, id, page) => {
          const workspaces = [workspaceId, ...others({ workspaceId })]
          const rows = await Promise.all(workspaces.map((each) => store.imports.listRefused(each, id, page)))
          return rows.flat().slice(0, page.limit)
        },
      },
    }
  },
  // Looks at the guard first.
  'a repeated command is told before anything else that refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const { guard } = commit
        const now = await store.identity.lookUp(commit.workspaceId, guard?.keys ?? [])
        const isStale = guard !== undefined && now.hits.length !== guard.hits.length
        return isStale ? refused({ code: 'identity-changed' }) : store.commit(commit)
      },
    }
  },
}

const empty = { writes: [], keysAdded: [], keysRemoved: [], touches: [], refusedRows: [], audit: [], events: [] }

/** Leaves out what is in conflict, and says that all is well. */
export function takingConflicts(kind: Write['kind'], op: Write['op']): Sabotage {
  return () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        const isConflict = !result.ok && result.error.code === 'version-conflict' && result.error.subject.kind === kind
        const writes = commit.writes.filter((write) => write.kind !== kind || write.op !== op)
        return isConflict && writes.length < commit.writes.length ? store.commit({ ...commit, writes }) : result
      },
    }
  }
}

type RecordWrite = Exclude<Write, { readonly op: 'purge' }>

/** A memory store, and the records that were written first under their ids, as far as they are picked. */
function remembering<Kept extends { readonly id: string }>(pick: (write: RecordWrite) => Kept | false) {
  const inner = memoryStore()
  const first = new Map<string, Kept>()
  const store: Store = {
    ...inner,
    commit: (commit) => {
      for (const write of commit.writes) {
        const record = write.op !== 'purge' && pick(write)
        if (record && !first.has(record.id)) first.set(record.id, record)
      }
      return inner.commit(commit)
    },
  }
  return { store, first }
}

/** A memory store, and the workspaces that it was given, but for one. */
function knowingWorkspaces() {
  const inner = memoryStore()
  const known = new Set<string>()
  const store: Store = {
    ...inner,
    commit: (commit) => {
      known.add(commit.workspaceId)
      return inner.commit(commit)
    },
  }
  const others = ({ workspaceId }: Pick<Commit, 'workspaceId'>): readonly string[] =>
    [...known].filter((id) => id !== workspaceId)
  return { store, others }
}

function refused(error: CommitRefusal): { readonly ok: false; readonly error: CommitRefusal } {
  return { ok: false, error }
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function all(workspaceId: string) {
  return { workspaceId, filter: { sees: 'everything' } } as const
}
