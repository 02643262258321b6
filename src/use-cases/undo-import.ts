/**
 * Taking an import back, page by page, each one commit: jobs first, then people, then companies, so that nothing is
 * purged while something of the same import points at it. Rules: docs/concepts/imports.md (IMP-9).
 * @module
 */
import { companyIdentity, companyKeys } from '../identity/company-identity.ts'
import { contactIdentity, contactKeys } from '../identity/contact-identity.ts'
import type { IdentityKind, KeyEntry } from '../identity/identity-key.ts'
import { companyIndex, contactIndex } from '../identity/search-index.ts'
import type { ImportProgress, KeptRecord, UndoReceipt } from '../import/import-preview.ts'
import type { ImportRecord } from '../import/import-record.ts'
import { decideUndo, type UndoDecision } from '../import/undo.ts'
import type { AbortSignalLike } from '../import/web-types.ts'
import { CrmError } from '../kernel/crm-error.ts'
import { type ImportId, isUuid } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { PartyKind } from '../party/record.ts'
import type { Write } from '../ports/commit.ts'
import type { TouchedRecord } from '../ports/import-repository.ts'
import { throwRefusal } from './command.ts'
import { type Session, today } from './context.ts'
import { importCommit } from './import-commit.ts'

/** What undoing may be told. */
export interface UndoOptions {
  readonly onProgress?: (progress: ImportProgress) => void
  readonly signal?: AbortSignalLike
}

/** How many records are dealt with together. */
const pageSize = 500
const mostKeptNamed = 1000
const mostTries = 20
const order: readonly PartyKind[] = ['affiliation', 'contact', 'company']

/** How far an undo has come: kept with the import, so that it can be resumed. */
interface UndoState {
  readonly kind: PartyKind
  readonly after: string | null
  readonly done: number
  readonly purged: number
  readonly restored: number
  readonly keptCount: number
  readonly kept: readonly KeptRecord[]
}

const undoBegins: UndoState = {
  kind: 'affiliation',
  after: null,
  done: 0,
  purged: 0,
  restored: 0,
  keptCount: 0,
  kept: [],
}

/** Undoes an import, or goes on where an earlier call stopped. */
export async function undoImport(session: Session, importId: ImportId, options: UndoOptions): Promise<UndoReceipt> {
  const found = isUuid(importId) ? await session.store.imports.find(session.actor.workspaceId, importId) : null
  if (found === null) {
    throw new CrmError('not-found', {
      message: `There is no import ${importId} in this workspace.`,
      details: { kind: 'import', id: importId },
    })
  }
  assertMayUndo(session, found)
  if (found.status === 'undone') return receiptOf(found)
  let record = found.status === 'undoing' ? found : await saveState(session, found, undoBegins, 'undoing')
  for (;;) {
    options.signal?.throwIfAborted()
    const next = await undoPage(session, record)
    if (next === null) break
    record = next
    options.onProgress?.({ phase: 'undo', done: stateOf(record).done })
  }
  return receiptOf(await saveState(session, record, stateOf(record), 'undone'))
}

/** Whoever imported may take it back, and administrators. */
export function mayUndo({ actor }: Session, record: ImportRecord): boolean {
  return actor.kind === 'system' || actor.role === 'administrator' || actor.memberId === record.memberId
}

function assertMayUndo(session: Session, record: ImportRecord): void {
  if (mayUndo(session, record)) return
  throw new CrmError('forbidden', {
    message: `Import ${record.id} was made by somebody else. Ask that member, or an administrator, to undo it.`,
    details: { kind: 'import', id: record.id, askMemberId: record.memberId },
  })
}

/** Deals with the next page; `null` once there is none. */
async function undoPage(session: Session, record: ImportRecord): Promise<ImportRecord | null> {
  const { workspaceId } = session.actor
  for (let attempt = 1; ; attempt += 1) {
    const state = stateOf(record)
    const page = await session.store.imports.listTouched(workspaceId, record.id, state.kind, {
      limit: pageSize,
      ...(state.after !== null && { after: state.after }),
    })
    const last = page.at(-1)
    if (last === undefined) {
      const kind = order[order.indexOf(state.kind) + 1]
      if (kind === undefined) return null
      return saveState(session, record, { ...state, kind, after: null }, 'undoing')
    }
    const undone = await undoRecords(session, state.kind, page)
    const kept = [...state.kept, ...undone.kept].slice(0, mostKeptNamed)
    const nextState: UndoState = {
      kind: state.kind,
      after: last.recordId,
      done: state.done + page.length,
      purged: state.purged + undone.purged,
      restored: state.restored + undone.restored,
      keptCount: state.keptCount + undone.kept.length,
      kept,
    }
    const next = withState(session, record, nextState, 'undoing')
    const result = await session.store.commit({
      ...undoCommit(session, next, [...undone.writes, { op: 'update', kind: 'import', record: next }]),
      keysAdded: undone.keysAdded,
      keysRemoved: undone.keysRemoved,
    })
    if (result.ok) return next
    if (attempt >= mostTries) throwRefusal(result.error)
  }
}

