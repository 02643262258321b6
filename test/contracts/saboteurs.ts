/**
 * Stores with one fault each: they throw nothing, and every contract case must catch the one that is named after it.
 * @module
 */
import type { AccessScope, Commit, Company, Contact, PartyQuery, PartyRepository, Result, Store, Write } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { accessSaboteurs } from './access-saboteurs.ts'
import { bookingSaboteurs } from './booking-saboteurs.ts'
import { callSaboteurs } from './call-saboteurs.ts'
import { catalogSaboteurs } from './catalog-saboteurs.ts'
import { consentSaboteurs } from './consent-saboteurs.ts'
import { directorySaboteurs } from './directory-saboteurs.ts'
import { duplicateSaboteurs } from './duplicate-saboteurs.ts'
import { historySaboteurs } from './history-saboteurs.ts'
import { interactionPartSaboteurs } from './interaction-part-saboteurs.ts'
import { interactionSaboteurs } from './interaction-saboteurs.ts'
import { jobSaboteurs } from './job-saboteurs.ts'
import { mailSaboteurs } from './mail-saboteurs.ts'
import { memberSaboteurs } from './member-saboteurs.ts'
import { mergeSaboteurs } from './merge-saboteurs.ts'
import { messageSaboteurs } from './message-saboteurs.ts'
import { recordSaboteurs } from './record-saboteurs.ts'
import { reminderSaboteurs } from './reminder-saboteurs.ts'
import { resourceSaboteurs } from './resource-saboteurs.ts'

type Sabotage = () => Store

