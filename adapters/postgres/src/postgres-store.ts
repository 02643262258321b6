/** The store on PostgreSQL. @module */
import type { DirectoryTokens, Store } from 'crmkit'
import { createTokens } from './directory-tokens.ts'
import type { Executor } from './executor.ts'
import { requireDatabase } from './handed-in.ts'
import type { PgClient, PgPool } from './pg-client.ts'
import { pgJoinedExecutor } from './pg-joined-executor.ts'
import { pgPoolExecutor } from './pg-pool-executor.ts'
import { createStore, type StoreOptions } from './store.ts'

/** Where a PostgreSQL store keeps its records. */
export type PostgresStoreOptions = StoreOptions &
  (
    | {
        /** A pool; whoever made it ends it. */
        readonly pool: PgPool
        /**
         * Whether statements stay prepared on the pool's connections, so that the server plans them once. Default:
         * where a connection leads straight to a server, and not behind a pooler such as PgBouncer. `false`: never.
         */
        readonly prepare?: false
      }
    | {
        /**
         * The host's own client, with a transaction open: what the store writes is committed or rolled back with it.
         * A conflict between transactions is not tried again, since the host's transaction has failed then.
         */
        readonly client: PgClient
      }
  )

/**
 * A store on PostgreSQL, whose schema {@link migrate} made.
 *
 * @throws {CrmError} `invalid-input` without a pool or a client.
 * @example
 * const crm = createCrm({ store: postgresStore({ pool: new Pool({ connectionString }), loaderRole: 'crmkit_loader' }) })
 */
export function postgresStore(options: PostgresStoreOptions): Store {
  return createStore(executorOf(options), options)
}

/**
 * Keeps the tokens of address books in the same schema. Hand them to `sealedTokens` of crmkit, which seals them with a key
 * of yours.
 *
 * @example
 * const tokens = sealedTokens({ tokens: postgresTokens({ pool }), keys: [key] })
 */
export function postgresTokens(options: PostgresStoreOptions): DirectoryTokens {
  return createTokens(executorOf(options), options)
}

function executorOf(options: PostgresStoreOptions): Executor {
  requireDatabase(options, ['pool', 'client'])
  const { pool, client, prepare } = { pool: undefined, client: undefined, prepare: undefined, ...options }
  return pool !== undefined ? pgPoolExecutor(pool, prepare !== false) : pgJoinedExecutor(client)
}
