/** Making two records one: look at the plan, then carry it out in one commit. Rules: docs/concepts/merge.md (MRG-1, MRG-2). @module */
import type { Right } from '../../access/actor.ts'
import type { FieldDecision, FieldPlan, MergeChoices } from '../../identity/merge-plan.ts'
import {
  type Merge,
  type MergeChoice,
  type MergeRecord,
  type MovedField,
  type MovedRecord,
  toMerge,
} from '../../identity/merge-record.ts'
import type { MergeOptions } from '../../inputs/merge.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { carryOut, type Decision, type KeptAnswer } from '../carry-out.ts'
import type { CommandEffect } from '../command.ts'
import type { Session } from '../context.ts'
import { joinFollowUps } from '../follow-up.ts'
import { inputError } from '../input-error.ts'
import { noticeEvents } from '../notice-events.ts'
import { checkOwnershipChange } from '../records/check-ownership.ts'
import type { ListedRecord } from '../records/list-records.ts'
import { getRecord, notFound, requireInUse, requireVersion, requireWriteRight } from '../records/record-access.ts'
import { consentsOfMerge } from './merge-consents.ts'
import { aboutMerge, happeningOf, keysOfMerge } from './merge-effects.ts'
import type { MergeKind } from './merge-kinds.ts'
import { findPointing, type MergeIds, type MovedPart, type PointingRecords } from './merge-parts.ts'
import { seenAmong, tellMerge } from './told-merges.ts'

/** What a merge would do. */
export interface MergePlan<PartyRecord, Field extends string = string> {
  readonly survivor: PartyRecord
  readonly loser: PartyRecord
  /** What the survivor would become. */
  readonly result: PartyRecord
  /** What is decided of each field in which at least one of the two says something. */
  readonly fields: readonly FieldDecision<Field>[]
  /** The fields that have to be chosen before the merge can be carried out. */
  readonly contradictions: readonly Field[]
  /** How many records point at the loser and would move, by kind. */
  readonly moves: Readonly<Record<string, number>>
}

/** A merge that was carried out. */
export interface MergedRecord<PartyRecord> {
  /** The survivor. */
  readonly record: PartyRecord
  readonly merge: Merge
}

/** How many records one merge moves at the most: it is one commit. */
const mostMoved = 10_000

/** What a merge would do; it writes nothing. It is refused for whom the merge would be refused. */
export async function planMerge<PartyRecord extends ListedRecord, Field extends string>(
  session: Session,
  kind: MergeKind<PartyRecord, Field>,
  ids: MergeIds,
  choices: MergeChoices<Field>,
): Promise<MergePlan<PartyRecord, Field>> {
  const { survivor, loser, plan, pointing } = await loadPlan(session, kind, ids, { choices })
  const subjects = pointing.flatMap(({ part, recordIds }) => recordIds.map((id) => ({ kind: part.from, id })))
  const seen = await seenAmong(session, subjects)
  const moves = Object.fromEntries(
    pointing.map(({ part }) => [part.from, seen.filter(({ kind: from }) => from === part.from).length]),
  )
  const { record: result, fields, contradictions } = plan
  return { survivor, loser, result, fields, contradictions, moves }
}

/** Merges two records. */
export function mergeRecords<PartyRecord extends ListedRecord, Field extends string>(
  session: Session,
  kind: MergeKind<PartyRecord, Field>,
  ids: MergeIds,
  options: MergeOptions<Field>,
): Promise<MergedRecord<PartyRecord>> {
  const { commandId, ...rest } = options
  return carryOut(
    session,
    { command: `${kind.party.desk}.merge`, input: { ...ids, ...rest }, options: { commandId } },
    () => decideMerge(session, kind, ids, options),
    (answer) => recallMerge(session, kind, answer),
  )
}

interface LoadedPlan<PartyRecord, Field extends string> {
  readonly survivor: PartyRecord
  readonly loser: PartyRecord
  readonly rights: { readonly survivor: Right; readonly loser: Right }
  readonly plan: FieldPlan<PartyRecord, Field>
  readonly pointing: readonly PointingRecords[]
}

