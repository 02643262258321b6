/** What synchronizations keep of address books, in memory. @module */
import type { DirectoryProgress } from '../directory/account.ts'
import { contactsOfCase, type DirectoryCase, isStanding } from '../directory/case.ts'
import type { DirectoryLink } from '../directory/entry.ts'
import { identifyingEmails } from '../directory/fields.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Commit, CommitRefusal } from '../ports/commit.ts'
import type { DirectoryRepository, DirectoryWrites, StoredEntry } from '../ports/directory-repository.ts'
import type { DirectoryRows, Tables } from './tables.ts'

/** Reads what synchronizations keep. */
export function memoryDirectories(read: (workspaceId: string) => Tables): DirectoryRepository {
  const rowsOf = (workspaceId: string, id: string): DirectoryRows =>
    read(workspaceId).directoryRows.get(id) ?? emptyDirectory()
  const copy = <Value>(value: Value): Value => structuredClone(value)
  const all = (workspaceId: string) => [...read(workspaceId).directoryRows]
  return {
    find: async (workspaceId, id) => copy(read(workspaceId).directories.get(id) ?? null),
    list: async (workspaceId) => {
      const rows = [...read(workspaceId).directories.values()]
      return copy(rows.sort((a, b) => compareCodePoints(a.id, b.id)))
    },
    findProgress: async (workspaceId, id) => copy(rowsOf(workspaceId, id).progress),
    listLinks: async (workspaceId, id, page) => copy(pageOf(rowsOf(workspaceId, id).links, page)),
    findLinks: async (workspaceId, id, contactIds) => {
      const { links } = rowsOf(workspaceId, id)
      return copy([...new Set(contactIds)].flatMap((contactId) => links.get(contactId) ?? []))
    },
    findLinksTo: async (workspaceId, id, entryIds) => {
      const { links, linked } = rowsOf(workspaceId, id)
      const contactIds = [...new Set(entryIds)].flatMap((entryId) => linked.get(entryId) ?? [])
      return copy(contactIds.flatMap((contactId) => links.get(contactId) ?? []))
    },
    listLinksOf: async (workspaceId, contactIds) =>
      copy(
        all(workspaceId).flatMap(([directoryId, { links }]) =>
          [...new Set(contactIds)].flatMap((contactId) => {
            const link = links.get(contactId)
            return link === undefined ? [] : [{ directoryId, link }]
          }),
        ),
      ),
    findEntries: async (workspaceId, id, entryIds) => {
      const { entries } = rowsOf(workspaceId, id)
      return copy([...new Set(entryIds)].flatMap((entryId) => entries.get(entryId) ?? []))
    },
    listFree: async (workspaceId, id, page) => {
      const rows = rowsOf(workspaceId, id)
      return copy(
        pageOf(rows.entries, page, (entry) => entry.isInGroup && entry.isLeftAlone !== true && isThere(rows, entry)),
      )
    },
    listUnseen: async (workspaceId, id, { round, ...page }) => {
      const { entries } = rowsOf(workspaceId, id)
      const rows = pageOf(entries, page, (entry) => entry.entry !== null && entry.round < round)
      return rows.map(({ entryId, round: seen }) => ({ entryId, round: seen }))
    },
    findByEmails: async (workspaceId, id, emails) => {
      const rows = rowsOf(workspaceId, id)
      const holders = new Set(emails.flatMap((email) => [...(rows.holders.get(email) ?? [])]))
      const idsOf = (kind: string) =>
        [...holders].flatMap((holder) => (holder.startsWith(kind) ? holder.slice(kind.length) : []))
      return copy({
        entries: idsOf('entry ')
          .flatMap((entryId) => rows.entries.get(entryId) ?? [])
          .filter((entry) => isThere(rows, entry)),
        links: idsOf('link ').flatMap((contactId) => rows.links.get(contactId) ?? []),
      })
    },
    findMarked: async (workspaceId, id, contactIds) => {
      const rows = rowsOf(workspaceId, id)
      const entryIds = [...new Set(contactIds)].flatMap((contactId) => [...(rows.marked.get(contactId) ?? [])])
      const entries = entryIds.flatMap((entryId) => rows.entries.get(entryId) ?? [])
      return copy(entries.filter((entry) => isThere(rows, entry)))
    },
    listCases: async (workspaceId, id, page) => copy(pageOf(rowsOf(workspaceId, id).cases, page)),
    findCase: async (workspaceId, id, key) => copy(rowsOf(workspaceId, id).cases.get(key) ?? null),
    listCasesOf: async (workspaceId, contactIds) => {
      const wanted = new Set(contactIds)
      return copy(
        all(workspaceId).flatMap(([directoryId, { cases }]) =>
          [...cases.values()]
            .filter((found) => contactsOfCase(found).some((contactId) => wanted.has(contactId)))
            .map((found) => ({ directoryId, case: found })),
        ),
      )
    },
  }
}

