/**
 * Taking back what an import did to one page of records. A contact and its jobs go in one commit: the contact is written
 * whenever a job of it is, so that its version guards the keys and the words that it is found by. Rules:
 * docs/concepts/imports.md (IMP-9).
 * @module
 */
import { companyIdentity, companyKeys } from '../../identity/company-identity.ts'
import { contactIdentity, contactKeys } from '../../identity/contact-identity.ts'
import type { IdentityKind, KeyEntry } from '../../identity/identity-key.ts'
import { companyIndex } from '../../identity/search-index.ts'
import type { ImportTouch } from '../../import/import-record.ts'
import type { TouchedState, UndoDecision } from '../../import/undo.ts'
import type { UndoneRecord } from '../../import/undo-progress.ts'
import type { ImportId } from '../../kernel/ids.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Company } from '../../party/company.ts'
import type { Contact } from '../../party/contact.ts'
import type { Write } from '../../ports/commit.ts'
import type { TouchedRecord } from '../../ports/import-repository.ts'
import type { Reference } from '../../ports/reference-index.ts'
import { type Session, today } from '../context.ts'
import { changedKeys } from '../records/check-company.ts'
import { keysOfPerson, type Person } from '../records/check-contact.ts'
import { everythingOf } from '../records/record-access.ts'
import { contactWrite } from '../records/write-contact.ts'

/** What taking a page of records back writes, and what was decided of each. */
export interface UndonePage {
  readonly writes: Write[]
  readonly keysAdded: KeyEntry[]
  readonly keysRemoved: KeyEntry[]
  readonly records: UndoneRecord[]
}

/** Decides on a record. */
export type DecideUndo = (state: TouchedState) => UndoDecision

/** Takes contacts back, and what the import did to their jobs. */
export async function undoContacts(
  session: Session,
  importId: ImportId,
  page: readonly TouchedRecord[],
  decide: DecideUndo,
): Promise<UndonePage> {
  const { store, actor } = session
  const scope = everythingOf(session)
  const ids = page.map(({ recordId }) => recordId)
  const [contacts, jobs, references] = await Promise.all([
    store.contacts.findMany(scope, ids),
    store.affiliations.listOfContacts(scope, ids),
    referencesTo(session, 'contact', ids),
  ])
  const jobIds = jobs.map(({ id }) => id)
  const touches = byId(
    await store.imports.listTouchesOf(actor.workspaceId, importId, jobIds),
    (touch) => touch.recordId,
  )
  const contactOf = byId(contacts, ({ id }) => id)
  const jobsOf = Map.groupBy(jobs, ({ contactId }) => contactId)
  const undone = emptyPage()
  for (const touched of page) {
    const contact = contactOf.get(touched.recordId)
    if (contact === undefined) {
      note(undone, touched, decide(stateOf(touched, null, false)))
      continue
    }
    const before = { contact, jobs: jobsOf.get(contact.id) ?? [] }
    const jobsAfter = before.jobs.flatMap((job) => undoJob(session, importId, undone, job, touches.get(job.id), decide))
    const isReferenced = references.some(({ from, to }) => {
      const isGoing = before.jobs.some(({ id }) => id === from.id) && !jobsAfter.some(({ id }) => id === from.id)
      return to.id === contact.id && !isGoing
    })
    const decision = decide(stateOf(touched, contact.version, isReferenced))
    note(undone, touched, decision)
    writeContact(session, undone, before, jobsAfter, decision)
  }
  return undone
}

/** Takes companies back. What the import itself attached to them is gone by now. */
export async function undoCompanies(
  session: Session,
  page: readonly TouchedRecord[],
  decide: DecideUndo,
): Promise<UndonePage> {
  const ids = page.map(({ recordId }) => recordId)
  const [companies, references] = await Promise.all([
    session.store.companies.findMany(everythingOf(session), ids),
    referencesTo(session, 'company', ids),
  ])
  const companyOf = byId(companies, ({ id }) => id)
  const referenced = new Set(references.map(({ to }) => to.id))
  const undone = emptyPage()
  for (const touched of page) {
    const company = companyOf.get(touched.recordId)
    const decision = decide(stateOf(touched, company?.version ?? null, referenced.has(touched.recordId)))
    note(undone, touched, decision)
    if (company !== undefined) writeCompany(session, undone, company, decision)
  }
  return undone
}

