/** What an attempt to deliver means. Rules: docs/concepts/events-and-jobs.md @module */
import type { JobProblem } from '../job/job.ts'
import type { Instant } from '../kernel/time.ts'

/** What came of a request: an answer, or none. */
export type WebhookAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      /** The `Retry-After` header as it came. */
      readonly retryAfter?: string
    }
  | {
      readonly kind: 'failed'
      /** `address-refused`: the name leads to an address that is never called. */
      readonly reason: 'timeout' | 'unreachable' | 'unknown-host' | 'address-refused' | 'untrusted-certificate'
    }

/** What follows from it. A redirect is a failure: who moves has to say so where the address is kept. */
export type DeliveryVerdict =
  | { readonly verdict: 'delivered' }
  /** The receiver wants no more. */
  | { readonly verdict: 'gone'; readonly problem: JobProblem }
  | { readonly verdict: 'retry'; readonly problem: JobProblem; readonly notBefore?: Instant }

/** Judges an answer. Any status from 200 to 299 is success, 410 is farewell, everything else is tried again. */
export function judgeAnswer(answer: WebhookAnswer, now: Instant): DeliveryVerdict {
  if (answer.kind === 'failed') return { verdict: 'retry', problem: { code: answer.reason } }
  const { status, retryAfter = '' } = answer
  if (status >= 200 && status <= 299) return { verdict: 'delivered' }
  const problem: JobProblem = { code: 'http-status', status }
  if (status === 410) return { verdict: 'gone', problem }
  const notBefore = readRetryAfter(retryAfter, now)
  return { verdict: 'retry', problem, ...(notBefore !== null && { notBefore }) }
}

/** `Retry-After` says seconds or a date of HTTP; what is neither says nothing. */
function readRetryAfter(text: string, now: Instant): Instant | null {
  const trimmed = text.trim()
  if (/^\d{1,9}$/.test(trimmed)) return now + Number(trimmed) * 1000
  if (!/^[A-Z][a-z]{2}, /.test(trimmed)) return null
  const at = Date.parse(trimmed)
  return Number.isNaN(at) ? null : at
}
