/** Stores with one fault each in what they keep of address books. @module */
import type { Commit, DirectoryRepository, DirectoryWrites, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const directorySaboteurs: Readonly<Record<string, () => Store>> = {
  'directories come back with every field, by id, in their workspace only': onReads((directories) => ({
    list: async (workspaceId) =>
      (await directories.list(workspaceId)).map(({ everyMinutes: _lost, ...account }) => account),
  })),
  'directories are changed and purged by version, with everything that was written down of them': () => {
    const store = memoryStore()
    const links = new Map<string, Awaited<ReturnType<DirectoryRepository['findLinks']>>[number]>()
    return {
      ...store,
      commit: (commit) => {
        for (const written of commit.directories ?? []) {
          for (const link of written.links ?? []) links.set(link.contactId, link)
          for (const id of written.linksRemoved ?? []) links.delete(id)
        }
        return store.commit(commit)
      },
      // Outlive their account.
      directories: {
        ...store.directories,
        findLinks: async (_workspaceId, _id, contactIds) => contactIds.flatMap((id) => links.get(id) ?? []),
      },
    }
  },
  'what a synchronization writes down refuses the commit where its progress is not the one expected': onRefused(
    // Drops the progress, and writes the rest.
    'version-conflict',
    ({ progress: _old, ...written }) => written,
  ),
  'links come back by contact, by entry and page by page, and a later one replaces the earlier': onReads(
    (directories) => ({
      // Begins again with each page.
      listLinks: (workspaceId, id, { after: _ignored, ...page }) => directories.listLinks(workspaceId, id, page),
    }),
  ),
  'linking a contact that is not there refuses the commit': onRefused('missing-reference', (written) => ({
    ...written,
    links: [],
  })),
  'the entries that take part and belong to nobody are listed page by page': onReads((directories) => ({
    // From the position on, and not after it.
    listFree: async (workspaceId, id, { after, ...page }) => {
      const before = after === undefined ? {} : { after: `${after.slice(0, -1)}` }
      return directories.listFree(workspaceId, id, { ...page, ...before })
    },
  })),
  'an entry that is left alone stays so': onWrites((written) => ({
    ...written,
    ...(written.entries !== undefined && {
      entries: written.entries.map((entry) => ({ ...entry, isLeftAlone: entry.isLeftAlone ?? false })),
    }),
  })),
  'the entries that were last seen before a round are listed, without those that were deleted': onReads(
    (directories) => ({
      // And those that were seen in it.
      listUnseen: (workspaceId, id, page) =>
        directories.listUnseen(workspaceId, id, { ...page, round: page.round + 1 }),
    }),
  ),
  'entries without a link and links are found by e-mail, and entries by their mark': onReads((directories) => ({
    findByEmails: async (workspaceId, id, emails) => {
      const { entries, links } = await directories.findByEmails(workspaceId, id, emails)
      return { entries: entries.filter(({ isInGroup }) => isInGroup), links }
    },
  })),
  'cases come back by key, page by page and by contact; sweeping removes those that stand no longer': onWrites(
    ({ casesBefore: _never, ...written }) => written,
  ),
}

function onReads(change: (directories: DirectoryRepository) => Partial<DirectoryRepository>) {
  return (): Store => {
    const store = memoryStore()
    return { ...store, directories: { ...store.directories, ...change(store.directories) } }
  }
}

function onWrites(change: (written: DirectoryWrites) => DirectoryWrites) {
  return (): Store => {
    const store = memoryStore()
    return { ...store, commit: (commit) => store.commit(changed(commit, change)) }
  }
}

function onRefused(code: string, change: (written: DirectoryWrites) => DirectoryWrites) {
  return (): Store => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        if (result.ok || result.error.code !== code || commit.writes.length > 0) return result
        return store.commit(changed(commit, change))
      },
    }
  }
}

function changed(commit: Commit, change: (written: DirectoryWrites) => DirectoryWrites): Commit {
  return commit.directories === undefined ? commit : { ...commit, directories: commit.directories.map(change) }
}
