/** `crmkit sync`: contacts in an address book outside, and what was changed there. @module */
import type { Desk, DirectoryAccount, DirectoryRunReport, PreviewReport } from 'crmkit'
import { type ReadVerb, readArguments, readVerb, type Verb, wholeNumber } from './arguments.ts'
import type { Command } from './command.ts'
import { connectGoogle, disconnectGoogle } from './connect-google.ts'
import { describeInstant } from './describe-interaction.ts'
import { describeCase, describeCounts } from './describe-sync.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type GoogleAccess, googleAccess } from './google-access.ts'
import type { CliIo } from './io.ts'
import { directoryNamed, memberNamed } from './named-records.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { readPlace } from './place.ts'
import { progressBar } from './progress-bar.ts'
import { runSyncDemo } from './sync-demo.ts'
import { count, counted, sayWhatIsThere, textTable } from './text-table.ts'
import { UsageError } from './usage-error.ts'
import { withWorkspace } from './with-desk.ts'

const mostShown = 500

const options = {
  account: { type: 'string' },
  label: { type: 'string' },
  member: { type: 'string' },
  contacts: { type: 'string' },
  client: { type: 'string' },
  'key-file': { type: 'string' },
  paste: { type: 'boolean' },
  limit: { type: 'string' },
  'confirm-deletions': { type: 'boolean' },
  contact: { type: 'string' },
  json: { type: 'boolean' },
} as const

const secrets = ['client', 'key-file'] as const
const usual = ['account', 'member', 'json'] as const

const verbs = {
  connect: { positionals: [], takes: ['label', 'contacts', 'paste', 'member', 'json', ...secrets] },
  preview: { positionals: [], takes: ['limit', ...usual, ...secrets] },
  run: { positionals: [], takes: ['confirm-deletions', ...usual, ...secrets] },
  report: { positionals: [], takes: ['limit', ...usual] },
  resolve: { positionals: ['KEY', 'DECISION'], takes: ['contact', ...usual] },
  disconnect: { positionals: [], takes: [...usual, ...secrets] },
  list: { positionals: [], takes: ['member', 'json'] },
} as const satisfies Readonly<Record<string, Verb>>

type Asked = ReadVerb<keyof typeof verbs, typeof options>

/** `crmkit sync`. */
export const syncCommand: Command = {
  name: 'sync',
  summary: 'Keep contacts the same here and in Google Contacts',
  synopsis: 'google [connect|preview|run|report|resolve|disconnect|list …] --store ADDRESS [options]',
  options: [
    { option: 'google --demo', meaning: 'try all of it: Google on this machine, records in memory, no account needed' },
    {
      option: 'google connect --label LABEL',
      meaning: 'ask Google for consent; the label is yours: anne@gmail.example',
    },
    { option: 'google preview', meaning: 'what a run would do' },
    { option: 'google run', meaning: 'do it; repeat it whenever you like' },
    { option: 'google report', meaning: 'what a person has to look at' },
    { option: 'google resolve KEY DECISION', meaning: 'about what is reported: link, create, leave or seen' },
    { option: 'google disconnect', meaning: 'end the consent, and forget who is who; neither side is changed' },
    { option: 'google list', meaning: 'the address books that are connected (the default)' },
    { option: '--account LABEL', meaning: 'a label or an id; may be left out where there is only one' },
    {
      option: '--contacts WHICH',
      meaning: 'of connect: visible, or own: those that the member owns (default: visible)',
    },
    { option: '--member MEMBER', meaning: 'whose address book: name, e-mail or id (default: the administrator)' },
    { option: '--client FILE.json', meaning: 'your application, as the Cloud console gives it' },
    { option: '--key-file FILE', meaning: 'the key that seals tokens in the store' },
    { option: '--paste', meaning: 'of connect: paste the address that you come back to, from another machine' },
    { option: '--confirm-deletions', meaning: 'of run: deletions that were held back are meant' },
    { option: '--contact ID', meaning: 'of resolve KEY link: the contact that the entry is' },
    { option: '--limit N', meaning: `at most so many lines, up to ${mostShown} (default: 20)` },
    { option: '--json', meaning: 'one line of JSON' },
  ],
  notes: [
    'Instead of files: the variables CRMKIT_GOOGLE_CLIENT_ID, CRMKIT_GOOGLE_CLIENT_SECRET and CRMKIT_TOKEN_KEY.',
    'In Google Contacts, whoever has the label "crmkit" takes part.',
    'For example:',
    '  crmkit sync google --demo',
    '  crmkit sync google connect --label anne@gmail.example --client client.json --key-file key',
  ].join('\n'),
  run: runSync,
}

