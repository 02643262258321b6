/** Statements on a pool: each transaction borrows a client and gives it back. @module */
import type { Executor } from './executor.ts'
import type { PgPool, PgPoolClient } from './pg-client.ts'
import { pgConnectionExecutor } from './pg-connection-executor.ts'

/**
 * Runs statements on a pool.
 * @param prepares whether statements may stay prepared on its connections
 */
export function pgPoolExecutor(pool: PgPool, prepares = false): Executor {
  const on = (client: PgPoolClient): Executor => pgConnectionExecutor(client, prepares, pool)
  return {
    ownsTransactions: true,
    ...(prepares && { unprepared: pgPoolExecutor(pool) }),
    read: (scope, statements) => borrow(pool, (client) => on(client).read(scope, statements)),
    write: (scope, statements) => borrow(pool, (client) => on(client).write(scope, statements)),
    transaction: (scope, work) => borrow(pool, (client) => on(client).transaction(scope, work)),
  }
}

async function borrow<Value>(pool: PgPool, work: (client: PgPoolClient) => Promise<Value>): Promise<Value> {
  const client = await pool.connect()
  let broken: Error | undefined
  const notice = (failure: Error): void => {
    broken = failure
  }
  // A lost connection is also emitted; unheard, it would end the host's process.
  client.on('error', notice)
  try {
    return await work(client)
  } finally {
    client.removeListener('error', notice)
    client.release(broken)
  }
}
