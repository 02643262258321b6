/** What a matter is worth, and how likely it is. Rules: docs/concepts/interactions.md (INT-12). @module */
import type { CurrencyCode } from '../kernel/country.ts'
import type { Money } from '../kernel/money.ts'
import type { InputIssue } from '../party/input-issue.ts'
import { readCurrency } from '../party/read-fields.ts'
import type { PipelineStep } from './pipeline.ts'

/** What an amount is paid for, where it is paid more than once. */
export type BudgetUnit = 'hour' | 'day' | 'week' | 'month' | 'year'

/** One amount for the whole matter. */
export interface FixedBudget extends Money {
  readonly kind: 'fixed'
}

/** An amount for each of some periods. */
export interface PeriodicBudget extends Money {
  readonly kind: 'periodic'
  readonly per: BudgetUnit
  /** A whole number, 1 or more. */
  readonly periods: number
}

/** What a matter is worth. */
export type Budget = FixedBudget | PeriodicBudget

/** A budget to set. */
export interface NewBudget {
  /** Whole units of the currency's smallest coin, 0 or more: 120000 is 1200.00 EUR. */
  readonly amountMinor: number
  /** A code of ISO 4217. Default: the workspace's currency. */
  readonly currency?: string | undefined
  /** What the amount is paid for. Default: for the whole matter. */
  readonly per?: BudgetUnit | undefined
  /** How many of them, 1 or more. Default: 1. */
  readonly periods?: number | undefined
}

/** The units that an amount may be paid for. */
export const budgetUnits: readonly BudgetUnit[] = ['hour', 'day', 'week', 'month', 'year']

/** The whole of a budget: the amount times its periods. */
export function budgetTotal(budget: Budget): Money {
  const { amountMinor, currency } = budget
  return { amountMinor: budget.kind === 'fixed' ? amountMinor : amountMinor * budget.periods, currency }
}

/** What may be counted on of a budget: its total times the probability, rounded to the smallest coin, halves up. */
export function weightedBudget(budget: Budget, probability: number): Money {
  const { amountMinor, currency } = budgetTotal(budget)
  // By whole numbers: a product with a fraction in it could round the wrong way.
  const percents = BigInt(amountMinor) * BigInt(probability)
  return { amountMinor: Number((percents + 50n) / 100n), currency }
}

/** How likely a good end is, in percent: what was set for this matter, else what its step says. Won is 100, lost is 0. */
export function probabilityAt(step: Pick<PipelineStep, 'kind' | 'probability'>, override: number | undefined): number {
  switch (step.kind) {
    case 'won':
      return 100
    case 'lost':
      return 0
    case 'lead':
    case 'open':
      return override ?? step.probability
  }
}

/** Reads a budget. `undefined`: there is none, or it is wrong and the issues say why. */
export function readBudget(
  issues: InputIssue[],
  path: string,
  said: NewBudget | null | undefined,
  current: Budget | undefined,
  usual: CurrencyCode,
): Budget | undefined {
  if (said === undefined) return current
  if (said === null) return undefined
  const { amountMinor, per } = said
  const known = issues.length
  const currency = readCurrency(issues, `${path}.currency`, said.currency, undefined) ?? usual
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0) {
    const remedy = 'Give a whole number of the smallest coin, 0 or more: 120000 for 1200.00 EUR.'
    issues.push({ path: `${path}.amountMinor`, problem: 'out-of-range', value: amountMinor, remedy })
  }
  if (per === undefined) {
    if (said.periods !== undefined) {
      const remedy = `Say what the amount is paid for: ${budgetUnits.join(', ')}. A fixed budget has no periods.`
      issues.push({ path: `${path}.per`, called: 'unit', problem: 'missing', value: per, allowed: budgetUnits, remedy })
    }
    return issues.length > known ? undefined : { kind: 'fixed', amountMinor, currency }
  }
  const { periods = 1 } = said
  if (!budgetUnits.includes(per)) {
    const remedy = `Give one of ${budgetUnits.join(', ')}.`
    issues.push({ path: `${path}.per`, problem: 'unknown-option', value: per, allowed: budgetUnits, remedy })
  }
  if (!Number.isSafeInteger(periods) || periods < 1) {
    const remedy = 'Give a whole number of periods, 1 or more.'
    issues.push({ path: `${path}.periods`, problem: 'out-of-range', value: periods, remedy })
  } else if (!Number.isSafeInteger(amountMinor * periods) && issues.length === known) {
    const remedy = 'Give a smaller amount or fewer periods: the total is too large to be counted exactly.'
    issues.push({ path: `${path}.periods`, problem: 'out-of-range', value: periods, remedy })
  }
  return issues.length > known ? undefined : { kind: 'periodic', amountMinor, currency, per, periods }
}

/** Reads a probability that is set for one matter. `undefined`: it has that of its step. */
export function readOverride(issues: InputIssue[], path: string, said: number | null): number | undefined {
  if (said === null) return undefined
  if (Number.isInteger(said) && said >= 0 && said <= 100) return said
  issues.push({ path, problem: 'out-of-range', value: said, remedy: 'Give a whole number of percent, 0 to 100.' })
  return undefined
}