interface UndonePage {
  readonly writes: Write[]
  readonly keysAdded: KeyEntry[]
  readonly keysRemoved: KeyEntry[]
  readonly kept: KeptRecord[]
  purged: number
  restored: number
}

async function undoRecords(session: Session, kind: PartyKind, page: readonly TouchedRecord[]): Promise<UndonePage> {
  const undone: UndonePage = { writes: [], keysAdded: [], keysRemoved: [], kept: [], purged: 0, restored: 0 }
  const ids = page.map(({ recordId }) => recordId)
  const scope = { workspaceId: session.actor.workspaceId, filter: { sees: 'everything' } } as const
  const referenced = kind === 'affiliation' ? new Set<string>() : await referencedIds(session, kind, ids)
  const decide = (touched: TouchedRecord, current: { readonly version: number } | undefined): UndoDecision => {
    const version = current?.version ?? null
    const isReferenced = referenced.has(touched.recordId)
    const decision = decideUndo({ created: touched.created, touch: touched.touch, version, isReferenced })
    if (decision.decision === 'keep') undone.kept.push({ kind, recordId: touched.recordId, reason: decision.reason })
    if (decision.decision === 'purge') undone.purged += 1
    if (decision.decision === 'restore') undone.restored += 1
    return decision
  }
  switch (kind) {
    case 'affiliation':
      await undoAffiliations(session, page, undone, decide)
      break
    case 'contact': {
      const contacts = byId(await session.store.contacts.findMany(scope, ids))
      const jobs = Map.groupBy(await session.store.affiliations.listOfContacts(scope, ids), (job) => job.contactId)
      for (const touched of page) {
        undoContact(session, undone, contacts.get(touched.recordId), jobs.get(touched.recordId) ?? [], (current) =>
          decide(touched, current),
        )
      }
      break
    }
    case 'company': {
      const companies = byId(await session.store.companies.findMany(scope, ids))
      for (const touched of page) {
        undoCompany(session, undone, companies.get(touched.recordId), (current) => decide(touched, current))
      }
      break
    }
  }
  return undone
}

type Decide = (touched: TouchedRecord, current: { readonly version: number } | undefined) => UndoDecision
type DecideOn = (current: { readonly version: number } | undefined) => UndoDecision

/** The jobs of a page, and the keys that their contacts lose or get back with them. */
async function undoAffiliations(
  session: Session,
  page: readonly TouchedRecord[],
  undone: UndonePage,
  decide: Decide,
): Promise<void> {
  const scope = { workspaceId: session.actor.workspaceId, filter: { sees: 'everything' } } as const
  const found = await Promise.all(page.map(({ recordId }) => session.store.affiliations.find(scope, recordId)))
  const current = byId(found.filter((job) => job !== null))
  const contactIds = [...new Set([...current.values()].map((job) => job.contactId))]
  const contacts = byId(await session.store.contacts.findMany(scope, contactIds))
  const jobsBefore = Map.groupBy(
    await session.store.affiliations.listOfContacts(scope, contactIds),
    (job) => job.contactId,
  )
  const changed = new Map<string, Affiliation | null>()
  for (const touched of page) {
    const job = current.get(touched.recordId)
    const decision = decide(touched, job)
    if (job === undefined) continue
    if (decision.decision === 'purge') {
      undone.writes.push({ op: 'purge', kind: 'affiliation', id: job.id, expectedVersion: job.version })
      changed.set(job.id, null)
    }
    if (decision.decision === 'restore' && decision.before.kind === 'affiliation') {
      const record = { ...decision.before.record, version: job.version + 1, updatedAt: session.clock.now() }
      undone.writes.push({ op: 'update', kind: 'affiliation', record })
      changed.set(job.id, record)
    }
  }
  for (const contact of contacts.values()) {
    const before = jobsBefore.get(contact.id) ?? []
    const after = before.flatMap((job) => (changed.has(job.id) ? (changed.get(job.id) ?? []) : job))
    noteKeys(
      undone,
      'contact',
      contact.id,
      keysOfContact(session, contact, before),
      keysOfContact(session, contact, after),
    )
  }
}

