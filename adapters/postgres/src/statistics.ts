/**
 * Keeping the planner's statistics true while tables grow fast. PostgreSQL does so by itself, but only after a while,
 * and PGlite not at all; until then it reads whole workspaces where an index would give a page.
 * @module
 */
import { copyThreshold, roleStatement } from './bulk.ts'
import { type Executor, statement } from './executor.ts'
import { tableName } from './table.ts'

/** The columns by which rows are found; statistics of the others cost time and change no plan. */
const foundBy: Readonly<Record<string, string>> = {
  companies: 'workspace_id, id, sort_key, trashed_at, merged_into, visibility, owner_id',
  contacts: 'workspace_id, id, sort_key, trashed_at, merged_into, visibility, owner_id',
  affiliations: 'workspace_id, contact_id, company_id',
  identity_keys: 'workspace_id, key',
}

/** A third of the usual sample: the plans at stake differ by thousands of times, not by tenths. */
const coarse = statement("SELECT set_config('default_statistics_target', '30', true)")

/** By how much the tables grow before it is worth to look again. */
const growth = 3

/** Looks on while rows are added. */
export interface Statistics {
  /** Refreshes the statistics if, with these rows, the tables have grown by a multiple since the last time. */
  noteAdded(rows: number, maintainer: string | null): Promise<void>
}

/** Watches a schema's tables. */
export function watchStatistics(executor: Executor, schema: string): Statistics {
  let added = 0
  let due = copyThreshold
  return {
    async noteAdded(rows, maintainer) {
      added += rows
      if (maintainer === null || !executor.ownsTransactions || added < due) return
      due = added * growth
      const analyze = executor.transaction([roleStatement(maintainer)], async (session) => {
        const tables = Object.entries(foundBy)
        await session.run([
          coarse,
          ...tables.map(([table, columns]) => statement(`ANALYZE ${tableName(schema, table)} (${columns})`)),
        ])
        return { commit: true, value: undefined }
      })
      await analyze.catch(() => {
        // The rows are committed: that must not be reported as a failure because statistics are still old.
      })
    },
  }
}
