/**
 * Taking a merge back: the loser is itself again, what pointed at it points at it again, and the survivor loses what it
 * was given. What changed since is left and named. Rules: docs/concepts/merge.md (MRG-3).
 * @module
 */
import { scopeOf } from '../../access/actor.ts'
import { mayOwn } from '../../access/member-states.ts'
import type { KeptByUndo, Merge, MergeRecord } from '../../identity/merge-record.ts'
import { takeBack } from '../../identity/undo-merge.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { isUuid, type MergeId } from '../../kernel/ids.ts'
import type { MemberGuard } from '../../ports/commit.ts'
import { carryOut, type Decision, type KeptAnswer } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { joinFollowUps } from '../follow-up.ts'
import { noticeEvents } from '../notice-events.ts'
import { changedKeys } from '../records/check-company.ts'
import type { ListedRecord } from '../records/list-records.ts'
import { getRecord, notFound, requireInUse, requireWriteRight } from '../records/record-access.ts'
import { findSurvivor } from './follow-merges.ts'
import { consentsOfUndo } from './merge-consents.ts'
import { aboutMerge, guardOf, happeningOf } from './merge-effects.ts'
import type { MergeKind } from './merge-kinds.ts'
import type { MovedBackPart } from './merge-parts.ts'
import { mergeParts } from './merge-parts.ts'
import { tellMerge } from './told-merges.ts'
import { restoreParents } from './undo-merge-parents.ts'

/** A merge that was undone. */
export interface UnmergedRecords<PartyRecord> {
  /** The survivor, without what the merge gave it. */
  readonly record: PartyRecord
  /** The loser, in use again. */
  readonly restored: PartyRecord
  readonly merge: Merge
  /** What changed since, and was left. */
  readonly kept: readonly KeptByUndo[]
}

