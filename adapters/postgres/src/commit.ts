/**
 * Writing a commit: all of it, or nothing. The order is the same for everybody, so that two commits cannot wait for each
 * other: the command's id, the workspace's counters, then the records.
 * @module
 */
import { type Commit, type CommitReceipt, type CommitRefusal, err, type KeyEntry, ok, type Result } from 'crmkit'
import { affiliationTable } from './affiliation-table.ts'
import { bookingMatters, bookingStatements, conflictStatements, lockResources, toBooking } from './booking-table.ts'
import { type BulkRoles, copySteps, copyThreshold, load } from './bulk.ts'
import { callStatements } from './call-statements.ts'
import { catalogTable } from './catalog-table.ts'
import { checkedStatements } from './checked-writes.ts'
import { companyTable } from './company-table.ts'
import { consentStatements } from './consent-tables.ts'
import { contactTable } from './contact-table.ts'
import { directoryChecks, directoryStatements } from './directory-tables.ts'
import { type EraserRoles, erasureStatements } from './erasures.ts'
import { type Session, type Statement, statement } from './executor.ts'
import { feedTable } from './feed-table.ts'
import { auditTable, commandTable, eventTable, personalRows, personalTable, toCommandAnswer } from './history-tables.ts'
import { findKeysStatement, guardHolds, identityKeyTable, removeKeysStatement, toKeyEntry } from './identity-keys.ts'
import { pairStatements } from './ignored-pairs.ts'
import { importTable, refusedTable, settledTable, touchTable } from './import-tables.ts'
import { interactionLeftovers, interactionPartStatements } from './interaction-parts.ts'
import { timerTable } from './interaction-parts-tables.ts'
import { interactionTable } from './interaction-table.ts'
import { commitJobStatements } from './job-statements.ts'
import { mailLeftovers, mailStatements } from './mail-tables.ts'
import { findChangedMember } from './member-guards.ts'
import { mergedPersonalRows, mergeTable } from './merge-tables.ts'
import { leftBehindStatements, pointingStatements, pointsOrMerges } from './merged-targets.ts'
import { creditAnswer, creditStatements, messageStatements } from './message-statements.ts'
import { messageTemplateTable, templateAnswer, templateCountStatements } from './message-template-table.ts'
import { providerEventStatements } from './provider-event-log.ts'
import { grantStatements } from './record-grants.ts'
import { guardStatements } from './record-guards.ts'
import { reminderStatements } from './reminder-ledger.ts'
import { resourceTable } from './resource-table.ts'
import { foldTouches, numberWrites, type SortedWrites, sortWrites } from './sorted-writes.ts'
import { StepList } from './step-list.ts'
import { insertStatements, selectList, tableName } from './table.ts'
import { webhookTable } from './webhook-table.ts'
import { readCounters, takeNumbers } from './workspace-counters.ts'
import { groupTable, memberTable, workspaceTable } from './workspace-tables.ts'

/** That the rows are not as the commit expects them; why is found out after rolling back. */
export interface Unexpected {
  readonly code: 'unexpected-rows'
}

/** Under which roles a commit is written, and what was taken for it before. */
export interface WriteTerms {
  /** The last place in the log of events that was taken before those of its events. */
  readonly lastEventPlace: number
  /** `null` if nothing is copied. */
  readonly bulk: BulkRoles | null
  readonly eraser: EraserRoles
}

