/**
 * A whole synchronization, decided in parts: pairs, then entries that belong to nobody, then contacts that have no entry.
 * A part is closed, so it decides as the whole would; of everybody who is only there for that, nothing is decided in it.
 * Rules: docs/concepts/directory.md (SYN-3, SYN-4).
 * @module
 */
import { scopeOf } from '../../access/actor.ts'
import { type DirectoryScene, decideDirectory } from '../../directory/decide.ts'
import type { DirectoryDecision } from '../../directory/decision.ts'
import { type DirectoryEntry, type DirectoryLink, unlink } from '../../directory/entry.ts'
import type { ContactId } from '../../kernel/ids.ts'
import type { Contact } from '../../party/contact.ts'
import type { StoredEntry } from '../../ports/directory-repository.ts'
import type { PagePosition } from '../../ports/page.ts'
import { followMerges } from '../merging/follow-merges.ts'
import { everythingOf } from '../records/record-access.ts'
import { directoryContacts } from './directory-people.ts'
import type { DirectoryRun } from './directory-run.ts'

const pageSize = 200

/** Links that follow their contacts, which became part of others. */
export interface MovedLinks {
  readonly links: readonly DirectoryLink[]
  readonly linksRemoved: readonly ContactId[]
}

/** The pairs, page by page. @param onMoved told of links that follow a merge, before they are decided on */
export async function* decidePairs(
  run: DirectoryRun,
  onMoved: (moved: MovedLinks) => Promise<void>,
): AsyncGenerator<readonly DirectoryDecision[]> {
  const { session, account } = run
  for (let after: ContactId | undefined; ; ) {
    const page = { limit: pageSize, ...(after !== undefined && { after }) }
    const links = await session.store.directories.listLinks(session.actor.workspaceId, account.id, page)
    yield await decideLinks(run, links, onMoved)
    after = links.at(-1)?.contactId
    if (links.length < pageSize) return
  }
}

/** The pairs of some contacts. */
export async function decidePairsOf(
  run: DirectoryRun,
  contactIds: readonly ContactId[],
): Promise<readonly DirectoryDecision[]> {
  const { session, account } = run
  const links = await session.store.directories.findLinks(session.actor.workspaceId, account.id, contactIds)
  return decideLinks(run, links, async () => {})
}

/** The entries that belong to nobody, page by page. */
export async function* decideEntries(run: DirectoryRun): AsyncGenerator<readonly DirectoryDecision[]> {
  const { session, account } = run
  for (let after: string | undefined; ; ) {
    const page = { limit: pageSize, ...(after !== undefined && { after }) }
    const free = await session.store.directories.listFree(session.actor.workspaceId, account.id, page)
    const contacts = await findSame(run, free)
    const rivals = await findEntriesOf(run, contacts)
    const entries = [...free, ...rivals.filter(({ isLeftAlone }) => isLeftAlone !== true)]
    const meant = new Set(free.map(({ entryId }) => entryId))
    const decisions = await decideScene(run, contacts, entries)
    yield decisions.filter((decision) => isOfEntry(decision) && 'entryId' in decision && meant.has(decision.entryId))
    after = free.at(-1)?.entryId
    if (free.length < pageSize) return
  }
}

/** The contacts that have no entry, page by page. */
export async function* decideContacts(run: DirectoryRun): AsyncGenerator<readonly DirectoryDecision[]> {
  const { session, account } = run
  const { store, actor } = session
  for (let after: PagePosition | undefined; ; ) {
    const asked = { order: 'created', descending: false, words: [], trashed: false, limit: pageSize } as const
    const page = await store.contacts.list(scopeOf(actor), { ...asked, ...(after !== undefined && { after }) })
    const ids = page.map(({ id }) => id)
    const links = await store.directories.findLinks(actor.workspaceId, account.id, ids)
    const taken = new Set(links.flatMap(({ state, contactId }) => (state === 'creating' ? [] : contactId)))
    const alone = page.filter(({ id }) => !taken.has(id))
    const entries = await findEntriesOf(run, alone)
    const free = entries.filter(({ isInGroup, isLeftAlone }) => isInGroup && isLeftAlone !== true)
    const same = (await findSame(run, free)).filter(({ id }) => !alone.some((contact) => contact.id === id))
    const meant = new Set<string>(alone.map(({ id }) => id))
    const decisions = await decideScene(run, [...alone, ...same], entries)
    yield decisions.filter(
      (decision) => !isOfEntry(decision) && 'contactId' in decision && meant.has(decision.contactId),
    )
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return
    after = { value: last.createdAt, id: last.id }
  }
}

/** Whether a decision is about an entry that belonged to nobody. */
function isOfEntry({ kind }: DirectoryDecision): boolean {
  return kind !== 'create-there' && kind !== 'wait' && kind !== 'outside-group'
}

