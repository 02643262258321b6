/**
 * Plans that PostgreSQL saves on a connection: those of prepared statements, and those by which it checks foreign keys.
 * A plan stays until somebody takes statistics of its tables. One made while they were nearly empty may go through a whole
 * index for each row, since any index was as good as the right one; so a connection drops its plans as the tables grow.
 * What is planned anew sees how long the tables are, statistics or not.
 * @see https://www.postgresql.org/docs/current/sql-discard.html
 * @module
 */
import { type Answer, isCopy, type Statement, type Step, statement } from './executor.ts'

/** After how many added rows a connection drops its plans first. */
const firstGrowth = 250

/** By how much more rows have to be added than before, each further time. */
const furtherGrowth = 1.5

/** Any role may, within a transaction too; nothing is lost by it but the time to plan again. */
const discardPlans = statement('DISCARD PLANS')

/**
 * Rows that were added by the connections of one pool, which lead to one database. Counted together, since the tables of a
 * connection that adds little grow by what the others add; a row too many only means that something is planned once more.
 */
interface Growth {
  rows: number
}

/** What is known of a connection. */
interface PlansOf {
  /** Absent: nobody says whose connection it is. */
  readonly growth?: Growth
  /** What had been added when it was first used. */
  readonly since: number
  /** How much has to be added from then on until its plans are dropped. */
  due: number
}

const growthOf = new WeakMap<object, Growth>()
const plansOf = new WeakMap<object, PlansOf>()

/** Rows that were added on any connection, and on those of which nobody says whose they are: a host may take them from a pool. */
const added = { anywhere: 0, byStrangers: 0 }

/**
 * What to run on a connection before it writes: nothing, mostly.
 * @param pool with whose other connections it is counted; where nobody says whose it is, with all
 */
export function dropOldPlans(connection: object, pool?: object): readonly Statement[] {
  const plans = plansOf.get(connection) ?? plansIn(pool)
  plansOf.set(connection, plans)
  const grown = addedBeside(plans.growth) - plans.since
  if (grown < plans.due) return []
  plans.due = grown * furtherGrowth
  return [discardPlans]
}

/** Counts what was added on a connection. */
export function noteAdded(connection: object, steps: readonly Step[], answers: readonly Answer[]): void {
  const plans = plansOf.get(connection)
  if (plans === undefined) return
  for (const [index, step] of steps.entries()) {
    if (!isCopy(step) && !step.text.startsWith('INSERT')) continue
    const rows = answers[index]?.count ?? 0
    added.anywhere += rows
    if (plans.growth === undefined) added.byStrangers += rows
    else plans.growth.rows += rows
  }
}

function plansIn(pool: object | undefined): PlansOf {
  if (pool === undefined) return { since: addedBeside(undefined), due: firstGrowth }
  const growth = growthOf.get(pool) ?? { rows: 0 }
  growthOf.set(pool, growth)
  return { growth, since: addedBeside(growth), due: firstGrowth }
}

/** What may have been added to the tables of a connection. */
function addedBeside(growth: Growth | undefined): number {
  return growth === undefined ? added.anywhere : growth.rows + added.byStrangers
}
