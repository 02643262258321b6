/** Pipelines and their steps: where a matter stands. Rules: docs/concepts/interactions.md (INT-3). @module */
import type { Locale } from '../kernel/country.ts'

/** What a step says of a matter: a first sign, being worked on, come to a good end, or to a bad one. */
export type StepKind = 'lead' | 'open' | 'won' | 'lost'

/** A step together with its pipeline: `sale/won`. */
export type StepType = `${string}/${string}`

/** A text in the languages that it is known in; at least one. */
export type Labels = Readonly<Partial<Record<Locale, string>>>

/** One step of a pipeline. */
export interface PipelineStep {
  /** Unique within its pipeline, for ever: `first-contact`. */
  readonly key: string
  readonly kind: StepKind
  readonly label: Labels
  /** How likely a good end is, in percent, 0 to 100. Won is 100, lost 0. */
  readonly probability: number
  /** `#rrggbb`, in lower case. */
  readonly color: string
  /** Whether entering the step stamps the update date (INT-4). */
  readonly stampsUpdateDate: boolean
}

/** The ordered steps of one kind of matter. */
export interface Pipeline {
  /** Unique within a workspace, for ever: `sale`. */
  readonly key: string
  readonly label: Labels
  readonly steps: readonly PipelineStep[]
}

declare const stepTypes: unique symbol

/** All pipelines of a workspace, in order. `Type` names their steps, where they were written down in the program. */
export type Pipelines<Type extends StepType = StepType> = readonly Pipeline[] & { readonly [stepTypes]?: Type }

/** A step that was found, with its pipeline. */
export interface FoundStep {
  readonly pipeline: Pipeline
  readonly step: PipelineStep
}

/** The pipeline of a key; `null` if there is none. */
export function findPipeline(pipelines: Pipelines, key: string): Pipeline | null {
  return pipelines.find((pipeline) => pipeline.key === key) ?? null
}

/** The step that `sale/won` names, with its pipeline; `null` if there is none. */
export function findStep(pipelines: Pipelines, type: string): FoundStep | null {
  const pipeline = findPipeline(pipelines, pipelineKeyOf(type))
  const step = pipeline?.steps.find(({ key }) => typeOfStep(pipeline, { key }) === type)
  return pipeline === null || step === undefined ? null : { pipeline, step }
}

/**
 * Whether a text names a step of these pipelines: a step that is known only at run time, for calls that take no other.
 *
 * @example
 * if (isStepOf(pipelines, chosen)) await desk.interactions.moveTo(sale.id, chosen)
 */
export function isStepOf<Type extends StepType>(pipelines: Pipelines<Type>, text: string): text is Type {
  return findStep(pipelines, text) !== null
}

/** What a step is called together with its pipeline. */
export function typeOfStep(pipeline: Pick<Pipeline, 'key'>, step: Pick<PipelineStep, 'key'>): StepType {
  return `${pipeline.key}/${step.key}`
}

/** The key of the pipeline in `sale/won`. */
export function pipelineKeyOf(type: string): string {
  const slash = type.indexOf('/')
  return slash === -1 ? type : type.slice(0, slash)
}

/** All steps of a pipeline of these kinds, as types, in order. */
export function typesOf(pipeline: Pipeline, kinds: readonly StepKind[] = stepKinds): readonly StepType[] {
  return pipeline.steps.filter(({ kind }) => kinds.includes(kind)).map((step) => typeOfStep(pipeline, step))
}

/** Whether entering a step of this kind concludes a matter. */
export function isFinal(kind: StepKind): kind is 'won' | 'lost' {
  return kind === 'won' || kind === 'lost'
}

/** The label in a language, else in English, else in any; the key where there is none. */
export function labelIn({ key, label }: { readonly key: string; readonly label: Labels }, locale: Locale): string {
  return label[locale] ?? label.en ?? Object.values(label)[0] ?? key
}

/** All kinds, in the order in which a matter goes through them. */
export const stepKinds: readonly StepKind[] = ['lead', 'open', 'won', 'lost']

/** The kinds of steps at which a matter goes on. */
export const pendingKinds: readonly StepKind[] = ['lead', 'open']
