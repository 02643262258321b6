/**
 * The same store on PGlite: PostgreSQL inside the process.
 *
 * @packageDocumentation
 */
import type { DirectoryTokens, Store } from 'crmkit'
import { createTokens } from './directory-tokens.ts'
import type { Executor } from './executor.ts'
import { requireDatabase } from './handed-in.ts'
import { type PgliteDatabase, pgliteExecutor } from './pglite-executor.ts'
import { pgliteRoles } from './pglite-roles.ts'
import { createStore, type StoreOptions } from './store.ts'

export { type OpenedPglite, type OpenPgliteOptions, openPglite } from './open-pglite.ts'
export type { PgliteDatabase, PgliteMessage } from './pglite-executor.ts'

/** Where a PGlite store keeps its records. */
export interface PgliteStoreOptions extends StoreOptions {
  /** An open PGlite database; whoever opened it closes it. */
  readonly db: PgliteDatabase
}

/**
 * A store on an open PGlite database that {@link openPglite} or `migrate` prepared. It works under the role
 * `crmkit_app` unless told otherwise.
 *
 * @throws {CrmError} `invalid-input` without a database.
 * @example
 * const db = await openPglite({ directory: './crm-data' })
 * const crm = createCrm({ store: pgliteStore({ db }) })
 */
export function pgliteStore(options: PgliteStoreOptions): Store {
  return createStore(executorOf(options), withRoles(options))
}

/** Keeps the tokens of address books in the same schema. Hand them to `sealedTokens` of crmkit. */
export function pgliteTokens(options: PgliteStoreOptions): DirectoryTokens {
  return createTokens(executorOf(options), withRoles(options))
}

function executorOf(options: PgliteStoreOptions): Executor {
  requireDatabase(options, ['db'])
  return pgliteExecutor(options.db)
}

function withRoles(options: PgliteStoreOptions): StoreOptions {
  const { appRole, ...roles } = pgliteRoles({
    ...options,
    ...(options.role === undefined ? {} : { appRole: options.role }),
  })
  return { ...options, ...roles, role: appRole }
}