/** Writes a commit within an open transaction. A refusal leaves the transaction to be rolled back. */
export async function writeCommit(
  session: Session,
  schema: string,
  terms: WriteTerms,
  commit: Commit,
): Promise<Result<CommitReceipt, CommitRefusal | Unexpected>> {
  const { bulk } = terms
  const writes = sortWrites(commit.writes)
  const opened = await open(session, schema, commit, writes)
  if (!opened.ok) return opened
  const { companyNumber, contactNumber, interactionNumber, identityBefore, identityAfter } = opened.value

  const numbers = new Map<string, number>()
  const companies = numberWrites(writes.companies.created, companyNumber, numbers)
  const contacts = numberWrites(writes.contacts.created, contactNumber, numbers)
  const interactions = numberWrites(writes.interactions.created, interactionNumber, numbers)
  const { fresh, known } = splitKeys(commit.keysAdded, numbers)
  const workspace = commit.workspaceId

  const loads = [
    load(schema, workspace, companyTable, companies),
    load(schema, workspace, contactTable, contacts),
    load(schema, workspace, affiliationTable, writes.affiliations.created),
    load(schema, workspace, identityKeyTable, fresh),
  ]
  const copies = bulk !== null && session.copies && loads.reduce((sum, { count }) => sum + count, 0) >= copyThreshold
  const list = new StepList()
  if (commit.keysRemoved.length > 0) list.add([removeKeysStatement(schema, workspace, commit.keysRemoved)])
  list.add(interactionLeftovers(schema, workspace, writes))
  list.add(mailLeftovers(schema, workspace, writes))
  list.add(copies ? copySteps(bulk, loads) : loads.flatMap((each) => each.inserts()))
  list.add(insertStatements(schema, interactionTable, workspace, interactions))
  const checked = [
    ...guardStatements(schema, commit, writes),
    ...checkedStatements(schema, workspace, writes),
    ...bookingMatters(schema, commit),
    ...directoryChecks(schema, commit, writes),
  ]
  const ofChecked = list.add(checked.map((each) => each.statement))
  const ofStrays = list.add([...pointingStatements(schema, commit), ...leftBehindStatements(schema, commit)])
  list.add(bookingStatements(schema, commit))
  const ofConflicts = list.add(conflictStatements(schema, commit))
  const ofCredit = list.add(creditStatements(schema, commit))
  const addedTemplates = writes.messageTemplates.created.length
  const ofTemplates = list.add(templateCountStatements(schema, workspace, addedTemplates))
  list.add(trailStatements(schema, terms, commit, writes, known))

  const answers = list.steps.length === 0 ? [] : await session.run(list.steps)
  const counts = ofChecked(answers).map(({ count }) => count)
  const isExpected = checked.every(({ count }, position) => counts[position] === count)
  const isWhole = ofStrays(answers).every(({ rows }) => rows.length === 0)
  if (!isExpected || !isWhole) return err({ code: 'unexpected-rows' })
  const inTheWay = ofConflicts(answers).flatMap(({ rows }) => rows.map(toBooking))
  if (inTheWay.length > 0) return err({ code: 'resource-taken', conflicts: inTheWay })
  const refused = creditAnswer(commit, ofCredit(answers)) ?? templateAnswer(addedTemplates, ofTemplates(answers))
  if (refused !== null) return err(refused)
  return ok({ numbers, identityBefore, identityAfter })
}

interface Opened {
  /** The last numbers given before this commit. */
  readonly companyNumber: number
  readonly contactNumber: number
  readonly interactionNumber: number
  readonly identityBefore: number
  readonly identityAfter: number
}

/** Claims the command's id, takes numbers and the next identity version, and checks the guard. */
async function open(
  session: Session,
  schema: string,
  commit: Commit,
  writes: SortedWrites,
): Promise<Result<Opened, CommitRefusal>> {
  const { workspaceId, command, guard } = commit
  const companies = writes.companies.created.length
  const contacts = writes.contacts.created.length
  const interactions = writes.interactions.created.length
  const changesKeys = commit.keysAdded.length > 0 || commit.keysRemoved.length > 0
  const statements: Statement[] = []
  if (command !== undefined) {
    statements.push(
      ...insertStatements(schema, commandTable, workspaceId, [command], { key: ['command_id'], replace: [] }),
      statement(
        `SELECT ${selectList(commandTable.columns, 'c')} FROM ${tableName(schema, commandTable.name)} AS c ` +
          'WHERE c.workspace_id = $1::uuid AND c.command_id = $2::text',
        workspaceId,
        command.commandId,
      ),
    )
  }
  const locks =
    companies > 0 ||
    contacts > 0 ||
    interactions > 0 ||
    changesKeys ||
    writes.messageTemplates.created.length > 0 ||
    guard !== undefined ||
    pointsOrMerges(commit.writes)
  statements.push(
    locks
      ? takeNumbers(schema, workspaceId, { companies, contacts, interactions }, changesKeys)
      : readCounters(schema, workspaceId),
  )
  const answers = await session.run(statements)
  const stored = command === undefined ? undefined : answers[1]?.rows[0]
  if (stored !== undefined && answers[0]?.count === 0) {
    return err({ code: 'command-repeated', answer: toCommandAnswer(stored) })
  }
  const [companyNumber, contactNumber, interactionNumber, identityAfter] = (answers.at(-1)?.rows[0] ?? []).map(Number)
  const after = identityAfter ?? 0
  const identityBefore = changesKeys ? after - 1 : after
  if (guard !== undefined && guard.version !== identityBefore) {
    const { rows } = await session.runOne(findKeysStatement(schema, workspaceId, guard.keys))
    if (!guardHolds(guard, rows.map(toKeyEntry))) return err({ code: 'identity-changed' })
  }
  const changed = await findChangedMember(session, schema, commit, writes)
  if (changed !== null) return err({ code: 'version-conflict', subject: { kind: 'member', id: changed } })
  const missing = await lockResources(session, schema, commit)
  if (missing !== null) return err({ code: 'missing-reference', subject: { kind: 'resource', id: missing } })
  return ok({
    companyNumber: (companyNumber ?? 0) - companies,
    contactNumber: (contactNumber ?? 0) - contacts,
    interactionNumber: (interactionNumber ?? 0) - interactions,
    identityBefore,
    identityAfter: after,
  })
}