async function loadPlan<PartyRecord extends ListedRecord, Field extends string>(
  session: Session,
  kind: MergeKind<PartyRecord, Field>,
  { survivorId, loserId }: MergeIds,
  { choices = {}, expectedVersion, expectedLoserVersion }: MergeOptions<Field>,
): Promise<LoadedPlan<PartyRecord, Field>> {
  const { party } = kind
  if (survivorId === loserId) {
    const remedy = `Name two ${party.desk}: one can't be merged with itself.`
    throw inputError([{ path: 'loserId', problem: 'out-of-range', value: loserId, remedy }])
  }
  const survivor = await getUnmerged(session, kind, survivorId, expectedVersion)
  const loser = await getUnmerged(session, kind, loserId, expectedLoserVersion)
  const rights = {
    survivor: requireWriteRight(session, party.kind, survivor),
    loser: requireWriteRight(session, party.kind, loser),
  }
  requireInUse(party.kind, survivor)
  requireInUse(party.kind, loser)
  for (const record of [survivor, loser]) party.requireChangeable?.(record)
  const plan = await kind.plan(session, survivor, loser, choices)
  await checkOwnershipChange(session, party.kind, survivor, plan.record)
  const pointing = await findPointing(session, party.kind, { survivorId, loserId })
  return { survivor, loser, rights, plan, pointing }
}

/**
 * A record that is to be merged is meant by its own id. One that was merged meanwhile is refused: what it became may be
 * the other one of the two.
 */
async function getUnmerged<PartyRecord extends ListedRecord>(
  session: Session,
  { party }: MergeKind<PartyRecord>,
  id: string,
  expected: number | undefined,
): Promise<PartyRecord> {
  const record = await getRecord(session, party.repository(session), party.kind, id)
  if (record.id !== id) {
    throw new CrmError('transition-refused', {
      message: `The ${party.kind} ${id} was merged into ${record.id} already. Merge that one, or undo the merge first.`,
      details: {
        kind: party.kind,
        id,
        state: 'merged',
        asked: 'merge',
        allowed: [],
        because: { kind: party.kind, id: record.id },
      },
    })
  }
  requireVersion({ kind: party.kind, id }, record.version, expected)
  return record
}

async function decideMerge<PartyRecord extends ListedRecord, Field extends string>(
  session: Session,
  kind: MergeKind<PartyRecord, Field>,
  ids: MergeIds,
  options: MergeOptions<Field>,
): Promise<Decision<MergedRecord<PartyRecord>>> {
  const { party } = kind
  const { survivor, loser, rights, plan, pointing } = await loadPlan(session, kind, ids, options)
  requireDecided(plan)
  requireFew(pointing)
  const at = session.clock.now()
  const parts: MovedPart[] = []
  for (const { part, recordIds } of pointing) {
    if (recordIds.length > 0) parts.push(await part.move(session, ids, recordIds))
  }
  const others = parts.flatMap(({ writes }) => writes)
  const survivorAfter = { ...plan.record, version: survivor.version + 1, updatedAt: at }
  const loserAfter = party.restamp(kind.withParent(loser, undefined), {
    version: loser.version + 1,
    updatedAt: at,
    mergedInto: survivor.id,
  })
  const merge: MergeRecord = {
    id: session.ids.next(),
    version: 1,
    kind: party.kind,
    ...ids,
    at,
    memberId: session.actor.kind === 'member' ? session.actor.memberId : null,
    choices: definedChoices(options.choices ?? {}),
    before: kind.imageOf(survivor),
    moved: [...movedParents(kind, survivor, plan.record, loser), ...parts.flatMap(({ moved }) => moved)],
    removed: parts.flatMap(({ removed }) => removed),
  }
  const consents = await consentsOfMerge(session, party.kind, ids, at)
  const follows = joinFollowUps([...parts.map((part) => part.follows ?? {}), consents])
  const keys = await keysOfMerge(session, kind, { before: survivor, after: survivorAfter }, loser, others)
  const [all, told] = [toMerge(merge), await tellMerge(session, merge)]
  const effect: CommandEffect = {
    ...follows,
    ...keys,
    writes: [
      ...others,
      await kind.write(session, survivorAfter, others),
      await kind.write(session, loserAfter, others),
      { op: 'create', kind: 'merge', record: merge },
    ],
    happenings: [
      {
        ...happeningOf(kind, 'merge', survivor.id, rights.survivor),
        changes: kind.changesBetween(survivor, survivorAfter),
        event: `${party.kind}.merged`,
        version: survivorAfter.version,
        data: { mergeId: merge.id, loserId: loser.id, moved: all.moved },
      },
      {
        ...happeningOf(kind, 'merge', loser.id, rights.loser),
        changes: [{ field: 'mergedInto', after: survivor.id }],
        event: `${party.kind}.merged-away`,
        version: loserAfter.version,
        data: { mergeId: merge.id, survivorId: survivor.id },
      },
    ],
    notices: [
      ...(follows.notices ?? []),
      ...noticeEvents(session, [
        {
          kind: party.kind,
          recordId: survivor.id,
          version: survivorAfter.version,
          before: survivor,
          after: survivorAfter,
        },
      ]),
    ],
  }
  return {
    effect,
    answer: aboutMerge(survivor.id, merge.id),
    outcome: () => ({ record: survivorAfter, merge: told }),
  }
}

