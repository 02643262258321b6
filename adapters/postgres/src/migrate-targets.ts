/** Where to migrate: a pool, a client or a PGlite database. @module */
import { requireDatabase } from './handed-in.ts'
import { type MigrateOptions, type MigrationReceipt, migrateExecutor } from './migrate.ts'
import type { PgClient, PgPool } from './pg-client.ts'
import { pgConnectionExecutor } from './pg-connection-executor.ts'
import { pgPoolExecutor } from './pg-pool-executor.ts'
import type { PgliteDatabase } from './pglite-executor.ts'
import { migratePglite } from './pglite-migrate.ts'

/** A database to migrate: logged in as the role that shall own the tables. */
export type MigrateTarget =
  | { readonly pool: PgPool }
  /** A connected client without an open transaction. */
  | { readonly client: PgClient }
  | { readonly db: PgliteDatabase }

/**
 * Makes the tables, or brings them up to date. Safe to call at every start, from any number of processes at once; each
 * step is one statement, and a migration that was cut off is finished by the next call.
 *
 * @example
 * await migrate({ pool: ownerPool, appRole: 'crmkit_app', loaderRole: 'crmkit_loader' })
 * @throws {CrmError} `invalid-input` without a database.
 * @throws {CrmError} `schema-outdated` if the schema is newer than this package.
 * @throws {CrmError} `backend-unavailable` if another migrator holds the lock for longer than `waitMs`.
 */
export async function migrate(options: MigrateTarget & MigrateOptions): Promise<MigrationReceipt> {
  requireDatabase(options, ['pool', 'client', 'db'])
  const { pool, client, db } = { pool: undefined, client: undefined, db: undefined, ...options }
  if (pool !== undefined) return migrateExecutor(pgPoolExecutor(pool), options)
  if (client !== undefined) return migrateExecutor(pgConnectionExecutor(client), options)
  return migratePglite(db, options)
}
