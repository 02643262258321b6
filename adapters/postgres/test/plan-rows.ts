/** How many rows a statement looks at. */
import type { PGlite } from '@electric-sql/pglite'
import type { Statement } from '../src/executor.ts'
import { workspaceA } from './fixtures.ts'

/** A node of a plan that has run. */
interface PlanNode {
  readonly 'Node Type': string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

/** How many rows the last of these statements looked at, as a store would run them. */
export async function lookedAt(db: PGlite, statements: readonly Statement[]): Promise<number> {
  return db.transaction(async (transaction) => {
    const { text, values } = statements.at(-1) ?? { text: '', values: [] }
    for (const plans of statements.slice(0, -1)) await transaction.query(plans.text)
    await transaction.query("SELECT set_config('enable_seqscan', 'off', true), set_config('role', 'crmkit_app', true)")
    await transaction.query("SELECT set_config('crmkit.workspace', $1, true)", [workspaceA])
    const explained = await transaction.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
      `EXPLAIN (ANALYZE, FORMAT json) ${text}`,
      [...values],
    )
    const [plan] = explained.rows[0]?.['QUERY PLAN'] ?? []
    if (plan === undefined) throw new Error('there is no plan')
    return rowsOf(plan.Plan)
  })
}

function rowsOf(node: PlanNode): number {
  const { 'Node Type': type, Plans: below = [] } = node
  const isOwn = type.includes('Scan') && type !== 'Subquery Scan'
  const own = isOwn ? node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) : 0
  return own * node['Actual Loops'] + below.reduce((sum, child) => sum + rowsOf(child), 0)
}
