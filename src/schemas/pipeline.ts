/** Schemas of pipelines and steps that are handed in. @module */
import * as z from 'zod'
import type { StepPlace, StepRemoval } from '../inputs/pipeline.ts'
import type { PipelineChanges, StepChanges } from '../interaction/change-pipeline.ts'
import type { NewPipeline } from '../interaction/define-pipelines.ts'
import type { StepKind } from '../interaction/pipeline.ts'
import type { NewLabel, NewStep } from '../interaction/read-steps.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { plainText } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

/** A label: one text, or a text for each of some languages. */
export const newLabel: z.ZodType<NewLabel> = z.union(
  [
    plainText,
    z
      .strictObject({ en: plainText, fr: plainText, ro: plainText, hu: plainText })
      .partial()
      .readonly()
      .transform(
        (texts): NewLabel => Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
      ),
  ],
  { error: 'Give one text, or a text for each of some languages: { en, fr, ro, hu }.' },
)

const kind: z.ZodType<StepKind> = z.enum(['lead', 'open', 'won', 'lost'])

/** A step to add to a pipeline. */
export const newStepSchema: z.ZodType<NewStep> = schemaOf<NewStep>()(
  z
    .strictObject({
      key: z.string(),
      kind,
      label: newLabel,
      probability: z.number().optional(),
      color: z.string().optional(),
      stampsUpdateDate: z.boolean().optional(),
    })
    .readonly(),
)

/** A pipeline to add. */
export const newPipelineSchema: z.ZodType<NewPipeline> = schemaOf<NewPipeline>()(
  z.strictObject({ key: z.string(), label: newLabel, steps: z.array(newStepSchema).max(1_000).readonly() }).readonly(),
)

const stepChanges: z.ZodType<StepChanges> = schemaOf<StepChanges>()(
  z
    .strictObject({
      key: z.string(),
      label: newLabel.optional(),
      color: z.string().optional(),
      probability: z.number().optional(),
      stampsUpdateDate: z.boolean().optional(),
    })
    .readonly(),
)

/** What a pipeline is to become. */
export const pipelineChangesSchema: z.ZodType<PipelineChanges> = schemaOf<PipelineChanges>()(
  z
    .strictObject({
      label: newLabel.optional(),
      order: z.array(z.string()).max(1_000).readonly().optional(),
      steps: z.array(stepChanges).max(1_000).readonly().optional(),
    })
    .readonly(),
)

const stepPlace: z.ZodType<StepPlace> = schemaOf<StepPlace>()(
  z.strictObject({ before: z.string().optional() }).readonly(),
)

const stepRemoval: z.ZodType<StepRemoval> = schemaOf<StepRemoval>()(
  z.strictObject({ replacement: z.string().optional() }).readonly(),
)

const key: z.ZodType<string> = plainText

const keys: z.ZodType<readonly string[]> = z.array(plainText).max(1_000).readonly()

/** Reads a pipeline to add from anything. */
export function parseNewPipeline(value: unknown): Result<NewPipeline, InputRefusal> {
  return parseWith(newPipelineSchema, value)
}

/** Reads what a pipeline is to become from anything. */
export function parsePipelineChanges(value: unknown): Result<PipelineChanges, InputRefusal> {
  return parseWith(pipelineChangesSchema, value)
}

/** Reads a step to add from anything. */
export function parseNewStep(value: unknown): Result<NewStep, InputRefusal> {
  return parseWith(newStepSchema, value)
}

/** Reads where a step is to stand from anything. */
export function parseStepPlace(value: unknown): Result<StepPlace, InputRefusal> {
  return parseWith(stepPlace, value)
}

/** Reads how a step is to go from anything. */
export function parseStepRemoval(value: unknown): Result<StepRemoval, InputRefusal> {
  return parseWith(stepRemoval, value)
}

/** Reads the key of a pipeline, or a pipeline and step, from anything. */
export function parsePipelineKey(value: unknown): Result<string, InputRefusal> {
  return parseWith(key, value)
}

/** Reads keys of pipelines from anything. */
export function parsePipelineKeys(value: unknown): Result<readonly string[], InputRefusal> {
  return parseWith(keys, value)
}
