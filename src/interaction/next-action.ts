/** The next action: a matter that is not done should have a date ahead of it. Rules: docs/concepts/interactions.md (INT-9). @module */
import type { NextActionPolicy } from '../access/workspace.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type Instant, plainDateIn, type TimeZone } from '../kernel/time.ts'
import { type InputRefusal, refuseInput } from '../party/input-issue.ts'
import type { Interaction } from './interaction.ts'
import { lastDay } from './schedule.ts'

/** The policies; a workspace that states none warns. */
export const nextActionPolicies: readonly NextActionPolicy[] = ['off', 'warn', 'require']

/** The policy of a workspace that states none. */
export const usualNextActionPolicy: NextActionPolicy = 'warn'

/** What of a matter its next action depends on. */
export type Plan = Pick<Interaction, 'state' | 'schedule'>

/** That a matter has no date ahead of it. */
export interface NoNextAction {
  readonly code: 'no-next-action'
}

/** The time by which dates are ahead or not. */
export interface Today {
  readonly now: Instant
  /** The workspace's. */
  readonly timeZone: TimeZone
}

/**
 * Whether a matter is without a next action, whatever the policy: it is not done, and neither it nor a part of it that is
 * not done has a date ahead. Today counts as ahead.
 */
export function lacksNextAction(matter: Plan, parts: readonly Plan[], { now, timeZone }: Today): boolean {
  if (matter.state === 'done') return false
  const today = plainDateIn(now, timeZone)
  return ![matter, ...parts].some(
    ({ state, schedule }) => state !== 'done' && schedule !== undefined && lastDay(schedule, timeZone) >= today,
  )
}

/**
 * What the policy says of a matter as a command would leave it: nothing, a warning, or a refusal that says what would
 * do. It is asked when an action is finished or moved, of the matter itself and of the one that it is a part of.
 */
export function judgeNextAction(
  policy: NextActionPolicy,
  matter: Plan,
  parts: readonly Plan[],
  today: Today,
): Result<NoNextAction | null, InputRefusal> {
  if (policy === 'off' || !lacksNextAction(matter, parts, today)) return ok(null)
  if (policy === 'warn') return ok({ code: 'no-next-action' })
  const remedy = 'Say what comes next: reschedule the matter, add a part with a date from today on, or conclude it.'
  const allowed = ['reschedule', 'create', 'conclude']
  return refuseInput([{ path: 'next', problem: 'missing', allowed, remedy }])
}
