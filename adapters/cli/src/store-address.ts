/** Where the records lie, as one writes it on the command line. @module */
import { resolve } from 'node:path'
import type { CliIo } from './io.ts'
import { UsageError } from './usage-error.ts'

/** A directory of an embedded database, or a server. */
export type StoreAddress =
  | { readonly kind: 'pglite'; readonly directory: string }
  | { readonly kind: 'postgres'; readonly connectionString: string }

/**
 * Reads `pglite:DIR` or `postgres://…`. Without it the environment variable `CRMKIT_STORE` counts, which keeps a
 * password out of the list of processes.
 * @throws {UsageError} it is neither
 */
export function readStoreAddress(given: string | undefined, io: CliIo): StoreAddress {
  const address = given ?? io.env['CRMKIT_STORE']
  if (address === undefined || address === '') {
    throw new UsageError('Say where the records lie: --store pglite:DIRECTORY or --store postgres://….')
  }
  const directory = /^pglite:(?:\/\/(?=\/))?(.+)$/.exec(address)?.[1]
  if (directory !== undefined) return { kind: 'pglite', directory: resolve(io.cwd, directory) }
  if (/^postgres(?:ql)?:\/\//.test(address)) return { kind: 'postgres', connectionString: address }
  throw new UsageError('--store is pglite:DIRECTORY or postgres://USER:PASSWORD@HOST/DATABASE.')
}
