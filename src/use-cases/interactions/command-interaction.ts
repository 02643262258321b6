/** Moving a matter on: one command, with a note and a next action if they are given. Rules: docs/concepts/interactions.md (INT-2 … INT-9). @module */
import type { StepOptions } from '../../inputs/interaction.ts'
import type { Applied, InteractionCommandKind, InteractionStep, Occasion } from '../../interaction/commands.ts'
import { decideInteraction } from '../../interaction/decide-interaction.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import { findStep, isFinal } from '../../interaction/pipeline.ts'
import { shapeOf } from '../../interaction/schedule.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import { concludeOccurrence, isRecurringTask } from '../calendar/touch-occurrence.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { ownerAfter } from '../records/check-ownership.ts'
import { changedMatter, effectOfMatters, type MatterEffect } from './interaction-effect.ts'
import { occasionOf } from './interaction-occasion.ts'
import { refusedStep } from './interaction-refusal.ts'
import { type NextActionCheck, readNextAction, requireNextAction, underNext } from './next-action.ts'
import {
  decideChange,
  getChangeable,
  newMatter,
  nothingChanged,
  recallInteraction,
  type WrittenInteraction,
} from './write-interaction.ts'

/** How each command stands in history, and what it has to do with the next action. */
const tellings: Readonly<
  Record<InteractionCommandKind, { readonly event: string; readonly next: NextActionCheck | null }>
> = {
  begin: { event: 'interaction.begun', next: null },
  pause: { event: 'interaction.paused', next: null },
  conclude: { event: 'interaction.concluded', next: 'refuse' },
  reopen: { event: 'interaction.reopened', next: 'warn' },
  move: { event: 'interaction.moved', next: 'refuse' },
  'change-type': { event: 'interaction.type-changed', next: 'refuse' },
  reschedule: { event: 'interaction.rescheduled', next: 'refuse' },
  convert: { event: 'interaction.converted', next: 'refuse' },
  'set-probability': { event: 'interaction.probability-set', next: null },
  'correct-update-date': { event: 'interaction.update-date-corrected', next: null },
  note: { event: 'interaction.noted', next: null },
}

/**
 * Carries a command on a matter out. A command that changes nothing writes nothing.
 * @param command its public name: `interactions.moveTo`
 */
export function commandInteraction(
  session: Session,
  command: string,
  id: InteractionId,
  step: InteractionStep,
  { note, next, ...options }: StepOptions,
): Promise<WrittenInteraction> {
  return carryOut(
    session,
    { command, input: { id, step, note, next }, options },
    () => decideStep(session, command, id, step, { note, next, ...options }),
    (answer) => recallInteraction(session, answer),
  )
}

async function decideStep(
  session: Session,
  command: string,
  id: InteractionId,
  step: InteractionStep,
  { note, next, ...options }: StepOptions,
): Promise<Decision<WrittenInteraction>> {
  const { before, right } = await getChangeable(session, id, options)
  const occasion = await occasionOf(session)
  if (endsMatter(step, occasion) && before.state !== 'done' && isRecurringTask(before)) {
    const ended = concludeOccurrence(session, command, right, before, step, note, occasion)
    if (ended !== null) return aboutMatter(session, ended, next !== undefined)
  }
  const decided = decideInteraction(before, note === undefined ? step : { ...step, note }, occasion)
  if (!decided.ok) throw refusedStep(before.id, decided.error)
  const applied = decided.value
  const { event, next: check } = tellings[step.kind]
  const matter = changedMatter(session, before, {
    command,
    right,
    applied,
    event,
    data: factsOf(step, before, applied),
  })
  if (matter === null && next === undefined) return nothingChanged(before)
  const after = matter?.change.after ?? before
  const made: MatterEffect[] = []
  if (next !== undefined) {
    const make = async (): Promise<MatterEffect> => {
      const ownerId = await ownerAfter(session, after.ownerId)
      const defaults = { ownerId, currency: session.settings.currency }
      return newMatter(session, command, accept(readNextAction(next, before, after, occasion, defaults)), after)
    }
    made.push(await underNext(make))
  }
  const others = made.map(({ change }) => change.after)
  const warnings = check === null ? [] : await requireNextAction(session, after, others, check)
  return decideChange(session, after, matter === null ? made : [matter, ...made], warnings)
}

/** Whether a command finishes a matter: by name, or by the step to which it leads. */
function endsMatter(step: InteractionStep, { pipelines }: Occasion): boolean {
  if (step.kind === 'conclude') return true
  if (step.kind !== 'move' && step.kind !== 'change-type') return false
  const found = findStep(pipelines, step.to)
  return found !== null && isFinal(found.step.kind)
}

/** The decision on a recurring task, one occurrence of which is done: it is answered itself. */
async function aboutMatter(
  session: Session,
  [matter, child]: readonly [MatterEffect<Interaction>, MatterEffect],
  hasNext: boolean,
): Promise<Decision<WrittenInteraction>> {
  if (hasNext) {
    const remedy = 'Leave it out: it recurs, so the next occurrence is there by itself.'
    throw inputError([{ path: 'next', problem: 'contradiction', remedy }])
  }
  const record = matter.change.after
  const warnings = await requireNextAction(session, record, [child.change.after], 'warn')
  return {
    effect: await effectOfMatters(session, [matter, child]),
    answer: aboutRecord(record.id, warnings),
    outcome: () => ({ record, warnings }),
  }
}

/** What the event of a command says. It quotes nobody. */
function factsOf(
  { kind }: InteractionStep,
  before: Interaction,
  { interaction }: Applied,
): Readonly<Record<string, unknown>> {
  switch (kind) {
    case 'move':
    case 'change-type':
      return { from: before.type, to: interaction.type }
    case 'conclude':
      return interaction.state === 'done' ? { outcome: interaction.outcome } : {}
    case 'convert':
      return { schedule: shapeOf(interaction.schedule) }
    case 'begin':
    case 'pause':
    case 'reopen':
    case 'reschedule':
    case 'set-probability':
    case 'correct-update-date':
    case 'note':
      return {}
  }
}
