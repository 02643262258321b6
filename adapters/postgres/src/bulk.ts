/**
 * Adding many rows: `COPY` under the loader role where there is one, else `INSERT … SELECT FROM unnest(…)`. Row-level
 * security refuses COPY, so the loader is exempt from it; instead it has no right to write `workspace_id`: the column's
 * default is the workspace that the transaction is about.
 * @module
 */
import { copyRows } from './copy-rows.ts'
import { type CopyIn, type Statement, type Step, statement } from './executor.ts'
import { copyTarget, insertStatements, type Table } from './table.ts'

/** Under which roles bulk rows are written; `null` stands for the role of the session itself. */
export interface BulkRoles {
  readonly loader: string | null
  readonly application: string | null
}

/** From how many rows on COPY is faster than INSERT (measured: see the package's README). */
export const copyThreshold = 500

/** Rows to add to one table, either way. */
export interface Load {
  inserts(): readonly Statement[]
  copies(): readonly CopyIn[]
}

/** Rows to add to a table of one workspace. */
export function load<Source>(schema: string, workspaceId: string, table: Table<Source>, rows: readonly Source[]): Load {
  return {
    inserts: () => insertStatements(schema, table, workspaceId, rows),
    copies: () =>
      rows.length === 0 ? [] : [{ target: copyTarget(schema, table), encode: () => copyRows(table, rows) }],
  }
}

/** The same rows, encoded for COPY at once, no longer when it is their turn. */
export function encoded(rows: Load): Load {
  const copies = rows.copies().map(({ target, encode }) => {
    const content = encode()
    return { target, encode: () => content }
  })
  return { ...rows, copies: () => copies }
}

/** Copies rows into their tables, in this order. */
export function copySteps(roles: BulkRoles, loads: readonly Load[]): readonly Step[] {
  const copies = loads.flatMap((each) => each.copies())
  if (roles.loader === null) return copies
  return [roleStatement(roles.loader), ...copies, roleStatement(roles.application ?? 'none')]
}

/** Makes a role the current one until the transaction ends. */
export function roleStatement(role: string): Statement {
  return statement("SELECT set_config('role', $1::text, true)", role)
}
