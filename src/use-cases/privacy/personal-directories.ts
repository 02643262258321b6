/**
 * What address books keep of a person: told, and forgotten. Who was erased or purged stays unlinked for good, so that no
 * entry brings him back. Rules: docs/concepts/directory.md, docs/concepts/privacy.md.
 * @module
 */
import { newProgress } from '../../directory/account.ts'
import { contactsOfCase } from '../../directory/case.ts'
import type { DirectoryLink, UnlinkedPair } from '../../directory/entry.ts'
import type { ContactId, DirectoryAccountId } from '../../kernel/ids.ts'
import type { DirectoryWrites, StoredEntry } from '../../ports/directory-repository.ts'
import type { Session } from '../context.ts'
import { keysOfPerson } from '../records/check-contact.ts'
import type { PersonalDataPart } from './personal-data-parts.ts'

/** Links, entries and cases of a person. */
export const personalDirectories: PersonalDataPart = {
  name: 'directories',
  export: async (session, { id, otherIds }) => {
    const { store, actor } = session
    const ids = [id, ...otherIds]
    const links = await store.directories.listLinksOf(actor.workspaceId, ids)
    const entries = await Promise.all(
      links.map(async ({ directoryId, link }) => entriesOf(session, directoryId, [link])),
    )
    const cases = await store.directories.listCasesOf(actor.workspaceId, ids)
    return { links, entries: entries.flat(), cases: cases.filter((found) => contactsOfCase(found.case).length === 1) }
  },
  erase: async (session, { id, otherIds, contact, jobs }) => {
    const keys = contact === null ? [] : keysOfPerson(session, { contact, jobs })
    const emails = keys.flatMap((key) => (key.startsWith('mail:') ? key.slice('mail:'.length) : []))
    const directories = await forgetInDirectories(session, [id, ...otherIds], emails)
    return directories.length === 0 ? {} : { follows: { directories } }
  },
}

/**
 * What it takes that no address book keeps anything of these contacts. Whoever synchronizes meanwhile begins anew.
 * @param emails addresses of theirs: entries that have one, and belong to nobody, are left alone from now on
 */
export async function forgetInDirectories(
  session: Session,
  contactIds: readonly ContactId[],
  emails: readonly string[] = [],
): Promise<readonly DirectoryWrites[]> {
  const { store, actor } = session
  const links = await store.directories.listLinksOf(actor.workspaceId, contactIds)
  const cases = await store.directories.listCasesOf(actor.workspaceId, contactIds)
  const accounts = emails.length === 0 ? [] : await store.directories.list(actor.workspaceId)
  const ids = [
    ...new Set([...[...links, ...cases].map(({ directoryId }) => directoryId), ...accounts.map(({ id }) => id)]),
  ]
  const all = ids.map(async (directoryId): Promise<readonly DirectoryWrites[]> => {
    const own = links.flatMap((each) => (each.directoryId === directoryId ? each.link : []))
    const known = own.filter((link) => !isForgotten(link))
    const casesRemoved = cases.flatMap((each) => (each.directoryId === directoryId ? each.case.key : []))
    const same = await store.directories.findByEmails(actor.workspaceId, directoryId, emails)
    const strangers = same.entries.map((row) => ({ ...row, isLeftAlone: true }))
    const entries = [...(await entriesOf(session, directoryId, own)), ...strangers].flatMap(withoutPerson)
    if (known.length + casesRemoved.length + entries.length === 0) return []
    const progress = (await store.directories.findProgress(actor.workspaceId, directoryId)) ?? newProgress()
    const { run: _cutOff, ...rest } = progress
    return [
      {
        directoryId,
        progress: { ...rest, version: progress.version + 1 },
        links: known.flatMap(forgotten),
        linksRemoved: known.flatMap((link) => (link.state === 'creating' ? link.contactId : [])),
        entries,
        casesRemoved,
      },
    ]
  })
  return (await Promise.all(all)).flat()
}

async function entriesOf(
  { store, actor }: Session,
  directoryId: DirectoryAccountId,
  links: readonly DirectoryLink[],
): Promise<readonly StoredEntry[]> {
  const entryIds = links.flatMap((link) => (link.state === 'creating' ? [] : link.entryId))
  return entryIds.length === 0 ? [] : store.directories.findEntries(actor.workspaceId, directoryId, entryIds)
}

/** A tombstone that says nothing of whose it is but his ids. */
function forgotten(link: DirectoryLink): readonly UnlinkedPair[] {
  if (link.state === 'creating') return []
  const { contactId, entryId, version } = link
  const base = { here: {}, there: {} }
  return [{ state: 'unlinked', why: 'by-hand', contactId, entryId, version, replaced: [], base }]
}

function isForgotten(link: DirectoryLink): boolean {
  if (link.state !== 'unlinked' || link.why !== 'by-hand') return false
  return Object.keys({ ...link.base.here, ...link.base.there }).length === 0
}

/** An entry without what it says; nothing where it says nothing. */
function withoutPerson(row: StoredEntry): readonly StoredEntry[] {
  if (row.entry === null || Object.keys(row.entry.fields).length === 0) return []
  const { contactId: _mark, ...entry } = row.entry
  return [{ ...row, entry: { ...entry, fields: {} }, emails: [] }]
}
