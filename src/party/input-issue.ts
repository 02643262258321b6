/** What is wrong with something that was handed in: field, problem, value, remedy. @module */
import { type Err, err } from '../kernel/result.ts'

/** What is wrong with a value. */
export type InputProblem =
  // The shape.
  | 'missing'
  | 'unknown-field'
  | 'wrong-type'
  | 'unknown-option'
  | 'too-long'
  | 'too-many'
  | 'out-of-range'
  | 'unreadable-text'
  | 'damaged'
  // Numbers that identify.
  | 'invalid-length'
  | 'invalid-format'
  | 'invalid-checksum'
  | 'invalid-component'
  | 'destroyed-by-spreadsheet'
  // Values that must be known.
  | 'unknown-country'
  | 'unknown-currency'
  | 'unknown-time-zone'
  | 'unknown-member'
  | 'unknown-record'
  | 'invalid-date'
  // Values that must go together.
  | 'contradiction'
  | 'several-defaults'
  | 'cycle'
  | 'in-trash'
  | 'not-in-trash'
  | 'anonymized'
  | 'in-use'
  | 'used-before'

/** One thing that is wrong with an input. */
export interface InputIssue {
  /** Where: `siret`, `phones.0.number`; `''` for the input as a whole. */
  readonly path: string
  /** What people call it, where the path does not say: `step`. */
  readonly called?: string
  readonly problem: InputProblem
  /** What was given there. */
  readonly value?: unknown
  /** What would be taken there, where there are few choices. */
  readonly allowed?: readonly string[]
  /** What to do about it: a sentence. */
  readonly remedy: string
}

/** That an input was not accepted. Everything that is wrong with it comes at once. */
export interface InputRefusal {
  readonly code: 'invalid-input'
  readonly issues: readonly InputIssue[]
}

/** Wraps issues as a refusal. */
export function refuseInput(issues: readonly InputIssue[]): Err<InputRefusal> {
  return err({ code: 'invalid-input', issues })
}
