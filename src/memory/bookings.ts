/** What is booked, in memory. @module */
import { bookingsInTheWay } from '../calendar/resource-bookings.ts'
import type { Commit, CommitRefusal } from '../ports/commit.ts'
import type { Tables } from './tables.ts'

/** Why a commit may not book what it wants to. */
export function bookingRefusal(tables: Tables, { bookings: matters = [], writes }: Commit): CommitRefusal | null {
  const written = new Map(
    writes.flatMap((write) =>
      write.kind === 'interaction' ? [[idOf(write), write.op === 'purge' ? 0 : write.record.version] as const] : [],
    ),
  )
  const resources = new Set(tables.resources.keys())
  for (const write of writes) if (write.kind === 'resource') resources.add(write.record.id)
  const wanted = matters.flatMap(({ bookings }) => bookings)
  for (const { interactionId, version } of matters) {
    const stored = written.get(interactionId) ?? tables.interactions.get(interactionId)?.record.version
    if (stored !== version) return { code: 'version-conflict', subject: { kind: 'interaction', id: interactionId } }
  }
  for (const { resourceId } of wanted) {
    if (!resources.has(resourceId)) {
      return { code: 'missing-reference', subject: { kind: 'resource', id: resourceId } }
    }
  }
  const given = new Set([...matters.map(({ interactionId }) => interactionId), ...purgedBy(writes)])
  const others = [...tables.bookings].flatMap(([id, bookings]) => (given.has(id) ? [] : bookings))
  const conflicts = bookingsInTheWay(wanted, [...others, ...wanted])
  return conflicts.length === 0 ? null : { code: 'resource-taken', conflicts }
}

/** Writes what a commit books, and gives up what is booked no longer. */
export function writeBookings(tables: Tables, { bookings: matters = [], writes }: Commit): void {
  for (const id of purgedBy(writes)) tables.bookings.delete(id)
  for (const { interactionId, bookings } of matters) {
    if (bookings.length === 0) tables.bookings.delete(interactionId)
    else tables.bookings.set(interactionId, bookings)
  }
}

function purgedBy(writes: Commit['writes']): readonly string[] {
  return writes.flatMap((write) => (write.op === 'purge' && write.kind === 'interaction' ? [write.id] : []))
}

function idOf(write: Commit['writes'][number]): string {
  return write.op === 'purge' ? write.id : write.record.id
}
