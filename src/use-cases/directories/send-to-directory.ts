/** Writing what goes out to an address book, in batches as large as it takes. Rules: docs/concepts/directory.md (SYN-4). @module */
import type { DirectoryCase } from '../../directory/case.ts'
import { linkAfterCreateThere, linkAfterUpdate } from '../../directory/decide.ts'
import type { DirectoryDecision } from '../../directory/decision.ts'
import type { DirectoryLink } from '../../directory/entry.ts'
import type { ContactId } from '../../kernel/ids.ts'
import type { DirectoryPostponed, DirectoryWrite, DirectoryWriteAnswer } from '../../ports/contact-directory.ts'
import type { StoredEntry } from '../../ports/directory-repository.ts'
import { type DirectoryRun, postponedBy } from './directory-run.ts'
import { toRow } from './read-directory.ts'

/** A decision that changes an address book. */
export type Outgoing = Extract<DirectoryDecision, { readonly kind: 'update-there' | 'create-there' | 'delete-there' }>

/** Collects what goes out, and sends it when a batch is full. */
export interface DirectorySender {
  /** @throws {RunEnded} the address book wants to be left alone */
  add(decision: Outgoing): Promise<void>
  /** Sends what is left. @throws {RunEnded} */
  flush(): Promise<void>
  /** Entries of which it is not known what stands there. */
  unclear(): readonly string[]
}

/** Whether a decision changes an address book. */
export function isOutgoing(decision: DirectoryDecision): decision is Outgoing {
  return decision.kind === 'update-there' || decision.kind === 'create-there' || decision.kind === 'delete-there'
}

/** Opens a sender. @param onSent told of each batch */
export function directorySender(run: DirectoryRun, onSent: (writes: number) => void): DirectorySender {
  // Directories take changes of one kind at once.
  const waiting: Record<Outgoing['kind'], Outgoing[]> = { 'update-there': [], 'create-there': [], 'delete-there': [] }
  const unclear: string[] = []

  async function send(kind: Outgoing['kind']): Promise<void> {
    const batch = waiting[kind].splice(0, run.directory.mostWrites)
    if (batch.length === 0) return
    run.heedSignal()
    unclear.push(...(await sendBatch(run, batch)))
    onSent(batch.length)
  }

  return {
    add: async (decision) => {
      waiting[decision.kind].push(decision)
      if (waiting[decision.kind].length >= run.directory.mostWrites) await send(decision.kind)
    },
    flush: async () => {
      for (const kind of ['update-there', 'create-there', 'delete-there'] as const) {
        while (waiting[kind].length > 0) await send(kind)
      }
    },
    unclear: () => unclear,
  }
}

/** Says first what is about to be sent, so that nobody is lost where the answer is. @returns entries to look at again */
async function sendBatch(run: DirectoryRun, batch: readonly Outgoing[]): Promise<readonly string[]> {
  const { session, account, directory, patience } = run
  const { groupId = '' } = run.progress()
  const asked = batch.filter(({ kind }) => kind === 'create-there').map(({ contactId }) => contactId)
  const before = new Map<string, DirectoryLink>()
  for (const link of await session.store.directories.findLinks(session.actor.workspaceId, account.id, asked)) {
    before.set(link.contactId, link)
  }
  const links = batch.flatMap((decision) => (decision.kind === 'delete-there' ? [] : decision.link))
  if (links.length > 0) await run.commit({ links })
  const writes = batch.map((decision) => writeOf(decision, groupId))
  const answers = await directory.write(writes, patience)
  const saved = batch.map((decision, index) => {
    const answer = answers[index]
    if (answer === undefined) throw new Error('a change has no answer')
    return savingOf(run, decision, answer, before.get(decision.contactId))
  })
  await run.commit({
    links: saved.flatMap(({ link }) => link ?? []),
    linksRemoved: saved.flatMap(({ unasked }) => unasked ?? []),
    entries: saved.flatMap(({ entry }) => entry ?? []),
    cases: saved.flatMap((each) => each.case ?? []),
  })
  const later = answers.find((answer): answer is DirectoryPostponed => answer.kind === 'postponed')
  if (later !== undefined) throw postponedBy(run, later)
  return saved.flatMap((each) => each.unclear ?? [])
}

function writeOf(decision: Outgoing, groupId: string): DirectoryWrite {
  switch (decision.kind) {
    case 'update-there': {
      const { entryId, version, changes } = decision
      return { kind: 'update', entryId, version, changes }
    }
    case 'create-there':
      return { kind: 'create', contactId: decision.contactId, fields: decision.fields, groupId }
    case 'delete-there':
      return { kind: 'delete', entryId: decision.entryId, version: decision.version }
  }
}

/** What is written down of an answer. */
interface Saving {
  readonly link?: DirectoryLink
  readonly unasked?: ContactId
  readonly entry?: StoredEntry
  readonly case?: DirectoryCase
  readonly unclear?: string
}

function savingOf(
  run: DirectoryRun,
  decision: Outgoing,
  answer: DirectoryWriteAnswer,
  before: DirectoryLink | undefined,
): Saving {
  const { contactId } = decision
  const round = run.progress().checkpoint?.round ?? 1
  const takenBack =
    decision.kind !== 'create-there' ? {} : before === undefined ? { unasked: contactId } : { link: before }
  switch (answer.kind) {
    case 'written': {
      const { entry } = answer
      if (decision.kind === 'delete-there') return { link: decision.link, entry: goneEntry(decision.entryId, round) }
      if (entry === null) return {}
      const link =
        decision.kind === 'update-there' ? linkAfterUpdate(decision, entry) : linkAfterCreateThere(decision, entry)
      // It may have another name by now.
      return { link: { ...link, entryId: entry.entryId }, entry: toRow(run, entry, round) }
    }
    case 'gone':
      return decision.kind === 'create-there' ? takenBack : { entry: goneEntry(decision.entryId, round) }
    case 'version-conflict':
    case 'unknown':
      return decision.kind === 'create-there' ? {} : { unclear: decision.entryId }
    case 'postponed':
      return takenBack
    case 'refused': {
      const refused = { kind: 'refused', side: 'there', contactId, code: answer.problem } as const
      return { ...takenBack, case: run.toCase(refused) }
    }
  }
}

function goneEntry(entryId: string, round: number): StoredEntry {
  return { entryId, round, entry: null, isInGroup: false, emails: [] }
}
