/** Reading what changed in an address book, page by page, each saved with its checkpoint. Rules: docs/concepts/directory.md (SYN-4). @module */
import {
  afterExpiry,
  afterPage,
  type DirectoryCheckpoint,
  missingEntries,
  readingRequest,
  startReading,
} from '../../directory/checkpoint.ts'
import type { DirectoryEntry, DirectoryLink } from '../../directory/entry.ts'
import { type DirectoryFields, identifyingEmails } from '../../directory/fields.ts'
import { followNames } from '../../directory/renamed.ts'
import type { DirectoryWrites, StoredEntry } from '../../ports/directory-repository.ts'
import { type DirectoryRun, postponedBy, refusedBy } from './directory-run.ts'

/** How many entries are asked for by name at once. */
const mostAsked = 200

/**
 * Reads to the end. What was read is kept: whoever is interrupted goes on with the next page.
 * @param onPage told how many entries each page had
 * @throws {RunEnded}
 */
export async function readDirectory(run: DirectoryRun, onPage: (entries: number) => void): Promise<void> {
  const { directory, patience, session } = run
  let checkpoint = startReading(run.progress().checkpoint, session.clock.now())
  while (!checkpoint.isComplete) {
    run.heedSignal()
    const answer = await directory.readPage(readingRequest(checkpoint), patience)
    if (answer.kind === 'postponed') throw postponedBy(run, answer)
    if (answer.kind === 'refused') throw refusedBy(answer)
    if (answer.kind === 'token-expired') {
      checkpoint = afterExpiry(checkpoint, session.clock.now())
      continue
    }
    checkpoint = afterPage(checkpoint, answer)
    const rows = await toRows(run, answer.entries, answer.deletedEntryIds, checkpoint.round)
    // The last page counts as read once it is known who is missing: else it is read again.
    if (checkpoint.isComplete) {
      await run.commit(rows)
      await confirmMissing(run, checkpoint)
      await run.commit({ progress: { checkpoint } })
    } else await run.commit({ ...rows, progress: { checkpoint } })
    onPage(answer.entries.length)
  }
}

/** Takes in entries as they stand there now, asked for by name; those that are not given were deleted. @throws {RunEnded} */
export async function lookAgain(
  run: DirectoryRun,
  entryIds: readonly string[],
  round: number = run.progress().checkpoint?.round ?? 1,
): Promise<void> {
  for (let first = 0; first < entryIds.length; first += mostAsked) {
    const asked = entryIds.slice(first, first + mostAsked)
    const answer = await run.directory.readEntries(asked, run.patience)
    if (answer.kind === 'postponed') throw postponedBy(run, answer)
    if (answer.kind === 'refused') throw refusedBy(answer)
    if (answer.kind === 'token-expired') throw new Error('entries that are asked for by name take no token')
    const there = new Set(answer.entries.map(({ entryId }) => entryId))
    const gone = asked.filter((entryId) => !there.has(entryId))
    await run.commit(await toRows(run, answer.entries, gone, round))
  }
}

/** An entry as it is kept. Of those outside the group nothing is kept but their addresses, which show that they are somebody. */
export function toRow(run: DirectoryRun, entry: DirectoryEntry, round: number): StoredEntry {
  const { groupId } = run.progress()
  const isInGroup = groupId !== undefined && entry.groupIds.includes(groupId)
  const emails = identifyingEmails(entry.fields)
  const kept = isInGroup ? entry : { ...entry, fields: onlyEmails(entry.fields) }
  return { entryId: entry.entryId, round, entry: kept, isInGroup, emails }
}

async function confirmMissing(run: DirectoryRun, checkpoint: DirectoryCheckpoint): Promise<void> {
  const { session, account } = run
  const { round } = checkpoint
  for (let after: string | undefined; ; ) {
    const page = { round, limit: mostAsked, ...(after !== undefined && { after }) }
    const unseen = await session.store.directories.listUnseen(session.actor.workspaceId, account.id, page)
    const missing = missingEntries(checkpoint, unseen)
    if (missing.length > 0) await lookAgain(run, missing, round)
    after = unseen.at(-1)?.entryId
    if (unseen.length < mostAsked || missing.length === 0) return
  }
}

/**
 * Entries as they are kept: of those that are gone only the linked ones are, since their contacts are to hear of it. What
 * is known of an entry that has another name by now goes by that one.
 */
async function toRows(
  run: DirectoryRun,
  seen: readonly DirectoryEntry[],
  deletedIds: readonly string[],
  round: number,
): Promise<Pick<DirectoryWrites, 'links' | 'entries' | 'entriesRemoved'>> {
  const { session, account } = run
  const { store, actor } = session
  const former = seen.flatMap(({ formerEntryIds = [] }) => formerEntryIds)
  const goneIds = deletedIds.filter((entryId) => !former.includes(entryId))
  const ids = [...seen.map(({ entryId }) => entryId), ...goneIds]
  const [links, known] = await Promise.all([
    store.directories.findLinksTo(actor.workspaceId, account.id, [...ids, ...former]),
    store.directories.findEntries(actor.workspaceId, account.id, ids),
  ])
  const { links: present } = followNames({ links, entries: seen })
  const alone = new Map(known.flatMap((row) => (row.isLeftAlone === true ? [[row.entryId, row]] : [])))
  const linked = new Map(present.flatMap((link) => (link.state === 'creating' ? [] : [[link.entryId, link] as const])))
  return {
    links: present.filter((link) => !links.includes(link)),
    entries: [
      ...seen.map((entry) => {
        const fields = fieldsToKeep(entry, alone.get(entry.entryId))
        return withoutUnwanted(toRow(run, { ...entry, fields }, round), linked.get(entry.entryId))
      }),
      ...goneIds
        .filter((entryId) => linked.has(entryId))
        .map((entryId): StoredEntry => ({ entryId, round, entry: null, isInGroup: false, emails: [] })),
    ],
    entriesRemoved: [...goneIds.filter((entryId) => !linked.has(entryId)), ...former],
  }
}

/** Of who is left alone only addresses are kept; and nothing, where they were forgotten with the person who had them. */
function fieldsToKeep({ fields }: DirectoryEntry, alone: StoredEntry | undefined): DirectoryFields {
  if (alone === undefined) return fields
  return alone.emails.length === 0 ? {} : onlyEmails(fields)
}

/** Of somebody whom nobody wants here any more, nothing is kept. */
function withoutUnwanted(row: StoredEntry, link: DirectoryLink | undefined): StoredEntry {
  if (link?.state !== 'unlinked' || link.why !== 'by-hand' || row.entry === null) return row
  const { contactId: _mark, ...entry } = row.entry
  return { ...row, entry: { ...entry, fields: {} }, emails: [] }
}

function onlyEmails({ homeEmails, workEmails }: DirectoryFields): DirectoryFields {
  return { ...(homeEmails !== undefined && { homeEmails }), ...(workEmails !== undefined && { workEmails }) }
}
