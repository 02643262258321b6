import {
  type Budget,
  budgetTotal,
  costOfTime,
  type HourlyCost,
  type MeasuredTime,
  normalizeTimeSpent,
  probabilityAt,
  startTimer,
  stopTimer,
  timerTransitions,
  weightedBudget,
} from 'crmkit/domain'
import { countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { anne, day, issuesOf, refusalOf, start, valueIn } from './scene.ts'

const bob = countedId(3)
const matter = countedId(2)
const asked = { memberId: anne, interactionId: matter }
const hour = 3_600_000

describe('INT-12 Budgets', () => {
  it('INT-12 are fixed, or an amount times its periods', () => {
    expect(budgetTotal({ kind: 'fixed', amountMinor: 120_000, currency: 'EUR' })).toEqual({
      amountMinor: 120_000,
      currency: 'EUR',
    })
    const monthly: Budget = { kind: 'periodic', amountMinor: 4_999, currency: 'RON', per: 'month', periods: 12 }
    expect(budgetTotal(monthly)).toEqual({ amountMinor: 59_988, currency: 'RON' })
  })

  it.each([
    [100, 50, 50],
    [101, 50, 51],
    [99, 1, 1],
    [49, 1, 0],
    [50, 1, 1],
    [0, 85, 0],
    [9_007_199_254_740_991, 100, 9_007_199_254_740_991],
    [9_007_199_254_740_991, 33, 2_972_375_754_064_527],
  ])('INT-12 %s at %s %% is worth %s', (amountMinor, probability, worth) => {
    const budget: Budget = { kind: 'fixed', amountMinor, currency: 'EUR' }
    expect(weightedBudget(budget, probability)).toEqual({ amountMinor: worth, currency: 'EUR' })
  })

  it('INT-12 the probability is the step’s, or what was set; won is 100, lost is 0', () => {
    expect(probabilityAt({ kind: 'open', probability: 35 }, undefined)).toBe(35)
    expect(probabilityAt({ kind: 'lead', probability: 35 }, 0)).toBe(0)
    expect(probabilityAt({ kind: 'won', probability: 100 }, 10)).toBe(100)
    expect(probabilityAt({ kind: 'lost', probability: 0 }, 10)).toBe(0)
  })
})

describe('INT-13 Timers', () => {
  it('INT-13 start and stop leave a note', () => {
    const { timer, note } = valueIn(startTimer(null, asked, start))
    expect(timer).toEqual({ memberId: anne, interactionId: matter, startedAt: start })
    expect(note).toEqual({ kind: 'timer-started', memberId: anne, at: start })
    const stopped = valueIn(stopTimer(timer, start + hour))
    expect(stopped.spent).toEqual({ kind: 'measured', ...asked, from: start, until: start + hour })
    expect(stopped.note).toEqual({ kind: 'timer-stopped', spentMs: hour, memberId: anne, at: start + hour })
  })

  it('INT-13 a member has one at most, and the refusal says on what it runs', () => {
    const { timer } = valueIn(startTimer(null, asked, start))
    expect(refusalOf(startTimer(timer, asked, start))).toEqual({
      code: 'transition-refused',
      state: 'running',
      asked: 'start',
      allowed: ['stop'],
      runsOn: matter,
    })
    expect(refusalOf(stopTimer(null, start))).toEqual({
      code: 'transition-refused',
      state: 'stopped',
      asked: 'stop',
      allowed: ['start'],
      runsOn: null,
    })
    expect(timerTransitions).toEqual({ stopped: { start: 'running' }, running: { stop: 'stopped' } })
  })

  it('INT-13 a clock that goes backwards measures nothing, not less', () => {
    const { timer } = valueIn(startTimer(null, asked, start))
    expect(valueIn(stopTimer(timer, start - 1)).spent).toMatchObject({ from: start, until: start })
  })

  it('INT-13 time is typed in for a day that has come', () => {
    const today = day('2026-01-05')
    expect(valueIn(normalizeTimeSpent({ minutes: 90 }, asked, today))).toEqual({
      kind: 'typed',
      ...asked,
      on: today,
      minutes: 90,
    })
    expect(valueIn(normalizeTimeSpent({ minutes: 1, on: '2025-12-31' }, asked, today)).on).toBe('2025-12-31')
    for (const minutes of [0, -1, 1.5, 1441, Number.NaN]) {
      expect(issuesOf(normalizeTimeSpent({ minutes }, asked, today))).toEqual(['minutes out-of-range'])
    }
    expect(issuesOf(normalizeTimeSpent({ minutes: 1, on: '2026-01-06' }, asked, today))).toEqual(['on out-of-range'])
    expect(issuesOf(normalizeTimeSpent({ minutes: 1, on: 'x' }, asked, today))).toEqual(['on invalid-date'])
  })
})

describe('INT-13 What time costs', () => {
  const cost = (from: string, amountMinor: number, currency = 'EUR'): HourlyCost => ({
    from: day(from),
    amountMinor,
    currency,
  })
  const histories: Readonly<Record<string, readonly HourlyCost[]>> = {
    [anne]: [cost('2026-01-01', 4000), cost('2026-01-10', 6000)],
    [bob]: [cost('2026-01-08', 10_000, 'HUF')],
  }
  const costsOf = (memberId: string): readonly HourlyCost[] => histories[memberId] ?? []
  const measured = (memberId: string, from: number, ms: number): MeasuredTime => ({
    kind: 'measured',
    memberId,
    interactionId: matter,
    from,
    until: from + ms,
  })

  it('INT-13 is the time at the hourly cost of that time', () => {
    const times = [
      measured(anne, start, hour),
      { kind: 'typed', ...asked, on: day('2026-01-10'), minutes: 30 } as const,
    ]
    expect(costOfTime(times, costsOf, 'Europe/Paris')).toEqual({
      spentMs: 1.5 * hour,
      costs: [{ amountMinor: 7000, currency: 'EUR' }],
      uncostedMs: 0,
    })
  })

  it('INT-13 a timer that runs over the change of a cost is split there, in the zone of the workspace', () => {
    // 22:30 UTC is half past eleven in Paris, half past midnight in Bucharest.
    const evening = [measured(anne, Date.UTC(2026, 0, 9, 22, 30), hour)]
    expect(costOfTime(evening, costsOf, 'Europe/Paris').costs).toEqual([{ amountMinor: 5000, currency: 'EUR' }])
    expect(costOfTime(evening, costsOf, 'Europe/Bucharest').costs).toEqual([{ amountMinor: 6000, currency: 'EUR' }])
    expect(costOfTime(evening, costsOf, 'America/New_York').costs).toEqual([{ amountMinor: 4000, currency: 'EUR' }])
  })

  it('INT-13 time before the first cost is in no amount, and said', () => {
    const long = [measured(bob, Date.UTC(2026, 0, 7, 22), 2 * hour), measured(anne, start, hour)]
    expect(costOfTime(long, costsOf, 'Europe/Paris')).toEqual({
      spentMs: 3 * hour,
      costs: [
        { amountMinor: 10_000, currency: 'HUF' },
        { amountMinor: 4000, currency: 'EUR' },
      ],
      uncostedMs: hour,
    })
    expect(costOfTime(long, () => [], 'UTC')).toEqual({ spentMs: 3 * hour, costs: [], uncostedMs: 3 * hour })
  })

  it('INT-13 is rounded once, not for each stretch', () => {
    const times = Array.from({ length: 3600 }, (_, index) => measured(anne, start + index * 1000, 1000))
    expect(costOfTime(times, costsOf, 'UTC').costs).toEqual([{ amountMinor: 4000, currency: 'EUR' }])
    expect(costOfTime([], costsOf, 'UTC')).toEqual({ spentMs: 0, costs: [], uncostedMs: 0 })
  })
})
