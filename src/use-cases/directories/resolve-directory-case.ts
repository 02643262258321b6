/** What people decide about entries and conflicts that nobody else can decide about. Rules: docs/concepts/directory.md (SYN-3). @module */
import { actorRight, scopeOf } from '../../access/actor.ts'
import type { DirectoryAccount } from '../../directory/account.ts'
import { newProgress } from '../../directory/account.ts'
import { contactsOfCase, type DirectoryCase, describeDirectoryCase, isStanding } from '../../directory/case.ts'
import { linkAfterCreateHere } from '../../directory/decide.ts'
import { newLink } from '../../directory/entry.ts'
import type { DirectoryFields } from '../../directory/fields.ts'
import { directoryContact, newContactOf } from '../../directory/records.ts'
import type { FieldConflict } from '../../directory/settle.ts'
import type { DirectoryResolution } from '../../inputs/directory.ts'
import type { ContactId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { DirectoryWrites, StoredEntry } from '../../ports/directory-repository.ts'
import { aboutRecord, type Decision } from '../carry-out.ts'
import type { CommandEffect } from '../command.ts'
import { type Session, today } from '../context.ts'
import { inputError } from '../input-error.ts'
import { getRecord, notFound, requireInUse, requireWriteRight } from '../records/record-access.ts'
import { requirePerson } from '../records/require-person.ts'
import { decideCreation, planPerson } from '../records/write-contact.ts'

/** A case as people read it. */
export interface ReportedCase {
  readonly key: string
  readonly kind: DirectoryCase['kind']
  readonly at: Instant
  /** In words. */
  readonly text: string
  readonly entryId?: string
  /** What the entry says, as it was last seen. */
  readonly entry?: DirectoryFields
  /** Those that the actor may see. */
  readonly contactIds: readonly ContactId[]
  /** Both values, where both sides had changed a field. */
  readonly conflict?: FieldConflict
}

/** Cases as far as the actor may know of whom they are about. */
export async function reportCases(
  { store, actor }: Session,
  account: DirectoryAccount,
  cases: readonly DirectoryCase[],
): Promise<readonly ReportedCase[]> {
  const ids = [...new Set(cases.flatMap(contactsOfCase))]
  const seen = new Set<string>((await store.contacts.findMany(scopeOf(actor), ids)).map(({ id }) => id))
  const entryIds = cases.flatMap((found) => ('entryId' in found ? (found.entryId ?? []) : []))
  const rows = await store.directories.findEntries(actor.workspaceId, account.id, entryIds)
  const entries = new Map(
    rows.flatMap(({ entryId, entry }) => (entry === null ? [] : [[entryId, entry.fields] as const])),
  )
  return cases.flatMap((found) => {
    const contactIds = contactsOfCase(found).filter((id) => seen.has(id))
    // Of a person whom he may not see any more, the actor hears nothing.
    if (found.kind !== 'ambiguous' && contactsOfCase(found).length > contactIds.length) return []
    const told = found.kind === 'ambiguous' ? { ...found, contactIds } : found
    const { key, kind, at } = found
    const entryId = 'entryId' in found ? found.entryId : undefined
    const entry = entryId === undefined ? undefined : entries.get(entryId)
    return [
      {
        ...{ key, kind, at, text: describeDirectoryCase(told), contactIds },
        ...(entryId !== undefined && { entryId }),
        ...(entry !== undefined && { entry }),
        ...(found.kind === 'conflict' && { conflict: found.conflict }),
      },
    ]
  })
}

/** Decides what a person's word about a case comes to. */
export async function decideResolution(
  session: Session,
  account: DirectoryAccount,
  key: string,
  resolution: DirectoryResolution,
): Promise<Decision<void>> {
  const { store, actor } = session
  const { workspaceId } = actor
  const found = await store.directories.findCase(workspaceId, account.id, key)
  if (found === null) throw notFound('directory', key)
  const progress = (await store.directories.findProgress(workspaceId, account.id)) ?? newProgress()
  const now = session.clock.now()
  if (progress.run !== undefined && progress.run.until > now) {
    const remedy = 'The address book is being synchronized. Repeat the command in a moment.'
    throw inputError([{ path: 'key', problem: 'contradiction', value: key, remedy }])
  }
  const settled = {
    directoryId: account.id,
    progress: { ...progress, version: progress.version + 1 },
    casesRemoved: [key],
  }
  const effect = await effectOf(session, account, found, resolution, settled)
  const happening = {
    command: 'directories.resolve',
    right: actorRight(actor),
    subject: { kind: 'directory' as const, id: account.id },
    changes: [],
    event: 'directory.case-resolved',
    data: { kind: found.kind, by: resolution.by },
  }
  return {
    effect: { ...effect, happenings: [...effect.happenings, happening] },
    answer: aboutRecord(account.id),
    outcome: () => {},
  }
}

async function effectOf(
  session: Session,
  account: DirectoryAccount,
  found: DirectoryCase,
  resolution: DirectoryResolution,
  settled: DirectoryWrites,
): Promise<CommandEffect> {
  const nothing = { writes: [], happenings: [] }
  if (resolution.by === 'seen') {
    if (!isStanding(found)) return { ...nothing, directories: [settled] }
    throw wrongStep('It stands until it is settled: link the entry, create a contact, or leave it alone.')
  }
  const row = await getEntry(session, account, found)
  switch (resolution.by) {
    case 'link': {
      const contact = await getRecord(session, session.store.contacts, 'contact', resolution.contactId)
      requireWriteRight(session, 'contact', contact)
      requirePerson(contact)
      requireInUse('contact', contact)
      const known = { workspaceId: session.actor.workspaceId, id: account.id }
      const [own] = await session.store.directories.findLinks(known.workspaceId, known.id, [contact.id])
      if (own?.state === 'linked') throw wrongStep('The contact has another entry already.')
      return { ...nothing, directories: [{ ...settled, links: [newLink(contact.id, row.entry)] }] }
    }
    case 'create': {
      const { entryId, fields } = row.entry
      const { affiliation: _none, ...person } = newContactOf({ fields, notes: workOf(fields) })
      const plan = planPerson(session, person, undefined, undefined, '')
      const { effect } = await decideCreation(session, 'directories.resolve', [plan], { onDuplicate: 'create' })
      const born = effect.writes.flatMap((write) =>
        write.op === 'create' && write.kind === 'contact' ? write.record : [],
      )
      const links = born.map((record) => {
        const got = directoryContact({ ...record, number: 0 }, [], { today: today(session), takesPart: true })
        return linkAfterCreateHere({ ...row.entry, entryId }, record.id, got.fields)
      })
      return { ...effect, directories: [{ ...settled, links }] }
    }
    case 'leave':
      return { ...nothing, directories: [{ ...settled, entries: [{ ...row, isLeftAlone: true }] }] }
  }
}

/** The entry that a case is about, as long as nobody is linked to it. */
async function getEntry({ store, actor }: Session, { id }: DirectoryAccount, found: DirectoryCase) {
  const entryId = 'entryId' in found ? found.entryId : undefined
  if (entryId === undefined || found.kind === 'conflict' || found.kind === 'parted' || found.kind === 'held') {
    throw wrongStep('This case is about no entry that could be linked. Say that you have seen it.')
  }
  const [row] = await store.directories.findEntries(actor.workspaceId, id, [entryId])
  const links = await store.directories.findLinksTo(actor.workspaceId, id, [entryId])
  if (row === undefined || row.entry === null || links.some(({ state }) => state === 'linked')) {
    throw wrongStep('The entry is not there any more, or is linked by now. Look at the report again.')
  }
  const entry: NonNullable<StoredEntry['entry']> = row.entry
  return { ...row, entry }
}

function wrongStep(remedy: string) {
  return inputError([{ path: 'resolution', problem: 'contradiction', remedy }])
}

/** What an entry says of work has no place in a contact without a job: it goes into the note. */
function workOf({ companyName, jobTitle, workPhones, workMobiles, workEmails }: DirectoryFields): DirectoryFields {
  return {
    ...(companyName !== undefined && { companyName }),
    ...(jobTitle !== undefined && { jobTitle }),
    ...(workPhones !== undefined && { workPhones }),
    ...(workMobiles !== undefined && { workMobiles }),
    ...(workEmails !== undefined && { workEmails }),
  }
}
