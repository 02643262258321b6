/** Parsing of untrusted input with zod: strict, and with crmkit's own issues. @module */
import type * as z from 'zod'
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputProblem, type InputRefusal, refuseInput } from '../party/input-issue.ts'

/** Whether two types are one, as the compiler sees them: optional and `readonly` count. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/**
 * Holds a schema to a type that was written by hand: unless what it puts out is exactly that type, it does not compile.
 *
 * @example
 * const point = schemaOf<Point>()(z.strictObject({ x: z.number(), y: z.number() }).readonly())
 */
export function schemaOf<Wanted>(): <Schema extends z.ZodType>(
  schema: Equal<z.output<Schema>, Wanted> extends true ? Schema : never,
) => Schema {
  return (schema) => schema
}

/** Parses a value. What is wrong with it comes as issues: everything at once, by path. */
export function parseWith<Output>(schema: z.ZodType<Output>, value: unknown): Result<Output, InputRefusal> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return ok(parsed.data)
  return refuseInput(parsed.error.issues.flatMap((issue) => toIssues(issue, value)))
}

/** Parses a value that is no object by itself. What is wrong with it comes under the name of the parameter. */
export function parseParameter<Output>(
  name: string,
  schema: z.ZodType<Output>,
  value: unknown,
): Result<Output, InputRefusal> {
  const read = parseWith(schema, value)
  if (read.ok) return read
  return refuseInput(
    read.error.issues.map((issue) => ({ ...issue, path: [name, issue.path].filter(Boolean).join('.') })),
  )
}

function toIssues(issue: z.core.$ZodIssue, input: unknown, before: readonly string[] = []): readonly InputIssue[] {
  const path = [...before, ...issue.path.map(String)]
  const at = (problem: InputProblem, remedy: string, more: readonly string[] = []): InputIssue => {
    const where = [...path, ...more]
    const value = valueAt(input, where)
    return { path: where.join('.'), problem, ...(value !== undefined && { value }), remedy }
  }
  const orMissing = (problem: InputProblem): InputProblem => (valueAt(input, path) === undefined ? 'missing' : problem)
  const chosenOf = (allowed: readonly string[]): InputIssue => ({
    ...at(orMissing('unknown-option'), `Use one of: ${allowed.join(', ')}.`),
    allowed,
  })
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => at('unknown-field', 'Leave it out, or look for a mistyped name.', [key]))
    case 'invalid_type':
      return [at(orMissing('wrong-type'), remedyOfType(issue.expected, valueAt(input, path)))]
    case 'invalid_value':
      return [chosenOf(issue.values.map(String))]
    case 'too_small':
      return [at('out-of-range', `Give at least ${issue.minimum}.`)]
    case 'too_big':
      return [at('out-of-range', `Give at most ${issue.maximum}.`)]
    case 'invalid_union':
      return (
        closestForm(issue.errors, valueAt(input, path))?.flatMap((each) => toIssues(each, input, path)) ?? [
          at(orMissing('wrong-type'), issue.message),
        ]
      )
    case 'custom':
      return [at(orMissing(problemOf(issue.params)), issue.message)]
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return [at('wrong-type', issue.message)]
  }
}

type Form = readonly z.core.$ZodIssue[]

/** What is wrong with the form that was meant: the one whose keys were given. `undefined`: it fits none, or several. */
function closestForm(forms: readonly Form[], value: unknown): Form | undefined {
  const misfits = forms.map((form) => countMisfits(form, value))
  const fewest = Math.min(...misfits)
  const [closest, another] = forms.filter((_form, index) => misfits[index] === fewest)
  return another === undefined && Number.isFinite(fewest) ? closest : undefined
}

/** How many keys speak against a form: those it does not have, those it wants, and those that have another's value. */
function countMisfits(form: Form, value: unknown): number {
  const counts = form.map((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.path.length === 0 ? issue.keys.length : 0
    if (issue.code !== 'invalid_type' && issue.code !== 'invalid_value') return 0
    // No form at all: a text where an object is wanted.
    if (issue.path.length === 0) return Number.POSITIVE_INFINITY
    const isMissing = valueAt(value, issue.path.map(String)) === undefined
    return issue.path.length === 1 && (issue.code === 'invalid_value' || isMissing) ? 1 : 0
  })
  return counts.reduce((sum, count) => sum + count, 0)
}

function problemOf(params: Readonly<Record<string, unknown>> | undefined): InputProblem {
  return params?.['problem'] === 'unreadable-text' ? 'unreadable-text' : 'wrong-type'
}

function remedyOfType(expected: string, value: unknown): string {
  return expected === 'number' && value instanceof Date
    ? 'Give an instant: milliseconds since 1970, such as date.getTime().'
    : `Give ${aOrAn(expected)}.`
}

function aOrAn(expected: string): string {
  return `${/^[aeiou]/.test(expected) ? 'an' : 'a'} ${expected}`
}

function valueAt(input: unknown, path: readonly string[]): unknown {
  let value = input
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = new Map<string, unknown>(Object.entries(value)).get(key)
  }
  return value
}
