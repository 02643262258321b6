/** What `crmkit import` is asked for. @module */
import { resolve } from 'node:path'
import type { MatchMode, PreviewOptions } from 'crmkit'
import type { TableOptions } from 'crmkit/domain'
import { oneOf, readArguments, storeOptions } from './arguments.ts'
import type { OptionHelp } from './command.ts'
import type { CliIo } from './io.ts'
import { type Place, readPlace } from './place.ts'
import { UsageError } from './usage-error.ts'
import { countryNamed } from './workspace.ts'
import { checkWritable } from './write-text-file.ts'

/** What was asked for. */
export interface ImportRequest {
  readonly path: string
  readonly place: Place
  readonly country: string | undefined
  readonly table: TableOptions
  readonly mapPath: string | undefined
  readonly rules: Pick<PreviewOptions, 'mode' | 'invalidIds'> & { readonly unknownOwner: 'error' | 'unassigned' }
  readonly isDryRun: boolean
  readonly isJson: boolean
  readonly refusedPath: string | undefined
}

/** The options, for the help. */
export const importOptionHelp: readonly OptionHelp[] = [
  { option: '--map FILE.json', meaning: 'what the columns mean: {"Column": "company.name", "Other": null}' },
  { option: '--mode MODE', meaning: 'on a match: update (default), fill-blank, skip or create-anyway' },
  { option: '--invalid-ids error|drop', meaning: 'refuse a row with an invalid number, or leave the number out' },
  {
    option: '--unknown-owner error|unassigned',
    meaning: 'refuse a row whose owner nobody knows, or leave it unassigned',
  },
  { option: '--country CC', meaning: 'the country of a workspace that this import creates (default: FR)' },
  { option: '--encoding NAME', meaning: 'utf-8, utf-16, windows-1252, … (default: found out)' },
  { option: '--delimiter SIGN', meaning: 'comma, semicolon, tab or bar, or the sign itself (default: found out)' },
  { option: '--dry-run', meaning: 'say what would happen and write nothing' },
  { option: '--refused OUT.csv', meaning: 'write refused rows there, with the reasons, to correct and import' },
  { option: '--json', meaning: 'the figures as one line of JSON on stdout, everything else on stderr' },
]

const modes: readonly MatchMode[] = ['update', 'fill-blank', 'skip', 'create-anyway']

/** Reads the arguments. @throws {UsageError} */
export function readImportRequest(argv: readonly string[], io: CliIo): ImportRequest {
  const { values, positionals } = readArguments(
    argv,
    {
      ...storeOptions,
      map: { type: 'string' },
      mode: { type: 'string', default: 'update' },
      'invalid-ids': { type: 'string', default: 'error' },
      'unknown-owner': { type: 'string', default: 'error' },
      country: { type: 'string' },
      encoding: { type: 'string' },
      delimiter: { type: 'string' },
      refused: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    ['FILE'],
  )
  const [path = ''] = positionals
  const refusedPath = values.refused
  if (refusedPath !== undefined && values['dry-run']) {
    throw new UsageError('--refused needs rows that were refused: leave out --dry-run.')
  }
  if (refusedPath !== undefined && resolve(io.cwd, refusedPath) === resolve(io.cwd, path)) {
    throw new UsageError('--refused must not be the file that is imported.')
  }
  if (refusedPath !== undefined) checkWritable(resolve(io.cwd, refusedPath))
  return {
    path,
    place: readPlace(values, io),
    country: values.country === undefined ? undefined : countryNamed(values.country),
    table: {
      ...(values.encoding !== undefined && { encoding: values.encoding }),
      ...(values.delimiter !== undefined && { separator: separatorNamed(values.delimiter) }),
    },
    mapPath: values.map,
    rules: {
      mode: oneOf('mode', values.mode, modes),
      invalidIds: oneOf('invalid-ids', values['invalid-ids'], ['error', 'drop'] as const),
      unknownOwner: oneOf('unknown-owner', values['unknown-owner'], ['error', 'unassigned']),
    },
    isDryRun: values['dry-run'],
    isJson: values.json,
    refusedPath,
  }
}

const separators: ReadonlyMap<string, NonNullable<TableOptions['separator']>> = new Map([
  [',', ','],
  ['comma', ','],
  [';', ';'],
  ['semicolon', ';'],
  ['\t', '\t'],
  ['\\t', '\t'],
  ['tab', '\t'],
  ['|', '|'],
  ['bar', '|'],
])

function separatorNamed(name: string): NonNullable<TableOptions['separator']> {
  const separator = separators.get(name.toLowerCase())
  if (separator !== undefined) return separator
  throw new UsageError(`--delimiter is comma, semicolon, tab or bar, not "${name}".`)
}
