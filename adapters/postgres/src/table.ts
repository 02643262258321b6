/**
 * Tables as data: which columns a kind of row has, and what stands in them. Single rows, batches and COPY all write
 * what is said here.
 * @module
 */
import { arrayLiteral } from './encode.ts'
import { type Statement, statement } from './executor.ts'

/** A column besides `workspace_id`. */
export interface Column<Source> {
  readonly name: string
  readonly type: 'uuid' | 'text' | 'bigint' | 'integer' | 'boolean' | 'date' | 'json' | 'jsonb'
  /** The text form of the value, or the number that it is. */
  value(source: Source): string | number | null
}

/** A table of one workspace's rows. */
export interface Table<Source> {
  readonly name: string
  readonly columns: readonly Column<Source>[]
}

/** What to do with a row that is there already. */
export interface OnConflict {
  readonly key: readonly string[]
  /** Columns to replace; none: the row stays as it is. */
  readonly replace: readonly string[]
  /** A counter that is replaced only by its next value. */
  readonly advance?: string
}

/** Rows that one INSERT takes: more would only make its parameters large. */
const rowsPerInsert = 2_000

/** A table with its schema. */
export function tableName(schema: string, table: string): string {
  return `${schema}.${table}`
}

/** A select list of columns, each in a form that does not depend on the session's settings. */
export function selectList(
  columns: readonly { readonly name: string; readonly type?: string }[],
  alias: string,
): string {
  return columns
    .map(({ name, type }) => (type === 'date' ? `to_char(${alias}.${name}, 'YYYY-MM-DD')` : `${alias}.${name}`))
    .join(', ')
}

/** INSERTs of these rows into one workspace, in order. */
export function insertStatements<Source>(
  schema: string,
  table: Table<Source>,
  workspaceId: string,
  sources: readonly Source[],
  onConflict?: OnConflict,
): readonly Statement[] {
  const names = table.columns.map((column) => column.name).join(', ')
  const text =
    `INSERT INTO ${tableName(schema, table.name)} (workspace_id, ${names}) ` +
    `SELECT $1::uuid, u.* FROM unnest(${arrayParameters(table.columns, 2)}) AS u${conflictClause(table.name, onConflict)}`
  const statements: Statement[] = []
  for (let start = 0; start < sources.length; start += rowsPerInsert) {
    statements.push(
      statement(text, workspaceId, ...columnArrays(table.columns, sources.slice(start, start + rowsPerInsert))),
    )
  }
  return statements
}

/**
 * One UPDATE that replaces these rows where the stored version is the one before. Its count is smaller than the number
 * of rows if one was not there, or not in that version.
 */
export function updateStatement<Source>(
  schema: string,
  table: Table<Source>,
  workspaceId: string,
  sources: readonly Source[],
  kept: readonly string[] = [],
): Statement {
  const columns = table.columns.filter((column) => !kept.includes(column.name))
  const names = columns.map((column) => column.name)
  const set = names.filter((name) => name !== 'id').map((name) => `${name} = u.${name}`)
  return statement(
    `UPDATE ${tableName(schema, table.name)} AS t SET ${set.join(', ')} ` +
      `FROM unnest(${arrayParameters(columns, 2)}) AS u(${names.join(', ')}) ` +
      'WHERE t.workspace_id = $1::uuid AND t.id = u.id AND t.version = u.version - 1',
    workspaceId,
    ...columnArrays(columns, sources),
  )
}

/** Rows as COPY's columns want them: without `workspace_id`, which is the default of the column. */
export function copyTarget<Source>(schema: string, table: Table<Source>): string {
  return `${tableName(schema, table.name)} (${table.columns.map((column) => column.name).join(', ')})`
}

function arrayParameters<Source>(columns: readonly Column<Source>[], first: number): string {
  // As literals, which every driver sends as they are; a detour through text would have the server read each one twice.
  return columns.map((column, position) => `$${first + position}::${column.type}[]`).join(', ')
}

function columnArrays<Source>(columns: readonly Column<Source>[], sources: readonly Source[]): string[] {
  return columns.map((column) => arrayLiteral(sources.map((source) => column.value(source))))
}

function conflictClause(table: string, onConflict: OnConflict | undefined): string {
  if (onConflict === undefined) return ''
  const { key, replace, advance } = onConflict
  if (advance !== undefined) {
    return (
      ` ON CONFLICT (workspace_id, ${key.join(', ')}) DO UPDATE SET ${advance} = excluded.${advance} ` +
      `WHERE ${table}.${advance} = excluded.${advance} - 1`
    )
  }
  const action =
    replace.length === 0 ? 'NOTHING' : `UPDATE SET ${replace.map((name) => `${name} = excluded.${name}`).join(', ')}`
  return ` ON CONFLICT (workspace_id, ${key.join(', ')}) DO ${action}`
}