/**
 * Keys of records that this commit creates cannot be there yet; those of others may be. In the order of the index,
 * which takes them faster so.
 */
function splitKeys(
  entries: readonly KeyEntry[],
  created: ReadonlyMap<string, number>,
): { readonly fresh: readonly KeyEntry[]; readonly known: readonly KeyEntry[] } {
  const fresh: KeyEntry[] = []
  const known: KeyEntry[] = []
  let last: KeyEntry | undefined
  for (const entry of entries.toSorted(compareEntries)) {
    if (last !== undefined && compareEntries(last, entry) === 0) continue
    last = entry
    ;(created.has(entry.recordId) ? fresh : known).push(entry)
  }
  return { fresh, known }
}

function compareEntries(a: KeyEntry, b: KeyEntry): number {
  return compare(a.key, b.key) || compare(a.kind, b.kind) || compare(a.recordId, b.recordId)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Everything else that a commit leaves behind. */
function trailStatements(
  schema: string,
  { eraser, lastEventPlace }: WriteTerms,
  commit: Commit,
  writes: SortedWrites,
  keys: readonly KeyEntry[],
): readonly Statement[] {
  const { workspaceId, importId } = commit
  const personal = [...personalRows(commit.audit, commit.touches), ...mergedPersonalRows(writes.merges.created)]
  const refused = importId === undefined ? [] : commit.refusedRows.map((row) => ({ importId, refused: row }))
  return [
    ...insertStatements(schema, workspaceTable, workspaceId, writes.workspaces.created),
    ...insertStatements(schema, memberTable, workspaceId, writes.members.created),
    ...insertStatements(schema, groupTable, workspaceId, writes.groups.created),
    ...insertStatements(schema, resourceTable, workspaceId, writes.resources.created),
    ...insertStatements(schema, catalogTable, workspaceId, writes.catalogs.created),
    ...insertStatements(schema, importTable, workspaceId, writes.imports.created),
    ...insertStatements(schema, webhookTable, workspaceId, writes.webhooks.created),
    ...insertStatements(schema, feedTable, workspaceId, writes.feeds.created),
    ...directoryStatements(schema, commit, writes),
    ...insertStatements(schema, mergeTable, workspaceId, writes.merges.created),
    ...insertStatements(schema, timerTable, workspaceId, writes.timers.created),
    ...interactionPartStatements(schema, commit, writes),
    ...mailStatements(schema, commit, writes),
    ...insertStatements(schema, identityKeyTable, workspaceId, keys, {
      key: ['key', 'kind', 'record_id'],
      replace: [],
    }),
    ...pairStatements(schema, commit),
    ...grantStatements(schema, workspaceId, commit.writes),
    ...insertStatements(schema, touchTable, workspaceId, foldTouches(commit.touches), {
      key: ['import_id', 'record_id'],
      replace: [],
      advance: 'version_after',
    }),
    ...insertStatements(schema, refusedTable, workspaceId, refused, {
      key: ['import_id', 'row'],
      replace: ['reasons'],
    }),
    ...insertStatements(
      schema,
      settledTable,
      workspaceId,
      commit.rowsSettled === undefined ? [] : [commit.rowsSettled],
      {
        key: ['import_id', 'first_row'],
        replace: ['last_row', 'reading', 'rows'],
      },
    ),
    ...insertStatements(schema, auditTable, workspaceId, commit.audit),
    ...insertStatements(schema, eventTable, workspaceId, commit.events),
    ...insertStatements(schema, personalTable, workspaceId, personal, {
      key: ['person_id', 'source_id', 'item_id'],
      replace: [],
    }),
    ...reminderStatements(schema, commit),
    ...messageStatements(schema, commit, writes),
    ...insertStatements(schema, messageTemplateTable, workspaceId, writes.messageTemplates.created),
    ...callStatements(schema, commit, writes),
    ...consentStatements(schema, commit),
    ...erasureStatements(schema, eraser, commit),
    ...providerEventStatements(schema, commit, lastEventPlace),
    // Last: everybody who commits jobs to the workspace waits for the queue's lock.
    ...commitJobStatements(schema, commit),
  ]
}
