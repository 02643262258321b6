/** Reading what people hand in about pipelines and steps: keys, labels, colors, probabilities. Rules: docs/concepts/interactions.md (INT-3). @module */
import { locales } from '../kernel/country.ts'
import type { InputIssue } from '../party/input-issue.ts'
import { isReadable, longest } from '../party/read-fields.ts'
import { isFinal, type Labels, type PipelineStep, type StepKind } from './pipeline.ts'
import { usualColors } from './presets.ts'

/** A label: one text for all languages, or a text for each of some. */
export type NewLabel = string | Labels

/** A step to add to a pipeline. */
export interface NewStep {
  /** Lower-case words with hyphens between them: `quote-sent`. It never changes. */
  readonly key: string
  readonly kind: StepKind
  readonly label: NewLabel
  /** In percent, 0 to 100. Default: even steps of five on the way to the good end. Won is 100 and lost is 0. */
  readonly probability?: number | undefined
  /** `#rrggbb`. Default: gray for a lead, blue while open, green for won, red for lost. */
  readonly color?: string | undefined
  /** Whether entering the step stamps the update date. Default: whether it is a won one. A lost one never does. */
  readonly stampsUpdateDate?: boolean | undefined
}

/** The most steps of a pipeline, and the most pipelines of a workspace. */
export const mostSteps = 100

const kinds: readonly string[] = Object.keys(usualColors)

/** Whether a text can be a key; if not, says so. */
export function isKey(issues: InputIssue[], path: string, key: string): boolean {
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(key) && key.length <= 60) return true
  const remedy = 'Give lower-case words of a-z and 0-9 with hyphens between them, 60 characters at most: quote-sent.'
  issues.push({ path, problem: 'invalid-format', value: key, remedy })
  return false
}

/** Reads a label. A language without a text is left out; one text at least must be left. */
export function readLabel(issues: InputIssue[], path: string, said: NewLabel): Labels {
  const texts = typeof said === 'string' ? { en: said } : said
  const label = Object.fromEntries(
    locales.flatMap((locale) => {
      const text = texts[locale]?.trim() ?? ''
      return text !== '' && isReadable(issues, path, text, longest.short) ? [[locale, text]] : []
    }),
  )
  if (Object.keys(label).length === 0 && !issues.some((issue) => issue.path === path)) {
    issues.push({ path, problem: 'missing', value: said, remedy: 'Give a label in one language at least.' })
  }
  return label
}

/** Reads a step. @param usual the probability that it has if it states none */
export function readStep(issues: InputIssue[], path: string, said: NewStep, usual: number): PipelineStep {
  isKey(issues, `${path}.key`, said.key)
  const { kind } = said
  if (!kinds.includes(kind)) {
    const remedy = 'Give lead, open, won or lost.'
    issues.push({ path: `${path}.kind`, problem: 'unknown-option', value: kind, allowed: kinds, remedy })
  }
  return {
    key: said.key,
    kind,
    label: readLabel(issues, `${path}.label`, said.label),
    probability: readProbability(issues, `${path}.probability`, said.probability ?? usual, kind),
    color: readColor(issues, `${path}.color`, said.color) ?? usualColors[kind],
    stampsUpdateDate: readStamps(issues, `${path}.stampsUpdateDate`, said.stampsUpdateDate, kind) ?? kind === 'won',
  }
}

/** Reads a probability. That of a final step follows from its kind. */
export function readProbability(issues: InputIssue[], path: string, said: number, kind: StepKind): number {
  if (!Number.isInteger(said) || said < 0 || said > 100) {
    issues.push({ path, problem: 'out-of-range', value: said, remedy: 'Give a whole number of percent, 0 to 100.' })
  } else if (isFinal(kind) && said !== (kind === 'won' ? 100 : 0)) {
    const remedy = `Leave it out: a ${kind} step has ${kind === 'won' ? 100 : 0}.`
    issues.push({ path, problem: 'contradiction', value: said, remedy })
  }
  return said
}

/** Reads a color; `undefined` if there is none. */
export function readColor(issues: InputIssue[], path: string, said: string | undefined): string | undefined {
  if (said === undefined) return undefined
  const color = said.trim().toLowerCase()
  if (/^#[0-9a-f]{6}$/.test(color)) return color
  issues.push({ path, problem: 'invalid-format', value: said, remedy: 'Give a color as #rrggbb.' })
  return undefined
}

/** Reads whether a step stamps the update date; a lost one does not (INT-4). */
export function readStamps(
  issues: InputIssue[],
  path: string,
  said: boolean | undefined,
  kind: StepKind,
): boolean | undefined {
  if (said === true && kind === 'lost') {
    const remedy = 'Leave it out: a lost step does not stamp the update date.'
    issues.push({ path, problem: 'contradiction', value: said, remedy })
  }
  return said
}
