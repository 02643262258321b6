/** Migrating a PGlite database, without the code that speaks to servers. @module */
import { type MigrateOptions, type MigrationReceipt, migrateExecutor } from './migrate.ts'
import { type PgliteDatabase, pgliteExecutor } from './pglite-executor.ts'
import { pgliteRoles } from './pglite-roles.ts'

/** Makes the tables and roles of a PGlite database, or brings them up to date. */
export function migratePglite(db: PgliteDatabase, options: MigrateOptions): Promise<MigrationReceipt> {
  return migrateExecutor(pgliteExecutor(db), { ...options, ...pgliteRoles(options) })
}
