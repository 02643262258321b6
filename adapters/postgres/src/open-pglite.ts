/**
 * Opening PGlite with crmkit's tables in it. The package brings a data directory that was prepared when it was built:
 * making one takes two seconds and a gigabyte of memory.
 * @module
 */
import type { Buffer } from 'node:buffer'
import { PGlite } from '@electric-sql/pglite'
import { toCrmError } from './backend-error.ts'
import { quoteName } from './encode.ts'
import { requireKnown } from './handed-in.ts'
import { schemaVersion } from './migrations/index.ts'
import type { PgliteDatabase } from './pglite-executor.ts'
import { migratePglite } from './pglite-migrate.ts'
import { tableName } from './table.ts'
import { unpackInto } from './unpack-tar.ts'

/** Where a PGlite database lies. */
export interface OpenPgliteOptions {
  /** A directory of its own; made if it is missing. Default: in memory, gone when it is closed. */
  readonly directory?: string
  /** The schema of crmkit's tables. Default: `crmkit`. */
  readonly schema?: string
}

/** An open PGlite database. */
export interface OpenedPglite extends PgliteDatabase {
  close(): Promise<void>
}

const optionNames: readonly (keyof OpenPgliteOptions)[] = ['directory', 'schema']

/** The prepared data directory, which the build puts beside this module. */
const prepared = 'prepared-pglite.tar.gz'

/**
 * Opens a PGlite database and brings crmkit's tables up to date.
 * @throws {CrmError} `invalid-input` if an option is unknown.
 * @throws {CrmError} `backend-unavailable` or `backend-refused` if the directory cannot be opened.
 */
export async function openPglite(options: OpenPgliteOptions = {}): Promise<OpenedPglite> {
  requireKnown(options, optionNames)
  const { directory, schema } = options
  try {
    const db = directory === undefined ? await openInMemory() : await openDirectory(directory)
    try {
      // A prepared or reopened directory is nearly always up to date: one statement tells.
      if (!(await isUpToDate(db, schema ?? 'crmkit'))) await migratePglite(db, schema === undefined ? {} : { schema })
    } catch (failure) {
      await db.close()
      throw failure
    }
    return db
  } catch (failure) {
    throw toCrmError(failure)
  }
}

async function isUpToDate(db: OpenedPglite, schema: string): Promise<boolean> {
  const table = tableName(quoteName(schema), 'migrations')
  const { rows } = await db.query('SELECT to_regclass($1::text) IS NOT NULL AS there', [table])
  if (!rows.some((row) => isRecord(row) && row['there'] === true)) return false
  const versions = await db.query(`SELECT max(version)::integer AS version FROM ${table}`)
  return versions.rows.some((row) => isRecord(row) && row['version'] === schemaVersion)
}

function isRecord(row: unknown): row is Readonly<Record<string, unknown>> {
  return typeof row === 'object' && row !== null
}

async function openInMemory(): Promise<OpenedPglite> {
  const tar = await readPrepared()
  return PGlite.create(tar === null ? {} : { loadDataDir: new Blob([new Uint8Array(tar)]) })
}

async function openDirectory(directory: string): Promise<OpenedPglite> {
  const { access, mkdir } = await import('node:fs/promises')
  const isThere = await access(`${directory}/PG_VERSION`).then(
    () => true,
    () => false,
  )
  if (!isThere) {
    const tar = await readPrepared()
    // PGlite makes the last folder of a path only.
    if (tar === null) await mkdir(directory, { recursive: true })
    else await unpackInto(directory, tar)
  }
  return PGlite.create({ dataDir: directory })
}

/** The prepared data directory as a tar file; `null` in a checkout that was not built. */
async function readPrepared(): Promise<Buffer | null> {
  const [{ existsSync }, { readFile }, { gunzip }, { promisify }] = await Promise.all([
    import('node:fs'),
    import('node:fs/promises'),
    import('node:zlib'),
    import('node:util'),
  ])
  const file = new URL(prepared, import.meta.url)
  // Node unpacks faster than PGlite does.
  return existsSync(file) ? promisify(gunzip)(await readFile(file)) : null
}
