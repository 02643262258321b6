/**
 * A host that synchronizes: it reads, decides, saves and writes, keeps everything in maps, and may be interrupted between
 * any two steps. What it does is what a use case will do on a store. @module
 */
import type { ContactDirectory, DirectoryRead, DirectoryWrite, DirectoryWriteAnswer } from 'crmkit'
import {
  afterExpiry,
  afterPage,
  applyDirectoryChanges,
  type DirectoryCheckpoint,
  type DirectoryContact,
  type DirectoryDecision,
  type DirectoryEntry,
  type DirectoryFields,
  type DirectoryLink,
  type DirectorySettings,
  decideDirectory,
  type FieldConflict,
  identifyingEmails,
  linkAfterCreateHere,
  linkAfterCreateThere,
  linkAfterUpdate,
  missingEntries,
  readingRequest,
  startReading,
} from 'crmkit/domain'
import type { FixedClock } from 'crmkit/testing'

/** A conflict with the pair that it is about. */
export interface ReportedConflict extends FieldConflict {
  readonly contactId: string
}

/** What the host keeps. */
export interface Host {
  readonly clock: FixedClock
  readonly directory: ContactDirectory
  readonly settings: DirectorySettings
  readonly groupId: string
  readonly contacts: Map<string, DirectoryContact>
  readonly links: Map<string, DirectoryLink>
  readonly entries: Map<string, { readonly entry: DirectoryEntry; readonly round: number }>
  readonly deleted: Set<string>
  readonly notes: DirectoryFields[]
  readonly conflicts: ReportedConflict[]
  readonly unlinkConflicts: string[]
  checkpoint: DirectoryCheckpoint | null
}

/** A host that knows nobody. */
export function newHost(parts: Pick<Host, 'clock' | 'directory' | 'settings' | 'groupId'>): Host {
  return {
    ...parts,
    contacts: new Map(),
    links: new Map(),
    entries: new Map(),
    deleted: new Set(),
    notes: [],
    conflicts: [],
    unlinkConflicts: [],
    checkpoint: null,
  }
}

/** Somebody writes a contact here. */
export function saveContact(
  host: Host,
  contactId: string,
  fields: DirectoryFields,
  rest: Partial<Pick<DirectoryContact, 'isTrashed' | 'takesPart' | 'job'>> = {},
): void {
  const known = host.contacts.get(contactId)
  const version = (known?.version ?? 0) + 1
  const state = { isTrashed: false, takesPart: true, ...known, ...rest }
  const emails = identifyingEmails(fields)
  host.contacts.set(contactId, { ...state, contactId, version, updatedAt: host.clock.now(), fields, emails })
}

const patient = { timeoutMs: 1_000 }

/** One pass; `null`: it could not be read. `meanwhile` is called between any two steps: others go on working. */
export async function synchronize(
  host: Host,
  meanwhile: () => Promise<void> = async () => {},
): Promise<readonly DirectoryDecision[] | null> {
  if (!(await readChanges(host, meanwhile))) return null
  const decisions = decide(host)
  await meanwhile()
  const held = new Set<string>()
  const outgoing: DirectoryDecision[] = []
  for (const decision of decisions) {
    if (decision.kind === 'update-there' || decision.kind === 'create-there' || decision.kind === 'delete-there') {
      outgoing.push(decision)
    } else if (!saveIncoming(host, decision) && 'contactId' in decision) held.add(decision.contactId)
  }
  await meanwhile()
  const sent = outgoing.filter((decision) => 'contactId' in decision && !held.has(decision.contactId))
  for (let first = 0; first < sent.length; first += host.directory.mostWrites) {
    await send(host, sent.slice(first, first + host.directory.mostWrites))
    await meanwhile()
  }
  return decisions
}

/** What would be done now. */
export function decide(host: Host): readonly DirectoryDecision[] {
  const scene = {
    groupId: host.groupId,
    contacts: [...host.contacts.values()],
    entries: [...host.entries.values()].map(({ entry }) => entry),
    deletedEntryIds: [...host.deleted],
    links: [...host.links.values()],
    now: host.clock.now(),
  }
  return decideDirectory(scene, host.settings)
}

async function readChanges(host: Host, meanwhile: () => Promise<void>): Promise<boolean> {
  let checkpoint = startReading(host.checkpoint, host.clock.now())
  for (let pages = 0; pages < 100; pages += 1) {
    const read: DirectoryRead = readingRequest(checkpoint)
    const answer = await host.directory.readPage(read, patient)
    if (answer.kind === 'token-expired') checkpoint = afterExpiry(checkpoint, host.clock.now())
    else if (answer.kind !== 'page') return false
    else {
      checkpoint = afterPage(checkpoint, answer)
      for (const entry of answer.entries) see(host, entry, checkpoint.round)
      for (const entryId of answer.deletedEntryIds) forget(host, entryId)
    }
    if (checkpoint.isComplete) {
      const seen = [...host.entries.values()].map(({ entry, round }) => ({ entryId: entry.entryId, round }))
      // The last page counts as read once it is known who is missing: else it is read again.
      if (!(await confirmMissing(host, missingEntries(checkpoint, seen), checkpoint.round))) return false
      host.checkpoint = checkpoint
      return true
    }
    host.checkpoint = checkpoint
    await meanwhile()
  }
  throw new Error('the reading has no end')
}

