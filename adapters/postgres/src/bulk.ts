/**
 * Adding many rows: `COPY` under the loader role where there is one, else `INSERT … SELECT FROM unnest(…)`. Row-level
 * security refuses COPY, so the loader is exempt from it; instead it has no right to write `workspace_id`: the column's
 * default is the workspace that the transaction is about.
 * @module
 */
import { copyLine } from './encode.ts'
import { type Session, type Statement, statement } from './executor.ts'
import { copyTarget, insertStatements, type Table } from './table.ts'

/** Under which roles bulk rows are written; `null` stands for the role of the session itself. */
export interface BulkRoles {
  readonly loader: string | null
  readonly application: string | null
}

/** From how many rows on COPY is faster than INSERT (measured: see the package's README). */
export const copyThreshold = 500

/** Characters that are sent at a time. */
const chunkLength = 256 * 1024

/** Rows to add to one table, either way. */
export interface Load {
  readonly count: number
  inserts(): readonly Statement[]
  copy(session: Session): Promise<void>
}

/** Rows to add to a table of one workspace. */
export function load<Source>(schema: string, workspaceId: string, table: Table<Source>, rows: readonly Source[]): Load {
  return {
    count: rows.length,
    inserts: () => insertStatements(schema, table, workspaceId, rows),
    copy: async (session) => {
      if (rows.length > 0) await session.copyIn(copyTarget(schema, table), copyContent(table, rows))
    },
  }
}

/** Copies rows into their tables, in this order. */
export async function copyLoads(session: Session, roles: BulkRoles, loads: readonly Load[]): Promise<void> {
  if (roles.loader !== null) await session.runOne(roleStatement(roles.loader))
  for (const each of loads) await each.copy(session)
  if (roles.loader !== null) await session.runOne(roleStatement(roles.application ?? 'none'))
}

/** Makes a role the current one until the transaction ends. */
export function roleStatement(role: string): Statement {
  return statement("SELECT set_config('role', $1::text, true)", role)
}

/** The rows in COPY's text format, in pieces. */
function* copyContent<Source>(table: Table<Source>, rows: readonly Source[]): Generator<string> {
  let content = ''
  for (const row of rows) {
    content += `${copyLine(table.columns.map((column) => column.value(row)))}\n`
    if (content.length < chunkLength) continue
    yield content
    content = ''
  }
  if (content !== '') yield content
}