/** Case name → a store that differs from a right one in what the case is about. */
export const saboteurs: Readonly<Record<string, Sabotage>> = {
  ...recordSaboteurs,
  ...interactionSaboteurs,
  ...interactionPartSaboteurs,
  ...jobSaboteurs,
  ...memberSaboteurs,
  ...resourceSaboteurs,
  ...bookingSaboteurs,
  ...callSaboteurs,
  ...reminderSaboteurs,
  ...messageSaboteurs,
  ...consentSaboteurs,
  ...directorySaboteurs,
  ...catalogSaboteurs,
  ...mailSaboteurs,
  ...mergeSaboteurs,
  ...accessSaboteurs,
  ...duplicateSaboteurs,
  ...historySaboteurs,
  'find resolves null for an unknown id': onCompanies((companies) => ({
    find: async (scope, id) => (await companies.find(scope, id)) ?? (await anyOf(companies, scope)),
  })),
  'find gives back every field of a company as it was written': onFoundCompany(
    ({ socialProfiles: _lost, ...rest }) => ({
      ...rest,
      socialProfiles: [],
    }),
  ),
  'find gives back every field of a contact as it was written': onFoundContact((contact) => ({
    ...contact,
    ...(contact.honorific !== undefined && { honorific: contact.honorific.toLowerCase() }),
  })),
  'find leaves blank fields out': onFoundCompany((company) => ({ ...company, siret: company.siret ?? '' })),
  'find resolves null for a record of another workspace': onCompanies((companies, store) => ({
    find: async (scope, id) => (await companies.find(scope, id)) ?? (await findAnywhere(store, id)),
  })),
  'find resolves null for a private record of somebody else': onCompanies((companies) => ({
    find: (scope, id) => companies.find(withoutFilter(scope), id),
  })),
  'find finds a record in the trash': onCompanies((companies) => ({
    find: async (scope, id) => {
      const found = await companies.find(scope, id)
      return found?.trashedAt === undefined ? found : null
    },
  })),
  'findMany leaves out what is unknown, elsewhere or hidden, and gives each record once': onContacts((contacts) => ({
    findMany: (scope, ids) => contacts.findMany(withoutFilter(scope), ids),
  })),
  'changing a saved or found object does not change the store': sharingStore,
  'list gives every order in both directions, ties by id': onCompanies((companies) => ({
    list: (scope, query) => companies.list(scope, query.order === 'updated' ? { ...query, order: 'created' } : query),
  })),
  'list compares names by code points': onContacts((contacts) => ({
    list: async (scope, query) => {
      const rows = await contacts.list(scope, query)
      return query.order === 'name' && query.after === undefined ? rows.toSorted(byLocale) : rows
    },
  })),
  'list starts right after the position, in every order, whether or not the record there still exists': onCompanies(
    (companies) => ({
      list: async (scope, { after, ...query }) => {
        const rows = await companies.list(scope, { ...query, limit: 1000 })
        const at = after === undefined ? -1 : rows.findIndex(({ id }) => id === after.id)
        return after !== undefined && at < 0 ? [] : rows.slice(at + 1, at + 1 + query.limit)
      },
    }),
  ),
  'list gives full pages of visible records': onCompanies((companies) => ({
    list: async (scope, query) => {
      const page = await companies.list(withoutFilter(scope), query)
      const visible = await companies.findMany(
        scope,
        page.map(({ id }) => id),
      )
      const ids = new Set(visible.map(({ id }) => id))
      return page.filter(({ id }) => ids.has(id))
    },
  })),
  'list never shows another workspace': onCompanies((companies, store) => ({
    count: async (scope, query, cap) =>
      (await companies.count(scope, query, cap)) + (await everywhere(store).companies.count(scope, query, cap)),
  })),
  'list shows records in the trash only, and alone, when asked for': onCompanies((companies) => ({
    list: async (scope, query) => {
      const rows = await companies.list(scope, query)
      return query.trashed ? rows : [...rows, ...(await companies.list(scope, { ...query, trashed: true }))]
    },
  })),
  'list finds records whose search text holds every word': onCompanies((companies) => ({
    list: (scope, query) =>
      companies.list(scope, { ...query, words: query.words.map((word) => word.replace(/[%_\\]/g, '')) }),
  })),
  'list finds a record by its short number': onContacts((contacts) => ({
    list: (scope, query) =>
      contacts.list(scope, { ...query, words: query.words.map((word) => (/^\d+$/.test(word) ? `${word} ` : word)) }),
  })),
  'count counts what list would list, and stops at the cap': onCompanies((companies) => ({
    count: (scope, query) => companies.count(scope, query, 1_000_000),
  })),
  'findBySortKey finds equal names in the whole workspace, hidden and trashed ones too': onCompanies((companies) => ({
    findBySortKey: async (...args) =>
      (await companies.findBySortKey(...args)).filter(({ trashedAt }) => trashedAt === undefined),
  })),
  'affiliations are visible where both ends are': (() => {
    const store = memoryStore()
    const { affiliations } = store
    return {
      ...store,
      affiliations: {
        ...affiliations,
        listOfContacts: (scope, ids) => affiliations.listOfContacts(withoutFilter(scope), ids),
      },
    }
  }) satisfies Sabotage,
  'affiliations come back with every field, page by page': () => {
    const store = memoryStore()
    const { affiliations } = store
    return {
      ...store,
      affiliations: {
        ...affiliations,
        listOfCompany: (scope, id, { limit }) => affiliations.listOfCompany(scope, id, { limit }),
      },
    }
  },
  'members and workspaces are found in their workspace only': () => {
    const store = memoryStore()
    const seen = new Map<string, string>()
    return {
      ...store,
      commit: (commit) => {
        for (const write of commit.writes)
          if (write.op !== 'purge' && write.kind === 'member') seen.set(write.record.id, commit.workspaceId)
        return store.commit(commit)
      },
      workspaces: {
        ...store.workspaces,
        findMember: (_workspaceId, id) => store.workspaces.findMember(seen.get(id) ?? '', id),
      },
    }
  },
  'an update replaces the record and its place in lists': onCommit((commit) => ({
    ...commit,
    writes: commit.writes.map((write) =>
      write.op === 'update' && write.kind === 'company'
        ? { ...write, index: { sortKey: 'pomme', searchText: 'pomme' } }
        : write,
    ),
  })),
  'a stale version refuses the commit': lastWriterWins((stored, given) => given <= stored),
  'a version from the future refuses the commit': lastWriterWins((stored, given) => given > stored + 1),
  'updating or purging a record that is not there refuses the commit': onMissing,
  'purging removes the record': onCommit((commit) => ({
    ...commit,
    writes: commit.writes.filter(({ op, kind }) => op !== 'purge' || kind !== 'contact'),
  })),
  'purging with a stale version refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) =>
        store.commit({
          ...commit,
          writes: await Promise.all(commit.writes.map((write) => withPresentVersion(store, commit.workspaceId, write))),
        }),
    }
  },
  'creating a record whose id is taken refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const known = await store.companies.findMany(
          all(commit.workspaceId),
          commit.writes.map((write) =>
            write.op === 'create' && write.kind === 'company' && commit.writes.length === 1 ? write.record.id : '',
          ),
        )
        return known.length === 0 ? store.commit(commit) : store.commit({ ...commit, writes: [] })
      },
    }
  },
  'a refused commit writes nothing at all': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (!result.ok)
          await store.commit({ ...commit, writes: [], keysAdded: [], audit: [], ...withoutCommandAndGuard(commit) })
        return result
      },
    }
  },
  'numbers count from 1 by workspace and kind, in the order of the writes, without gaps': onCommit((commit) => ({
    ...commit,
    writes: commit.writes.toSorted((a, b) =>
      a.op === 'create' && b.op === 'create' ? (a.record.id < b.record.id ? -1 : 1) : 0,
    ),
  })),
  'numbers are not given again after a purge': reusingNumbers,
  'purging what another record points at refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (result.ok || result.error.code !== 'still-referenced' || result.error.subject.kind !== 'contact')
          return result
        const jobs = await store.affiliations.listOfContacts(all(commit.workspaceId), [result.error.subject.id])
        const cascade = jobs.map(
          (job): Write => ({ op: 'purge', kind: 'affiliation', id: job.id, expectedVersion: job.version }),
        )
        return store.commit({ ...commit, writes: [...cascade, ...commit.writes] })
      },
    }
  },
  'pointing at a record that does not exist refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (result.ok || result.error.code !== 'missing-reference') return result
        return store.commit({
          ...commit,
          writes: commit.writes.filter(({ kind }) => kind !== 'affiliation').map(withoutParent),
        })
      },
    }
  },
  'references are found at contacts, companies and parents': () => {
    const store = memoryStore()
    return {
      ...store,
      references: {
        pointingAt: async (...args) =>
          (await store.references.pointingAt(...args)).filter(({ from }) => from.kind !== 'company'),
      },
    }
  },
  'nothing of one workspace is changed by a commit of another': () => {
    const store = memoryStore()
    const homes = new Map<string, string>()
    return {
      ...store,
      commit: async (commit) => {
        for (const { key } of commit.keysAdded) homes.set(key, commit.workspaceId)
        for (const entry of commit.keysRemoved) {
          const home = homes.get(entry.key)
          if (home !== undefined && home !== commit.workspaceId)
            await store.commit({ ...commit, workspaceId: home, writes: [] })
        }
        return store.commit(commit)
      },
    }
  },
  'the same ids may stand in two workspaces': () => {
    const store = memoryStore()
    const homes = new Map<string, string>()
    return {
      ...store,
      commit: async (commit) => {
        for (const write of commit.writes) {
          if (write.op !== 'create' || write.kind !== 'company') continue
          const home = homes.get(write.record.id)
          if (home !== undefined && home !== commit.workspaceId)
            return { ok: false, error: { code: 'version-conflict', subject: { kind: 'company', id: write.record.id } } }
          homes.set(write.record.id, commit.workspaceId)
        }
        return store.commit(commit)
      },
    }
  },
  'a repeated command is refused with its first answer': onCommit(({ command, ...commit }) => commit),
  'keys lead to their records, with records and version of one moment': onLookUp((lookup) => ({
    ...lookup,
    companies: lookup.companies.filter(({ trashedAt }) => trashedAt === undefined),
  })),
  'records are unrivaled as long as no other one of their kind carries a key that is named': () => {
    const store = memoryStore()
    // Forgets the rivals of those who do not carry the key themselves.
    const findUnrivaled: typeof store.identity.findUnrivaled = async (workspaceId, claims) => {
      const { hits } = await store.identity.lookUp(
        workspaceId,
        claims.flatMap(({ keys }) => keys),
      )
      const carries = (recordId: string, key: string): boolean =>
        hits.some((hit) => hit.recordId === recordId && hit.key === key)
      return store.identity.findUnrivaled(
        workspaceId,
        claims.map((claim) => ({ ...claim, keys: claim.keys.filter((key) => carries(claim.recordId, key)) })),
      )
    }
    return { ...store, identity: { ...store.identity, findUnrivaled } }
  },
  'all keys of a workspace are listed once, with their version, or none where there are too many': () => {
    const store = memoryStore()
    const listKeys: typeof store.identity.listKeys = async (workspaceId, most) => {
      const all = await store.identity.listKeys(workspaceId, Number.MAX_SAFE_INTEGER)
      return all && { ...all, keys: all.keys.slice(0, most) }
    }
    return { ...store, identity: { ...store.identity, listKeys } }
  },
  'a key may belong to several records, and to either kind': onLookUp((lookup) => ({
    ...lookup,
    hits: lookup.hits.filter(({ key }, at) => lookup.hits.findIndex((hit) => hit.key === key) === at),
  })),
  'keys compare letter by letter': () => {
    const store = memoryStore()
    const fold = (key: string): string => key.toLowerCase().trim()
    return {
      ...store,
      identity: {
        ...store.identity,
        lookUp: (workspaceId, keys) => store.identity.lookUp(workspaceId, keys.map(fold)),
      },
      commit: (commit) =>
        store.commit({ ...commit, keysAdded: commit.keysAdded.map((entry) => ({ ...entry, key: fold(entry.key) })) }),
    }
  },
  'removed keys lead nowhere; adding twice or removing what is not there changes nothing': onCommit((commit) => ({
    ...commit,
    keysRemoved: [],
  })),
  'the identity version grows with every commit that changes keys, and with no other': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        return result.ok && commit.keysAdded.length === 0
          ? { ok: true, value: { ...result.value, identityAfter: result.value.identityAfter + 1 } }
          : result
      },
    }
  },
  'a guard whose keys lead elsewhere by now refuses the commit': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: (commit) => {
        const isRemovalOnly = commit.guard !== undefined && commit.guard.hits.length > 0
        return store.commit(isRemovalOnly ? withoutGuard(commit) : commit)
      },
    }
  },
  'a guard whose keys still lead to the same records holds, whatever else changed': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (
        commit,
      ): Promise<Result<never, { code: 'identity-changed' }> | Awaited<ReturnType<Store['commit']>>> => {
        const { version } = await store.identity.lookUp(commit.workspaceId, [])
        const isStale = commit.guard !== undefined && commit.guard.version !== version
        return isStale ? { ok: false, error: { code: 'identity-changed' } } : store.commit(commit)
      },
    }
  },
  'two concurrent commits that guard a key one of them adds never both succeed': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        if (commit.guard === undefined || commit.keysAdded.length === 0) return store.commit(commit)
        const now = await store.identity.lookUp(commit.workspaceId, commit.guard.keys)
        const holds = now.hits.length === commit.guard.hits.length
        return holds ? store.commit(withoutGuard(commit)) : { ok: false, error: { code: 'identity-changed' } }
      },
    }
  },
  'events come first ones first, page by page': () => {
    const store = memoryStore()
    return {
      ...store,
      history: {
        ...store.history,
        listEvents: async (...args) => (await store.history.listEvents(...args)).toReversed(),
      },
    }
  },
  'imports are found, listed latest first, and recognized by their file': () => {
    const store = memoryStore()
    return {
      ...store,
      imports: {
        ...store.imports,
        findByFileHash: async (workspaceId, hash) =>
          (await store.imports.list(workspaceId, { limit: 100 })).find(({ fileHash }) => fileHash === hash) ?? null,
      },
    }
  },
  'a stale import refuses the commit, so that two processes never apply the same batch': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        const isImport =
          !result.ok && result.error.code === 'version-conflict' && result.error.subject.kind === 'import'
        return isImport
          ? store.commit({ ...commit, writes: commit.writes.filter(({ kind }) => kind !== 'import') })
          : result
      },
    }
  },
  'of a record that an import touched before, the first image is kept': () => {
    const store = memoryStore()
    return {
      ...store,
      imports: {
        ...store.imports,
        listTouches: async (workspaceId, id) =>
          (await store.imports.listTouches(workspaceId, id)).map((touch) => ({ ...touch, versionAfter: 2 })),
      },
    }
  },
  'a touch after somebody else’s change keeps the version before it': () => {
    const store = memoryStore()
    const latest = new Map<string, number>()
    return {
      ...store,
      commit: (commit) => {
        for (const touch of commit.touches) latest.set(touch.recordId, touch.versionAfter)
        return store.commit(commit)
      },
      imports: {
        ...store.imports,
        listTouches: async (workspaceId, id) =>
          (await store.imports.listTouches(workspaceId, id)).map((touch) => ({
            ...touch,
            versionAfter: latest.get(id) ?? touch.versionAfter,
          })),
      },
    }
  },
  'the changes of one import to some records come at once': () => {
    const store = memoryStore()
    return {
      ...store,
      imports: {
        ...store.imports,
        // Of whichever import.
        listTouchesOf: async (workspaceId, _id, recordIds) => {
          const touches = await Promise.all(
            [...new Set(recordIds)].map((recordId) => store.imports.listTouches(workspaceId, recordId)),
          )
          return touches.flat()
        },
      },
    }
  },
  'what an import created or changed is listed once each, page by page': () => {
    const store = memoryStore()
    return {
      ...store,
      imports: {
        ...store.imports,
        listTouched: async (...args) => (await store.imports.listTouched(...args)).filter(({ created }) => created),
      },
    }
  },
  'refused rows are listed by row, page by page': () => {
    const store = memoryStore()
    return {
      ...store,
      imports: {
        ...store.imports,
        listRefused: (workspaceId, id, { limit }) => store.imports.listRefused(workspaceId, id, { limit }),
      },
    }
  },
  'what an import left settled is listed by row, page by page; of a batch that is written again, the last one counts':
    () => {
      const store = memoryStore()
      const written = new Set<string>()
      return {
        ...store,
        commit: ({ rowsSettled, ...commit }) => {
          const name = `${rowsSettled?.importId} ${rowsSettled?.firstRow}`
          const isFirst = rowsSettled !== undefined && !written.has(name)
          written.add(name)
          return store.commit(isFirst ? { ...commit, rowsSettled } : commit)
        },
      }
    },
  'a large commit is written like a small one': onCommit((commit) => ({
    ...commit,
    writes: commit.writes.length < 100 ? commit.writes : commit.writes.map(escapedTwice),
  })),
}

