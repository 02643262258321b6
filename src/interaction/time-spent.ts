/** Time spent on a matter, measured or typed in, and what it costs. Rules: docs/concepts/interactions.md (INT-13). @module */
import { costAt, type HourlyCost } from '../access/hourly-cost.ts'
import type { InteractionId, MemberId, TimeSpentId } from '../kernel/ids.ts'
import type { Money } from '../kernel/money.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import { type Instant, type PlainDate, plainDateIn, type TimeZone } from '../kernel/time.ts'
import { instantIn, midnight } from '../kernel/wall-clock.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { readDay } from '../party/read-fields.ts'
import type { UnfiledNote } from './note.ts'

/** A timer that runs. Each member has one at most: nobody works on two matters at once. */
export interface RunningTimer {
  readonly memberId: MemberId
  readonly interactionId: InteractionId
  readonly startedAt: Instant
}

/** A timer as it is stored: one a member, whose id is its own. */
export interface StoredTimer extends RunningTimer {
  readonly id: MemberId
  readonly version: number
}

/** Time that a timer has measured. */
export interface MeasuredTime {
  readonly kind: 'measured'
  readonly memberId: MemberId
  readonly interactionId: InteractionId
  readonly from: Instant
  /** Exclusive. */
  readonly until: Instant
}

/** Time that was typed in. */
export interface TypedTime {
  readonly kind: 'typed'
  readonly memberId: MemberId
  readonly interactionId: InteractionId
  readonly on: PlainDate
  /** A whole number, 1 or more. */
  readonly minutes: number
}

/** Time spent on a matter. */
export type TimeSpent = MeasuredTime | TypedTime

/** Time spent as it is stored. */
export type StoredTimeSpent = TimeSpent & {
  readonly id: TimeSpentId
  /** When it was written down. */
  readonly at: Instant
}

/** Whether a member has a timer that runs. */
export type TimerState = 'running' | 'stopped'

/** What can be done with a timer in each state. Docs and tests read this table. */
export const timerTransitions: Readonly<Record<TimerState, Readonly<Partial<Record<'start' | 'stop', TimerState>>>>> = {
  stopped: { start: 'running' },
  running: { stop: 'stopped' },
}

/** That the member's timer does not allow this; and on which matter it runs, if it does. */
export interface TimerRefused {
  readonly code: 'transition-refused'
  readonly state: TimerState
  readonly asked: 'start' | 'stop'
  readonly allowed: readonly ('start' | 'stop')[]
  readonly runsOn: InteractionId | null
}

/** A timer that was started, and the note that it leaves. The matter's state stays what it is. */
export interface TimerStarted {
  readonly timer: RunningTimer
  readonly note: UnfiledNote
}

/** A timer that was stopped: the time that it measured, and the note that it leaves. The matter's state stays what it is. */
export interface TimerStopped {
  readonly spent: MeasuredTime
  readonly note: UnfiledNote
}

/** Starts a member's timer. @param running the one that he has already */
export function startTimer(
  running: RunningTimer | null,
  asked: { readonly memberId: MemberId; readonly interactionId: InteractionId },
  now: Instant,
): Result<TimerStarted, TimerRefused> {
  if (running !== null) return refuseTimer('running', 'start', running)
  const { memberId, interactionId } = asked
  return ok({
    timer: { memberId, interactionId, startedAt: now },
    note: { kind: 'timer-started', memberId, at: now },
  })
}

/** Stops a member's timer. @param running the one that he has on this matter */
export function stopTimer(running: RunningTimer | null, now: Instant): Result<TimerStopped, TimerRefused> {
  if (running === null) return refuseTimer('stopped', 'stop', running)
  const { memberId, interactionId, startedAt } = running
  // Clocks of two machines may differ by a moment: time is never less than none.
  const until = Math.max(startedAt, now)
  return ok({
    spent: { kind: 'measured', memberId, interactionId, from: startedAt, until },
    note: { kind: 'timer-stopped', spentMs: until - startedAt, memberId, at: now },
  })
}

