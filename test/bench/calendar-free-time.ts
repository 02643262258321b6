/** Free time of many people, beside their busy time put in order: the store's part of it is another benchmark's. @module */
import { type Busy, freeSlots, type SlotSearch } from 'crmkit/domain'
import { type BenchSize, mediansOf, printFigure, rounded } from './calendar-figures.ts'

const [people, weeks] = [20, 4]
const dayMs = 86_400_000
const quarterMs = 900_000
const from = Date.parse('2026-03-16T00:00Z')
const until = from + weeks * 7 * dayMs

/** When 20 people are free in four weeks, over a clock change: two or three meetings a day each, some of them at night. */
export function benchFreeTime({ runs }: BenchSize): void {
  const who = Array.from({ length: people }, (_, number) => ({ kind: 'member', id: `m${number}` }) as const)
  const busy = who.flatMap((one, number): Busy[] =>
    Array.from({ length: weeks * 7 * 2 }, (_, nth) => {
      const begin = from + Math.floor(nth / 2) * dayMs + ((number * 13 + nth * 29) % 70) * quarterMs
      return { who: one, period: { from: begin, until: begin + (1 + ((number + nth) % 3)) * quarterMs } }
    }),
  )
  const search: SlotSearch = {
    window: { from, until },
    who,
    busy,
    lengthMinutes: 30,
    workingHours: ([1, 2, 3, 4, 5] as const).map((weekday) => ({ weekday, from: '08:00', until: '19:00' })),
    timeZone: 'Europe/Paris',
  }
  const slots = freeSlots(search).length
  if (slots === 0) throw new Error('nobody is ever free')
  const medians = mediansOf(runs * 100, {
    slots: () => freeSlots(search),
    sorted: () => busy.map(({ period }) => period).sort((one, other) => one.from - other.from),
  })
  const shape = `free slots of ${people} people in ${weeks} weeks / their busy periods sorted`
  const figure = { bench: 'calendar/free-time', shape, ratio: medians.slots / medians.sorted, goal: 4 }
  printFigure(figure, { busy: busy.length, slots, ms: rounded(medians.slots), otherMs: rounded(medians.sorted) })
}