function onCommit(change: (commit: Commit) => Commit): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, commit: (commit) => store.commit(change(commit)) }
  }
}

function onCompanies(
  change: (companies: PartyRepository<Company>, store: Store) => Partial<PartyRepository<Company>>,
): Sabotage {
  return () => {
    const store = rememberingStore()
    return { ...store, companies: { ...store.companies, ...change(store.companies, store) } }
  }
}

function onContacts(change: (contacts: PartyRepository<Contact>) => Partial<PartyRepository<Contact>>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, contacts: { ...store.contacts, ...change(store.contacts) } }
  }
}

function onFoundCompany(change: (company: Company) => Company): Sabotage {
  return onCompanies((companies) => ({
    find: async (scope, id) => {
      const found = await companies.find(scope, id)
      return found && change(found)
    },
  }))
}

function onFoundContact(change: (contact: Contact) => Contact): Sabotage {
  return onContacts((contacts) => ({
    find: async (scope, id) => {
      const found = await contacts.find(scope, id)
      return found && change(found)
    },
  }))
}

function onLookUp(
  change: (
    lookup: Awaited<ReturnType<Store['identity']['lookUp']>>,
  ) => Awaited<ReturnType<Store['identity']['lookUp']>>,
): Sabotage {
  return () => {
    const store = memoryStore()
    return {
      ...store,
      identity: { ...store.identity, lookUp: async (...args) => change(await store.identity.lookUp(...args)) },
    }
  }
}

