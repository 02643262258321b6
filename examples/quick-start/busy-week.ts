/** A week of meetings: who is free, what is taken, and what a calendar program is shown. @module */
import { type Desk, type Interaction, isCrmError, type NewInteraction } from 'crmkit'
import { feedText } from 'crmkit/ical'
import { atLength, detail, finding } from './say.ts'
import { inParis, onClock, type Story, tell } from './story.ts'

const ben = '0190a4c2-0000-7000-8000-000000000002'
/** Where the application would answer, and what makes the ids of entries unique in the world. */
const domain = 'crm.example'
const van = '0190a4c2-0000-7000-8000-000000000003'

/** Plans a tasting with Ben and the van, and finds out what else fits into that week. */
export async function busyWeek(story: Story, sale: Interaction): Promise<void> {
  await planMeetings(story, sale)
  await bookTwice(story)
  await showAgenda(story.desk)
  await showFeed(story)
}

async function planMeetings({ desk, as }: Story, sale: Interaction): Promise<void> {
  await desk.workspace.members.add({ id: ben, name: 'Ben Clochard', role: 'user' }, as('ben'))
  await desk.workspace.resources.add({ id: van, name: 'White van', kind: 'vehicle' }, as('van'))
  const participants = [
    { kind: 'member', id: ben },
    { kind: 'resource', id: van },
  ] as const
  const reminders = { member: '1-hour', customer: ['day-before', 'same-day'] } as const
  await desk.interactions.update(sale.id, { participants, reminders }, as('participants'))
  await desk.interactions.convert(sale.id, meeting('2026-06-09', '10:00', '11:30'), as('tasting'))
  const { record: weekly } = await desk.interactions.create(
    {
      subject: 'Week ahead',
      type: 'administrative/open',
      participants: [{ kind: 'member', id: ben }],
      schedule: meeting('2026-06-08', '09:00', '09:30'),
      reminders: { member: '15-minutes', customer: [] },
    },
    as('week ahead'),
  )
  await desk.interactions.repeat(weekly.id, 'FREQ=WEEKLY;COUNT=4', as('weekly'))
  const tasting = 'the sale becomes a meeting: a tasting on 2026-06-09 at 10:00, with Ben and the white van'
  tell('planned', [[tasting, 'INT-6']], [['Mondays at 09:00, four times: the week ahead', 'CAL-3']])
}

async function bookTwice({ desk, as }: Story): Promise<void> {
  try {
    await desk.interactions.create(crates('11:00', '12:00'))
  } catch (error) {
    if (!isCrmError(error, 'resource-taken')) throw error
    const [taken] = error.details.conflicts
    const out = taken === undefined ? '' : `${onClock(taken.from).at}–${onClock(taken.until).at}`
    tell('refused', [[`the van on the same day at 11:00: ${error.code}, it is out ${out}`, 'CAL-2']])
  }
  const day = { from: inParis('2026-06-09', '00:00'), until: inParis('2026-06-10', '00:00') }
  const slots = await desk.calendar.freeSlots({ ...day, members: [ben], resources: [van], lengthMinutes: 60, limit: 3 })
  const starts = slots.map(({ from }) => onClock(from).at)
  tell('free', [[`an hour for Ben and the van, the first that there are: ${starts.join(', ')}`, 'CAL-2']])
  await desk.interactions.create(crates('13:00', '14:00'), as('crates'))
}

async function showAgenda(desk: Desk): Promise<void> {
  const [members, resources] = await Promise.all([desk.workspace.members.list(), desk.workspace.resources.list()])
  const { blocks, interactions } = await desk.calendar.window({
    from: inParis('2026-06-08', '00:00'),
    until: inParis('2026-06-15', '00:00'),
    members: members.map(({ id }) => id),
    resources: resources.map(({ id }) => id),
  })
  const names = new Map([...members, ...resources].map(({ id, name }) => [id, name]))
  const subjects = new Map(interactions.map(({ id, subject }) => [id, subject]))
  const lines = blocks.map(({ interactionId, period, attendees }) => {
    const [start, end] = [onClock(period.from), onClock(period.until)]
    const who = attendees.map(({ id }) => names.get(id)).join(', ')
    return `${start.on} ${start.at}–${end.at}  ${subjects.get(interactionId)}: ${who}`
  })
  detail('the week', ['all of them together, each meeting once (CAL-1)', ...lines])
}

async function showFeed({ crm, desk, as }: Story): Promise<void> {
  const { token } = await desk.calendar.feeds.create({ label: 'my telephone' }, as('feed'))
  // The token is told once: a repeated command brings the feed without it.
  if (token === undefined) return
  const { name, entries } = await crm.readFeed(token)
  const text = feedText(entries, { name, tasks: 'events', domain })
  const events = text.split('BEGIN:VEVENT\r\n').slice(1)
  const tasting = events.find((event) => event.includes('SUMMARY:Apples')) ?? ''
  const shown = tasting.split('\r\n').filter((line) => /^(?:UID|SEQUENCE|DTSTART|DTEND|SUMMARY)/.test(line))
  const address = `https://${domain}/calendar/${token.slice(0, 8)}….ics`
  finding('the feed', atLength([`${address} shows calendar programs what Anne has to do, “${name}” (CAL-4)`], shown))
}

function crates(startAt: string, endAt: string): NewInteraction {
  return {
    subject: 'Bring the crates back',
    type: 'transport/planned',
    ownerId: ben,
    participants: [{ kind: 'resource', id: van }],
    schedule: meeting('2026-06-09', startAt, endAt),
  }
}

function meeting(startOn: string, startAt: string, endAt: string) {
  return { meeting: { startOn, startAt, endAt } }
}
