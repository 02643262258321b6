/** Writing to memory: everything is checked first, then everything is written. @module */
import { pairName } from '../identity/record-pair.ts'
import { personOfImage } from '../import/import-record.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type {
  Commit,
  CommitReceipt,
  CommitRefusal,
  CreateWrite,
  IdentityGuard,
  UpdateWrite,
  Write,
} from '../ports/commit.ts'
import type { Subject } from '../ports/history.ts'
import { bookingRefusal, writeBookings } from './bookings.ts'
import { callRefusal } from './calls.ts'
import { writeConsentLines } from './consents.ts'
import { directoryRefusal, writeDirectories } from './directories.ts'
import { writeInteractionParts } from './interaction-writes.ts'
import { writeJobs } from './jobs.ts'
import { writeMails } from './mails.ts'
import { mergedRefusal, withoutImages } from './merges.ts'
import { blankMessages, creditRefusal, templateRefusal } from './messages.ts'
import { writeProviderEvents } from './provider-events.ts'
import { applyPurge, putRecord, type UnnumberedWrite, versionInStore } from './records.ts'
import { referenceRefusal } from './references.ts'
import { writeReminders } from './reminders.ts'
import { keySlot, type Tables, touchSlot } from './tables.ts'

/** Writes a commit into the tables, or says why it wrote nothing. */
export function writeCommit(tables: Tables, commit: Commit): Result<CommitReceipt, CommitRefusal> {
  const refusal = refusalOf(tables, commit)
  if (refusal !== null) return err(refusal)
  const identityBefore = tables.identityVersion
  const numbers = new Map<string, number>()
  for (const write of commit.writes) applyWrite(tables, write, numbers)
  writeInteractionParts(tables, commit)
  writeBookings(tables, commit)
  writeDirectories(tables, commit)
  writeKeys(tables, commit)
  writePairs(tables, commit)
  writeImportTrail(tables, commit)
  tables.audit.push(...commit.audit)
  tables.events.push(...commit.events)
  erasePeople(tables, commit)
  writeReminders(tables, commit)
  writeMails(tables, commit)
  blankMessages(tables, commit)
  writeConsentLines(tables, commit)
  tables.smsCredit += commit.smsCredit?.parts ?? 0
  writeProviderEvents(tables, commit)
  writeJobs(tables, commit)
  if (commit.command !== undefined) tables.commands.set(commit.command.commandId, commit.command)
  return ok({ numbers, identityBefore, identityAfter: tables.identityVersion })
}

function refusalOf(tables: Tables, commit: Commit): CommitRefusal | null {
  const repeated = commit.command && tables.commands.get(commit.command.commandId)
  if (repeated !== undefined) return { code: 'command-repeated', answer: repeated }
  if (commit.guard !== undefined && !guardHolds(tables, commit.guard)) return { code: 'identity-changed' }
  for (const { memberId, version } of commit.memberGuards ?? []) {
    const subject: Subject = { kind: 'member', id: memberId }
    if (versionInStore(tables, subject) !== version) return { code: 'version-conflict', subject }
  }
  for (const { kind, id, version } of commit.recordGuards ?? []) {
    const subject: Subject = { kind, id }
    if (versionInStore(tables, subject) !== version) return { code: 'version-conflict', subject }
  }
  for (const write of commit.writes) {
    const subject = subjectOf(write)
    if (versionInStore(tables, subject) !== versionExpected(write)) return { code: 'version-conflict', subject }
  }
  return (
    callRefusal(tables, commit) ??
    referenceRefusal(tables, commit) ??
    mergedRefusal(tables, commit.writes) ??
    bookingRefusal(tables, commit) ??
    directoryRefusal(tables, commit) ??
    creditRefusal(tables, commit) ??
    templateRefusal(tables, commit)
  )
}

function guardHolds(tables: Tables, guard: IdentityGuard): boolean {
  if (guard.version === tables.identityVersion) return true
  const expected = new Set(guard.hits.map((hit) => `${keySlot(hit.kind, hit.key)} ${hit.recordId}`))
  let found = 0
  for (const key of new Set(guard.keys)) {
    for (const kind of ['company', 'contact'] as const) {
      for (const recordId of tables.keys.get(keySlot(kind, key)) ?? []) {
        if (!expected.has(`${keySlot(kind, key)} ${recordId}`)) return false
        found += 1
      }
    }
  }
  return found === expected.size
}

/** The version that must be there: 0 stands for none. */
function versionExpected(write: Write): number {
  switch (write.op) {
    case 'create':
      return 0
    case 'update':
      return write.record.version - 1
    case 'purge':
      return write.expectedVersion
  }
}

