import {
  costAt,
  type HourlyCost,
  type NewHourlyCost,
  type PlainDate,
  parsePlainDate,
  setHourlyCost,
} from 'crmkit/domain'
import { describe, expect, it } from 'vitest'

function day(text: string): PlainDate {
  const parsed = parsePlainDate(text)
  if (parsed === null) throw new Error(`${text} is no day`)
  return parsed
}

const cost = (from: string, amountMinor: number): HourlyCost => ({ from: day(from), amountMinor, currency: 'EUR' })
const usual = { today: day('2026-03-10'), currency: 'EUR' }
const history = [cost('2026-01-01', 4000), cost('2026-03-10', 4200), cost('2026-06-01', 4500)]

function issuesOf(costs: readonly HourlyCost[], input: NewHourlyCost): readonly string[] {
  const set = setHourlyCost(costs, input, usual)
  return set.ok ? [] : set.error.issues.map(({ path, problem }) => `${path} ${problem}`)
}

describe('Hourly costs', () => {
  it.each([
    ['2025-12-31', null],
    ['2026-01-01', 4000],
    ['2026-03-09', 4000],
    ['2026-03-10', 4200],
    ['2026-05-31', 4200],
    ['2030-01-01', 4500],
  ])('WS-5 the cost at %s is %s', (text, amount) => {
    expect(costAt(history, day(text))?.amountMinor ?? null).toBe(amount)
  })

  it.each([
    ['today by default, in the currency of the workspace', { amountMinor: 1 }, { from: '2026-03-10', currency: 'EUR' }],
    ['a later day', { amountMinor: 1, from: '2026-04-01' }, { from: '2026-04-01', currency: 'EUR' }],
    ['another currency', { amountMinor: 1, currency: 'ron' }, { from: '2026-03-10', currency: 'RON' }],
  ])('WS-5 a cost is set for %s, and what was in force before today stays', (_, input, entry) => {
    const set = setHourlyCost(history, input, usual)
    if (!set.ok) throw new Error('refused')
    expect(set.value).toContainEqual({ amountMinor: 1, ...entry })
    expect(set.value.map(({ from }) => from)).toEqual(set.value.map(({ from }) => from).toSorted())
    expect(new Set(set.value.map(({ from }) => from)).size).toBe(set.value.length)
    for (const past of ['2025-12-31', '2026-01-01', '2026-03-09']) {
      expect(costAt(set.value, day(past))).toEqual(costAt(history, day(past)))
    }
  })

  it('WS-5 the past is not set, but for the first cost', () => {
    expect(issuesOf(history, { amountMinor: 1, from: '2026-03-09' })).toEqual(['from out-of-range'])
    expect(issuesOf([], { amountMinor: 1, from: '2020-01-01' })).toEqual([])
  })

  it('WS-5 amounts are whole units of the smallest coin', () => {
    for (const amountMinor of [-1, 0.5, Number.NaN, 2 ** 60]) {
      expect(issuesOf([], { amountMinor })).toEqual(['amountMinor out-of-range'])
    }
    const wrong = { amountMinor: -1, from: '2026-02-30', currency: 'EURO' }
    expect(issuesOf([], wrong)).toEqual(['from invalid-date', 'currency unknown-currency', 'amountMinor out-of-range'])
  })
})
