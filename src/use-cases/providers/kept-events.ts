/** For how long what providers told is kept as it came. Rules: docs/concepts/privacy.md (PTY-6). @module */
import { inputError } from '../input-error.ts'

const usualDays = 90
/** Providers tell for days: what is forgotten sooner would be taken for news. */
const fewestDays = 7
const dayMs = 24 * 3_600_000

/** What the host says in days, in milliseconds. @throws {CrmError} invalid-input */
export function readKeptMs(days: number = usualDays): number {
  if (days >= fewestDays && Number.isFinite(days)) return days * dayMs
  const issue = { path: 'providerEventsKeptDays', problem: 'out-of-range', value: days } as const
  throw inputError([{ ...issue, remedy: `Give ${fewestDays} days or more.` }])
}
