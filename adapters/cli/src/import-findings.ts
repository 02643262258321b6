/** What there is to say about the rows of an import, kept small however many rows there are. @module */
import type { PartPlan, RowPlan } from 'crmkit'
import type { RowProblem } from 'crmkit/domain'

/** Some rows of a kind: how many there are, and the first of them. */
export interface SomeRows {
  count: number
  readonly first: RowPlan[]
}

/** A problem that rows share. */
export interface ProblemGroup {
  /** The problem as the first row has it. */
  readonly problem: RowProblem
  readonly firstRow: number
  rows: number
}

/** What an import found. */
export interface ImportFindings {
  /** Problems by code and column, in the order in which they turned up. */
  readonly problems: ReadonlyMap<string, ProblemGroup>
  /** Several records could be meant; nothing of the row is written. */
  readonly ambiguous: SomeRows
  /** Another establishment of a legal entity that is known. */
  readonly siblings: SomeRows
  /** The number or the e-mail is the same, yet the name is not. */
  readonly suspicious: SomeRows
  /** A matching record was left as it is. */
  readonly skipped: SomeRows
  /** Something speaks for a record that is there, nothing proves it. */
  readonly possible: SomeRows
  /** The first records that rows create, by id: a dry run speaks of them, and no store knows them. */
  readonly created: ReadonlyMap<string, CreatedRecord>
}

/** A record that a row creates. */
export interface CreatedRecord {
  readonly name: string
  readonly row: number
}

/** Collects what rows have to say: hand `note` every plan. */
export function collectFindings(): ImportFindings & { note(plan: RowPlan): void } {
  const problems = new Map<string, ProblemGroup>()
  const [ambiguous, siblings, suspicious, skipped, possible] = [some(), some(), some(), some(), some()]
  const created = new Map<string, CreatedRecord>()
  return {
    ...{ problems, ambiguous, siblings, suspicious, skipped, possible, created },
    note: (plan) => {
      for (const problem of plan.problems) noteProblem(problems, plan.row, problem)
      if (plan.status === 'ambiguous') add(ambiguous, plan)
      if (plan.status !== 'import') return
      const parts = partsOf(plan)
      for (const part of parts) noteCreated(created, plan.row, part)
      if (parts.some(({ isSibling }) => isSibling)) add(siblings, plan)
      if (parts.some(({ isSuspicious }) => isSuspicious)) add(suspicious, plan)
      if (parts.some(({ skipReason }) => skipReason !== undefined && skipReason !== 'mode')) add(skipped, plan)
      if (parts.some((part) => part.possible.length > 0)) add(possible, plan)
    },
  }
}

/** The company's and the contact's part of a row, as far as it has them. */
export function partsOf({ company, contact }: RowPlan): readonly PartPlan[] {
  return [company, contact].filter((part) => part !== undefined)
}

const mostShown = 5
const mostCreatedNamed = 20_000

function some(): SomeRows {
  return { count: 0, first: [] }
}

function add(rows: SomeRows, plan: RowPlan): void {
  rows.count += 1
  if (rows.first.length < mostShown) rows.first.push(plan)
}

function noteCreated(created: Map<string, CreatedRecord>, row: number, part: PartPlan): void {
  if (part.action !== 'create' || part.recordId === undefined || created.size >= mostCreatedNamed) return
  created.set(part.recordId, { name: part.name, row })
}

function noteProblem(problems: Map<string, ProblemGroup>, row: number, problem: RowProblem): void {
  const key = `${problem.severity} ${problem.code} ${problem.column ?? ''}`
  const known = problems.get(key)
  if (known === undefined) problems.set(key, { problem, firstRow: row, rows: 1 })
  else known.rows += 1
}
