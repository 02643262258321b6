/** `crmkit interactions`: matters that evolve, and moving them on. @module */
import type { DomainEvent, Interaction, InteractionState, NewNote, Outcome, StepType, WrittenInteraction } from 'crmkit'
import { oneOf, type ReadVerb, readVerb, type Verb, wholeNumber } from './arguments.ts'
import type { Command } from './command.ts'
import {
  describeEntry,
  describeInstant,
  describeSchedule,
  describeWarning,
  interactionLine,
} from './describe-interaction.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { companyNamed, interactionNamed, memberNamed } from './named-records.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { readPlace } from './place.ts'
import { readSchedule, scheduleOptions } from './read-schedule.ts'
import { count, counted, textTable } from './text-table.ts'
import { UsageError } from './usage-error.ts'
import { withWorkspace } from './with-desk.ts'

const mostListed = 500
/** Up to here interactions are counted. */
const cap = 10_000_000
const states: readonly InteractionState[] = ['open', 'in-progress', 'done']
const outcomes: readonly Outcome[] = ['won', 'lost', 'neutral']

const options = {
  ...scheduleOptions,
  search: { type: 'string' },
  state: { type: 'string' },
  type: { type: 'string' },
  company: { type: 'string' },
  owner: { type: 'string' },
  'without-next-action': { type: 'boolean' },
  limit: { type: 'string' },
  outcome: { type: 'string' },
  note: { type: 'string' },
  said: { type: 'string' },
  json: { type: 'boolean' },
} as const

const verbs = {
  list: {
    positionals: [],
    takes: ['search', 'state', 'type', 'company', 'owner', 'without-next-action', 'limit', 'json'],
  },
  show: { positionals: ['ID'], takes: ['limit', 'json'] },
  add: { positionals: ['SUBJECT'], takes: ['type', 'company', 'owner', 'due', 'meeting', 'note', 'said', 'json'] },
  move: { positionals: ['ID', 'STEP'], takes: ['note', 'said', 'json'] },
  reschedule: { positionals: ['ID'], takes: ['due', 'meeting', 'note', 'said', 'json'] },
  convert: { positionals: ['ID'], takes: ['due', 'meeting', 'note', 'said', 'json'] },
  note: { positionals: ['ID'], takes: ['note', 'said', 'json'] },
  conclude: { positionals: ['ID'], takes: ['outcome', 'note', 'said', 'json'] },
  reopen: { positionals: ['ID'], takes: ['note', 'said', 'json'] },
} as const satisfies Readonly<Record<string, Verb>>

type Asked = ReadVerb<keyof typeof verbs, typeof options>

/** `crmkit interactions`. */
export const interactionsCommand: Command = {
  name: 'interactions',
  summary: 'List interactions, and move them on',
  synopsis: '[show|add|move|reschedule|convert|note|conclude|reopen …] --store ADDRESS [options]',
  options: [
    { option: 'show ID', meaning: 'one of them, with what happened to it, the latest first' },
    { option: 'add SUBJECT --type STEP', meaning: 'a new one: sale/first-contact, support/received, …' },
    { option: 'move ID STEP', meaning: 'to another step of its pipeline; a won or lost one finishes it' },
    { option: 'reschedule ID', meaning: 'to another --due or --meeting' },
    { option: 'convert ID', meaning: 'a task into a --meeting, or a meeting into a task that is --due' },
    { option: 'note ID', meaning: 'appends a --note or what was --said' },
    { option: 'conclude ID', meaning: 'finishes it, with an --outcome' },
    { option: 'reopen ID', meaning: 'takes it up again' },
    { option: '--search WORDS', meaning: 'words that occur in subject, next step, channel or tags, or the number' },
    { option: '--state STATE', meaning: 'open, in-progress or done' },
    { option: '--type STEP', meaning: 'a step, or a whole pipeline: sale/quote-sent, sale' },
    { option: '--company COMPANY', meaning: 'its number, its id, or words that only it has' },
    { option: '--owner MEMBER', meaning: 'a name, an e-mail or an id' },
    { option: '--without-next-action', meaning: 'those that are not done and have no date ahead' },
    { option: '--due DAY', meaning: 'a task: "2026-12-04", "2026-12-04 14:00", today, in-3-days, in-a-week' },
    { option: '--meeting TIME', meaning: 'a meeting: "2026-12-04 10:00-11:30"' },
    { option: '--outcome OUTCOME', meaning: 'won, lost or neutral (default: neutral)' },
    { option: '--note TEXT', meaning: 'a note in our words' },
    { option: '--said TEXT', meaning: "a note in the customer's words" },
    { option: '--limit N', meaning: `at most so many, up to ${mostListed} (default: 20)` },
    { option: '--json', meaning: 'one line of JSON: { total, interactions: [ … ] }, or { interaction, … }' },
  ],
  notes: [
    'An ID may be a number. For example:',
    '  crmkit interactions add "Apples, 1,000 kg" --type sale/first-contact --company pomme --due in-3-days',
    '  crmkit interactions reschedule 1 --due 2027-03-04 --said "busy, call back in 3 months"',
    '  crmkit interactions move 1 sale/won --store pglite:crm-data',
  ].join('\n'),
  run: runInteractions,
}

