/** Beginning, pausing, concluding and reopening a matter. Rules: docs/concepts/interactions.md (INT-2). @module */
import type { InputIssue } from '../party/input-issue.ts'
import { type InteractionStep, interactionTransitions, type Occasion } from './commands.ts'
import { enterStep, readStepType } from './enter-step.ts'
import { baseOf, type DoneInteraction, type InteractionDetails, type Outcome, type StepEntry } from './interaction.ts'
import {
  type FoundStep,
  findPipeline,
  findStep,
  isFinal,
  type Pipeline,
  pendingKinds,
  pipelineKeyOf,
  type StepType,
  typesOf,
} from './pipeline.ts'

/** A matter after a change, and the step that it came onto. */
export interface Changed {
  readonly interaction: InteractionDetails
  readonly entered: StepEntry | null
}

type Conclusion = Extract<InteractionStep, { kind: 'conclude' }>
type Reopening = Extract<InteractionStep, { kind: 'reopen' }>

/** The matter, being worked on. */
export function begin(interaction: InteractionDetails, { now }: Occasion): Changed {
  return { interaction: { ...baseOf(interaction), state: 'in-progress', begunAt: now }, entered: null }
}

/** The matter, put aside. */
export function pause(interaction: InteractionDetails): Changed {
  return { interaction: { ...baseOf(interaction), state: 'open' }, entered: null }
}

/** The matter, finished: on the step of its outcome, or where it stands. `undefined`: refused, and the issues say why. */
export function conclude(
  issues: InputIssue[],
  interaction: InteractionDetails,
  command: Conclusion,
  occasion: Occasion,
): Changed | undefined {
  const outcome = command.outcome ?? outcomeOf(command.to, occasion)
  if (outcome === 'neutral') {
    if (command.to === undefined) return { interaction: concludeHere(interaction, occasion), entered: null }
    const remedy = 'Leave the step out: a neutral conclusion stays where it is. Or name a won or lost step.'
    issues.push({ path: 'to', problem: 'contradiction', value: command.to, remedy })
    return undefined
  }
  const step = finalStep(issues, interaction, outcome, command.to, occasion)
  return step === undefined ? undefined : enterStep(interaction, step, occasion)
}

/** The matter, finished on the step where it stands. */
export function concludeHere(interaction: InteractionDetails, { now }: Pick<Occasion, 'now'>): InteractionDetails {
  return { ...baseOf(interaction), state: 'done', concludedAt: now, outcome: 'neutral' }
}

/** The outcomes that a pipeline has a step for. */
export function outcomesOf(pipeline: Pipeline | null): readonly Outcome[] {
  const kinds = new Set(pipeline?.steps.map(({ kind }) => kind))
  return (['won', 'lost', 'neutral'] as const).filter((outcome) => outcome === 'neutral' || kinds.has(outcome))
}

/** The matter, taken up again; from a final step it goes back to the one before. Nothing is stamped, nor is a stamp taken off. */
export function reopen(interaction: DoneInteraction, command: Reopening, occasion: Occasion): Changed {
  const { now, memberId } = occasion
  const back = stepBefore(interaction, occasion)
  const { type } = interaction
  const [usual] = interactionTransitions.done.reopen ?? []
  const base = { ...baseOf(interaction), type: back ?? type }
  return {
    interaction:
      (command.as ?? usual) === 'in-progress'
        ? { ...base, state: 'in-progress', begunAt: now }
        : { ...base, state: 'open' },
    entered: back === null ? null : { type: back, at: now, memberId },
  }
}

/** What naming a step without an outcome says. */
function outcomeOf(to: StepType | undefined, { pipelines }: Occasion): Outcome {
  const kind = to === undefined ? undefined : findStep(pipelines, to)?.step.kind
  return kind !== undefined && isFinal(kind) ? kind : 'neutral'
}

function finalStep(
  issues: InputIssue[],
  { type }: InteractionDetails,
  outcome: 'won' | 'lost',
  to: StepType | undefined,
  occasion: Occasion,
): FoundStep | undefined {
  const pipeline = findPipeline(occasion.pipelines, pipelineKeyOf(type))
  const allowed = pipeline === null ? [] : typesOf(pipeline, [outcome])
  const [only, another] = allowed
  if (only === undefined) {
    const outcomes = outcomesOf(pipeline)
    const remedy = `The pipeline has no ${outcome} step. Conclude it as ${outcomes.join(' or ')}.`
    issues.push({ path: 'outcome', problem: 'unknown-option', value: outcome, allowed: outcomes, remedy })
    return undefined
  }
  if (to === undefined && another !== undefined) {
    const remedy = `Name the step: one of ${allowed.join(', ')}.`
    issues.push({ path: 'to', called: 'step', problem: 'missing', allowed, remedy })
    return undefined
  }
  if (to !== undefined && !allowed.includes(to)) {
    const remedy = `Name a ${outcome} step of its pipeline: one of ${allowed.join(', ')}.`
    issues.push({ path: 'to', called: 'step', problem: 'unknown-option', value: to, allowed, remedy })
    return undefined
  }
  return readStepType(issues, 'to', to ?? only, occasion)
}

/** The step to which reopening leads back; `null`: the matter stays on its step. */
function stepBefore({ type, cameFrom }: DoneInteraction, { pipelines }: Occasion): StepType | null {
  const here = findStep(pipelines, type)
  if (here === null || !isFinal(here.step.kind)) return null
  const { pipeline, step } = here
  const pending = typesOf(pipeline, pendingKinds)
  // The step that it came from, unless that is gone.
  const known = pending.find((candidate) => candidate === cameFrom)
  if (known !== undefined) return known
  const earlier = pipeline.steps.slice(0, pipeline.steps.indexOf(step))
  const before = typesOf({ ...pipeline, steps: earlier }, pendingKinds)
  return before.at(-1) ?? pending[0] ?? null
}
