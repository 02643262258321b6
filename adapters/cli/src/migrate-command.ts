/** `crmkit migrate`: the tables are made, or brought up to date. @module */
import { readArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { databases, migrateServer, serverRoles } from './open-store.ts'
import { readStoreAddress } from './store-address.ts'
import { shownAddress } from './with-desk.ts'

/** `crmkit migrate`. */
export const migrateCommand: Command = {
  name: 'migrate',
  summary: "Make crmkit's tables, or bring them up to date",
  synopsis: '--store ADDRESS [options]',
  options: [{ option: '--json', meaning: 'one line of JSON: { applied: [ … ] }' }],
  notes: [
    `On a server, log in as the role that shall own the tables. The roles ${serverRoles.appRole} (which owns nothing, for the`,
    `application) and ${serverRoles.loaderRole} (for bulk loading) are made if the login may make roles.`,
    'Safe to repeat, and to run from any number of processes at once.',
  ].join('\n'),
  run: runMigrate,
}

async function runMigrate(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const { values } = readArguments(argv, { store: { type: 'string' }, json: { type: 'boolean' } }, [])
  const address = readStoreAddress(values.store, io)
  const applied = address.kind === 'postgres' ? await migrateServer(address.connectionString) : null
  // Opening a directory brings it up to date by itself.
  if (applied === null) await (await (io.stores ?? databases).openOrCreate(address)).close()
  if (values.json === true) io.stdout.write(`${JSON.stringify({ applied: applied ?? [] })}\n`)
  else if (applied === null || applied.length === 0) io.stdout.write(`${shownAddress(address)} is up to date.\n`)
  else io.stdout.write(`${shownAddress(address)}: migrated (${applied.join(', ')}).\n`)
  return exitCodes.done
}
