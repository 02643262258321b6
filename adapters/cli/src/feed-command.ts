/** `crmkit feed`: a member's calendar as iCalendar text, and the addresses behind which programs find it. @module */
import type { CalendarFeed, Desk, Interaction, Member } from 'crmkit'
import { type FeedTasks, feedEntries } from 'crmkit/domain'
import { feedText } from 'crmkit/ical'
import { oneOf, type ReadVerb, readVerb, type Verb } from './arguments.ts'
import type { Command } from './command.ts'
import { describeInstant } from './describe-interaction.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { CliIo } from './io.ts'
import { memberNamed } from './named-records.ts'
import type { OpenWorkspace } from './open-workspace.ts'
import { readPlace } from './place.ts'
import { sayWhatIsThere, textTable } from './text-table.ts'
import { UsageError } from './usage-error.ts'
import { withWorkspace } from './with-desk.ts'

const allTasks: readonly FeedTasks[] = ['events', 'to-dos', 'none']
const dayMs = 86_400_000
const daysBack = 366
const daysAhead = 3660

const options = {
  member: { type: 'string' },
  tasks: { type: 'string' },
  label: { type: 'string' },
  json: { type: 'boolean' },
} as const

const verbs = {
  print: { positionals: [], takes: ['member', 'tasks'] },
  create: { positionals: [], takes: ['member', 'label', 'json'] },
  list: { positionals: [], takes: ['member', 'json'] },
  revoke: { positionals: ['FEED_ID'], takes: ['json'] },
} as const satisfies Readonly<Record<string, Verb>>

type Asked = ReadVerb<keyof typeof verbs, typeof options>

/** `crmkit feed`. */
export const feedCommand: Command = {
  name: 'feed',
  summary: "Print a member's calendar as .ics, and make addresses of it",
  synopsis: '[print|create|list|revoke …] --store ADDRESS [options]',
  options: [
    { option: 'print --member MEMBER', meaning: 'what a calendar program is shown (the default)' },
    { option: 'create --member MEMBER', meaning: 'a new address: its last part is shown this once' },
    { option: 'list', meaning: 'the addresses there are' },
    { option: 'revoke FEED_ID', meaning: 'an address leads nowhere from now on' },
    { option: '--member MEMBER', meaning: 'a name, an e-mail or an id; may be left out where there is only one' },
    { option: '--tasks SHOWN', meaning: 'events, to-dos or none (default: events)' },
    { option: '--label TEXT', meaning: 'for whom or what an address is' },
    { option: '--json', meaning: 'one line of JSON, of everything but print' },
  ],
  notes: [
    'For example:',
    '  crmkit feed --member anne --store pglite:crm-data > anne.ics',
    'An address is answered by your application: feedHandler, of crmkit/ical, does that.',
  ].join('\n'),
  run: runFeed,
}

async function runFeed(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const asked = readVerb(argv, options, verbs, 'print')
  const { values } = asked
  if (values.tasks !== undefined) oneOf('tasks', values.tasks, allTasks)
  await withWorkspace(readPlace(values, io), (open) => work(open, asked, io))
  return exitCodes.done
}

async function work(open: OpenWorkspace, { verb, values, positionals }: Asked, io: CliIo): Promise<void> {
  const { feeds } = open.desk.calendar
  const members = await open.desk.workspace.members.list()
  switch (verb) {
    case 'print': {
      const tasks = oneOf('tasks', values.tasks ?? 'events', allTasks)
      io.stdout.write(await textOf(open, theMember(members, values.member), tasks, io))
      return
    }
    case 'create': {
      const member = theMember(members, values.member)
      const { feed, token } = await feeds.create({ memberId: member.id, label: values.label })
      io.stdout.write(
        values.json === true
          ? `${JSON.stringify({ feed, token })}\n`
          : `${token}.ics\nThat is the end of an address of your application, shown this once. Feed ${feed.id}.\n`,
      )
      return
    }
    case 'list': {
      const memberId = values.member === undefined ? undefined : memberNamed(members, values.member).id
      const found = await feeds.list({ memberId })
      if (values.json === true) io.stdout.write(`${JSON.stringify({ feeds: found })}\n`)
      else if (found.length === 0) io.stdout.write('There are no feeds.\n')
      else io.stdout.write(`${await describeFeeds(open.desk, found, members)}\n`)
      return
    }
    case 'revoke': {
      const id = positionals[0]?.toLowerCase() ?? ''
      await feeds.revoke(id)
      io.stdout.write(
        values.json === true ? `${JSON.stringify({ id, isRevoked: true })}\n` : `Feed ${id} is revoked.\n`,
      )
    }
  }
}

/** What the member's own feed shows: everything is read at his desk, under his rights. */
async function textOf({ crm, scope }: OpenWorkspace, member: Member, tasks: FeedTasks, io: CliIo): Promise<string> {
  const desk = crm.as({ workspaceId: scope.workspaceId, memberId: member.id })
  const { settings } = await desk.workspace.get()
  const now = io.clock?.now() ?? Date.now()
  const since = now - daysBack * dayMs
  const matters = await mattersOf(desk, member, { from: since, until: now + daysAhead * dayMs })
  const entries = feedEntries(matters, { memberId: member.id, tasks, since, timeZone: settings.timeZone })
  const shown = tasks === 'to-dos' ? tasks : 'events'
  return feedText(entries, { name: `${member.name} – ${settings.name}`, tasks: shown, domain: 'crmkit.invalid' })
}

async function mattersOf(
  desk: Desk,
  member: Member,
  planned: { readonly from: number; readonly until: number },
): Promise<readonly Interaction[]> {
  const matters: Interaction[] = []
  let cursor: string | undefined
  do {
    const query = { attendeeIds: [member.id], planned, order: 'created', limit: 500 } as const
    const page = await desk.interactions.list({ ...query, cursor })
    matters.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== undefined)
  return matters
}

/** The member who is named, or the only one. */
function theMember(members: readonly Member[], named: string | undefined): Member {
  if (named !== undefined) return memberNamed(members, named)
  const [only, other] = members.filter(({ state }) => state === 'active')
  if (only !== undefined && other === undefined) return only
  throw new UsageError(`--member is missing.${sayWhatIsThere(members.map(({ name }) => `"${name}"`))}`)
}

async function describeFeeds(desk: Desk, feeds: readonly CalendarFeed[], members: readonly Member[]): Promise<string> {
  const { settings } = await desk.workspace.get()
  const names = new Map(members.map(({ id, name }) => [id, name]))
  const lines = feeds.map(({ id, memberId, label = '', createdAt }) => [
    id,
    names.get(memberId) ?? '',
    label,
    describeInstant(createdAt, settings.timeZone),
  ])
  return textTable([['id', 'member', 'for', 'since'], ...lines])
}