function undoContact(
  session: Session,
  undone: UndonePage,
  contact: Contact | undefined,
  jobs: readonly Affiliation[],
  decide: DecideOn,
): void {
  const decision = decide(contact)
  if (contact === undefined) return
  const keys = keysOfContact(session, contact, jobs)
  if (decision.decision === 'purge') {
    undone.writes.push({ op: 'purge', kind: 'contact', id: contact.id, expectedVersion: contact.version })
    noteKeys(undone, 'contact', contact.id, keys, [])
  }
  if (decision.decision === 'restore' && decision.before.kind === 'contact') {
    const record = { ...decision.before.record, version: contact.version + 1, updatedAt: session.clock.now() }
    undone.writes.push({ op: 'update', kind: 'contact', record, index: contactIndex(record, jobs) })
    noteKeys(undone, 'contact', contact.id, keys, keysOfContact(session, record, jobs))
  }
}

function undoCompany(session: Session, undone: UndonePage, company: Company | undefined, decide: DecideOn): void {
  const decision = decide(company)
  if (company === undefined) return
  const keys = keysOfCompany(session, company)
  if (decision.decision === 'purge') {
    undone.writes.push({ op: 'purge', kind: 'company', id: company.id, expectedVersion: company.version })
    noteKeys(undone, 'company', company.id, keys, [])
  }
  if (decision.decision === 'restore' && decision.before.kind === 'company') {
    const record = { ...decision.before.record, version: company.version + 1, updatedAt: session.clock.now() }
    undone.writes.push({ op: 'update', kind: 'company', record, index: companyIndex(record) })
    noteKeys(undone, 'company', company.id, keys, keysOfCompany(session, record))
  }
}

function keysOfCompany({ settings }: Session, company: Company): readonly string[] {
  return companyKeys(companyIdentity(company, settings.country)).map(({ key }) => key)
}

function keysOfContact(session: Session, contact: Contact, jobs: readonly Affiliation[]): readonly string[] {
  return contactKeys(contactIdentity(contact, jobs, today(session))).map(({ key }) => key)
}

function noteKeys(
  undone: UndonePage,
  kind: IdentityKind,
  recordId: string,
  before: readonly string[],
  after: readonly string[],
): void {
  for (const key of before) if (!after.includes(key)) undone.keysRemoved.push({ key, kind, recordId })
  for (const key of after) if (!before.includes(key)) undone.keysAdded.push({ key, kind, recordId })
}

/** Those that something points at. What the import itself attached to them is gone by now. */
async function referencedIds(session: Session, kind: PartyKind, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const targets = ids.map((id) => ({ kind, id }))
  const references = await session.store.references.pointingAt(session.actor.workspaceId, targets)
  return new Set(references.map(({ to }) => to.id))
}

function byId<PartyRecord extends { readonly id: string }>(records: readonly PartyRecord[]): Map<string, PartyRecord> {
  return new Map(records.map((record) => [record.id, record]))
}

async function saveState(
  session: Session,
  record: ImportRecord,
  state: UndoState,
  status: ImportRecord['status'],
): Promise<ImportRecord> {
  const next = withState(session, record, state, status)
  const result = await session.store.commit(undoCommit(session, next, [{ op: 'update', kind: 'import', record: next }]))
  return result.ok ? next : throwRefusal(result.error)
}

function withState(
  session: Session,
  record: ImportRecord,
  state: UndoState,
  status: ImportRecord['status'],
): ImportRecord {
  const plan = { ...(typeof record.plan === 'object' ? record.plan : {}), undo: state }
  return { ...record, version: record.version + 1, status, plan, updatedAt: session.clock.now() }
}

function undoCommit(session: Session, record: ImportRecord, writes: readonly Write[]): ReturnType<typeof importCommit> {
  // Steps of an undo follow those of the apply: their ids are told apart by the import's version, which only grows.
  return importCommit(session, record, {
    writes,
    row: undoStepsStart + record.version,
    event: record.status === 'undone' ? 'import.undone' : 'import.undo-page',
    command: 'imports.undo',
  })
}

/** Row numbers that no file reaches, for the ids of an undo's history. */
const undoStepsStart = 2 ** 28

function stateOf(record: ImportRecord): UndoState {
  const plan = record.plan as { readonly undo?: UndoState } | null
  return plan?.undo ?? undoBegins
}

function receiptOf(record: ImportRecord): UndoReceipt {
  const { purged, restored, kept, keptCount } = stateOf(record)
  return { importId: record.id, purged, restored, kept, keptCount }
}