async function runInteractions(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const asked = readVerb(argv, options, verbs, 'list')
  checkAsked(asked)
  await withWorkspace(readPlace(asked.values, io), async (open) => {
    if (asked.verb === 'list') return list(open, asked, io)
    if (asked.verb === 'show') return show(open, asked, io)
    return tell(open, await change(open, asked.verb, asked), asked, io)
  })
  return exitCodes.done
}

/** What is wrong with the arguments is said before anything is opened. */
function checkAsked({ verb, values }: Asked): void {
  const { state, outcome, note, said, type, limit, due, meeting } = values
  if (state !== undefined) oneOf('state', state, states)
  if (outcome !== undefined) oneOf('outcome', outcome, outcomes)
  if (limit !== undefined) wholeNumber('limit', limit, mostListed)
  if (note !== undefined && said !== undefined) throw new UsageError('A note is either --note or --said.')
  if (verb === 'note' && (note ?? said) === undefined) throw new UsageError('--note or --said is missing.')
  if (verb === 'add' && type === undefined) throw new UsageError('--type is missing, such as sale/first-contact.')
  if ((verb === 'reschedule' || verb === 'convert') && (due ?? meeting) === undefined)
    throw new UsageError('--due or --meeting is missing.')
  readSchedule(values)
}

async function list(open: OpenWorkspace, { values }: Asked, io: CliIo): Promise<void> {
  const { desk } = open
  const { search, state, type, company, owner, 'without-next-action': withoutNextAction, limit = '20' } = values
  const conditions = {
    search,
    withoutNextAction,
    ...(state !== undefined && { states: [oneOf('state', state, states)] }),
    ...(type !== undefined && (isStep(type) ? { types: [type] } : { pipeline: type })),
    ...(company !== undefined && { companyId: (await companyNamed(open, company)).id }),
    ...(owner !== undefined && { ownerId: memberNamed(await desk.workspace.members.list(), owner).id }),
  }
  const total = await desk.interactions.count({ ...conditions, cap })
  const { items } = await desk.interactions.list({ ...conditions, limit: wholeNumber('limit', limit, mostListed) })
  if (values.json === true) return writeJson(io, { total, interactions: items })
  if (items.length > 0) io.stdout.write(`${await describeAll(open, items)}\n\n`)
  const shown = items.length < total ? `, the first ${count(items.length)} shown (--limit N)` : ''
  io.stdout.write(`${counted(total, 'interaction')}${shown}\n`)
}

async function show(open: OpenWorkspace, { values, positionals }: Asked, io: CliIo): Promise<void> {
  const { desk } = open
  const interaction = await interactionNamed(open, positionals[0] ?? '')
  const limit = wholeNumber('limit', values.limit ?? '20', mostListed)
  const { items, nextCursor } = await desk.interactions.timeline(interaction.id, { limit })
  if (values.json === true) return writeJson(io, { interaction, timeline: items })
  const { settings } = await desk.workspace.get()
  io.stdout.write(`${await describeAll(open, [interaction])}\n\n`)
  const members = await namesOfMembers(open)
  const lines = items.map((entry) => {
    const memberId = entry.kind === 'note' ? entry.note.memberId : entry.kind === 'event' ? memberOf(entry.event) : null
    const text = describeEntry(entry, settings.locale)
    return `  ${describeInstant(entry.at, settings.timeZone)}  ${members.get(memberId ?? '') ?? 'a job'}: ${text}`
  })
  io.stdout.write(`${lines.join('\n')}\n`)
  if (nextCursor !== undefined) io.stdout.write('  … and more (--limit N)\n')
}

