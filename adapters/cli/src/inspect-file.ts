/**
 * Looking at a file before anything is opened or written: whether it can be read to its end, and what its columns mean.
 * @module
 */
import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import {
  checkMapping,
  describeMappingRefusal,
  describeTableRefusal,
  type ImportSource,
  type Mapping,
  type MappingRefusal,
  readTable,
  suggestMapping,
  type Table,
  type TableOptions,
} from 'crmkit/domain'
import { UsageError } from './usage-error.ts'

/** A file that can be imported. */
export interface InspectedFile {
  readonly name: string
  /** Opens it afresh each time. */
  readonly source: ImportSource
  readonly table: Table
  readonly mapping: Mapping
  /** Whether the mapping was given by the user. */
  readonly isMapped: boolean
  readonly leftOut: readonly string[]
  /** Data rows. */
  readonly rows: number
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string
}

/** What the user says about a file. */
export interface FileOptions {
  readonly table: TableOptions
  readonly mapping: Mapping | null
  readonly onRows?: (rows: number) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads a file from its first byte to its last.
 * @throws {UsageError} it is not there, no table, or its columns mean nothing
 */
export async function inspectFile(path: string, options: FileOptions): Promise<InspectedFile> {
  checkPath(path)
  const source = () => createReadStream(path)
  const table = await openTable(source, options)
  const mapping = options.mapping ?? suggestedMapping(table)
  const compiled = checkMapping(table.headers, mapping)
  if (!compiled.ok) throw new UsageError(`${describeMappingRefusal(compiled.error)}${columnsOf(table, compiled.error)}`)
  let rows = 0
  for await (const batch of table.rows(options.signal)) {
    rows += batch.rows.length
    options.onRows?.(rows)
  }
  return {
    name: basename(path),
    source,
    table,
    mapping,
    isMapped: options.mapping !== null,
    leftOut: compiled.value.leftOut,
    rows,
    hash: await hashOf(path),
  }
}

function checkPath(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new UsageError(`There is no file ${path}.`)
  if (found.isDirectory()) throw new UsageError(`${path} is a directory. Name a CSV file in it.`)
  if (!found.isFile())
    throw new UsageError(`${path} is no ordinary file; it has to be read more than once. Save it first.`)
}

async function openTable(source: ImportSource, { table, signal }: FileOptions): Promise<Table> {
  const read = await readTable(source, table, signal)
  if (read.ok) return read.value
  throw new UsageError(describeTableRefusal(read.error))
}

function suggestedMapping({ headers, sample }: Table): Mapping {
  const suggestion = suggestMapping(headers, sample)
  if (suggestion.ok) return suggestion.value.mapping
  throw new UsageError(describeMappingRefusal(suggestion.error))
}

/** What a mapping could be made of, for whoever has to write one. */
function columnsOf({ headers, dialect }: Table, { code }: MappingRefusal): string {
  if (code !== 'nothing-identifies') return ''
  const [first = ''] = headers
  const there = dialect.header ? `The columns are` : 'No headings were found; the columns are'
  const example = JSON.stringify({ [first]: 'company.name' })
  return ` ${there} ${headers.slice(0, mostColumns).join(', ')}${headers.length > mostColumns ? ', …' : ''}: --map FILE.json says what they mean, such as ${example}.`
}

const mostColumns = 12

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}
