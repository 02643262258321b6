/** Coming onto a step: what it does to state, probability and update date. Rules: docs/concepts/interactions.md (INT-2 … INT-4). @module */
import type { InputIssue } from '../party/input-issue.ts'
import { mayUse } from './allowed-pipelines.ts'
import { type Occasion, stepOutcomes } from './commands.ts'
import { baseOf, type InteractionDetails, type StepEntry } from './interaction.ts'
import { type FoundStep, findStep, pipelineKeyOf, type StepType, typeOfStep, typesOf } from './pipeline.ts'
import { stampUpdateDate } from './update-date.ts'

/** A matter after it came onto a step. */
export interface Entered {
  readonly interaction: InteractionDetails
  readonly entered: StepEntry
}

/** The matter after entering a step: its own probability is cleared, the step may stamp, and a final one concludes. */
export function enterStep(
  interaction: InteractionDetails,
  { pipeline, step }: FoundStep,
  { now, memberId, timeZone }: Occasion,
): Entered {
  const type = typeOfStep(pipeline, step)
  const { probability: _cleared, ...kept } = interaction
  const updateDate = stampUpdateDate(interaction.updateDate, step, now, timeZone)
  const moved: InteractionDetails = { ...kept, type, updateDate }
  const entered = { type, at: now, memberId }
  const outcome = stepOutcomes[step.kind]
  if (outcome === null) return { interaction: moved, entered }
  const isSamePipeline = pipelineKeyOf(interaction.type) === pipeline.key && interaction.type !== type
  const done = { ...baseOf(moved), state: 'done', concludedAt: now, outcome } as const
  return { interaction: isSamePipeline ? { ...done, cameFrom: interaction.type } : done, entered }
}

/** Reads the step that is asked for. `undefined`: there is none that the member may use, and the issues say so. */
export function readStepType(
  issues: InputIssue[],
  path: string,
  said: string,
  { pipelines, withheld = [] }: Pick<Occasion, 'pipelines' | 'withheld'>,
): FoundStep | undefined {
  const found = findStep(pipelines, said)
  if (found !== null && mayUse(withheld, found.pipeline.key)) return found
  const usable = pipelines.filter(({ key }) => mayUse(withheld, key))
  const own = usable.find(({ key }) => key === pipelineKeyOf(said))
  const allowed = (own === undefined ? usable : [own]).flatMap((pipeline) => typesOf(pipeline))
  const wanted =
    found === null ? 'Name a pipeline and one of its steps.' : 'Name a step of a pipeline that the member may use.'
  const remedy = `${wanted} ${sayChoices(allowed)}`
  issues.push({ path, called: 'step', problem: 'unknown-option', value: said, allowed, remedy })
  return undefined
}

/** What there is to choose from, the first ones. */
function sayChoices(allowed: readonly StepType[]): string {
  const first = allowed.slice(0, mostSaid).join(', ')
  return `Use one of: ${first}${allowed.length > mostSaid ? ', …' : '.'}`
}

const mostSaid = 10

/** The matter after its step was removed and replaced by another. Nothing is concluded, reopened or stamped by it. */
export function replaceStep(
  interaction: InteractionDetails,
  replaced: { readonly from: StepType; readonly to: StepType },
): InteractionDetails {
  const moved = interaction.type === replaced.from ? { ...interaction, type: replaced.to } : interaction
  return moved.state === 'done' && moved.cameFrom === replaced.from ? { ...moved, cameFrom: replaced.to } : moved
}