/** Undoes a merge. Where it is undone already, the answer is the same. */
export function undoMerge<PartyRecord extends ListedRecord>(
  session: Session,
  kind: MergeKind<PartyRecord>,
  id: MergeId,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<UnmergedRecords<PartyRecord>> {
  return carryOut(
    session,
    { command: `${kind.party.desk}.undoMerge`, input: { id }, options },
    () => decideUndo(session, kind, id),
    (answer) => recallUndo(session, kind, answer),
  )
}

async function decideUndo<PartyRecord extends ListedRecord>(
  session: Session,
  kind: MergeKind<PartyRecord>,
  id: MergeId,
): Promise<Decision<UnmergedRecords<PartyRecord>>> {
  const { party } = kind
  const merge = await getMerge(session, kind, id)
  const answer = aboutMerge(merge.survivorId, merge.id)
  if (merge.undone !== undefined) {
    const same = await recallUndo(session, kind, answer)
    return { effect: { writes: [], happenings: [] }, answer, outcome: () => same }
  }
  const { survivor, loser } = await loadPair(session, kind, merge)
  const rights = {
    survivor: requireWriteRight(session, party.kind, survivor),
    loser: requireWriteRight(session, party.kind, loser),
  }
  requireInUse(party.kind, survivor)
  const parts: MovedBackPart[] = []
  for (const part of mergeParts) if (part.to === party.kind) parts.push(await part.moveBack(session, merge))
  const others = parts.flatMap(({ writes }) => writes)
  const taken = await takeBackFields(session, kind, merge, survivor, loser)
  const parents = await restoreParents(session, merge, kind.parentOf(survivor), others)
  const owners = {
    survivor: await restoreOwner(session, kind, taken.record, survivor),
    loser: await restoreOwner(session, kind, loser, survivor),
  }
  const at = session.clock.now()
  const survivorAfter = party.restamp(
    kind.withParent({ ...taken.record, ownerId: owners.survivor.ownerId }, parents.survivor),
    {
      version: survivor.version + 1,
      updatedAt: at,
    },
  )
  const loserAfter = party.restamp(kind.withParent({ ...loser, ownerId: owners.loser.ownerId }, parents.loser), {
    version: loser.version + 1,
    updatedAt: at,
  })
  const givenBack = [owners.survivor, owners.loser]
  const kept = [
    ...taken.kept,
    ...parents.kept,
    ...givenBack.flatMap((owner) => owner.kept),
    ...parts.flatMap((part) => part.kept),
  ]
  const memberId = session.actor.kind === 'member' ? session.actor.memberId : null
  const undone: MergeRecord = { ...merge, version: merge.version + 1, undone: { at, memberId, kept } }
  const own = await kind.keys(session, survivor, survivorAfter, others)
  const back = await kind.keys(session, loser, loserAfter, others)
  const changed = changedKeys(party.kind, survivor.id, own.before, own.after)
  const data = { mergeId: merge.id, survivorId: survivor.id, loserId: loser.id }
  const event = `${party.kind}.merge-undone`
  const about = ({ id: recordId, version }: ListedRecord) => ({ kind: party.kind, recordId, version })
  const told = await tellMerge(session, undone)
  const consents = await consentsOfUndo(session, party.kind, merge, at)
  const follows = joinFollowUps([...parts.map((part) => part.follows ?? {}), consents])
  return {
    effect: {
      ...follows,
      keysAdded: [...changed.keysAdded, ...changedKeys(party.kind, loser.id, [], back.after).keysAdded],
      keysRemoved: changed.keysRemoved,
      ...(await guardOf(session, [...own.before, ...own.after, ...back.after])),
      memberGuards: [...(follows.memberGuards ?? []), ...givenBack.flatMap((owner) => owner.memberGuards)],
      writes: [
        await kind.write(session, survivorAfter, others),
        await kind.write(session, loserAfter, others),
        ...others,
        { op: 'update', kind: 'merge', record: undone },
      ],
      happenings: [
        {
          ...happeningOf(kind, 'undoMerge', survivor.id, rights.survivor),
          changes: kind.changesBetween(survivor, survivorAfter),
          event,
          version: survivorAfter.version,
          data,
        },
        {
          ...happeningOf(kind, 'undoMerge', loser.id, rights.loser),
          changes: [{ field: 'mergedInto', before: survivor.id }],
          event,
          version: loserAfter.version,
          data,
        },
      ],
      notices: [
        ...(follows.notices ?? []),
        ...noticeEvents(session, [
          { ...about(survivorAfter), before: survivor, after: survivorAfter },
          { ...about(loserAfter), before: loser, after: loserAfter },
        ]),
      ],
    },
    answer,
    outcome: () => ({ record: survivorAfter, restored: loserAfter, merge: told, kept: told.undone?.kept ?? [] }),
  }
}

/** The merge with this id, if the actor may see what became of it. @throws {CrmError} not-found */
async function getMerge<PartyRecord extends ListedRecord>(
  session: Session,
  { party }: MergeKind<PartyRecord>,
  id: MergeId,
): Promise<MergeRecord> {
  const merge = isUuid(id) ? await session.store.merges.find(session.actor.workspaceId, id) : null
  if (merge?.kind !== party.kind) throw notFound('merge', id)
  if ((await findSurvivor(session, party.repository(session), merge.survivorId)) === null) throw notFound('merge', id)
  return merge
}

/** The two as they are stored. @throws {CrmError} transition-refused - the survivor was itself merged on */
async function loadPair<PartyRecord extends ListedRecord>(
  session: Session,
  { party }: MergeKind<PartyRecord>,
  { id, survivorId, loserId }: MergeRecord,
): Promise<{ readonly survivor: PartyRecord; readonly loser: PartyRecord }> {
  const { store, actor } = session
  const pair = await party.repository(session).findMany(scopeOf(actor), [survivorId, loserId])
  const survivor = pair.find((record) => record.id === survivorId)
  const loser = pair.find((record) => record.id === loserId)
  if (loser === undefined) throw notFound(party.kind, loserId)
  if (survivor !== undefined && survivor.mergedInto === undefined) return { survivor, loser }
  const later = (await store.merges.list(actor.workspaceId, { recordIds: [survivorId], limit: 500 })).find(
    (merge) => merge.loserId === survivorId && merge.undone === undefined,
  )
  if (later === undefined) throw notFound(party.kind, survivorId)
  throw new CrmError('transition-refused', {
    message: `Merge ${id} can't be undone: its ${party.kind} ${survivorId} was merged into ${later.survivorId} since. Undo merge ${later.id} first.`,
    details: {
      kind: 'merge',
      id,
      state: 'merged-on',
      asked: 'undoMerge',
      allowed: [],
      because: { kind: 'merge', id: later.id },
    },
  })
}

/** What the merge gave is worked out anew, from what the two said: it is written down nowhere. */
async function takeBackFields<PartyRecord extends ListedRecord>(
  session: Session,
  kind: MergeKind<PartyRecord>,
  { before, choices }: MergeRecord,
  survivor: PartyRecord,
  loser: PartyRecord,
): Promise<{ readonly record: PartyRecord; readonly kept: readonly KeptByUndo[] }> {
  const about = { kind: kind.party.kind, recordId: survivor.id }
  const image = before === null ? null : kind.recordOf(before)
  if (image === null) return { record: survivor, kept: [{ ...about, reason: 'erased' }] }
  const { record: given } = await kind.plan(session, image, loser, choices)
  const { record, kept } = takeBack({ before: image, given, current: survivor }, kind.fields)
  return { record, kept: kept.map((field) => ({ ...about, field, reason: 'changed-since' })) }
}

interface RestoredOwner extends Pick<ListedRecord, 'ownerId'> {
  readonly kept: readonly KeptByUndo[]
  /** That the owner is still there when the undo is written. */
  readonly memberGuards: readonly MemberGuard[]
}

/** Nobody who has left comes to own a record again: what he owned was handed over meanwhile. */
async function restoreOwner<PartyRecord extends ListedRecord>(
  { store, actor }: Session,
  { party }: MergeKind<PartyRecord>,
  { id, ownerId }: ListedRecord,
  survivor: ListedRecord,
): Promise<RestoredOwner> {
  const isUnchanged = id === survivor.id && ownerId === survivor.ownerId
  if (ownerId === null || isUnchanged) return { ownerId, kept: [], memberGuards: [] }
  const member = await store.workspaces.findMember(actor.workspaceId, ownerId)
  if (member !== null && mayOwn(member)) {
    return { ownerId, kept: [], memberGuards: [{ memberId: member.id, version: member.version }] }
  }
  return {
    ownerId: survivor.ownerId,
    kept: [{ kind: party.kind, recordId: id, field: 'ownerId', reason: 'changed-since' }],
    memberGuards: [],
  }
}

async function recallUndo<PartyRecord extends ListedRecord>(
  session: Session,
  { party }: MergeKind<PartyRecord>,
  { records }: KeptAnswer,
): Promise<UnmergedRecords<PartyRecord>> {
  const mergeId = records[1]?.id ?? ''
  const merge = await session.store.merges.find(session.actor.workspaceId, mergeId)
  if (merge === null) throw notFound('merge', mergeId)
  const repository = party.repository(session)
  const told = await tellMerge(session, merge)
  return {
    record: await getRecord(session, repository, party.kind, merge.survivorId),
    restored: await getRecord(session, repository, party.kind, merge.loserId),
    merge: told,
    kept: told.undone?.kept ?? [],
  }
}
