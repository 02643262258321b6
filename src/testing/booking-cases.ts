/** The store contract: what matters book, and feeds. @module */
import type { MatterBookings } from '../calendar/resource-bookings.ts'
import type { Booking } from '../calendar/window.ts'
import type { Commit, Write } from '../ports/commit.ts'
import type { Store } from '../ports/store.ts'
import { ContractFailure, expectEqual } from './assert.ts'
import { buildCommit, buildFeed, buildInteraction, buildMember, buildResource } from './builders.ts'
import { countedId } from './fixed-time-and-ids.ts'
import { anne, ben, elsewhere, here, open, otherId, refusal, type StoreCases, write } from './store-scene.ts'

const hour = 3_600_000
const noon = Date.UTC(2026, 11, 4, 12)
const [van, room] = [otherId(1), otherId(2)]

const matterId = (n: number): string => countedId(n, 0x9)

/** Resources and matters as they come. */
export const bookingCases: StoreCases = {
  'a booking is refused where another matter has the resource at an overlapping time, with those in the way': async (
    store,
  ) => {
    await openWithMatters(store, 4)
    await write(store, [], { bookings: [books(1, [van, 0, 2]), books(2, [van, 5, 6, '2026-12-04T17:00'])] })
    for (const [from, until] of [
      [0, 2],
      [-1, 1],
      [1, 3],
      [0.5, 1],
      [-5, 3],
    ] as const) {
      const refused = await refuseOne(store, books(3, [van, from, until]))
      expectEqual(
        refused,
        { code: 'resource-taken', conflicts: [booking(1, van, 0, 2)] },
        `from ${from} until ${until}`,
      )
    }
    const both = await refuseOne(store, books(3, [room, 0, 1], [van, 1, 6]))
    const inTheWay = [booking(1, van, 0, 2), booking(2, van, 5, 6, '2026-12-04T17:00')]
    expectEqual(both, { code: 'resource-taken', conflicts: inTheWay }, 'one of two resources, taken twice')
    const together = await refusal(store, [], { bookings: [books(3, [room, 0, 2]), books(4, [room, 1, 3])] })
    expectEqual(together.code, 'resource-taken', 'two matters of one commit')
    await write(store, [], { bookings: [books(3, [room, 0, 1])] })
  },

  'a refusal names up to twenty bookings that are in the way, by their start': async (store) => {
    await openWithMatters(store, 26)
    const starts = Array.from({ length: 25 }, (_, n) => 24 - n)
    await write(store, [], { bookings: starts.map((n) => books(n + 2, [van, n, n + 1])) })
    const refused = await refuseOne(store, books(1, [van, 0.5, 30]))
    const first = Array.from({ length: 20 }, (_, n) => booking(n + 2, van, n, n + 1))
    expectEqual(refused, { code: 'resource-taken', conflicts: first }, 'those in the way')
  },

  'bookings that touch, of other resources or other workspaces stand beside each other': async (store) => {
    await openWithMatters(store, 3)
    await openWithMatters(store, 1, elsewhere)
    await write(store, [], { bookings: [books(1, [van, 0, 1], [van, 2, 3])] })
    await write(store, [], { bookings: [books(2, [van, 1, 2], [van, -1, 0], [room, 0, 3])] })
    await write(store, [], { bookings: [books(3, [van, 3, 4])] })
    await write(store, [], { workspaceId: elsewhere, bookings: [books(1, [van, 0, 3])] })
  },

  "a matter's bookings replace those that it had": async (store) => {
    await openWithMatters(store, 3)
    await write(store, [], { bookings: [books(1, [van, 0, 2], [van, 4, 6])] })
    await write(store, [], { bookings: [books(1, [van, 1, 3])] })
    await write(store, [], { bookings: [books(2, [van, 4, 6])] })
    await write(store, [], { bookings: [books(1), books(3, [van, 0, 3])] })
    expectEqual(
      (await refuseOne(store, books(1, [van, 0, 1]))).code,
      'resource-taken',
      'what another matter has by now',
    )
    await write(store, [], { bookings: [books(2, [van, 0, 3]), books(3, [van, 4, 6])] })
  },

  'bookings of a matter in another version, or of a resource that does not exist, refuse the commit': async (store) => {
    await openWithMatters(store, 1)
    const subject = { kind: 'interaction', id: matterId(1) } as const
    const conflict = { code: 'version-conflict', subject } as const
    expectEqual(await refuseOne(store, { ...books(1, [van, 0, 1]), version: 2 }), conflict, 'a later version')
    expectEqual((await refuseOne(store, books(2, [van, 0, 1]))).code, 'version-conflict', 'a matter that is not there')
    const missing = { code: 'missing-reference', subject: { kind: 'resource', id: otherId(3) } } as const
    expectEqual(await refuseOne(store, books(1, [otherId(3), 0, 1])), missing, 'an unknown resource')
    await write(store, [changedMatter(1, 2)], { bookings: [{ ...books(1, [van, 0, 1]), version: 2 }] })
    expectEqual(await refuseOne(store, books(1)), conflict, 'an earlier version')
    const late = { ...books(2, [van, 0, 1]), version: 1 }
    expectEqual((await refusal(store, [newMatter(2)], { bookings: [late] })).code, 'resource-taken', 'a new matter')
    await write(store, [newMatter(2)], { bookings: [books(2, [van, 1, 2])] })
  },

  'purging an interaction gives up its bookings': async (store) => {
    await openWithMatters(store, 3)
    await write(store, [], { bookings: [books(1, [van, 0, 2]), books(2, [van, 4, 6])] })
    const purge = { op: 'purge', kind: 'interaction', id: matterId(1), expectedVersion: 1 } as const
    await write(store, [purge], { bookings: [books(3, [van, 0, 1])] })
    await write(store, [], { bookings: [books(3, [van, 0, 2])] })
    expectEqual(
      (await refuseOne(store, books(3, [van, 4, 6]))).code,
      'resource-taken',
      'the bookings of another matter',
    )
  },

  'a refused commit books nothing, and gives up nothing': async (store) => {
    await openWithMatters(store, 3)
    await write(store, [], { bookings: [books(1, [van, 0, 2])] })
    await refusal(store, [changedMatter(3, 7)], { bookings: [books(1), books(2, [room, 0, 2])] })
    expectEqual((await refuseOne(store, books(3, [van, 0, 2]))).code, 'resource-taken', 'what was to be given up')
    await write(store, [], { bookings: [books(3, [room, 0, 2])] })
  },

  'of concurrent bookings of a resource, exactly compatible ones succeed': async (store) => {
    const count = 24
    await openWithMatters(store, count)
    const wanted = Array.from({ length: count }, (_, n) => books(n + 1, [van, (n % 8) / 2, (n % 8) / 2 + 1]))
    await checkRace(store, wanted)
  },

  'feeds come back with every field, by id, in their workspace only': async (store) => {
    await open(store)
    await write(
      store,
      [anne, ben].map((id) => ({ op: 'create', kind: 'member', record: buildMember({ id }) })),
    )
    const first = buildFeed({ id: otherId(1), memberId: ben, label: 'Telephone “ü”' })
    const second = buildFeed({ id: otherId(2), memberId: anne, secretHash: 'cd'.repeat(32) })
    await write(
      store,
      [second, first].map((record) => ({ op: 'create', kind: 'feed', record })),
    )
    expectEqual(await store.feeds.list(here), [first, second], 'feeds')
    expectEqual(await store.feeds.find(here, otherId(2)), second, 'the second')
    expectEqual(await store.feeds.find(here, otherId(3)), null, 'an unknown one')
    expectEqual(await store.feeds.find(elsewhere, otherId(1)), null, 'the first, elsewhere')
    expectEqual(await store.feeds.list(elsewhere), [], 'feeds elsewhere')
    const conflict = { code: 'version-conflict', subject: { kind: 'feed', id: otherId(1) } } as const
    const again = await refusal(store, [{ op: 'create', kind: 'feed', record: first }])
    expectEqual(again, conflict, 'an id that is taken')
  },

  'feeds are purged by version': async (store) => {
    await open(store)
    await write(store, [{ op: 'create', kind: 'feed', record: buildFeed({ id: otherId(1), memberId: anne }) }])
    const purge = { op: 'purge', kind: 'feed', id: otherId(1), expectedVersion: 1 } as const
    const stale = await refusal(store, [{ ...purge, expectedVersion: 2 }])
    expectEqual(stale, { code: 'version-conflict', subject: { kind: 'feed', id: otherId(1) } }, 'a wrong version')
    await write(store, [purge])
    expectEqual(await store.feeds.list(here), [], 'feeds')
  },
}