/** Why a commit may not write what it wants to of address books. */
export function directoryRefusal(tables: Tables, { directories = [], writes }: Commit): CommitRefusal | null {
  const written = new Set(writes.flatMap((write) => (write.op === 'create' ? write.record.id : [])))
  const purged = new Set(writes.flatMap((write) => (write.op === 'purge' ? write.id : [])))
  for (const { directoryId, progress, links = [] } of directories) {
    const subject = { kind: 'directory' as const, id: directoryId }
    if (purged.has(directoryId) || !(written.has(directoryId) || tables.directories.has(directoryId))) {
      return { code: 'missing-reference', subject }
    }
    const version = tables.directoryRows.get(directoryId)?.progress?.version ?? 0
    if (progress !== undefined && progress.version !== version + 1) return { code: 'version-conflict', subject }
    for (const { contactId, state } of links) {
      const isThere = (written.has(contactId) || tables.contacts.has(contactId)) && !purged.has(contactId)
      if (state !== 'unlinked' && !isThere) {
        return { code: 'missing-reference', subject: { kind: 'contact', id: contactId } }
      }
    }
  }
  return null
}

/** Writes what a commit says of address books; their accounts are written by now. */
export function writeDirectories(tables: Tables, { directories = [], writes }: Commit): void {
  for (const write of writes) {
    if (write.op === 'purge' && write.kind === 'directory') tables.directoryRows.delete(write.id)
  }
  for (const written of directories) {
    const rows = tables.directoryRows.get(written.directoryId) ?? emptyDirectory()
    tables.directoryRows.set(written.directoryId, rows)
    writeRows(rows, written)
  }
}

function writeRows(rows: DirectoryRows, written: DirectoryWrites): void {
  const { progress, links = [], linksRemoved = [], entries = [], entriesRemoved = [], cases = [] } = written
  if (progress !== undefined) rows.progress = progress
  for (const contactId of linksRemoved) removeLink(rows, contactId)
  for (const link of links) {
    removeLink(rows, link.contactId)
    rows.links.set(link.contactId, link)
    if (link.state !== 'creating') rows.linked.set(link.entryId, link.contactId)
    for (const email of emailsOfLink(link)) put(rows.holders, email, `link ${link.contactId}`)
  }
  for (const entryId of entriesRemoved) removeEntry(rows, entryId)
  for (const entry of entries) {
    const isLeftAlone = entry.isLeftAlone ?? rows.entries.get(entry.entryId)?.isLeftAlone ?? false
    removeEntry(rows, entry.entryId)
    rows.entries.set(entry.entryId, isLeftAlone ? { ...entry, isLeftAlone } : entry)
    for (const email of entry.emails) put(rows.holders, email, `entry ${entry.entryId}`)
    if (entry.entry?.contactId !== undefined) put(rows.marked, entry.entry.contactId, entry.entryId)
  }
  for (const key of written.casesRemoved ?? []) rows.cases.delete(key)
  for (const found of cases) rows.cases.set(found.key, found)
  const { casesBefore = 0 } = written
  for (const [key, found] of rows.cases) if (isStanding(found) && found.pass < casesBefore) rows.cases.delete(key)
}

/** The addresses by which a link is found: those that were last synchronized, on either side. */
function emailsOfLink(link: DirectoryLink): readonly string[] {
  return link.state === 'linked' ? [link.base.here, link.base.there].flatMap(identifyingEmails) : []
}

function removeLink(rows: DirectoryRows, contactId: ContactId): void {
  const link = rows.links.get(contactId)
  if (link === undefined) return
  rows.links.delete(contactId)
  if (link.state !== 'creating' && rows.linked.get(link.entryId) === contactId) rows.linked.delete(link.entryId)
  for (const email of emailsOfLink(link)) take(rows.holders, email, `link ${contactId}`)
}

function removeEntry(rows: DirectoryRows, entryId: string): void {
  const known = rows.entries.get(entryId)
  if (known === undefined) return
  rows.entries.delete(entryId)
  for (const email of known.emails) take(rows.holders, email, `entry ${entryId}`)
  if (known.entry?.contactId !== undefined) take(rows.marked, known.entry.contactId, entryId)
}

/** Whether an entry is there, and belongs to nobody. */
function isThere({ linked }: DirectoryRows, { entry, entryId }: StoredEntry): boolean {
  return entry !== null && !linked.has(entryId)
}

function emptyDirectory(): DirectoryRows {
  const progress: DirectoryProgress | null = null
  const cases = new Map<string, DirectoryCase>()
  return {
    progress,
    links: new Map(),
    linked: new Map(),
    entries: new Map(),
    holders: new Map(),
    marked: new Map(),
    cases,
  }
}

/** Some rows by their key, after a key. */
function pageOf<Row>(
  rows: ReadonlyMap<string, Row>,
  { after, limit }: { readonly after?: string; readonly limit: number },
  isMeant: (row: Row) => boolean = () => true,
): readonly Row[] {
  return [...rows]
    .filter(([key, row]) => (after === undefined || compareCodePoints(key, after) > 0) && isMeant(row))
    .sort(([a], [b]) => compareCodePoints(a, b))
    .slice(0, limit)
    .map(([, row]) => row)
}

function put(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value))
}

function take(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key)
  values?.delete(value)
  if (values?.size === 0) map.delete(key)
}
