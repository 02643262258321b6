/** Meetings and tasks as a year brings them, and what happens to them. */
import type { Desk } from 'crmkit'
import { addDays, type Interaction, type MemberOffset, type NewSchedule, type PlainDate } from 'crmkit/domain'

/** Who there is. */
export interface People {
  readonly members: readonly string[]
  readonly contacts: readonly string[]
}

type Random = () => number

const offsets = ['none', '5-minutes', '15-minutes', '30-minutes', '1-hour', '2-hours', '1-day'] as const

/** Makes a meeting or a task of the next weeks. */
export async function createMatter(desk: Desk, random: Random, people: People, today: PlainDate): Promise<Interaction> {
  const { record } = await desk.interactions.create({
    subject: 'Apples',
    type: 'sale/first-contact',
    contactIds: some(people.contacts, random, 2),
    participants: participantsOf(people, random),
    schedule: random() < 0.6 ? meetingOf(random, today) : taskOf(random, today),
    ...(random() < 0.8 && { reminders: wishesOf(random) }),
  })
  return record
}

/** Does something to a matter. @returns the matter as it is then; `null`: it is removed */
export async function changeMatter(
  desk: Desk,
  random: Random,
  people: People,
  today: PlainDate,
  matter: Interaction,
): Promise<Interaction | null> {
  const { id, state, trashedAt, schedule } = matter
  const { interactions } = desk
  const isMeeting = schedule?.kind === 'meeting'
  const chance = random()
  if (trashedAt !== undefined) {
    if (chance < 0.7) return (await interactions.restore(id)).record
    if (chance < 0.9) return matter
    await interactions.purge(id)
    return null
  }
  if (chance < 0.1) return (await interactions.trash(id)).record
  if (state === 'done') return (await interactions.reopen(id)).record
  if (chance < 0.2) return (await interactions.conclude(id)).record
  if (chance < 0.3) {
    return (await interactions.convert(id, isMeeting ? taskOf(random, today) : meetingOf(random, today))).record
  }
  if (chance < 0.65) {
    return (await interactions.reschedule(id, isMeeting ? meetingOf(random, today) : taskOf(random, today))).record
  }
  if (chance < 0.8) return (await interactions.update(id, { reminders: wishesOf(random) })).record
  if (chance < 0.9) return (await interactions.update(id, { participants: participantsOf(people, random) })).record
  return (await interactions.update(id, { contactIds: some(people.contacts, random, 3) })).record
}

function wishesOf(random: Random) {
  const member: MemberOffset | 'none' = offsets[Math.floor(random() * offsets.length)] ?? 'none'
  const customer = (['day-before', 'same-day'] as const).filter(() => random() < 0.5)
  return { member, customer }
}

function meetingOf(random: Random, today: PlainDate): NewSchedule {
  const startOn = addDays(today, Math.floor(random() * 20))
  // At few times, so that what is moved away often comes back.
  const start = 8 + Math.floor(random() * 10)
  return { meeting: { startOn, startAt: clock(start), endAt: clock(start + 1), timeZone: zoneOf(random) } }
}

function taskOf(random: Random, today: PlainDate): NewSchedule {
  const dueOn = addDays(today, Math.floor(random() * 20))
  return { task: random() < 0.5 ? { dueOn } : { dueOn, dueAt: clock(8 + Math.floor(random() * 10)) } }
}

function zoneOf(random: Random): string {
  return (
    ['Europe/Paris', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata'][Math.floor(random() * 4)] ?? 'Europe/Paris'
  )
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

function participantsOf({ members }: People, random: Random) {
  return some(members, random, 2).map((id) => ({ kind: 'member' as const, id }))
}

function some(ids: readonly string[], random: Random, most: number): readonly string[] {
  const count = Math.floor(random() * (most + 1))
  return Array.from({ length: count }, () => ids[Math.floor(random() * ids.length)] ?? '')
}
