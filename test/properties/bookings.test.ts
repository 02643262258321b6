/** CAL-2: whatever is done with matters, a resource is never in two places at once, and what is refused changes nothing. */
import { createCrm, type Desk, isCrmError } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const dayMs = 86_400_000
const window = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2026, 5, 1) }

interface Step {
  readonly name: string
  readonly pick: number
  readonly other: number
  readonly day: number
  readonly hour: number
}

/** The days of a February, and whole hours: few enough for things to meet. */
function meetingAt({ day, hour }: Step) {
  const two = (number: number): string => String(number).padStart(2, '0')
  return { meeting: { startOn: `2026-02-${two(day)}`, startAt: `${two(hour)}:00`, endAt: `${two(hour + 2)}:00` } }
}

const rules = ['FREQ=DAILY;COUNT=5', 'FREQ=WEEKLY;COUNT=6', 'FREQ=DAILY;INTERVAL=2'] as const

interface World {
  readonly desk: Desk
  readonly van: string
  readonly matters: string[]
}

const steps: Readonly<Record<string, (world: World, id: string, step: Step, occurrence: string) => Promise<unknown>>> =
  {
    create: async ({ desk, van, matters }, _id, step) => {
      const participants = [{ kind: 'resource' as const, id: van }]
      const { record } = await desk.interactions.create({
        subject: 'Trip',
        type: 'sale/first-contact',
        schedule: meetingAt(step),
        participants,
      })
      matters.push(record.id)
    },
    repeat: ({ desk }, id, { other }) => desk.interactions.repeat(id, rules[other % rules.length] ?? rules[0]),
    reschedule: ({ desk }, id, step) => desk.interactions.reschedule(id, meetingAt(step)),
    change: async ({ desk, matters }, id, step, occurrence) => {
      const changed = await desk.interactions.changeOccurrence(id, occurrence, { schedule: meetingAt(step) })
      matters.push(changed.record.id)
    },
    skip: ({ desk }, id, _step, occurrence) => desk.interactions.skipOccurrence(id, occurrence),
    add: ({ desk }, id, step) => {
      const { startOn, startAt } = meetingAt(step).meeting
      return desk.interactions.addOccurrence(id, `${startOn}T${startAt}`)
    },
    split: async ({ desk, matters }, id, _step, occurrence) => {
      const { record } = await desk.interactions.splitSeries(id, occurrence)
      if (record.id !== id) matters.push(record.id)
    },
    move: ({ desk }, id, step) => desk.interactions.changeSeries(id, { schedule: meetingAt(step) }),
    end: ({ desk }, id, _step, occurrence) => desk.interactions.endSeries(id, occurrence),
    leave: ({ desk }, id) => desk.interactions.update(id, { participants: [] }),
    join: ({ desk, van }, id) => desk.interactions.update(id, { participants: [{ kind: 'resource', id: van }] }),
    trash: ({ desk }, id) => desk.interactions.trash(id),
    restore: ({ desk }, id) => desk.interactions.restore(id),
    conclude: ({ desk }, id) => desk.interactions.conclude(id),
    reopen: ({ desk }, id) => desk.interactions.reopen(id),
  }

const anyStep: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom('create', 'create', 'repeat', ...Object.keys(steps)),
  pick: fc.nat(20),
  other: fc.nat(20),
  day: fc.integer({ min: 1, max: 4 }),
  hour: fc.integer({ min: 8, max: 12 }),
})

describe('Bookings', () => {
  it('CAL-2 a resource is never in two places at once, and what is free can be booked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (asked) => {
        const world = await openWorld()
        for (const [index, step] of asked.entries()) {
          const id = world.matters[step.pick % Math.max(1, world.matters.length)] ?? ''
          const before = await tripsOf(world)
          const own = before.filter(({ interactionId, occurrence }) => interactionId === id && occurrence !== null)
          const occurrence = own[step.other % Math.max(1, own.length)]?.occurrence ?? '2026-02-01T08:00'
          const made = await refusalOf(() => steps[step.name]?.(world, id, step, occurrence))
          const after = await tripsOf(world)
          const at = `step ${index}: ${step.name}`
          for (const [place, one] of after.entries()) {
            const next = after[place + 1]
            if (next?.interactionId === one.interactionId) continue
            expect(next === undefined || one.period.until <= next.period.from, at).toBe(true)
          }
          if (made === null) continue
          expect(after, at).toEqual(before)
          if (step.name !== 'create') continue
          // It was refused, so something is in the way.
          const [from, until] = [step.hour - 1, step.hour + 1].map(
            (hour) => Date.UTC(2026, 1, step.day) + hour * 3_600_000,
          )
          const isTaken = before.some(({ period }) => period.from < (until ?? 0) && (from ?? 0) < period.until)
          expect([made, isTaken], at).toEqual(['resource-taken', true])
        }
      }),
      { numRuns: 120 },
    )
  })
})

async function openWorld(): Promise<World> {
  const crm = createCrm({ store: memoryStore(), clock: fixedClock(window.from + 5 * dayMs), ids: countedIds(1) })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  const { id: van } = await desk.workspace.resources.add({ name: 'Van', kind: 'vehicle' })
  return { desk, van, matters: [] }
}

/** When the van is where, by start. */
async function tripsOf({ desk, van }: World) {
  const { blocks } = await desk.calendar.window({ ...window, resources: [van] })
  return blocks.map(({ interactionId, occurrence, period }) => ({ interactionId, occurrence, period }))
}

async function refusalOf(call: () => Promise<unknown> | undefined): Promise<string | null> {
  try {
    await call()
    return null
  } catch (error) {
    if (isCrmError(error)) return error.code
    throw error
  }
}