function subjectOf(write: Write): Subject {
  return { kind: write.kind, id: write.op === 'purge' ? write.id : write.record.id }
}

function applyWrite(tables: Tables, write: Write, numbers: Map<string, number>): void {
  switch (write.op) {
    case 'create':
      putRecord(tables, numbered(tables, write, numbers))
      break
    case 'update':
      putRecord(tables, write)
      break
    case 'purge':
      applyPurge(tables, write)
      break
  }
}

/** A creation with the next number of its kind, which is noted by record id as well. */
function numbered(tables: Tables, write: CreateWrite, numbers: Map<string, number>): UpdateWrite | UnnumberedWrite {
  switch (write.kind) {
    case 'company':
      return { ...write, op: 'update', record: { ...write.record, number: take('lastCompanyNumber') } }
    case 'contact':
      return { ...write, op: 'update', record: { ...write.record, number: take('lastContactNumber') } }
    case 'interaction':
      return { ...write, op: 'update', record: { ...write.record, number: take('lastInteractionNumber') } }
    default:
      return write
  }

  function take(last: 'lastCompanyNumber' | 'lastContactNumber' | 'lastInteractionNumber'): number {
    tables[last] += 1
    numbers.set(write.record.id, tables[last])
    return tables[last]
  }
}

function writeKeys(tables: Tables, commit: Commit): void {
  if (commit.keysAdded.length === 0 && commit.keysRemoved.length === 0) return
  tables.identityVersion += 1
  for (const { kind, key, recordId } of commit.keysRemoved) {
    const slot = keySlot(kind, key)
    const recordIds = tables.keys.get(slot)
    recordIds?.delete(recordId)
    if (recordIds?.size === 0) tables.keys.delete(slot)
  }
  for (const { kind, key, recordId } of commit.keysAdded) {
    const slot = keySlot(kind, key)
    const recordIds = tables.keys.get(slot)
    if (recordIds === undefined) tables.keys.set(slot, new Set([recordId]))
    else recordIds.add(recordId)
  }
}

function writePairs(tables: Tables, { pairsRestored = [], pairsIgnored = [], writes }: Commit): void {
  for (const pair of pairsRestored) tables.ignoredPairs.delete(pairName(pair))
  for (const pair of pairsIgnored) tables.ignoredPairs.set(pairName(pair), pair)
  const purged = new Set(writes.filter(({ op }) => op === 'purge').map((write) => nameOf(subjectOf(write))))
  if (purged.size === 0) return
  for (const [name, { kind, ids }] of tables.ignoredPairs) {
    if (ids.some((id) => purged.has(nameOf({ kind, id })))) tables.ignoredPairs.delete(name)
  }
}

function nameOf({ kind, id }: Subject): string {
  return `${kind} ${id}`
}

function writeImportTrail(tables: Tables, commit: Commit): void {
  for (const touch of commit.touches) {
    const slot = touchSlot(touch.importId, touch.recordId)
    const first = tables.touches.get(slot)
    const isNext = first?.versionAfter === touch.versionAfter - 1
    if (first === undefined) tables.touches.set(slot, touch)
    else if (isNext) tables.touches.set(slot, { ...first, versionAfter: touch.versionAfter })
  }
  const { rowsSettled } = commit
  if (rowsSettled !== undefined) {
    const batches = tables.settled.get(rowsSettled.importId) ?? new Map()
    tables.settled.set(rowsSettled.importId, batches.set(rowsSettled.firstRow, rowsSettled))
  }
  if (commit.importId === undefined) return
  const rows = tables.refused.get(commit.importId) ?? new Map()
  tables.refused.set(commit.importId, rows)
  for (const refused of commit.refusedRows) rows.set(refused.row, refused)
}

function erasePeople(tables: Tables, { erasures = [] }: Commit): void {
  const erased = new Set(erasures.map(({ personId }) => personId))
  if (erased.size === 0) return
  for (const [place, entry] of tables.audit.entries()) {
    if (entry.personal && erased.has(entry.personal.personId)) tables.audit[place] = { ...entry, personal: null }
  }
  for (const [slot, touch] of tables.touches) {
    const personId = personOfImage(touch.before)
    if (personId !== null && erased.has(personId)) tables.touches.set(slot, { ...touch, before: null })
  }
  for (const [id, merge] of tables.merges) tables.merges.set(id, withoutImages(merge, erased))
}

/** Puts audit entries and events into the order in which every store lists them: by id. */
export function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => compareCodePoints(a.id, b.id))
}