/** The job as the undo leaves it: none where it is purged. */
function undoJob(
  session: Session,
  importId: ImportId,
  undone: UndonePage,
  job: Affiliation,
  touch: ImportTouch | undefined,
  decide: DecideUndo,
): readonly Affiliation[] {
  const created = job.origin?.importId === importId
  if (!created && touch === undefined) return [job]
  const touched: TouchedRecord = { kind: 'affiliation', recordId: job.id, touch: touch ?? null, created }
  const decision = decide(stateOf(touched, job.version, false))
  note(undone, touched, decision)
  if (decision.decision === 'purge') {
    undone.writes.push({ op: 'purge', kind: 'affiliation', id: job.id, expectedVersion: job.version })
    return []
  }
  if (decision.decision !== 'restore' || decision.before.kind !== 'affiliation') return [job]
  const record = { ...decision.before.record, ...nextStamp(session, job) }
  undone.writes.push({ op: 'update', kind: 'affiliation', record })
  return [record]
}

interface StoredPerson extends Person {
  readonly contact: Contact
}

function writeContact(
  session: Session,
  undone: UndonePage,
  before: StoredPerson,
  jobs: readonly Affiliation[],
  decision: UndoDecision,
): void {
  const { contact } = before
  const keys = keysOfPerson(session, before)
  if (decision.decision === 'purge') {
    undone.writes.push({ op: 'purge', kind: 'contact', id: contact.id, expectedVersion: contact.version })
    noteKeys(undone, 'contact', contact.id, keys, [])
    return
  }
  const image = decision.decision === 'restore' && decision.before.kind === 'contact' ? decision.before.record : null
  const haveJobsChanged = jobs.length !== before.jobs.length || jobs.some((job) => !before.jobs.includes(job))
  if (image === null && !haveJobsChanged) return
  const record = { ...(image ?? contact), ...nextStamp(session, contact) }
  undone.writes.push(contactWrite(record, jobs))
  const identity = contactIdentity(record, jobs, today(session))
  noteKeys(undone, 'contact', contact.id, keys, keysIn(contactKeys(identity)))
}

function writeCompany(session: Session, undone: UndonePage, company: Company, decision: UndoDecision): void {
  const keysOf = (record: Company): readonly string[] =>
    keysIn(companyKeys(companyIdentity(record, session.settings.country)))
  if (decision.decision === 'purge') {
    undone.writes.push({ op: 'purge', kind: 'company', id: company.id, expectedVersion: company.version })
    noteKeys(undone, 'company', company.id, keysOf(company), [])
  }
  if (decision.decision === 'restore' && decision.before.kind === 'company') {
    const record = { ...decision.before.record, ...nextStamp(session, company) }
    undone.writes.push({ op: 'update', kind: 'company', record, index: companyIndex(record) })
    noteKeys(undone, 'company', company.id, keysOf(company), keysOf(record))
  }
}

function emptyPage(): UndonePage {
  return { writes: [], keysAdded: [], keysRemoved: [], records: [] }
}

function stateOf({ created, touch }: TouchedRecord, version: number | null, isReferenced: boolean): TouchedState {
  return { created, touch, version, isReferenced }
}

function note(undone: UndonePage, { kind, recordId, created }: TouchedRecord, decision: UndoDecision): void {
  undone.records.push({ kind, recordId, created, decision })
}

function noteKeys(
  undone: UndonePage,
  kind: IdentityKind,
  recordId: string,
  before: readonly string[],
  after: readonly string[],
): void {
  const { keysAdded, keysRemoved } = changedKeys(kind, recordId, before, after)
  undone.keysAdded.push(...keysAdded)
  undone.keysRemoved.push(...keysRemoved)
}

function keysIn(keys: readonly { readonly key: string }[]): readonly string[] {
  return keys.map(({ key }) => key)
}

function nextStamp({ clock }: Session, { version }: { readonly version: number }) {
  return { version: version + 1, updatedAt: clock.now() }
}

function referencesTo(session: Session, kind: IdentityKind, ids: readonly string[]): Promise<readonly Reference[]> {
  const targets = ids.map((id) => ({ kind, id }))
  return session.store.references.pointingAt(session.actor.workspaceId, targets)
}

function byId<Item>(items: readonly Item[], idOf: (item: Item) => string): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [idOf(item), item]))
}