/** Time to type in. */
export interface NewTimeSpent {
  /** `YYYY-MM-DD`. Default: today. Never later. */
  readonly on?: string | undefined
  /** A whole number of minutes, 1 to 1440. */
  readonly minutes: number
}

const minutesOfDay = 1440

/** Reads time that was typed in. */
export function normalizeTimeSpent(
  input: NewTimeSpent,
  whose: { readonly memberId: MemberId; readonly interactionId: InteractionId },
  today: PlainDate,
): Result<TypedTime, InputRefusal> {
  const issues: InputIssue[] = []
  const on = readDay(issues, 'on', input.on, undefined) ?? today
  const { minutes } = input
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > minutesOfDay) {
    const remedy = 'Give a whole number of minutes, 1 to 1440: a day each.'
    issues.push({ path: 'minutes', problem: 'out-of-range', value: minutes, remedy })
  }
  if (on > today) {
    issues.push({
      path: 'on',
      problem: 'out-of-range',
      value: input.on,
      remedy: `Give today (${today}) or an earlier day.`,
    })
  }
  const { memberId, interactionId } = whose
  return issues.length === 0 ? ok({ kind: 'typed', memberId, interactionId, on, minutes }) : refuseInput(issues)
}

/** What time costs. */
export interface TimeCost {
  readonly spentMs: number
  /** One amount a currency, in the order in which they came up; each rounded once, halves up. */
  readonly costs: readonly Money[]
  /** Time of days on which nothing was known of the member's cost; it is in no amount. */
  readonly uncostedMs: number
}

const hourMs = 3_600_000
const minuteMs = 60_000

/**
 * What time costs: each stretch at the member's hourly cost on its day, in the workspace's zone. A timer that ran over
 * the day on which a cost changed is split there.
 * @param costsOf the history of a member's hourly cost, in the order of its days
 */
export function costOfTime(
  times: readonly TimeSpent[],
  costsOf: (memberId: MemberId) => readonly HourlyCost[],
  timeZone: TimeZone,
): TimeCost {
  // Amounts times milliseconds, exact: rounding comes once, at the end.
  const products = new Map<string, bigint>()
  let [spentMs, uncostedMs] = [0, 0]
  for (const time of times) {
    for (const { ms, cost } of stretchesOf(time, costsOf(time.memberId), timeZone)) {
      spentMs += ms
      if (cost === null) uncostedMs += ms
      else products.set(cost.currency, (products.get(cost.currency) ?? 0n) + BigInt(cost.amountMinor) * BigInt(ms))
    }
  }
  const hour = BigInt(hourMs)
  const costs = [...products].map(([currency, product]) => {
    return { amountMinor: Number((product + hour / 2n) / hour), currency }
  })
  return { spentMs, costs, uncostedMs }
}

interface Stretch {
  readonly ms: number
  readonly cost: HourlyCost | null
}

function stretchesOf(time: TimeSpent, costs: readonly HourlyCost[], timeZone: TimeZone): readonly Stretch[] {
  if (time.kind === 'typed') return [{ ms: time.minutes * minuteMs, cost: costAt(costs, time.on) }]
  const changes = costs.map(({ from }) => instantIn({ on: from, at: midnight }, timeZone))
  const cuts = [time.from, ...changes.filter((at) => at > time.from && at < time.until), time.until]
  return cuts.slice(0, -1).map((from, index) => {
    const ms = (cuts[index + 1] ?? from) - from
    return { ms, cost: costAt(costs, plainDateIn(from, timeZone)) }
  })
}

function refuseTimer(
  state: TimerState,
  asked: 'start' | 'stop',
  running: RunningTimer | null,
): Result<never, TimerRefused> {
  const allowed = state === 'running' ? (['stop'] as const) : (['start'] as const)
  return err({ code: 'transition-refused', state, asked, allowed, runsOn: running?.interactionId ?? null })
}
