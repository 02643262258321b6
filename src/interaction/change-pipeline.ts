/** Changing pipelines that are in use: words, order, colors and probabilities at any time; a step leaves only for another. Rules: docs/concepts/interactions.md (INT-3). @module */
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { checkSteps } from './define-pipelines.ts'
import {
  findPipeline,
  findStep,
  isFinal,
  type Pipeline,
  type PipelineStep,
  type Pipelines,
  type StepType,
  stepKinds,
  typeOfStep,
  typesOf,
} from './pipeline.ts'
import { usualProbability } from './presets.ts'
import {
  type NewLabel,
  type NewStep,
  readColor,
  readLabel,
  readProbability,
  readStamps,
  readStep,
} from './read-steps.ts'

/** What a step is to become. What is left out keeps its value; key and kind never change. */
export interface StepChanges {
  readonly key: string
  readonly label?: NewLabel | undefined
  readonly color?: string | undefined
  readonly probability?: number | undefined
  readonly stampsUpdateDate?: boolean | undefined
}

/** What a pipeline is to become. What is left out keeps its value. */
export interface PipelineChanges {
  readonly label?: NewLabel | undefined
  /** The keys of all of its steps, in their new order. */
  readonly order?: readonly string[] | undefined
  /** Those of its steps that change. */
  readonly steps?: readonly StepChanges[] | undefined
}

/** What became of a step that is there no more. */
export interface StepReplaced {
  readonly from: StepType
  readonly to: StepType
}

/** Pipelines without a step, and where the matters go that stood on it. */
export interface StepRemoved {
  readonly pipelines: Pipelines
  /** `null` if nothing stood on it, and no replacement was named. */
  readonly replaced: StepReplaced | null
}

/** Changes labels, order, colors, probabilities and stamps of a pipeline. Matters on its steps stay as they are. */
export function changePipeline(
  pipelines: Pipelines,
  key: string,
  changes: PipelineChanges,
): Result<Pipelines, InputRefusal> {
  const issues: InputIssue[] = []
  const before = findPipeline(pipelines, key)
  if (before === null)
    return refuseUnknown(
      'key',
      key,
      pipelines.map((pipeline) => pipeline.key),
    )
  const label = changes.label === undefined ? before.label : readLabel(issues, 'label', changes.label)
  const changed = changeSteps(issues, before.steps, changes.steps ?? [])
  const after = { key, label, steps: orderSteps(issues, changed, changes.order) }
  return issues.length === 0 ? ok(replacePipeline(pipelines, after)) : refuseInput(issues)
}

/** Adds a step to a pipeline, before another one of it. Default: at the end. */
export function addStep(
  pipelines: Pipelines,
  key: string,
  step: NewStep,
  place: { readonly before?: string } = {},
): Result<Pipelines, InputRefusal> {
  const issues: InputIssue[] = []
  const pipeline = findPipeline(pipelines, key)
  if (pipeline === null)
    return refuseUnknown(
      'key',
      key,
      pipelines.map((each) => each.key),
    )
  const keys = pipeline.steps.map((each) => each.key)
  const index = place.before === undefined ? keys.length : keys.indexOf(place.before)
  if (index === -1) return refuseUnknown('before', place.before, keys)
  const pending = pipeline.steps.filter(({ kind }) => !isFinal(kind))
  const earlier = pipeline.steps.slice(0, index).filter(({ kind }) => !isFinal(kind)).length
  const added = readStep(issues, 'step', step, usualProbability(step.kind, earlier, pending.length + 1))
  const after = { ...pipeline, steps: pipeline.steps.toSpliced(index, 0, added) }
  checkSteps(issues, 'steps', after)
  return issues.length === 0 ? ok(replacePipeline(pipelines, after)) : refuseInput(issues)
}

/**
 * Removes a step. If matters stand on it, the step that takes its place must be named: a final one for a final one of the
 * same kind, another one else, so that no matter is concluded or reopened by it.
 */
