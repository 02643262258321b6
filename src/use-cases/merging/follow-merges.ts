/**
 * Ids of records that were merged lead to the record that they became, for ever and through any number of merges. Rules:
 * docs/concepts/merge.md (MRG-2).
 * @module
 */
import { type AccessScope, scopeOf } from '../../access/actor.ts'
import type { MergeRecord } from '../../identity/merge-record.ts'
import type { MergeId } from '../../kernel/ids.ts'
import type { RecordStamp } from '../../party/record.ts'
import type { Write } from '../../ports/commit.ts'
import type { Subject } from '../../ports/history.ts'
import type { PartyRepository } from '../../ports/party-repository.ts'
import { versionConflict } from '../command.ts'
import type { Session } from '../context.ts'

/** A record that may have been merged into another. */
export type MergeableRecord = Pick<RecordStamp, 'mergedInto' | 'version'> & { readonly id: string }

/** Where records of a kind are found by id. */
export type RecordRepository<Found> = Pick<PartyRepository<Found>, 'find' | 'findMany'>

/**
 * The record that an id stands for, as far as the actor may see it; `null` if there is none. What counts is whether he
 * may see the record that it became: those in between are nobody's any more.
 */
export async function findSurvivor<PartyRecord extends MergeableRecord>(
  session: Session,
  repository: RecordRepository<PartyRecord>,
  id: string,
): Promise<PartyRecord | null> {
  const scope = scopeOf(session.actor)
  const found = await repository.find(scope, id)
  if (found !== null && found.mergedInto === undefined) return found
  if (found === null && scope.filter.sees === 'everything') return null
  const survivor = await followMerges(session, repository, id)
  return survivor === null || survivor.id === id ? null : repository.find(scope, survivor.id)
}

/** The record that an id stands for, whoever may see it. */
export async function followMerges<PartyRecord extends MergeableRecord>(
  session: Session,
  repository: RecordRepository<PartyRecord>,
  id: string,
): Promise<PartyRecord | null> {
  const everything: AccessScope = { workspaceId: session.actor.workspaceId, filter: { sees: 'everything' } }
  let record = await repository.find(everything, id)
  while (record?.mergedInto !== undefined) record = await repository.find(everything, record.mergedInto)
  return record
}

/**
 * Checks that the caller has seen what he changes.
 * @param askedId the id that he named: a version of a record that was merged says nothing about the one that it became
 * @throws {CrmError} version-conflict
 */
export function requireSeenVersion(
  subject: Subject,
  version: number,
  askedId: string,
  expectedVersion: number | undefined,
): void {
  if (expectedVersion === undefined) return
  const id = askedId.toLowerCase()
  if (id !== subject.id) throw versionConflict({ ...subject, id }, { expectedVersion })
  if (expectedVersion !== version) throw versionConflict(subject, { expectedVersion, version })
}

/** The records that were merged into this one, and into those. */
export async function mergedIds(session: Session, id: string): Promise<readonly string[]> {
  const merged: string[] = []
  for (let frontier: readonly string[] = [id]; frontier.length > 0; ) {
    const survivors = new Set(frontier)
    const merges = await mergesInForce(session, frontier)
    frontier = merges.filter(({ survivorId }) => survivors.has(survivorId)).map(({ loserId }) => loserId)
    merged.push(...frontier)
  }
  return merged
}

/** What an id became, as the ledger has it: it knows when the records are gone. */
export async function latestId(session: Session, id: string): Promise<string> {
  const merge = (await mergesInForce(session, [id])).find(({ loserId }) => loserId === id)
  return merge === undefined ? id : latestId(session, merge.survivorId)
}

const pageSize = 500

/** The merges of some records that were not undone. */
async function mergesInForce({ store, actor }: Session, recordIds: readonly string[]): Promise<readonly MergeRecord[]> {
  const merges: MergeRecord[] = []
  for (let after: MergeId | undefined; ; ) {
    const page = await store.merges.list(actor.workspaceId, {
      recordIds,
      limit: pageSize,
      ...(after !== undefined && { after }),
    })
    merges.push(...page.filter(({ undone }) => undone === undefined))
    after = page.at(-1)?.id
    if (page.length < pageSize) return merges
  }
}

/** The writes that remove with a record for good what was merged into it: nobody could get at it any more. */
export async function purgesOfMerged<PartyRecord extends MergeableRecord>(
  session: Session,
  kind: 'company' | 'contact',
  repository: RecordRepository<PartyRecord>,
  id: string,
): Promise<readonly Write[]> {
  const { workspaceId } = session.actor
  const ids = await mergedIds(session, id)
  const merged = await repository.findMany({ workspaceId, filter: { sees: 'everything' } }, ids)
  return merged.map((record) => ({ op: 'purge', kind, id: record.id, expectedVersion: record.version }))
}
