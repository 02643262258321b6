/** Errors of those calls that have no answer for what went wrong. @module */
import { CrmError } from 'crmkit'
import { type Asked, problemOf } from './twilio-client.ts'

/** The error for what Twilio did not answer. It says what was asked for, and quotes nothing. */
export function failureOf(what: string, asked: Exclude<Asked<unknown>, { readonly kind: 'answered' }>): CrmError {
  if (asked.kind !== 'refused') {
    const message = `Twilio did not answer ${what} (${asked.problem}). Try again later.`
    return new CrmError('backend-unavailable', { message, retryable: true })
  }
  const message = `Twilio refused ${what} (${problemOf(asked)}). Its page of that error says why.`
  const isBusy = asked.status === 429 || asked.status >= 500
  return new CrmError(isBusy ? 'backend-unavailable' : 'backend-refused', { message, retryable: isBusy })
}
