/** What an hour of a member costs, with its history: setting a cost never changes the past. Rules: docs/concepts/access.md (WS-5). @module */
import type { CurrencyCode } from '../kernel/country.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { PlainDate } from '../kernel/time.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { readCurrency, readDay } from '../party/read-fields.ts'

/** What an hour costs from a day on, until the next entry begins. */
export interface HourlyCost {
  readonly from: PlainDate
  /** Whole units of the currency's smallest coin: 4250 is 42.50 EUR. */
  readonly amountMinor: number
  readonly currency: CurrencyCode
}

/** A cost to set. */
export interface NewHourlyCost {
  /** `YYYY-MM-DD`, from when on. Default: today. Only the first cost of a member may begin before today. */
  readonly from?: string | undefined
  /** Whole units of the currency's smallest coin: 4250 is 42.50 EUR. */
  readonly amountMinor: number
  /** A code of ISO 4217. Default: the workspace's currency. */
  readonly currency?: string | undefined
}

/** The cost in force on a day; `null` before the first one. @param costs in the order of their days */
export function costAt(costs: readonly HourlyCost[], day: PlainDate): HourlyCost | null {
  return costs.findLast(({ from }) => from <= day) ?? null
}

/**
 * The history after setting a cost: an entry of the same day is replaced, planned ones of other days stay. What was in
 * force on any day before today stays in force on it.
 */
export function setHourlyCost(
  costs: readonly HourlyCost[],
  input: NewHourlyCost,
  usual: { readonly today: PlainDate; readonly currency: CurrencyCode },
): Result<readonly HourlyCost[], InputRefusal> {
  const issues: InputIssue[] = []
  const from = readDay(issues, 'from', input.from, undefined) ?? usual.today
  const currency = readCurrency(issues, 'currency', input.currency, undefined) ?? usual.currency
  const { amountMinor } = input
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0) {
    const remedy = 'Give a whole number of the smallest coin, 0 or more: 4250 for 42.50 EUR.'
    issues.push({ path: 'amountMinor', problem: 'out-of-range', value: amountMinor, remedy })
  }
  if (costs.length > 0 && from < usual.today) {
    const remedy = `Give today (${usual.today}) or a later day: what an hour has cost does not change.`
    issues.push({ path: 'from', problem: 'out-of-range', value: input.from, remedy })
  }
  if (issues.length > 0) return refuseInput(issues)
  const others = costs.filter((cost) => cost.from !== from)
  return ok([...others, { from, amountMinor, currency }].sort((a, b) => (a.from < b.from ? -1 : 1)))
}
