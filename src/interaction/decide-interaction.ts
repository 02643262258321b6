/** The one decision about a matter: what a command comes to, or why it is refused. Rules: docs/concepts/interactions.md (INT-2 … INT-8). @module */
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, refuseInput } from '../party/input-issue.ts'
import { readDay } from '../party/read-fields.ts'
import type { RecordStamp } from '../party/record.ts'
import { readOverride } from './budget.ts'
import {
  type Applied,
  type InteractionCommand,
  type InteractionRefusal,
  interactionCommands,
  type Occasion,
  refuseCommand,
  scheduleCommands,
} from './commands.ts'
import { enterStep, readStepType } from './enter-step.ts'
import type { InteractionDetails, InteractionState } from './interaction.ts'
import { readSchedule } from './new-schedule.ts'
import { readNote, type UnfiledNote, type WordsNote } from './note.ts'
import { findPipeline, pipelineKeyOf, type StepType, typesOf } from './pipeline.ts'
import { shapeOf } from './schedule.ts'
import { begin, type Changed, conclude, pause, reopen } from './states.ts'
import { followSchedule } from './update-date.ts'

/** A matter that a command can be decided on. */
export type KnownInteraction = InteractionDetails & Pick<RecordStamp, 'createdAt'>

/**
 * What a command comes to: the matter after it, the step that it came onto, the note, and what its contacts learn of it.
 * A command that changes nothing, such as moving to the step where it is, gives the same matter back.
 *
 * @example
 * const decided = decideInteraction(sale, { kind: 'move', to: 'sale/won' }, occasion)
 * if (decided.ok) console.log(decided.value.interaction.state) // done
 */
export function decideInteraction<Type extends StepType>(
  interaction: KnownInteraction,
  command: InteractionCommand<NoInfer<Type>>,
  occasion: Occasion<Type>,
): Result<Applied, InteractionRefusal> {
  // A step that was taken already is taken once more in vain, not refused: a repeated call gets its answer.
  const isThere = command.kind === 'move' && command.to === interaction.type
  if (!isThere && !interactionCommands[interaction.state].includes(command.kind)) {
    return refuseCommand(interaction.state, command.kind)
  }
  const issues: InputIssue[] = []
  const changed = change(issues, interaction, command, occasion)
  const note = readNote(issues, 'note', command.note, occasion)
  if (changed === undefined || issues.length > 0) return refuseInput(issues)
  return ok(appliedOf(interaction.state, changed, note, occasion))
}

/**
 * What a change comes to. Company and contacts learn what the note says happened, else that the matter was concluded now.
 * @param before the state that it was in; `null` for a new one
 */
export function appliedOf(
  before: InteractionState | null,
  { interaction, entered }: Changed,
  note: (UnfiledNote & WordsNote) | undefined,
  { now }: Pick<Occasion, 'now'>,
): Applied {
  if (note !== undefined) {
    const touch = { at: note.happenedAt, ...(note.direction !== undefined && { direction: note.direction }) }
    return { interaction, entered, note, touch }
  }
  const isConcluded = before !== 'done' && interaction.state === 'done'
  return { interaction, entered, note: null, touch: isConcluded ? { at: now } : null }
}

function change(
  issues: InputIssue[],
  interaction: KnownInteraction,
  command: InteractionCommand,
  occasion: Occasion,
): Changed | undefined {
  switch (command.kind) {
    case 'begin':
      return begin(interaction, occasion)
    case 'pause':
      return pause(interaction)
    case 'conclude':
      return conclude(issues, interaction, command, occasion)
    case 'reopen':
      return interaction.state === 'done' ? reopen(interaction, command, occasion) : undefined
    case 'move':
      return command.to === interaction.type
        ? { interaction, entered: null }
        : move(issues, interaction, command.to, occasion)
    case 'change-type':
      return changeType(issues, interaction, command.to, occasion)
    case 'reschedule':
    case 'convert':
      return changeSchedule(issues, interaction, command, occasion)
    case 'set-probability':
      return setProbability(issues, interaction, command.probability)
    case 'correct-update-date':
      return correctUpdateDate(issues, interaction, command.on)
    case 'note':
      return { interaction, entered: null }
  }
}

function move(
  issues: InputIssue[],
  interaction: InteractionDetails,
  to: StepType,
  occasion: Occasion,
): Changed | undefined {
  const found = readStepType(issues, 'to', to, occasion)
  if (found === undefined) return undefined
  const own = findPipeline(occasion.pipelines, pipelineKeyOf(interaction.type))
  if (own === null || own.key === found.pipeline.key) return enterStep(interaction, found, occasion)
  const remedy = 'Name a step of its own pipeline, or change its type: that leads to another pipeline.'
  issues.push({ path: 'to', problem: 'contradiction', value: to, allowed: typesOf(own), remedy })
  return undefined
}

function changeType(
  issues: InputIssue[],
  interaction: InteractionDetails,
  to: StepType,
  occasion: Occasion,
): Changed | undefined {
  const found = readStepType(issues, 'to', to, occasion)
  if (found === undefined) return undefined
  if (found.pipeline.key !== pipelineKeyOf(interaction.type)) return enterStep(interaction, found, occasion)
  const others = occasion.pipelines.filter(({ key }) => key !== found.pipeline.key)
  const remedy = 'It is in this pipeline already: move it to the step. Or name a step of another pipeline.'
  const allowed = others.flatMap((pipeline) => typesOf(pipeline))
  issues.push({ path: 'to', problem: 'contradiction', value: to, allowed, remedy })
  return undefined
}

function changeSchedule(
  issues: InputIssue[],
  interaction: KnownInteraction,
  command: Extract<InteractionCommand, { kind: 'reschedule' | 'convert' }>,
  occasion: Occasion,
): Changed | undefined {
  const schedule = readSchedule(issues, 'schedule', command.schedule, occasion)
  if (schedule === undefined) return undefined
  if (interaction.series !== undefined) {
    const remedy = 'It recurs: change one of its occurrences, or the series.'
    issues.push({ path: 'schedule', problem: 'contradiction', remedy })
    return undefined
  }
  const shape = shapeOf(interaction.schedule)
  const right = scheduleCommands[shape][schedule.kind]
  if (right !== command.kind) {
    const is = shape === 'none' ? 'It has no schedule yet' : `It is a ${shape}`
    const remedy =
      right === 'convert'
        ? `${is}: reschedule it with another ${shape}, or convert it.`
        : `${is}: reschedule it, there is nothing to convert.`
    issues.push({ path: 'schedule', problem: 'contradiction', value: schedule.kind, allowed: [right], remedy })
    return undefined
  }
  const { createdAt } = interaction
  const updateDate = followSchedule(interaction.updateDate, schedule, { createdAt, timeZone: occasion.timeZone })
  return { interaction: { ...interaction, schedule, updateDate }, entered: null }
}

function setProbability(
  issues: InputIssue[],
  interaction: InteractionDetails,
  said: number | null,
): Changed | undefined {
  const { probability: _before, ...kept } = interaction
  const probability = readOverride(issues, 'probability', said)
  return { interaction: probability === undefined ? kept : { ...kept, probability }, entered: null }
}

function correctUpdateDate(issues: InputIssue[], interaction: InteractionDetails, said: string): Changed | undefined {
  const on = readDay(issues, 'on', said, undefined)
  if (on === undefined) {
    const remedy = 'Give the day that the matter counts on, as YYYY-MM-DD.'
    if (issues.length === 0) issues.push({ path: 'on', problem: 'missing', value: said, remedy })
    return undefined
  }
  return { interaction: { ...interaction, updateDate: { on, from: 'hand' } }, entered: null }
}
