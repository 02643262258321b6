/** `crmkit duplicates`: pairs of records that may be one. @module */
import type { Company, Contact, CrowdedKey, Desk, DuplicateRecords, RecordDesk } from 'crmkit'
import { readArguments, storeOptions, wholeNumber } from './arguments.ts'
import type { Command } from './command.ts'
import { companyLine, contactLine, describePair } from './describe-pair.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { readPlace } from './place.ts'
import { count, counted } from './text-table.ts'
import { UsageError } from './usage-error.ts'
import { withWorkspace } from './with-desk.ts'

const mostShown = 10_000
/** The largest page that a desk gives. */
const mostAPage = 500

/** `crmkit duplicates`. */
export const duplicatesCommand: Command = {
  name: 'duplicates',
  summary: 'List companies or contacts that may be one, two by two',
  synopsis: 'companies|contacts --store ADDRESS [options]',
  options: [
    { option: '--limit N', meaning: `at most so many pairs, up to ${mostShown} (default: 20)` },
    { option: '--json', meaning: 'one line of JSON: { duplicates: [ … ], crowded: [ … ], isComplete }' },
    { option: '--ignore ID ID', meaning: 'these two are not one, and never listed again' },
    { option: '--stop-ignoring ID ID', meaning: 'these two are listed again' },
  ],
  notes: [
    'For example:',
    '  crmkit duplicates companies --store pglite:crm-data',
    '  crmkit duplicates companies --store pglite:crm-data --ignore 0190a4c2-… 0190a4c3-…',
  ].join('\n'),
  run: runDuplicates,
}

const options = {
  ...storeOptions,
  limit: { type: 'string', default: '20' },
  json: { type: 'boolean' },
  ignore: { type: 'boolean' },
  'stop-ignoring': { type: 'boolean' },
} as const

async function runDuplicates(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const isAboutTwo = argv.some((word) => word === '--ignore' || word === '--stop-ignoring')
  const named = isAboutTwo ? ['companies|contacts', 'The first ID', 'The second ID'] : ['companies|contacts']
  const { values, positionals } = readArguments(argv, options, named)
  const [kind = '', id = '', otherId = ''] = positionals
  if (kind !== 'companies' && kind !== 'contacts') {
    throw new UsageError(`There are duplicates of companies and of contacts, not of "${kind}".`)
  }
  const { ignore = false, 'stop-ignoring': stop = false, json = false } = values
  if (ignore && stop) throw new UsageError('A pair is either ignored or no longer ignored.')
  const limit = wholeNumber('limit', values.limit, mostShown)
  return withWorkspace(readPlace(values, io), async ({ desk }) => {
    if (isAboutTwo) return decide(desk[kind], ignore, [id, otherId], json, io)
    return kind === 'companies' ? listCompanies(desk, limit, json, io) : listContacts(desk, limit, json, io)
  })
}

type AnyDesk = Pick<RecordDesk<unknown, string>, 'ignoreDuplicate' | 'stopIgnoring'>

async function decide(
  desk: AnyDesk,
  ignore: boolean,
  ids: readonly [string, string],
  json: boolean,
  io: CliIo,
): Promise<ExitCode> {
  await (ignore ? desk.ignoreDuplicate(...ids) : desk.stopIgnoring(...ids))
  const words = ignore
    ? 'These two are not listed any more.'
    : 'These two are listed again, where they share something.'
  io.stdout.write(json ? `${JSON.stringify({ ids, isIgnored: ignore })}\n` : `${words}\n`)
  return exitCodes.done
}

function listCompanies(desk: Desk, limit: number, json: boolean, io: CliIo): Promise<ExitCode> {
  return list<Company>(desk.companies, { limit, json, what: 'company', lineOf: companyLine }, io)
}

function listContacts(desk: Desk, limit: number, json: boolean, io: CliIo): Promise<ExitCode> {
  return list<Contact>(desk.contacts, { limit, json, what: 'person', lineOf: contactLine }, io)
}

interface Listing<PartyRecord> {
  readonly limit: number
  readonly json: boolean
  readonly what: 'company' | 'person'
  lineOf(record: PartyRecord): string
}

async function list<PartyRecord extends { readonly id: string }>(
  desk: RecordDesk<PartyRecord, string>,
  { limit, json, what, lineOf }: Listing<PartyRecord>,
  io: CliIo,
): Promise<ExitCode> {
  const { pairs, crowded, isComplete } = await findPairs(desk, limit, io)
  const isStopped = io.signal?.aborted === true
  if (json) {
    io.stdout.write(`${JSON.stringify({ duplicates: pairs, crowded, isComplete })}\n`)
    return isStopped ? exitCodes.interrupted : exitCodes.done
  }
  for (const { records, ...reason } of pairs) {
    const lines = records.map((record) => `  ${record.id}  ${lineOf(record)}`)
    io.stdout.write(`${[describePair(reason, what), ...lines].join('\n')}\n\n`)
  }
  for (const { key, compared } of crowded) {
    io.stdout.write(`Of the many that share ${key}, only ${count(compared)} were compared with each other.\n`)
  }
  const more = isComplete ? '' : ', and there may be more (--limit N)'
  io.stdout.write(`${counted(pairs.length, 'pair')}${more}\n`)
  return isStopped ? exitCodes.interrupted : exitCodes.done
}

interface FoundPairs<PartyRecord> {
  readonly pairs: readonly DuplicateRecords<PartyRecord>[]
  readonly crowded: readonly CrowdedKey[]
  /** Whether there are no more than these. */
  readonly isComplete: boolean
}

/** Walks through the pages, of which any may be short, until there are enough pairs or no more pages. */
async function findPairs<PartyRecord>(
  desk: RecordDesk<PartyRecord, string>,
  limit: number,
  io: CliIo,
): Promise<FoundPairs<PartyRecord>> {
  const pairs: DuplicateRecords<PartyRecord>[] = []
  const crowded: CrowdedKey[] = []
  let cursor: string | undefined
  do {
    const page = await desk.duplicates({ limit: Math.min(mostAPage, limit - pairs.length), cursor })
    pairs.push(...page.items)
    crowded.push(...page.crowded)
    cursor = page.nextCursor
  } while (cursor !== undefined && pairs.length < limit && io.signal?.aborted !== true)
  return { pairs, crowded, isComplete: cursor === undefined }
}