async function change(
  open: OpenWorkspace,
  verb: Exclude<Asked['verb'], 'list' | 'show'>,
  { values, positionals }: Asked,
): Promise<WrittenInteraction> {
  const { interactions, workspace } = open.desk
  const [subject = '', step = ''] = positionals
  const note = readNote(values)
  const schedule = readSchedule(values)
  if (verb === 'add') {
    const { type = '', company, owner } = values
    return interactions.create({
      subject,
      type: stepNamed(type),
      ...(schedule !== null && { schedule }),
      ...(note !== undefined && { note }),
      ...(company !== undefined && { companyId: (await companyNamed(open, company)).id }),
      ...(owner !== undefined && { ownerId: memberNamed(await workspace.members.list(), owner).id }),
    })
  }
  const { id } = await interactionNamed(open, subject)
  switch (verb) {
    case 'move':
      return interactions.moveTo(id, stepNamed(step), { note })
    case 'reschedule':
    case 'convert':
      if (schedule === null) throw new UsageError('--due or --meeting is missing.')
      return interactions[verb](id, schedule, { note })
    case 'note':
      if (note === undefined) throw new UsageError('--note or --said is missing.')
      return interactions.addNote(id, note)
    case 'reopen':
      return interactions.reopen(id, {}, { note })
    case 'conclude': {
      const { outcome } = values
      return interactions.conclude(id, outcome === undefined ? {} : { outcome: oneOf('outcome', outcome, outcomes) }, {
        note,
      })
    }
  }
}

async function tell(open: OpenWorkspace, written: WrittenInteraction, { values }: Asked, io: CliIo): Promise<void> {
  const { record, warnings } = written
  const { settings } = await open.desk.workspace.get()
  for (const warning of warnings) io.stderr.write(`${describeWarning(warning, settings.timeZone)}\n`)
  if (values.json === true) return writeJson(io, { interaction: record, warnings })
  const end = record.state === 'done' ? `, ${record.outcome}` : ''
  const planned = describeSchedule(record.schedule, settings.timeZone)
  const when = planned === '' || record.state === 'done' ? '' : `, ${planned}`
  io.stdout.write(`${interactionLine(record)} is ${record.state}${end} on ${record.type}${when}.\n`)
}

async function describeAll(open: OpenWorkspace, interactions: readonly Interaction[]): Promise<string> {
  const { settings } = await open.desk.workspace.get()
  const companyIds = [...new Set(interactions.flatMap(({ companyId }) => (companyId === undefined ? [] : [companyId])))]
  const companies = await open.store.companies.findMany(open.scope, companyIds)
  const companyNames = new Map(companies.map(({ id, name }) => [id, name]))
  const members = await namesOfMembers(open)
  const lines = interactions.map(({ number, subject, type, state, schedule, series, companyId = '', ownerId }) => [
    `${number}`,
    subject,
    type,
    state,
    `${describeSchedule(schedule, settings.timeZone)}${series === undefined ? '' : ', recurs'}`,
    companyNames.get(companyId) ?? '',
    members.get(ownerId ?? '') ?? '',
  ])
  return textTable([['no.', 'subject', 'step', 'state', 'planned', 'company', 'owner'], ...lines], { numbers: [0] })
}

async function namesOfMembers({ desk }: OpenWorkspace): Promise<ReadonlyMap<string, string>> {
  return new Map((await desk.workspace.members.list()).map(({ id, name }) => [id, name]))
}

function memberOf({ author }: DomainEvent): string | null {
  return author.kind === 'member' ? author.memberId : null
}

function readNote({
  note,
  said,
}: {
  readonly note?: string | undefined
  readonly said?: string | undefined
}): NewNote | undefined {
  if (note !== undefined) return { text: note }
  return said === undefined ? undefined : { said }
}

function isStep(type: string): type is StepType {
  return /^[^/]+\/[^/]+$/.test(type)
}

function stepNamed(type: string): StepType {
  if (isStep(type)) return type
  throw new UsageError(`A step is a pipeline and a step of it, such as sale/quote-sent, not "${type}".`)
}

function writeJson(io: CliIo, value: object): void {
  io.stdout.write(`${JSON.stringify(value)}\n`)
}
