/** `crmkit imports`: which files were imported. @module */
import type { ImportRecord } from 'crmkit'
import { readArguments, storeOptions, wholeNumber } from './arguments.ts'
import type { Command } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { readPlace } from './place.ts'
import { count, textTable } from './text-table.ts'
import { withWorkspace } from './with-desk.ts'

/** `crmkit imports`. */
export const importsCommand: Command = {
  name: 'imports',
  summary: 'List imports, the latest first',
  synopsis: '--store ADDRESS [options]',
  options: [
    { option: '--limit N', meaning: 'at most so many, up to 200 (default: 20)' },
    { option: '--json', meaning: 'one line of JSON: { imports: [ … ] }' },
  ],
  notes: '"applying" and "undoing" are imports and undos that were stopped: repeat the command to finish them.',
  run: runImports,
}

async function runImports(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const table = { ...storeOptions, limit: { type: 'string', default: '20' }, json: { type: 'boolean' } } as const
  const { values } = readArguments(argv, table, [])
  const limit = wholeNumber('limit', values.limit, 200)
  const imports = await withWorkspace(readPlace(values, io), ({ desk }) => desk.imports.list({ limit }))
  if (values.json === true) io.stdout.write(`${JSON.stringify({ imports: imports.map(withoutPlan) })}\n`)
  else io.stdout.write(imports.length === 0 ? 'Nothing was imported yet.\n' : `${describeImports(imports)}\n`)
  return exitCodes.done
}

function withoutPlan({ plan: _plan, ...record }: ImportRecord): object {
  return record
}

function describeImports(imports: readonly ImportRecord[]): string {
  const head = ['id', 'started', 'state', 'rows', 'created', 'updated', 'refused', 'file']
  const lines = imports.map(({ id, startedAt, status, counts, fileName = '' }) => {
    const { companies, contacts, invalid, rows } = counts
    return [
      id,
      new Date(startedAt).toISOString().slice(0, 16).replace('T', ' '),
      status,
      count(rows),
      count(companies.created + contacts.created),
      count(companies.updated + contacts.updated),
      count(invalid + companies.ambiguous + contacts.ambiguous),
      fileName,
    ]
  })
  return textTable([head, ...lines], { numbers: [3, 4, 5, 6] })
}