function requireDecided<PartyRecord, Field extends string>({
  fields,
  contradictions,
}: FieldPlan<PartyRecord, Field>): void {
  if (contradictions.length === 0) return
  const remedy = 'The two say different things: say which one is right, "survivor" or "loser".'
  throw inputError(
    fields
      .filter(({ field }) => contradictions.includes(field))
      .map(({ field, value, other }) => {
        return { path: `choices.${field}`, problem: 'contradiction', value: { survivor: value, loser: other }, remedy }
      }),
  )
}

function requireFew(pointing: readonly PointingRecords[]): void {
  const count = pointing.reduce((sum, { recordIds }) => sum + recordIds.length, 0)
  if (count <= mostMoved) return
  const remedy = `${count} records point at it, and one merge moves ${mostMoved} at the most: name it as the survivor, or point some of them elsewhere first.`
  throw inputError([{ path: 'loserId', problem: 'too-many', value: count, remedy }])
}

/** What the two belonged to. A merged record points at nothing, so that it holds on to nobody. */
function movedParents<PartyRecord extends ListedRecord>(
  { parentOf }: MergeKind<PartyRecord>,
  survivor: PartyRecord,
  after: PartyRecord,
  loser: PartyRecord,
): readonly MovedRecord[] {
  const moved = (recordId: string, was: string | undefined, is: string | undefined): readonly MovedRecord[] => {
    if (was === is) return []
    const field: MovedField = {
      field: 'parentId',
      ...(was !== undefined && { before: was }),
      ...(is !== undefined && { after: is }),
    }
    return [{ kind: 'company', recordId, fields: [field] }]
  }
  return [...moved(survivor.id, parentOf(survivor), parentOf(after)), ...moved(loser.id, parentOf(loser), undefined)]
}

function definedChoices<Field extends string>(choices: MergeChoices<Field>): MergeRecord['choices'] {
  const defined = new Map<string, MergeChoice>()
  for (const [field, choice] of Object.entries<MergeChoice | undefined>(choices)) {
    if (choice !== undefined) defined.set(field, choice)
  }
  return Object.fromEntries(defined)
}

async function recallMerge<PartyRecord extends ListedRecord>(
  session: Session,
  { party }: MergeKind<PartyRecord>,
  { records }: KeptAnswer,
): Promise<MergedRecord<PartyRecord>> {
  const [survivorId = '', mergeId = ''] = records.map(({ id }) => id)
  const merge = await session.store.merges.find(session.actor.workspaceId, mergeId)
  if (merge === null) throw notFound('merge', mergeId)
  return {
    record: await getRecord(session, party.repository(session), party.kind, survivorId),
    merge: await tellMerge(session, merge),
  }
}
