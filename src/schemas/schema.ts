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

function toIssues(issue: z.core.$ZodIssue, input: unknown): readonly InputIssue[] {
  const path = issue.path.map(String)
  const at = (problem: InputProblem, remedy: string, more: readonly string[] = []): InputIssue => {
    const where = [...path, ...more]
    const value = valueAt(input, where)
    return { path: where.join('.'), problem, ...(value !== undefined && { value }), remedy }
  }
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => at('unknown-field', 'Leave it out, or look for a mistyped name.', [key]))
    case 'invalid_type':
      return valueAt(input, path) === undefined
        ? [at('missing', `Give ${aOrAn(issue.expected)}.`)]
        : [at('wrong-type', `Give ${aOrAn(issue.expected)}.`)]
    case 'invalid_value':
      return [at('unknown-option', `Use one of: ${issue.values.map(String).join(', ')}.`)]
    case 'too_small':
      return [at('out-of-range', `Give at least ${issue.minimum}.`)]
    case 'too_big':
      return [at('out-of-range', `Give at most ${issue.maximum}.`)]
    case 'invalid_union':
      return [at('wrong-type', 'Give one of the forms that the documentation names.')]
    case 'custom':
      return [at(problemOf(issue.params), issue.message)]
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return [at('wrong-type', issue.message)]
  }
}

function problemOf(params: Readonly<Record<string, unknown>> | undefined): InputProblem {
  return params?.['problem'] === 'unreadable-text' ? 'unreadable-text' : 'wrong-type'
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