const workspacesOf = new WeakMap<Store, Set<string>>()

/** A memory store that remembers which workspaces it was given, for saboteurs that mix them up. */
function rememberingStore(): Store {
  const store = memoryStore()
  const known = new Set<string>()
  const remembering: Store = {
    ...store,
    commit: (commit) => {
      known.add(commit.workspaceId)
      return store.commit(commit)
    },
  }
  workspacesOf.set(remembering, known)
  return remembering
}

/** Reads of a store that look into every workspace but the one asked for. */
function everywhere(store: Store): {
  companies: { count(scope: AccessScope, query: Pick<PartyQuery, 'words' | 'trashed'>, cap: number): Promise<number> }
} {
  return {
    companies: {
      count: async (scope, query, cap) => {
        let count = 0
        for (const workspaceId of workspacesOf.get(store) ?? []) {
          if (workspaceId !== scope.workspaceId)
            count += await store.companies.count({ ...scope, workspaceId }, query, cap)
        }
        return count
      },
    },
  }
}

async function findAnywhere(store: Store, id: string): Promise<Company | null> {
  for (const workspaceId of workspacesOf.get(store) ?? []) {
    const found = await store.companies.find(all(workspaceId), id)
    if (found !== null && found.visibility !== 'private') return found
  }
  return null
}

