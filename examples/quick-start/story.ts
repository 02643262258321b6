/** A desk at which time is moved by hand, so that four months pass in a second. @module */
import { type Clock, type Crm, createCrm, type Desk, type Store } from 'crmkit'
import { instantIn, parsePlainDate, parsePlainTime, parseTimeZone, wallClockIn } from 'crmkit/domain'
import { openDesk } from './open-desk.ts'
import { postman } from './postman.ts'
import { atLength, finding } from './say.ts'

/** Where a story takes place. */
export interface Story {
  readonly crm: Crm
  readonly desk: Desk
  /** Every command has an id of its own: one that an earlier start carried out is answered, and not carried out twice. */
  as(name: string): { readonly commandId: string }
  /** Lets time pass, and does what falls due on the way, as a timer would. */
  goTo(day: string, time: string): Promise<void>
  /** Lets time pass while no machine runs. */
  sleepTo(day: string, time: string): void
}

/** Opens a story that begins at this time. The clock is a port: crmkit asks no other one. */
export async function openStory(store: Store, day: string, time: string): Promise<Story> {
  let now = inParis(day, time)
  const clock: Clock = { now: () => now }
  const notifier = postman((workspaceId) => crm.asSystem({ workspaceId, reason: 'reminder' }))
  const crm: Crm = createCrm({ store, clock, notifier })
  return {
    crm,
    desk: await openDesk(crm, 'default'),
    as: (name) => ({ commandId: `quick start: ${name}` }),
    goTo: async (...target) => {
      for (;;) {
        const { nextDueAt } = await crm.runDue()
        if (nextDueAt === null || nextDueAt > inParis(...target)) break
        now = nextDueAt
      }
      now = inParis(...target)
    },
    sleepTo: (...target) => {
      now = inParis(...target)
    },
  }
}

/** When the clocks of Paris show this: `2026-06-02`, `10:00`. */
export function inParis(day: string, time: string): number {
  const [on, at] = [parsePlainDate(day), parsePlainTime(time)]
  if (on === null || at === null) throw new Error(`${day} ${time} is no time.`)
  return instantIn({ on, at }, paris())
}

/** What the clocks of Paris show: day, and time. */
export function onClock(instant: number): { readonly on: string; readonly at: string } {
  return wallClockIn(instant, paris())
}

/** Tells what happened, each line with the rules that it follows. */
export function tell(name: string, lines: readonly Told[], details: readonly Told[] = []): void {
  finding(name, atLength(lines.map(sayRules), details.map(sayRules)))
}

type Told = readonly [text: string, rules: string]

function sayRules([text, rules]: Told): string {
  return `${text} (${rules})`
}

function paris(): NonNullable<ReturnType<typeof parseTimeZone>> {
  const zone = parseTimeZone('Europe/Paris')
  if (zone === null) throw new Error('This machine does not know the zones of the world.')
  return zone
}
