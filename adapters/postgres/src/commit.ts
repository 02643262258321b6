/**
 * Writing a commit: all of it, or nothing. The order is the same for everybody, so that two commits cannot wait for each
 * other: the command's id, the workspace's counters, then the records.
 * @module
 */

import { type Commit, type CommitReceipt, type CommitRefusal, err, ok, type Result } from 'crmkit'
import { affiliationTable } from './affiliation-table.ts'
import { lockResources, toBooking } from './booking-table.ts'
import { copySteps, load } from './bulk.ts'
import { companyTable } from './company-table.ts'
import { contactTable } from './contact-table.ts'
import { type Session, type Statement, statement } from './executor.ts'
import { commandTable, toCommandAnswer } from './history-tables.ts'
import { findKeysStatement, guardHolds, toKeyEntry } from './identity-keys.ts'
import { interactionTable } from './interaction-table.ts'
import { findChangedMember } from './member-guards.ts'
import { pointsOrMerges } from './merged-targets.ts'
import { creditAnswer } from './message-statements.ts'
import { templateAnswer } from './message-template-table.ts'
import { numberWrites, type SortedWrites, sortWrites } from './sorted-writes.ts'
import { StepList } from './step-list.ts'
import { insertStatements, selectList, tableName } from './table.ts'
import { makeReady, type WriteTerms } from './unnumbered-writes.ts'
import { readCounters, takeNumbers } from './workspace-counters.ts'

/** That the rows are not as the commit expects them; why is found out after rolling back. */
export interface Unexpected {
  readonly code: 'unexpected-rows'
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
  // While the server waits for the lock: whatever needs no number. Both come to their end, or a statement of the one
  // would still be on its way once the other has failed.
  const [opening, making] = await Promise.allSettled([
    open(session, schema, commit, writes),
    makeReady(schema, terms, commit, writes, bulk !== null && session.copies),
  ])
  if (opening.status === 'rejected') throw opening.reason
  if (making.status === 'rejected') throw making.reason
  const [opened, ready] = [opening.value, making.value]
  if (!opened.ok) return opened
  const { companyNumber, contactNumber, interactionNumber, identityBefore, identityAfter } = opened.value

  const workspace = commit.workspaceId
  const numbers = new Map<string, number>()
  const companies = numberWrites(writes.companies.created, companyNumber, numbers)
  const contacts = numberWrites(writes.contacts.created, contactNumber, numbers)
  const interactions = numberWrites(writes.interactions.created, interactionNumber, numbers)
  const loads = [
    // First, since they are encoded: the server takes them while the others are.
    ready.keys,
    load(schema, workspace, companyTable, companies),
    load(schema, workspace, contactTable, contacts),
    load(schema, workspace, affiliationTable, writes.affiliations.created),
  ]
  const { checked, addedTemplates } = ready
  const list = new StepList()
  list.add(ready.removals)
  list.add(bulk !== null && ready.copies ? copySteps(bulk, loads) : loads.flatMap((each) => each.inserts()))
  list.add(insertStatements(schema, interactionTable, workspace, interactions))
  const ofChecked = list.add(checked.map((each) => each.statement))
  const ofStrays = list.add(ready.strays)
  list.add(ready.bookings)
  const ofConflicts = list.add(ready.conflicts)
  const ofCredit = list.add(ready.credit)
  const ofTemplates = list.add(ready.templates)
  list.add(ready.trail)

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