async function anyOf(companies: PartyRepository<Company>, scope: AccessScope): Promise<Company | null> {
  const query: PartyQuery = { order: 'name', descending: false, words: [], trashed: false, limit: 1 }
  return (await companies.list(scope, query))[0] ?? null
}

/** Hands the very objects in and out. */
function sharingStore(): Store {
  const store = memoryStore()
  const cache = new Map<string, Company>()
  return {
    ...store,
    companies: {
      ...store.companies,
      find: async (scope, id) => {
        const found = cache.get(id) ?? (await store.companies.find(scope, id))
        if (found !== null) cache.set(id, found)
        return found
      },
    },
  }
}

function lastWriterWins(applies: (stored: number, given: number) => boolean): Sabotage {
  return () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const writes = await Promise.all(
          commit.writes.map(async (write) => {
            if (write.op !== 'update' || write.kind !== 'company') return write
            const stored = (await store.companies.find(all(commit.workspaceId), write.record.id))?.version ?? 0
            if (stored === 0 || !applies(stored, write.record.version)) return write
            return { ...write, record: { ...write.record, version: stored + 1 } }
          }),
        )
        return store.commit({ ...commit, writes })
      },
    }
  }
}

/** Takes what is not there for done. */
function onMissing(): Store {
  const store = memoryStore()
  return {
    ...store,
    commit: async (commit) => {
      const known = await store.companies.findMany(
        all(commit.workspaceId),
        commit.writes.map((write) => (write.op === 'purge' ? write.id : write.record.id)),
      )
      const ids = new Set(known.map(({ id }) => id))
      const isGone = (write: Write): boolean =>
        write.op === 'purge' && write.kind === 'company' && write.expectedVersion === 1 && !ids.has(write.id)
      return commit.writes.length === 1 && commit.writes.some(isGone)
        ? store.commit({ ...commit, writes: [] })
        : store.commit(commit)
    },
  }
}

