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
  readonly growth: Growth
  /** What had been added when it was first used. */
  readonly since: number
  /** How much has to be added from then on until its plans are dropped. */
  due: number
}

const growthOf = new WeakMap<object, Growth>()
const plansOf = new WeakMap<object, PlansOf>()

/**
 * What to run on a connection before it writes: nothing, mostly.
 * @param pool with whose other connections it is counted; by itself, where nobody says whose it is
 */
export function dropOldPlans(connection: object, pool: object = connection): readonly Statement[] {
  const plans = plansOf.get(connection) ?? plansIn(pool)
  plansOf.set(connection, plans)
  const grown = plans.growth.rows - plans.since
  if (grown < plans.due) return []
  plans.due = grown * furtherGrowth
  return [discardPlans]
}

/** Counts what was added on a connection. */
export function noteAdded(connection: object, steps: readonly Step[], answers: readonly Answer[]): void {
  const { growth } = plansOf.get(connection) ?? {}
  if (growth === undefined) return
  for (const [index, step] of steps.entries()) {
    if (isCopy(step) || step.text.startsWith('INSERT')) growth.rows += answers[index]?.count ?? 0
  }
}

function plansIn(pool: object): PlansOf {
  const growth = growthOf.get(pool) ?? { rows: 0 }
  growthOf.set(pool, growth)
  return { growth, since: growth.rows, due: firstGrowth }
}
