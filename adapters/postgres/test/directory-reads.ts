/** The reads of what is kept of address books, what they find in a workspace of the tests, and every statement of theirs. */
import type { Commit, DirectoryWrites, Store, Write } from 'crmkit'
import { type DirectoryLink, newLink, newProgress, unlink } from 'crmkit/domain'
import { buildCommit, buildDirectory } from 'crmkit/testing'
import { id } from './fixtures.ts'
import { each, type Read } from './scoped-reads.ts'

const book = (n: number): string => id(5, 80 + n)
const mail = (name: string): string => `${name}@pomme.example`

/** The accounts that a workspace is filled with. */
export function filledDirectories(counts: readonly number[]): readonly Write[] {
  return counts.map((n) => ({ op: 'create', kind: 'directory', record: buildDirectory({ id: book(n) }) }))
}

/** What is written down of them: of the first one, everything. */
export function filledDirectoryRows(counts: readonly number[]): readonly DirectoryWrites[] {
  const entryOf = (entryId: string) => ({ entryId, version: 'v', groupIds: [], fields: {}, contactId: id(2, 1) })
  return counts.map((n) => {
    const progress = { ...newProgress() }
    if (n > 1) return { directoryId: book(n), progress }
    return {
      directoryId: book(n),
      progress,
      links: counts.map((count): DirectoryLink => {
        const said = { homeEmails: [mail(`l${count}`)] }
        return { ...newLink(id(2, count), entryOf(`l${count}`)), base: { here: said, there: said } }
      }),
      entries: counts.map((count) => {
        const entry = { ...entryOf(`e${count}`), contactId: id(2, count) }
        return { entryId: `e${count}`, round: 1, entry, isInGroup: true, emails: [mail(`e${count}`)] }
      }),
      cases: counts.map((count) => {
        const found = { kind: 'outside-group', contactId: id(2, count), entryId: `e${count}`, email: 'x' } as const
        return { ...found, key: `case ${count}`, at: 1, pass: 1 }
      }),
    }
  })
}

/** Every read, by its name. */
export const directoryReads: Readonly<Record<string, Read>> = {
  'directories.find': each((store, workspaceId, n) => store.directories.find(workspaceId, book(n))),
  'directories.list': (store, workspaceId) => store.directories.list(workspaceId),
  'directories.findProgress': each((store, workspaceId, n) => store.directories.findProgress(workspaceId, book(n))),
  'directories.listLinks': (store, workspaceId) => store.directories.listLinks(workspaceId, book(1), { limit: 99 }),
  'directories.findLinks': each((store, workspaceId, n) =>
    store.directories.findLinks(workspaceId, book(1), [id(2, n)]),
  ),
  'directories.findLinksTo': each((store, workspaceId, n) =>
    store.directories.findLinksTo(workspaceId, book(1), [`l${n}`]),
  ),
  'directories.listLinksOf': each((store, workspaceId, n) => store.directories.listLinksOf(workspaceId, [id(2, n)])),
  'directories.findEntries': each((store, workspaceId, n) =>
    store.directories.findEntries(workspaceId, book(1), [`e${n}`]),
  ),
  'directories.listFree': (store, workspaceId) => store.directories.listFree(workspaceId, book(1), { limit: 99 }),
  'directories.listUnseen': (store, workspaceId) =>
    store.directories.listUnseen(workspaceId, book(1), { round: 2, limit: 99 }),
  'directories.findByEmails': each((store, workspaceId, n) =>
    store.directories.findByEmails(workspaceId, book(1), [mail(`e${n}`), mail(`l${n}`)]),
  ),
  'directories.findMarked': each((store, workspaceId, n) =>
    store.directories.findMarked(workspaceId, book(1), [id(2, n)]),
  ),
  'directories.listCases': (store, workspaceId) => store.directories.listCases(workspaceId, book(1), { limit: 99 }),
  'directories.findCase': each((store, workspaceId, n) =>
    store.directories.findCase(workspaceId, book(1), `case ${n}`),
  ),
  'directories.listCasesOf': each((store, workspaceId, n) => store.directories.listCasesOf(workspaceId, [id(2, n)])),
}

/** Calls everything, with and without its options. */
export async function callDirectories(store: Store, workspaceId: string): Promise<void> {
  const commit = (fields: Partial<Commit>) => store.commit(buildCommit({ workspaceId, ...fields }))
  await commit({ writes: filledDirectories([1]), directories: filledDirectoryRows([1]) })
  const link = newLink(id(2, 1), { entryId: 'x', version: 'v', groupIds: [], fields: {} })
  const entry = { entryId: 'e1', round: 2, entry: null, isInGroup: false, emails: [], isLeftAlone: true }
  const removed = { linksRemoved: [id(2, 1)], entriesRemoved: ['e1'], casesRemoved: ['case 1'], casesBefore: 2 }
  await commit({ directories: [{ directoryId: book(1), progress: { ...newProgress(), version: 2 }, links: [link] }] })
  await commit({
    directories: [{ directoryId: book(1), links: [unlink(link, 'by-hand')], entries: [entry], ...removed }],
  })
  // Refused, so that the reason is looked up.
  await commit({ directories: [{ directoryId: book(1), progress: { ...newProgress(), version: 9 } }] })
  await commit({ directories: [{ directoryId: book(1), links: [{ ...link, contactId: id(2, 999) }] }] })
  for (const read of Object.values(directoryReads)) await read?.(store, workspaceId)
  const { directories } = store
  await directories.listLinks(workspaceId, book(1), { after: id(2, 1), limit: 5 })
  await directories.listFree(workspaceId, book(1), { after: 'a', limit: 5 })
  await directories.listUnseen(workspaceId, book(1), { round: 2, after: 'a', limit: 5 })
  await directories.listCases(workspaceId, book(1), { after: 'a', limit: 5 })
  const changed = buildDirectory({ id: book(1), version: 2 })
  await commit({ writes: [{ op: 'update', kind: 'directory', record: changed }] })
  await commit({ writes: [{ op: 'purge', kind: 'directory', id: book(1), expectedVersion: 2 }] })
}
