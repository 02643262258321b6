/** Refused input, as the error that a caller gets. @module */
import { CrmError } from '../kernel/crm-error.ts'
import type { Result } from '../kernel/result.ts'
import type { InputIssue, InputRefusal } from '../party/input-issue.ts'
import { sayIssue } from '../party/input-sentences.ts'

/** The value of an input that was accepted. @throws {CrmError} invalid-input - with everything that is wrong with it */
export function accept<Value>(result: Result<Value, InputRefusal>): Value {
  if (result.ok) return result.value
  throw inputError(result.error.issues)
}

/** An `invalid-input` whose message says every field, problem and remedy, and whose details hold the issues. */
export function inputError(issues: readonly InputIssue[]): CrmError {
  return new CrmError('invalid-input', { message: issues.map(sayIssue).join(' '), details: { issues } })
}