async function withPresentVersion(store: Store, workspaceId: string, write: Write): Promise<Write> {
  if (write.op !== 'purge' || write.kind !== 'company') return write
  const found = await store.companies.find(all(workspaceId), write.id)
  return found === null || write.expectedVersion > found.version ? write : { ...write, expectedVersion: found.version }
}

/** Numbers records by counting those that are there. */
function reusingNumbers(): Store {
  const store = memoryStore()
  return {
    ...store,
    commit: async (commit) => {
      const query = { words: [], trashed: false }
      const before = await store.companies.count(all(commit.workspaceId), query, 10_000)
      const result = await store.commit(commit)
      const [only] = commit.writes
      if (!result.ok || commit.writes.length !== 1 || only?.op !== 'create' || only.kind !== 'company') return result
      return { ok: true, value: { ...result.value, numbers: new Map([[only.record.id, before + 1]]) } }
    },
  }
}

function escapedTwice(write: Write): Write {
  if (write.op !== 'create' || write.kind !== 'company') return write
  return { ...write, record: { ...write.record, name: write.record.name.replaceAll('\\', '\\\\') } }
}

function withoutParent(write: Write): Write {
  if (write.op !== 'create' || write.kind !== 'company') return write
  const { parentId: _gone, ...record } = write.record
  return { ...write, record }
}

function withoutGuard({ guard: _gone, ...commit }: Commit): Commit {
  return commit
}

function withoutCommandAndGuard({ events }: Commit): Pick<Commit, 'events'> {
  return { events }
}

function withoutFilter(scope: AccessScope): AccessScope {
  return all(scope.workspaceId)
}

function all(workspaceId: string): AccessScope {
  return { workspaceId, filter: { sees: 'everything' } }
}

function byLocale(a: Contact, b: Contact): number {
  return (a.familyName ?? '').localeCompare(b.familyName ?? '', 'fr')
}
