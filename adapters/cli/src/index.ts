/**
 * The program `crmkit`, to be called from code.
 *
 * @packageDocumentation
 */
export { type ExitCode, exitCodes } from './exit-codes.ts'
export type { GoogleAddresses } from './google-access.ts'
export type { CliIo, TextOutput } from './io.ts'
export type { OpenStore, Stores } from './open-store.ts'
export { run } from './run.ts'
export type { StoreAddress } from './store-address.ts'
