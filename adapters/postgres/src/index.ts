/**
 * Stores crmkit's records in PostgreSQL.
 *
 * @packageDocumentation
 */

export type { MigrateOptions, MigrationReceipt } from './migrate.ts'
export { type MigrateTarget, migrate } from './migrate-targets.ts'
export type { PgClient, PgPool, PgPoolClient, PgQuery } from './pg-client.ts'
export type { PgliteDatabase, PgliteMessage } from './pglite-executor.ts'
export { type PostgresStoreOptions, postgresStore, postgresTokens } from './postgres-store.ts'
export type { StoreOptions } from './store.ts'
