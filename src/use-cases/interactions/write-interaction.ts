/** Creating and changing matters: load, decide, commit. Rules: docs/concepts/interactions.md (INT-1, INT-10). @module */
import { actorRight, type Right } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { InteractionOptions } from '../../inputs/interaction.ts'
import type { Applied } from '../../interaction/commands.ts'
import { decideInteraction } from '../../interaction/decide-interaction.ts'
import type { Interaction, InteractionDetails } from '../../interaction/interaction.ts'
import {
  changeInteraction,
  type InteractionChanges,
  type InteractionDefaults,
  type NewInteraction,
  normalizeForContacts,
  normalizeInteraction,
} from '../../interaction/new-interaction.ts'
import type { NewNote } from '../../interaction/note.ts'
import type { ContactId, InteractionId } from '../../kernel/ids.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import { overlapWarnings } from '../calendar/overlap-warnings.ts'
import { aboutRecord, carryOut, type Decision, type KeptAnswer } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { requireSeenVersion } from '../merging/follow-merges.ts'
import type { RecordWarning } from '../record-warning.ts'
import { checkNewOwnership, checkOwnershipChange, usualOwner } from '../records/check-ownership.ts'
import type { Written } from '../records/party.ts'
import { getRecord, requireInUse, requireWriteRight } from '../records/record-access.ts'
import { checkContacts, checkReferences, type Pointing } from './check-interaction.ts'
import { changedMatter, createdMatter, effectOfMatters, type MatterEffect } from './interaction-effect.ts'
import { occasionOf } from './interaction-occasion.ts'
import { refusedStep } from './interaction-refusal.ts'
import { requireNextAction } from './next-action.ts'

/** A matter that a command wrote. */
export interface WrittenInteraction extends Written<Interaction> {
  /** The next action that the same command made. */
  readonly next?: Interaction
}