/** Commits them all at once, and checks that those which succeeded fit together, and that none was refused needlessly. */
async function checkRace(store: Store, wanted: readonly MatterBookings[]): Promise<void> {
  const results = await Promise.all(
    wanted.map((each) => store.commit(buildCommit({ workspaceId: here, bookings: [each] }))),
  )
  const taken = wanted.filter((_, at) => results[at]?.ok === true).flatMap(({ bookings }) => bookings)
  for (const one of taken) {
    const others = taken.filter((other) => other !== one)
    expectEqual(others.filter((other) => overlaps(one, other)).length, 0, 'bookings beside one another')
  }
  for (const [at, { bookings }] of wanted.entries()) {
    const result = results[at]
    if (result === undefined || result.ok) continue
    expectEqual(result.error.code, 'resource-taken', 'a refusal')
    if (!bookings.some((one) => taken.some((other) => overlaps(one, other)))) {
      throw new ContractFailure('a booking was refused although the resource is free')
    }
  }
}

function overlaps(one: Booking, other: Booking): boolean {
  return one.period.from < other.period.until && other.period.from < one.period.until
}

function refuseOne(store: Store, bookings: MatterBookings): ReturnType<typeof refusal> {
  return refusal(store, [], { bookings: [bookings] })
}

/** A workspace with a van, a room and so many matters. */
async function openWithMatters(store: Store, count: number, workspaceId = here): Promise<void> {
  await open(store, workspaceId)
  const resources = [van, room].map((id): Write => ({ op: 'create', kind: 'resource', record: buildResource({ id }) }))
  const matters = Array.from({ length: count }, (_, n) => newMatter(n + 1))
  const fields: Partial<Commit> = { workspaceId }
  await write(store, [...resources, ...matters], fields)
}

const index = { sortKey: 'apples', searchText: 'apples' }

function newMatter(n: number): Write {
  return { op: 'create', kind: 'interaction', record: buildInteraction({ id: matterId(n) }), index }
}

function changedMatter(n: number, version: number): Write {
  const record = { ...buildInteraction({ id: matterId(n), version }), number: n }
  return { op: 'update', kind: 'interaction', record, index }
}

type Slot = readonly [resourceId: string, fromHour: number, untilHour: number, occurrence?: string]

/** What a matter of these cases books, in hours from a certain noon on. */
function books(n: number, ...slots: readonly Slot[]): MatterBookings {
  return { interactionId: matterId(n), version: 1, bookings: slots.map((slot) => booking(n, ...slot)) }
}

function booking(n: number, ...[resourceId, fromHour, untilHour, occurrence]: Slot): Booking {
  const period = { from: noon + fromHour * hour, until: noon + untilHour * hour }
  return { resourceId, interactionId: matterId(n), occurrence: occurrence ?? null, period }
}
