/**
 * Keeping the planner's statistics true while tables grow fast. PostgreSQL does so by itself, but only after a while,
 * and PGlite not at all; until then it reads whole workspaces where an index would give a page.
 * @module
 */
import { copyThreshold, roleStatement } from './bulk.ts'
import { type Executor, statement } from './executor.ts'
import { loadedTables } from './roles.ts'
import { tableName } from './table.ts'

/** Looks on while rows are added. */
export interface Statistics {
  /** Refreshes the statistics if this many rows more than double what was added since the store was made. */
  noteAdded(rows: number, maintainer: string | null): Promise<void>
}

/** Watches a schema's tables. */
export function watchStatistics(executor: Executor, schema: string): Statistics {
  let added = 0
  let due = copyThreshold
  return {
    async noteAdded(rows, maintainer) {
      added += rows
      if (maintainer === null || !executor.ownsTransactions || rows < copyThreshold || added < due) return
      due = added * 2
      const analyze = executor.transaction([roleStatement(maintainer)], async (session) => {
        await session.run(loadedTables.map((table) => statement(`ANALYZE ${tableName(schema, table)}`)))
        return { commit: true, value: undefined }
      })
      await analyze.catch(() => {
        // The rows are committed: that must not be reported as a failure because statistics are still old.
      })
    },
  }
}
