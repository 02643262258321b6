/** Opening PGlite with crmkit's tables in it. @module */
import { PGlite } from '@electric-sql/pglite'
import { toCrmError } from './backend-error.ts'
import { migrate } from './migrate-targets.ts'
import type { PgliteDatabase } from './pglite-executor.ts'

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

/**
 * Opens a PGlite database and brings crmkit's tables up to date.
 * @throws {CrmError} `backend-unavailable` or `backend-refused` if the directory cannot be opened.
 */
export async function openPglite(options: OpenPgliteOptions = {}): Promise<OpenedPglite> {
  try {
    const db = await PGlite.create(options.directory === undefined ? {} : { dataDir: options.directory })
    await migrate({ db, ...(options.schema === undefined ? {} : { schema: options.schema }) })
    return db
  } catch (failure) {
    throw toCrmError(failure)
  }
}