export function removeStep(
  pipelines: Pipelines,
  type: string,
  how: { readonly isInUse: boolean; readonly replacement?: string | undefined },
): Result<StepRemoved, InputRefusal> {
  const found = findStep(pipelines, type)
  if (found === null)
    return refuseUnknown(
      'type',
      type,
      pipelines.flatMap((pipeline) => typesOf(pipeline)),
    )
  const { pipeline, step } = found
  const allowed = replacementsOf(pipeline, step)
  const replacement = allowed.find((candidate) => candidate === how.replacement)
  if (replacement === undefined && how.replacement !== undefined) {
    return refuseUnknown('replacement', how.replacement, allowed)
  }
  if (replacement === undefined && how.isInUse) {
    const remedy =
      allowed.length === 0
        ? `Add a ${step.kind} step to the pipeline first: matters stand on this one, and there is no other.`
        : `Matters stand on it: name the step that takes its place, one of ${allowed.join(', ')}.`
    return refuseInput([{ path: 'replacement', problem: 'missing', value: type, allowed, remedy }])
  }
  const issues: InputIssue[] = []
  const after = { ...pipeline, steps: pipeline.steps.filter(({ key }) => key !== step.key) }
  checkSteps(issues, 'type', after)
  if (issues.length > 0) return refuseInput(issues)
  const replaced = replacement === undefined ? null : { from: typeOfStep(pipeline, step), to: replacement }
  return ok({ pipelines: replacePipeline(pipelines, after), replaced })
}

function replacementsOf(pipeline: Pipeline, removed: PipelineStep): readonly StepType[] {
  const kinds = isFinal(removed.kind) ? [removed.kind] : stepKinds.filter((kind) => !isFinal(kind))
  return typesOf(pipeline, kinds).filter((type) => type !== typeOfStep(pipeline, removed))
}

function changeSteps(
  issues: InputIssue[],
  steps: readonly PipelineStep[],
  changes: readonly StepChanges[],
): readonly PipelineStep[] {
  const keys = steps.map(({ key }) => key)
  for (const [index, { key }] of changes.entries()) {
    if (changes.findIndex((other) => other.key === key) < index) {
      const remedy = 'Say all that changes of a step in one place.'
      issues.push({ path: `steps.${index}.key`, problem: 'contradiction', value: key, remedy })
    }
    if (keys.includes(key)) continue
    const remedy = `Name one of ${keys.join(', ')}.`
    issues.push({ path: `steps.${index}.key`, problem: 'unknown-option', value: key, allowed: keys, remedy })
  }
  return steps.map((step) => {
    const index = changes.findIndex(({ key }) => key === step.key)
    const said = changes[index]
    if (said === undefined) return step
    const path = `steps.${index}`
    return {
      ...step,
      label: said.label === undefined ? step.label : readLabel(issues, `${path}.label`, said.label),
      color: readColor(issues, `${path}.color`, said.color) ?? step.color,
      probability: readProbability(issues, `${path}.probability`, said.probability ?? step.probability, step.kind),
      stampsUpdateDate:
        readStamps(issues, `${path}.stampsUpdateDate`, said.stampsUpdateDate, step.kind) ?? step.stampsUpdateDate,
    }
  })
}

function orderSteps(
  issues: InputIssue[],
  steps: readonly PipelineStep[],
  order: readonly string[] | undefined,
): readonly PipelineStep[] {
  if (order === undefined) return steps
  const ordered = order.flatMap((key) => steps.filter((step) => step.key === key))
  if (ordered.length === steps.length && new Set(order).size === order.length && order.length === steps.length) {
    return ordered
  }
  const allowed = steps.map(({ key }) => key)
  const remedy = `Name each of its steps once: ${allowed.join(', ')}.`
  issues.push({ path: 'order', problem: 'contradiction', value: order, allowed, remedy })
  return steps
}

function replacePipeline(pipelines: Pipelines, after: Pipeline): Pipelines {
  return pipelines.map((pipeline) => (pipeline.key === after.key ? after : pipeline))
}

function refuseUnknown(path: string, value: unknown, allowed: readonly string[]): Result<never, InputRefusal> {
  const remedy = allowed.length === 0 ? 'There is none that could be named.' : `Name one of ${allowed.join(', ')}.`
  return refuseInput([{ path, problem: 'unknown-option', value, allowed, remedy }])
}