async function confirmMissing(host: Host, missing: readonly string[], round: number): Promise<boolean> {
  if (missing.length === 0) return true
  const answer = await host.directory.readEntries(missing, patient)
  if (answer.kind !== 'entries') return false
  for (const entryId of missing) forget(host, entryId)
  for (const entry of answer.entries) see(host, entry, round)
  return true
}

function see(host: Host, entry: DirectoryEntry, round: number): void {
  for (const former of entry.formerEntryIds ?? []) host.entries.delete(former)
  host.deleted.delete(entry.entryId)
  host.entries.set(entry.entryId, { entry, round })
}

function forget(host: Host, entryId: string): void {
  host.entries.delete(entryId)
  host.deleted.add(entryId)
}

/** Saves what a decision changes here, in what would be one commit; `false`: the contact was changed meanwhile. */
function saveIncoming(host: Host, decision: DirectoryDecision): boolean {
  switch (decision.kind) {
    case 'link':
    case 'update-here': {
      const { contactId, contactVersion, changes, notes, conflicts, link } = decision
      const contact = host.contacts.get(contactId)
      if (contact === undefined || contact.version !== contactVersion) return false
      if (Object.keys(changes).length > 0) saveContact(host, contactId, applyDirectoryChanges(contact.fields, changes))
      if (Object.keys(notes).length > 0) host.notes.push(notes)
      host.conflicts.push(...conflicts.map((conflict) => ({ ...conflict, contactId })))
      host.links.set(contactId, link)
      return true
    }
    case 'remember':
      host.links.set(decision.contactId, decision.link)
      return true
    case 'unlink':
      host.links.set(decision.contactId, decision.link)
      if (decision.isConflict) host.unlinkConflicts.push(decision.contactId)
      return true
    case 'trash-here': {
      const contact = host.contacts.get(decision.contactId)
      if (contact === undefined || contact.version !== decision.contactVersion) return false
      saveContact(host, contact.contactId, contact.fields, { isTrashed: true })
      host.links.set(contact.contactId, decision.link)
      return true
    }
    case 'create-here': {
      const entry = host.entries.get(decision.entryId)?.entry
      if (entry === undefined) return true
      const contactId = `of ${decision.entryId}`
      saveContact(host, contactId, decision.fields)
      if (Object.keys(decision.notes).length > 0) host.notes.push(decision.notes)
      host.links.set(contactId, linkAfterCreateHere(entry, contactId, decision.fields))
      return true
    }
    case 'update-there':
    case 'create-there':
    case 'delete-there':
    case 'ambiguous':
    case 'unnamed':
    case 'outside-group':
    case 'wait':
    case 'held':
      return true
  }
}

async function send(host: Host, decisions: readonly DirectoryDecision[]): Promise<void> {
  const before = new Map(host.links)
  for (const decision of decisions)
    if (decision.kind === 'create-there' || decision.kind === 'update-there')
      host.links.set(decision.contactId, decision.link)
  const answers = await host.directory.write(
    decisions.flatMap((decision) => writeOf(decision, host.groupId)),
    patient,
  )
  const unclear: string[] = []
  for (const [index, decision] of decisions.entries()) {
    const answer = answers[index]
    if (answer === undefined) throw new Error('a change has no answer')
    saveAnswer(host, decision, answer, before)
    const isUnclear = answer.kind === 'version-conflict' || answer.kind === 'unknown'
    if (isUnclear && 'entryId' in decision) unclear.push(decision.entryId)
  }
  const fresh = await host.directory.readEntries(unclear, patient)
  if (fresh.kind === 'entries') for (const entry of fresh.entries) see(host, entry, host.checkpoint?.round ?? 1)
}

function writeOf(decision: DirectoryDecision, groupId: string): readonly DirectoryWrite[] {
  switch (decision.kind) {
    case 'update-there': {
      const { entryId, version, changes } = decision
      return [{ kind: 'update', entryId, version, changes }]
    }
    case 'create-there':
      return [{ kind: 'create', contactId: decision.contactId, fields: decision.fields, groupId }]
    case 'delete-there':
      return [{ kind: 'delete', entryId: decision.entryId, version: decision.version }]
    default:
      return []
  }
}

function saveAnswer(
  host: Host,
  decision: DirectoryDecision,
  answer: DirectoryWriteAnswer,
  before: ReadonlyMap<string, DirectoryLink>,
): void {
  const round = host.checkpoint?.round ?? 1
  if (answer.kind === 'gone' && 'entryId' in decision) {
    forget(host, decision.entryId)
    return
  }
  if (answer.kind !== 'written') {
    if (decision.kind !== 'create-there' || answer.kind === 'unknown') return
    // Nothing was made: there is nothing to wait for.
    const link = before.get(decision.contactId)
    if (link === undefined) host.links.delete(decision.contactId)
    else host.links.set(decision.contactId, link)
    return
  }
  const { entry } = answer
  if (decision.kind === 'delete-there') {
    host.links.set(decision.contactId, decision.link)
    forget(host, decision.entryId)
    return
  }
  if (entry === null) return
  see(host, entry, round)
  if (decision.kind === 'update-there') host.links.set(decision.contactId, linkAfterUpdate(decision, entry))
  if (decision.kind === 'create-there') host.links.set(decision.contactId, linkAfterCreateThere(decision, entry))
}