async function decideLinks(
  run: DirectoryRun,
  known: readonly DirectoryLink[],
  onMoved: (moved: MovedLinks) => Promise<void>,
): Promise<readonly DirectoryDecision[]> {
  const { session, account } = run
  const { store, actor } = session
  const pairs = known.filter(({ state }) => state !== 'creating')
  const contacts = await store.contacts.findMany(
    everythingOf(session),
    pairs.map(({ contactId }) => contactId),
  )
  const moved = await followMergedContacts(run, pairs, contacts)
  if (moved.links.length > 0) await onMoved(moved)
  const gone = new Set<string>([...moved.linksRemoved, ...moved.links.map(({ contactId }) => contactId)])
  const links = [...pairs.filter(({ contactId }) => !gone.has(contactId)), ...moved.links]
  const others = moved.links.map(({ contactId }) => contactId).filter((id) => !contacts.some((each) => each.id === id))
  const more = others.length === 0 ? [] : await store.contacts.findMany(everythingOf(session), others)
  const entryIds = links.flatMap((link) => (link.state === 'creating' ? [] : link.entryId))
  const rows = await store.directories.findEntries(actor.workspaceId, account.id, entryIds)
  return decide(run, {
    contacts: await directoryContacts(run, [...contacts, ...more]),
    entries: rows.flatMap(({ entry }) => entry ?? []),
    deletedEntryIds: rows.flatMap(({ entry, entryId }) => (entry === null ? entryId : [])),
    links,
  }).filter(({ kind }) => kind !== 'create-there')
}

/** Links of contacts that became part of others: they follow, unless the other one has an entry of its own. */
async function followMergedContacts(
  { session, account }: DirectoryRun,
  links: readonly DirectoryLink[],
  contacts: readonly Contact[],
): Promise<MovedLinks> {
  const merged = new Set<string>(contacts.flatMap(({ id, mergedInto }) => (mergedInto === undefined ? [] : id)))
  const moved: DirectoryLink[] = []
  const linksRemoved: ContactId[] = []
  const taken = new Set<string>()
  for (const link of links) {
    if (link.state !== 'linked' || !merged.has(link.contactId)) continue
    const survivor = await followMerges(session, session.store.contacts, link.contactId)
    if (survivor === null) continue
    const own = await session.store.directories.findLinks(session.actor.workspaceId, account.id, [survivor.id])
    if (taken.has(survivor.id) || own.some(({ state }) => state === 'linked')) moved.push(unlink(link, 'merged'))
    else {
      taken.add(survivor.id)
      moved.push({ ...link, contactId: survivor.id })
      linksRemoved.push(link.contactId)
    }
  }
  return { links: moved, linksRemoved }
}

/** Everybody here who may be one of some entries: by our mark, by e-mail, or by an address that an entry of his had. */
async function findSame(
  { session, account }: DirectoryRun,
  entries: readonly StoredEntry[],
): Promise<readonly Contact[]> {
  const { store, actor } = session
  const emails = [...new Set(entries.flatMap((row) => row.emails))]
  if (entries.length === 0) return []
  const [holders, lookup] = await Promise.all([
    store.directories.findByEmails(actor.workspaceId, account.id, emails),
    store.identity.lookUp(
      actor.workspaceId,
      emails.map((email) => `mail:${email}`),
    ),
  ])
  const known = new Set<string>(lookup.contacts.map(({ id }) => id))
  const others = [
    ...holders.links.map(({ contactId }) => contactId),
    ...entries.flatMap(({ entry }) => entry?.contactId ?? []),
  ].filter((id) => !known.has(id))
  const more = others.length === 0 ? [] : await store.contacts.findMany(everythingOf(session), [...new Set(others)])
  return [...lookup.contacts, ...more].filter(({ mergedInto }) => mergedInto === undefined)
}

/** The entries that belong to nobody and have an e-mail, or the mark, of one of these contacts. */
async function findEntriesOf(run: DirectoryRun, contacts: readonly Contact[]): Promise<readonly StoredEntry[]> {
  const { session, account } = run
  const { store, actor } = session
  const people = await directoryContacts(run, contacts)
  if (people.length === 0) return []
  const emails = [...new Set(people.flatMap((person) => person.emails))]
  const [holders, marked] = await Promise.all([
    store.directories.findByEmails(actor.workspaceId, account.id, emails),
    store.directories.findMarked(
      actor.workspaceId,
      account.id,
      people.map(({ contactId }) => contactId),
    ),
  ])
  return [...holders.entries, ...marked]
}

/** Decides about people who are not linked, with the links of those who are. */
async function decideScene(
  run: DirectoryRun,
  contacts: readonly Contact[],
  rows: readonly StoredEntry[],
): Promise<readonly DirectoryDecision[]> {
  const { session, account } = run
  const ids = contacts.map(({ id }) => id)
  const links = await session.store.directories.findLinks(session.actor.workspaceId, account.id, ids)
  const entries = new Map(rows.flatMap((row) => (row.entry === null ? [] : [[row.entryId, asSeen(row, row.entry)]])))
  const people = await directoryContacts(run, contacts)
  return decide(run, { contacts: people, entries: [...entries.values()], deletedEntryIds: [], links })
}

/** Whoever is left alone counts as if he stood outside the group: nobody is created beside him. */
function asSeen({ isLeftAlone }: StoredEntry, entry: DirectoryEntry): DirectoryEntry {
  return isLeftAlone === true ? { ...entry, groupIds: [] } : entry
}

function decide(run: DirectoryRun, scene: Omit<DirectoryScene, 'groupId' | 'now'>): readonly DirectoryDecision[] {
  const { groupId = '' } = run.progress()
  // How many deletions there are is only known at the end.
  const settings = { ...run.settings, mostDeletions: Number.POSITIVE_INFINITY }
  return decideDirectory({ ...scene, groupId, now: run.session.clock.now() }, settings)
}