/** Creates a matter. */
export function createInteraction(
  session: Session,
  input: NewInteraction,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<Written<Interaction>> {
  return carryOut(
    session,
    { command: 'interactions.create', input, options },
    async () => {
      const occasion = await occasionOf(session)
      const applied = accept(normalizeInteraction(input, defaultsOf(session), occasion))
      const matter = await newMatter(session, 'interactions.create', applied, null)
      return firstOf(await decideCreation(session, [matter]))
    },
    (answer) => recallInteraction(session, answer),
  )
}

/** Creates the same matter for each of many contacts, all of them or none. */
export function createInteractions(
  session: Session,
  input: Omit<NewInteraction, 'contactIds'>,
  contactIds: readonly ContactId[],
  options: Pick<CommandOptions, 'commandId'>,
): Promise<readonly Written<Interaction>[]> {
  const command = 'interactions.createMany'
  return carryOut(
    session,
    { command, input: { input, contactIds }, options },
    async () => decideCreation(session, await mattersOf(session, command, input, contactIds)),
    (answer) => recallInteractions(session, answer),
  )
}

/** Changes what people write down of a matter. What is equal to what is there is no change. */
export function updateInteraction(
  session: Session,
  id: InteractionId,
  changes: InteractionChanges,
  { note, ...options }: InteractionOptions,
): Promise<WrittenInteraction> {
  return carryOut(
    session,
    { command: 'interactions.update', input: { id, changes, note }, options },
    async () => {
      const { before, right } = await getChangeable(session, id, options)
      const noted = note === undefined ? untouched(before) : await appendNote(session, before, note)
      const changed = accept(changeInteraction(noted.interaction, changes, session.settings))
      await checkOwnershipChange(session, 'interaction', before, changed)
      const interaction = await checkReferences(session, before.id, before, changed)
      const matter = changedMatter(session, before, {
        command: 'interactions.update',
        right,
        applied: { ...noted, interaction },
        event: 'interaction.updated',
      })
      return matter === null ? nothingChanged(before) : decideChange(session, matter.change.after, [matter], [])
    },
    (answer) => recallInteraction(session, answer),
  )
}

/** What a new matter has that states none. */
function defaultsOf(session: Session): InteractionDefaults {
  const { interactionVisibility = 'write', currency } = session.settings
  return { ownerId: usualOwner(session), visibility: interactionVisibility, currency }
}

/** A matter to create, checked. @param known the matter whose references it takes over */
export async function newMatter(
  session: Session,
  command: string,
  applied: Applied,
  known: Pointing | null,
): Promise<MatterEffect> {
  await checkNewOwnership(session, 'interaction', applied.interaction)
  const id: InteractionId = session.ids.next()
  const interaction = await checkReferences(session, id, known, applied.interaction)
  return createdMatter(session, id, {
    command,
    right: actorRight(session.actor),
    applied: { ...applied, interaction },
    event: 'interaction.created',
    data: { type: interaction.type, state: interaction.state },
  })
}

/** The matter that a command is about, which the actor may change and which is in use. */
export async function getChangeable(
  session: Session,
  id: InteractionId,
  options: CommandOptions,
): Promise<{ readonly before: Interaction; readonly right: Right }> {
  const before = await getRecord(session, session.store.interactions, 'interaction', id)
  requireSeenVersion({ kind: 'interaction', id: before.id }, before.version, id, options.expectedVersion)
  const right = requireWriteRight(session, 'interaction', before)
  requireInUse('interaction', before)
  return { before, right }
}

/** The decision on a matter that was changed, and of the next action, where one is made. @param record the matter after it */
export async function decideChange(
  session: Session,
  record: Interaction,
  matters: readonly MatterEffect[],
  warnings: readonly RecordWarning[],
): Promise<Decision<WrittenInteraction>> {
  const next = matters.find(({ change }) => change.before === null)
  const told = [...warnings, ...(await overlapsOf(session, matters))]
  const others = next === undefined ? [] : [{ id: next.change.after.id, warnings: [] }]
  return {
    effect: await effectOfMatters(session, matters),
    answer: { records: [{ id: record.id, warnings: told }, ...others] },
    outcome: (numbers) =>
      next === undefined ? { record, warnings: told } : { record, warnings: told, next: numbered(next, numbers) },
  }
}

/** What members have at the same time as these matters. */
async function overlapsOf(session: Session, matters: readonly MatterEffect[]): Promise<readonly RecordWarning[]> {
  const written = matters.map(({ change }) => change.after)
  const warnings: RecordWarning[] = []
  for (const { change } of matters) warnings.push(...(await overlapWarnings(session, change, written)))
  return warnings
}

/** The decision on a matter that stays as it is. */
export function nothingChanged(record: Interaction): Decision<WrittenInteraction> {
  return {
    effect: { writes: [], happenings: [] },
    answer: aboutRecord(record.id),
    outcome: () => ({ record, warnings: [] }),
  }
}

/** The answer of a command that was carried out before. */
export async function recallInteraction(session: Session, answer: KeptAnswer): Promise<WrittenInteraction> {
  const [main, next] = await recallInteractions(session, answer)
  if (main === undefined) throw new Error('the answer of a command on a matter names none')
  return next === undefined ? main : { ...main, next: next.record }
}

async function recallInteractions(session: Session, { records }: KeptAnswer): Promise<readonly Written<Interaction>[]> {
  const { interactions } = session.store
  return Promise.all(
    records.map(async ({ id, warnings }) => {
      return { record: await getRecord(session, interactions, 'interaction', id), warnings }
    }),
  )
}

async function mattersOf(
  session: Session,
  command: string,
  input: Omit<NewInteraction, 'contactIds'>,
  contactIds: readonly ContactId[],
): Promise<readonly MatterEffect[]> {
  const issues: InputIssue[] = []
  const known = await checkContacts(session, issues, [], contactIds)
  if (issues.length > 0) throw inputError(issues)
  const all = accept(normalizeForContacts(input, known, defaultsOf(session), await occasionOf(session)))
  const [{ interaction: one } = { interaction: undefined }] = all
  if (all.length > 1 && one?.schedule?.kind === 'meeting' && one.participants.some(({ kind }) => kind === 'resource')) {
    const remedy = 'Leave resources out, or make one meeting that names all of the contacts: each is at one at a time.'
    throw inputError([{ path: 'participants', problem: 'contradiction', remedy }])
  }
  const matters: MatterEffect[] = []
  for (const applied of all) {
    const { contactIds: own } = applied.interaction
    // What they have in common is checked with the first one.
    const checked = matters[0]?.change.after ?? { participants: [] }
    const common = { ...checked, contactIds: own }
    matters.push(await newMatter(session, command, applied, common))
  }
  return matters
}

async function decideCreation(
  session: Session,
  matters: readonly MatterEffect[],
): Promise<Decision<readonly Written<Interaction>[]>> {
  const warned: (readonly RecordWarning[])[] = []
  // All of them are at the same time, with the same people.
  const overlaps = await overlapsOf(session, matters.slice(0, 1))
  for (const matter of matters) {
    const undated = await requireNextAction(session, matter.change.after, [], 'warn')
    warned.push([...undated, ...overlaps])
  }
  const warningsOf = (index: number): readonly RecordWarning[] => warned[index] ?? []
  return {
    effect: await effectOfMatters(session, matters),
    answer: { records: matters.map(({ change }, index) => ({ id: change.after.id, warnings: warningsOf(index) })) },
    outcome: (numbers) =>
      matters.map((matter, index) => ({ record: numbered(matter, numbers), warnings: warningsOf(index) })),
  }
}

function firstOf(decision: Decision<readonly Written<Interaction>[]>): Decision<Written<Interaction>> {
  const { effect, answer, outcome } = decision
  return {
    effect,
    answer,
    outcome: (numbers) => {
      const [first] = outcome(numbers)
      if (first === undefined) throw new Error('a command that creates a matter has none')
      return first
    },
  }
}

/** A matter to which nothing happened but what is written of it. */
export function untouched(interaction: InteractionDetails): Applied {
  return { interaction, entered: null, note: null, touch: null }
}

/** A note on a matter. @throws {CrmError} invalid-input */
export async function appendNote(session: Session, matter: Interaction, note: NewNote): Promise<Applied> {
  const decided = decideInteraction(matter, { kind: 'note', note }, await occasionOf(session))
  if (decided.ok) return decided.value
  throw refusedStep(matter.id, decided.error)
}

/** The record of a new matter, with the number that the store gave it. */
export function numbered({ change }: MatterEffect, numbers: ReadonlyMap<string, number>): Interaction {
  return { ...change.after, number: numbers.get(change.after.id) ?? 0 }
}