async function runSync(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  if (!argv.includes('--demo')) return runVerb(argv, io)
  const { positionals } = readArguments(argv, { demo: { type: 'boolean' } }, ['google'])
  if (positionals[0] !== 'google') throw new UsageError('There is a demo of "google".')
  return runSyncDemo(runVerb, io)
}

async function runVerb(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const asked: Asked = readVerb(argv, options, verbs, 'list', 'google')
  const { verb, values } = asked
  const place = readPlace(values, io)
  if (verb === 'list' || verb === 'report' || verb === 'resolve') {
    return withWorkspace(place, async (open) => look(await deskOf(open, values.member), asked, io))
  }
  const google = await googleAccess(values, io)
  return withWorkspace(
    place,
    async (open) => reach({ ...open, desk: await deskOf(open, values.member) }, google, asked, io),
    google.directories,
  )
}

/** What takes the way to Google. */
async function reach(open: OpenWorkspace, google: GoogleAccess, asked: Asked, io: CliIo): Promise<ExitCode> {
  const { verb, values } = asked
  if (verb === 'connect') return connectGoogle(open, google, values, io)
  const account = theAccount(await accountsOf(open.desk), values.account)
  if (verb === 'disconnect') return disconnectGoogle(open, google, { account, json: values.json === true }, io)
  return verb === 'preview' ? preview(open.desk, account, values, io) : synchronize(open.desk, account, values, io)
}

/** What is known here. */
async function look(desk: Desk, { verb, values, positionals }: Asked, io: CliIo): Promise<ExitCode> {
  const accounts = await accountsOf(desk)
  if (verb === 'list') return list(desk, accounts, values, io)
  const account = theAccount(accounts, values.account)
  return verb === 'report' ? report(desk, account, values, io) : resolve(desk, account, { values, positionals }, io)
}

type Values = Asked['values']

async function deskOf({ desk, crm, scope }: OpenWorkspace, member: string | undefined): Promise<Desk> {
  if (member === undefined) return desk
  const { id } = memberNamed(await desk.workspace.members.list(), member)
  return crm.as({ workspaceId: scope.workspaceId, memberId: id })
}

async function accountsOf(desk: Desk): Promise<readonly DirectoryAccount[]> {
  return (await desk.directories.list()).filter(({ provider }) => provider === 'google')
}

/** The address book that is named, or the only one. */
function theAccount(accounts: readonly DirectoryAccount[], named: string | undefined): DirectoryAccount {
  if (named !== undefined) return directoryNamed(accounts, named)
  const [only, other] = accounts
  if (only === undefined) throw new UsageError('No address book is connected. "crmkit sync google connect" does that.')
  if (other === undefined) return only
  throw new UsageError(`--account is missing.${sayWhatIsThere(accounts.map(({ label }) => `"${label}"`))}`)
}

async function preview(desk: Desk, { id }: DirectoryAccount, values: Values, io: CliIo): Promise<ExitCode> {
  const limit = wholeNumber('limit', values.limit ?? '20', mostShown)
  const signal = io.signal === undefined ? {} : { signal: io.signal }
  const found: PreviewReport = await desk.directories.preview(id, signal)
  if (values.json === true) return printJson(found, ended(found), io)
  if (found.outcome !== 'complete') return sayEnd(desk, found, io)
  const shown = found.decisions.slice(0, limit)
  if (shown.length > 0) io.stdout.write(`${shown.map(({ text }) => text).join('\n')}\n\n`)
  io.stdout.write(`${foreseen(describeCounts(found.counts))}\n`)
  return exitCodes.done
}

function foreseen(what: string | null): string {
  return what === null ? 'A run would change nothing.' : `A run would come to: ${what}.`
}

async function synchronize(desk: Desk, { id, label }: DirectoryAccount, values: Values, io: CliIo): Promise<ExitCode> {
  const bar = progressBar(io)
  const came: DirectoryRunReport = await desk.directories
    .sync(id, {
      confirmDeletions: values['confirm-deletions'] === true,
      onProgress: ({ stage, read, decided, sent }) =>
        stage === 'reading' ? bar.show('Reading', read, null) : bar.show(`Decided ${count(decided)}, sent`, sent, null),
      ...(io.signal !== undefined && { signal: io.signal }),
    })
    .finally(() => bar.clear())
  const { items, nextCursor } = await desk.directories.cases(id, { limit: mostShown })
  if (values.json === true) return printJson({ ...came, cases: items.length }, ended(came), io)
  const what = describeCounts(came.counts)
  io.stdout.write(`${label}: ${what ?? (came.outcome === 'complete' ? 'nothing to do' : 'nothing was done')}.\n`)
  if (items.length > 0) {
    const cases = `${counted(items.length, 'case')}${nextCursor === undefined ? '' : ' and more'}`
    io.stdout.write(`There is something to look at, ${cases}: crmkit sync google report\n`)
  }
  return came.outcome === 'complete' ? exitCodes.done : sayEnd(desk, came, io)
}

