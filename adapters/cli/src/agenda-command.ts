/** `crmkit agenda`: what stands in the calendars of members and resources. @module */
import type { CalendarPage, Interaction, MemberId, Participant, PlainDate, ResourceId } from 'crmkit'
import {
  addDays,
  type CalendarBlock,
  type CalendarTask,
  instantIn,
  midnight,
  parsePlainDate,
  plainDateIn,
  wallClockIn,
} from 'crmkit/domain'
import { readArguments, storeOptions } from './arguments.ts'
import type { Command } from './command.ts'
import { interactionLine } from './describe-interaction.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { memberNamed, resourceNamed } from './named-records.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { readPlace } from './place.ts'
import { counted, textTable } from './text-table.ts'
import { UsageError } from './usage-error.ts'
import { withWorkspace } from './with-desk.ts'

/** `crmkit agenda`. */
export const agendaCommand: Command = {
  name: 'agenda',
  summary: 'Show the meetings and tasks of members and resources',
  synopsis: '--store ADDRESS [options]',
  options: [
    {
      option: '--member MEMBER',
      meaning: 'a name, an e-mail or an id; may be said several times (default: all active ones)',
    },
    { option: '--resource RESOURCE', meaning: 'a name or an id; may be said several times' },
    { option: '--from DAY', meaning: 'the first day, 2026-12-04 (default: today)' },
    { option: '--to DAY', meaning: 'the last day (default: six days after the first)' },
    { option: '--json', meaning: 'one line of JSON: { from, until, timeZone, blocks, tasks, interactions }' },
  ],
  notes: [
    "Days begin and end in the workspace's time zone, and so are the times shown. For example:",
    '  crmkit agenda --member anne --resource "white van" --from 2026-12-01 --to 2026-12-31',
  ].join('\n'),
  run: runAgenda,
}

const options = {
  ...storeOptions,
  member: { type: 'string', multiple: true },
  resource: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** The days that are asked for, both inclusive. */
interface Days {
  readonly from?: PlainDate
  readonly to?: PlainDate
}

async function runAgenda(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const { values } = readArguments(argv, options, [])
  const days: Days = {
    ...(values.from !== undefined && { from: dayNamed('from', values.from) }),
    ...(values.to !== undefined && { to: dayNamed('to', values.to) }),
  }
  await withWorkspace(readPlace(values, io), async (open) => {
    const { desk } = open
    const { settings } = await desk.workspace.get()
    const { timeZone } = settings
    const attendees = await attendeesNamed(open, values.member ?? [], values.resource ?? [])
    const first = days.from ?? plainDateIn(io.clock?.now() ?? Date.now(), timeZone)
    const last = days.to ?? addDays(first, 6)
    if (last < first) throw new UsageError(`--to is a day from ${first} on, not ${last}.`)
    const from = instantIn({ on: first, at: midnight }, timeZone)
    const until = instantIn({ on: addDays(last, 1), at: midnight }, timeZone)
    const { members, resources } = attendees
    const page = await desk.calendar.window({ from, until, members, resources })
    if (values.json === true) {
      io.stdout.write(`${JSON.stringify({ from, until, timeZone, ...page })}\n`)
      return
    }
    const lines = describePage(page, attendees.names, timeZone)
    if (lines.length > 0) io.stdout.write(`${textTable(lines)}\n\n`)
    const { blocks, tasks } = page
    const found = `${counted(blocks.length, 'meeting')} and ${counted(tasks.length, 'task')}`
    io.stdout.write(`${found} from ${first} to ${last}, ${timeZone}\n`)
  })
  return exitCodes.done
}

interface Attendees {
  readonly members: readonly MemberId[]
  readonly resources: readonly ResourceId[]
  readonly names: ReadonlyMap<string, string>
}

/** Those who are named; all active members if nobody is. */
async function attendeesNamed(
  { desk }: OpenWorkspace,
  members: readonly string[],
  resources: readonly string[],
): Promise<Attendees> {
  const [allMembers, allResources] = await Promise.all([desk.workspace.members.list(), desk.workspace.resources.list()])
  const isAnybodyNamed = members.length + resources.length > 0
  const asked = isAnybodyNamed
    ? members.map((text) => memberNamed(allMembers, text))
    : allMembers.filter(({ state }) => state === 'active')
  return {
    members: asked.map(({ id }) => id),
    resources: resources.map((text) => resourceNamed(allResources, text).id),
    names: new Map([...allMembers, ...allResources].map(({ id, name }) => [id, name])),
  }
}

/** Day by day: what has no time of that day first, then by the time. */
function describePage(
  { blocks, tasks, interactions }: CalendarPage,
  names: ReadonlyMap<string, string>,
  timeZone: string,
): readonly (readonly string[])[] {
  const known = new Map(interactions.map((interaction) => [interaction.id, interaction]))
  const line = ({ on, at }: Place, when: string, { interactionId, attendees }: CalendarBlock | CalendarTask) => {
    const who = attendees.map(({ id }: Participant) => names.get(id) ?? id).join(', ')
    return { on, at, cells: [dayAndWeekday(on), when, subjectOf(known.get(interactionId)), who] }
  }
  const lines = [
    ...tasks.map((task) => line(deadlineOf(task, timeZone), describeDeadline(task, timeZone), task)),
    ...blocks.map((block) => line(wallClockIn(block.period.from, timeZone), timesOf(block, timeZone), block)),
  ]
  const placeOf = ({ on, at = '' }: Place) => `${on} ${at}`
  return lines
    .toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : Number(placeOf(one) > placeOf(other))))
    .map(({ cells }) => cells)
}

/** Where something stands in an agenda; what is for some time of its day has none. */
interface Place {
  readonly on: PlainDate
  readonly at?: string | undefined
}

function subjectOf(interaction: Interaction | undefined): string {
  return interaction === undefined ? '' : interactionLine(interaction)
}

function timesOf({ period }: CalendarBlock, timeZone: string): string {
  const [start, end] = [wallClockIn(period.from, timeZone), wallClockIn(period.until, timeZone)]
  const until = start.on === end.on ? `–${end.at}` : ` – ${end.on} ${end.at}`
  return `${start.at}${until}`
}

function deadlineOf({ schedule: { due } }: CalendarTask, timeZone: string): Place {
  return 'at' in due ? wallClockIn(instantIn(due, due.timeZone), timeZone) : due
}

function describeDeadline(task: CalendarTask, timeZone: string): string {
  const { at } = deadlineOf(task, timeZone)
  return at === undefined ? 'task' : `task, ${at}`
}

function dayAndWeekday(on: PlainDate): string {
  const weekday = new Date(`${on}T12:00Z`).toLocaleDateString('en', { weekday: 'short', timeZone: 'UTC' })
  return `${weekday} ${on}`
}

function dayNamed(option: string, text: string): PlainDate {
  const day = parsePlainDate(text.trim())
  if (day !== null) return day
  throw new UsageError(`--${option} is a day such as 2026-12-04, not "${text}".`)
}
