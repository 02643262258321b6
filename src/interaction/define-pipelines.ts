/** Pipelines as a host writes them down, checked once; their steps are known to the compiler. Rules: docs/concepts/interactions.md (INT-3). @module */
import { CrmError } from '../kernel/crm-error.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { sayIssue } from '../party/input-sentences.ts'
import { isFinal, type Pipeline, type Pipelines, pendingKinds } from './pipeline.ts'
import {
  type BuiltInKey,
  choosePresets,
  isBuiltIn,
  type PresetKey,
  type PresetType,
  usualProbability,
} from './presets.ts'
import { isKey, mostSteps, type NewLabel, type NewStep, readLabel, readStep } from './read-steps.ts'

/** A pipeline to define. */
export interface NewPipeline {
  /** Lower-case words with hyphens between them: `spare-parts`. It never changes. */
  readonly key: string
  readonly label: NewLabel
  /** In order; one at least at which a matter goes on. */
  readonly steps: readonly NewStep[]
}

/** Which presets a workspace has beside its own pipelines. */
export interface PipelineOptions<Preset extends PresetKey = PresetKey> {
  /** Default: none but those that every workspace has. */
  readonly presets?: readonly Preset[]
}

/** The steps of definitions: `spare-parts/ordered`. */
export type TypesIn<Definitions extends readonly NewPipeline[]> = {
  readonly [Index in keyof Definitions]: `${Definitions[Index]['key']}/${Definitions[Index]['steps'][number]['key']}`
}[number]

/**
 * The pipelines of a workspace: presets, the host's own, and those that every workspace has (e-mail, e-mail pending,
 * private). Written down as literals, a step that is not among them does not compile.
 *
 * @example
 * const defined = definePipelines(
 *   [{ key: 'lease', label: 'Lease', steps: [
 *     { key: 'visit', kind: 'lead', label: 'Visit' },
 *     { key: 'signed', kind: 'won', label: 'Signed' },
 *   ] }],
 *   { presets: ['sale'] },
 * )
 */
export function definePipelines<const Definitions extends readonly NewPipeline[], Preset extends PresetKey = never>(
  definitions: Definitions,
  options: PipelineOptions<Preset> = {},
): Result<Pipelines<TypesIn<Definitions> | PresetType<Preset | BuiltInKey>>, InputRefusal> {
  const issues: InputIssue[] = []
  const presets: Pipelines = choosePresets(options.presets ?? [])
  const taken = new Set(presets.map(({ key }) => key))
  const own = definitions.map((definition, index) => {
    const path = `${index}`
    if (isKey(issues, `${path}.key`, definition.key) && taken.has(definition.key)) {
      const remedy = isBuiltIn(definition.key)
        ? 'Every workspace has this pipeline already: change its labels instead.'
        : 'Give another key: there is a pipeline of this one already.'
      issues.push({ path: `${path}.key`, problem: 'contradiction', value: definition.key, remedy })
    }
    taken.add(definition.key)
    return readPipeline(issues, path, definition)
  })
  const chosen = presets.filter(({ key }) => !isBuiltIn(key))
  const builtIn = presets.filter(({ key }) => isBuiltIn(key))
  const all: readonly Pipeline[] = [...chosen, ...own, ...builtIn]
  if (all.length > mostSteps) {
    const remedy = `Define at most ${mostSteps} pipelines, presets included.`
    issues.push({ path: '', problem: 'too-many', value: all.length, remedy })
  }
  return issues.length === 0 ? ok(all) : refuseInput(issues)
}

/**
 * Like {@link definePipelines}, for the top level of a program.
 * @throws {CrmError} invalid-input
 */
export function definePipelinesOrThrow<
  const Definitions extends readonly NewPipeline[],
  Preset extends PresetKey = never,
>(
  definitions: Definitions,
  options: PipelineOptions<Preset> = {},
): Pipelines<TypesIn<Definitions> | PresetType<Preset | BuiltInKey>> {
  const defined = definePipelines(definitions, options)
  if (defined.ok) return defined.value
  const { issues } = defined.error
  throw new CrmError('invalid-input', { message: issues.map(sayIssue).join(' '), details: { issues } })
}

/** The pipelines with one more, before those that every workspace has. */
export function addPipeline(pipelines: Pipelines, definition: NewPipeline): Result<Pipelines, InputRefusal> {
  const issues: InputIssue[] = []
  const keys = pipelines.map(({ key }) => key)
  if (isKey(issues, 'key', definition.key) && keys.includes(definition.key)) {
    const remedy = 'Give another key: there is a pipeline of this one already.'
    issues.push({ path: 'key', problem: 'contradiction', value: definition.key, remedy })
  }
  const added = readPipeline(issues, '', definition)
  if (pipelines.length >= mostSteps) {
    const remedy = `A workspace has at most ${mostSteps} pipelines.`
    issues.push({ path: 'key', problem: 'too-many', value: definition.key, remedy })
  }
  if (issues.length > 0) return refuseInput(issues)
  const others = pipelines.filter(({ key }) => !isBuiltIn(key))
  return ok([...others, added, ...pipelines.filter(({ key }) => isBuiltIn(key))])
}

function readPipeline(issues: InputIssue[], path: string, definition: NewPipeline): Pipeline {
  const within = path === '' ? '' : `${path}.`
  const pending = definition.steps.filter(({ kind }) => !isFinal(kind)).length
  let before = 0
  const steps = definition.steps.map((said, index) => {
    const usual = usualProbability(said.kind, before, pending)
    if (!isFinal(said.kind)) before += 1
    return readStep(issues, `${within}steps.${index}`, said, usual)
  })
  const pipeline = { key: definition.key, label: readLabel(issues, `${within}label`, definition.label), steps }
  checkSteps(issues, `${within}steps`, pipeline)
  return pipeline
}

/** Whether the steps make up a pipeline: not too many, each key once, and one at which a matter goes on. */
export function checkSteps(issues: InputIssue[], path: string, { steps }: Pipeline): void {
  const keys = steps.map(({ key }) => key)
  const repeated = keys.findIndex((key, index) => keys.indexOf(key) !== index)
  if (repeated !== -1) {
    const remedy = 'Give another key: there is a step of this one already.'
    issues.push({ path: `${path}.${repeated}.key`, problem: 'contradiction', value: keys[repeated], remedy })
  }
  if (!steps.some(({ kind }) => pendingKinds.includes(kind))) {
    const remedy = 'Give one step at least of the kind lead or open, at which a matter goes on.'
    issues.push({ path, problem: 'missing', value: keys, allowed: pendingKinds, remedy })
  }
  if (steps.length > mostSteps) {
    issues.push({ path, problem: 'too-many', value: steps.length, remedy: `Give at most ${mostSteps} steps.` })
  }
}
