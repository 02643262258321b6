/** Migrating a PGlite database, without the code that speaks to servers. @module */
import { quoteName } from './encode.ts'
import { statement } from './executor.ts'
import { type MigrateOptions, type MigrationReceipt, migrateExecutor } from './migrate.ts'
import { type PgliteDatabase, pgliteExecutor } from './pglite-executor.ts'
import { pgliteRoles } from './pglite-roles.ts'

/** Makes the tables and roles of a PGlite database, or brings them up to date. */
export async function migratePglite(db: PgliteDatabase, options: MigrateOptions): Promise<MigrationReceipt> {
  const executor = pgliteExecutor(db)
  const roles = pgliteRoles(options)
  const receipt = await migrateExecutor(executor, { ...options, ...roles })
  // PGlite hands COPY its rows as a file.
  await executor.read([], [statement(`GRANT pg_read_server_files TO ${quoteName(roles.loaderRole)}`)])
  return receipt
}
