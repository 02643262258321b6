/**
 * The PostgreSQL server that all test files of a run share. Each copies a database of its own there; whoever changes
 * the server itself, its roles or its settings, starts another one.
 * @module
 */
import { inject } from 'vitest'
import type { PostgresServer } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where to ask for the server. */
    readonly sharedPostgres: string
  }
}

/** Where the server listens, and the migrated database that others are copied from. */
export interface SharedPostgres extends Pick<PostgresServer, 'port'> {
  readonly template: string
}

/** The server of this run, with crmkit's roles. */
export async function sharedPostgres(): Promise<SharedPostgres> {
  // A connection that is kept may be closed just when the next file asks.
  const answer = await fetch(inject('sharedPostgres'), { headers: { connection: 'close' } })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as SharedPostgres
}