type RunEnd = Exclude<PreviewReport, { readonly outcome: 'complete' }>

/** Why a run came to no end, and what to do. */
async function sayEnd(desk: Desk, end: RunEnd, io: CliIo): Promise<ExitCode> {
  switch (end.outcome) {
    case 'postponed':
    case 'busy': {
      const { settings } = await desk.workspace.get()
      const why = end.outcome === 'busy' ? 'Another run is at work' : 'Google wants a pause'
      io.stderr.write(`${why}: repeat the command after ${describeInstant(end.goOnAt, settings.timeZone)}.\n`)
      break
    }
    case 'refused': {
      const remedy =
        end.remedy === 'connect-again' ? ' "crmkit sync google connect" with the same label does that.' : ''
      io.stderr.write(`crmkit: ${end.problem}${remedy}\n`)
      break
    }
    case 'aborted':
      io.stderr.write('Stopped. What was done stays; repeat the command to go on.\n')
  }
  return ended(end)
}

function ended({ outcome }: { readonly outcome: DirectoryRunReport['outcome'] }): ExitCode {
  switch (outcome) {
    case 'complete':
      return exitCodes.done
    case 'aborted':
      return exitCodes.interrupted
    case 'postponed':
    case 'busy':
    case 'refused':
      return exitCodes.failed
  }
}

async function report(desk: Desk, { id }: DirectoryAccount, values: Values, io: CliIo): Promise<ExitCode> {
  const limit = wholeNumber('limit', values.limit ?? '20', mostShown)
  const { items, nextCursor } = await desk.directories.cases(id, { limit })
  if (values.json === true) return printJson({ cases: items, isComplete: nextCursor === undefined }, exitCodes.done, io)
  for (const found of items) io.stdout.write(`${describeCase(found)}\n\n`)
  const more = nextCursor === undefined ? '' : ', and there are more (--limit N)'
  io.stdout.write(`${counted(items.length, 'case')}${more}\n`)
  return exitCodes.done
}

const decisions = ['link', 'create', 'leave', 'seen'] as const

async function resolve(
  desk: Desk,
  { id }: DirectoryAccount,
  { values, positionals }: Pick<Asked, 'values' | 'positionals'>,
  io: CliIo,
): Promise<ExitCode> {
  const [key = '', said = ''] = positionals
  const by = oneDecision(said)
  if (by === 'link') {
    if (values.contact === undefined) throw new UsageError('Say with --contact ID which contact the entry is.')
    await desk.directories.resolve(id, key, { by, contactId: values.contact.toLowerCase() })
  } else {
    if (values.contact !== undefined) throw new UsageError(`--contact does not go with "${by}".`)
    await desk.directories.resolve(id, key, { by })
  }
  if (values.json === true) return printJson({ key, by }, exitCodes.done, io)
  io.stdout.write(by === 'seen' ? 'Seen.\n' : 'Decided; the next run does it.\n')
  return exitCodes.done
}

function oneDecision(said: string): (typeof decisions)[number] {
  const known = decisions.find((each) => each === said)
  if (known !== undefined) return known
  throw new UsageError(`A case is decided by one of ${decisions.join(', ')}, not "${said}".`)
}

async function list(desk: Desk, accounts: readonly DirectoryAccount[], values: Values, io: CliIo): Promise<ExitCode> {
  if (values.json === true) return printJson({ accounts }, exitCodes.done, io)
  if (accounts.length === 0) io.stdout.write('No address book is connected.\n')
  else {
    const [members, { settings }] = await Promise.all([desk.workspace.members.list(), desk.workspace.get()])
    const names = new Map(members.map(({ id, name }) => [id, name]))
    const lines = accounts.map(({ id, label, memberId, contacts, createdAt }) => {
      const whose = memberId === null ? 'the workspace' : (names.get(memberId) ?? '')
      return [id, label, whose, contacts, describeInstant(createdAt, settings.timeZone)]
    })
    io.stdout.write(`${textTable([['id', 'label', 'of', 'contacts', 'since'], ...lines])}\n`)
  }
  return exitCodes.done
}

function printJson(value: object, code: ExitCode, io: CliIo): ExitCode {
  io.stdout.write(`${JSON.stringify(value)}\n`)
  return code
}
