/** What came of asking, in the words of the port. @module */
import type { DirectoryPostponed, DirectoryRefused } from 'crmkit'
import { type Asked, problemOf } from './people-client.ts'

/** Whatever is no answer. */
export type Unanswered = Exclude<Asked, { readonly kind: 'answered' }>

/** Google wants to be left alone for a minute at least, whatever it says. */
const leastWaitMs = 60_000

const quotaReasons: ReadonlySet<string> = new Set([
  ...['RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED', 'rateLimitExceeded', 'userRateLimitExceeded'],
  ...['quotaExceeded', 'dailyLimitExceeded'],
])
const scopeReasons: ReadonlySet<string> = new Set(['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'insufficientPermissions'])

/** What to tell where nothing was read, or surely nothing was changed. */
export function readAnswer(asked: Unanswered): DirectoryPostponed | DirectoryRefused {
  switch (asked.kind) {
    case 'unreached':
    case 'lost':
      return { kind: 'postponed', problem: asked.problem }
    case 'no-consent':
      return { kind: 'refused', problem: asked.problem, remedy: 'connect-again' }
    case 'no-access':
      return { kind: 'refused', problem: asked.problem }
    case 'refused': {
      const { status } = asked
      if (isQuota(asked)) return { kind: 'postponed', problem: 'quota', retryAfterMs: waitOf(asked.retryAfter) }
      const problem = problemOf(asked)
      if (status >= 500 || status === 408) return { kind: 'postponed', problem }
      const isScope = asked.reasons.some((reason) => scopeReasons.has(reason))
      return isScope ? { kind: 'refused', problem, remedy: 'connect-again' } : { kind: 'refused', problem }
    }
  }
}

/** What to tell of a change. A failure of theirs may come after it was made. */
export function changeAnswer(
  asked: Unanswered,
): DirectoryPostponed | DirectoryRefused | { readonly kind: 'unknown'; readonly problem: string } {
  if (asked.kind === 'lost') return { kind: 'unknown', problem: asked.problem }
  const isTheirs = asked.kind === 'refused' && (asked.status >= 500 || asked.status === 408)
  return isTheirs ? { kind: 'unknown', problem: problemOf(asked) } : readAnswer(asked)
}

/** Whether a token of changes is too old, or belongs to other parameters. */
export function isTokenExpired(asked: Unanswered): boolean {
  if (asked.kind !== 'refused') return false
  return asked.status === 410 || asked.reasons.includes('EXPIRED_SYNC_TOKEN')
}

/** Whether Google refuses what it is told for what it says, rather than for who says it, or how often. */
export function isAboutContent(asked: Unanswered): boolean {
  return asked.kind === 'refused' && [400, 404, 409, 413].includes(asked.status) && !isQuota(asked)
}

function isQuota({ status, reasons }: Extract<Asked, { readonly kind: 'refused' }>): boolean {
  return status === 429 || (status === 403 && reasons.some((reason) => quotaReasons.has(reason)))
}

/** Seconds; a date is read as no time at all, so that no clock is needed for it. */
function waitOf(retryAfter = ''): number {
  const seconds = /^\d{1,6}$/.test(retryAfter.trim()) ? Number(retryAfter) : 0
  return Math.max(leastWaitMs, seconds * 1_000)
}
