/** What matters book, as rows. @module */
import type { Booking, Commit } from 'crmkit'
import type { CheckedStatement } from './checked-writes.ts'
import { arrayLiteral } from './encode.ts'
import { type Row, type Session, type Statement, statement } from './executor.ts'
import { insertStatements, type Table, tableName } from './table.ts'
import { cellReader } from './to-record.ts'

const bookingTable: Table<Booking> = {
  name: 'resource_bookings',
  columns: [
    { name: 'resource_id', type: 'uuid', value: ({ resourceId }) => resourceId },
    { name: 'from_at', type: 'bigint', value: ({ period }) => String(period.from) },
    { name: 'until_at', type: 'bigint', value: ({ period }) => String(period.until) },
    { name: 'interaction_id', type: 'uuid', value: ({ interactionId }) => interactionId },
    { name: 'occurrence', type: 'text', value: ({ occurrence }) => occurrence },
  ],
}

/** How many bookings a refusal names. */
const mostConflicts = 20

/**
 * Locks the resources that a commit books, in the order of their ids: who books one of them at the same time waits, and sees
 * what was booked.
 * @returns the first resource that is not there
 */
export async function lockResources(session: Session, schema: string, commit: Commit): Promise<string | null> {
  const ids = [...new Set(bookingsOf(commit).map(({ resourceId }) => resourceId))]
  if (ids.length === 0) return null
  const { rows } = await session.runOne(
    statement(
      `SELECT r.id FROM ${tableName(schema, 'resources')} AS r ` +
        'WHERE r.workspace_id = $1::uuid AND r.id = ANY ($2::text::uuid[]) ORDER BY r.id FOR UPDATE',
      commit.workspaceId,
      arrayLiteral(ids),
    ),
  )
  const there = new Set(rows.map(([id]) => id))
  for (const write of commit.writes) if (write.kind === 'resource') there.add(write.record.id)
  return ids.find((id) => !there.has(id)) ?? null
}

/** Finds fewer matters than it should where one is not there in the version that books; holds the others to it. */
export function bookingMatters(schema: string, { workspaceId, bookings = [] }: Commit): readonly CheckedStatement[] {
  if (bookings.length === 0) return []
  const check = statement(
    `SELECT i.id FROM ${tableName(schema, 'interactions')} AS i ` +
      'JOIN unnest($2::text::uuid[], $3::text::integer[]) AS u(id, version) ON u.id = i.id AND u.version = i.version ' +
      'WHERE i.workspace_id = $1::uuid ORDER BY i.id FOR NO KEY UPDATE OF i',
    workspaceId,
    arrayLiteral(bookings.map(({ interactionId }) => interactionId)),
    arrayLiteral(bookings.map(({ version }) => String(version))),
  )
  return [{ statement: check, count: bookings.length }]
}

/** Gives up what matters had booked, those that are purged too, and books what they book now. */
export function bookingStatements(schema: string, commit: Commit): readonly Statement[] {
  const { workspaceId, writes, bookings = [] } = commit
  const purged = writes.flatMap((write) => (write.op === 'purge' && write.kind === 'interaction' ? [write.id] : []))
  const given = [...bookings.map(({ interactionId }) => interactionId), ...purged]
  if (given.length === 0) return []
  return [
    statement(
      `DELETE FROM ${tableName(schema, bookingTable.name)} AS b ` +
        'WHERE b.workspace_id = $1::uuid AND b.interaction_id = ANY ($2::text::uuid[])',
      workspaceId,
      arrayLiteral(given),
    ),
    ...insertStatements(schema, bookingTable, workspaceId, bookingsOf(commit)),
  ]
}

/**
 * What is in the way of these bookings, once they are written. The bookings of a resource don't overlap: of those that begin
 * earlier, only the last one can last into another.
 */
export function conflictStatements(schema: string, commit: Commit): readonly Statement[] {
  const wanted = bookingsOf(commit)
  if (wanted.length === 0) return []
  const names = bookingTable.columns.map(({ name }) => name)
  const columns = (alias: string): string => names.map((name) => `${alias}.${name}`).join(', ')
  const ofResource =
    `SELECT ${columns('b')} FROM ${tableName(schema, bookingTable.name)} AS b ` +
    'WHERE b.workspace_id = $1::uuid AND b.resource_id = n.resource_id'
  const text =
    `SELECT DISTINCT ${columns('o')} ` +
    'FROM unnest($2::text::uuid[], $3::text::uuid[], $4::text::bigint[], $5::text::bigint[]) ' +
    'AS n(resource_id, interaction_id, from_at, until_at) CROSS JOIN LATERAL (' +
    `(${ofResource} AND b.from_at < n.from_at ORDER BY b.from_at DESC LIMIT 1) UNION ALL ` +
    `(${ofResource} AND b.from_at >= n.from_at AND b.from_at < n.until_at ORDER BY b.from_at LIMIT ${mostConflicts + 1})` +
    ') AS o WHERE o.interaction_id <> n.interaction_id AND o.until_at > n.from_at ' +
    `ORDER BY o.from_at, o.resource_id, o.interaction_id LIMIT ${mostConflicts}`
  return [
    statement(
      text,
      commit.workspaceId,
      arrayLiteral(wanted.map(({ resourceId }) => resourceId)),
      arrayLiteral(wanted.map(({ interactionId }) => interactionId)),
      arrayLiteral(wanted.map(({ period }) => String(period.from))),
      arrayLiteral(wanted.map(({ period }) => String(period.until))),
    ),
  ]
}

const readBooking = cellReader(bookingTable.columns.map((column) => column.name))

/** A row of {@link conflictStatements} as a booking. */
export function toBooking(row: Row): Booking {
  const cells = readBooking(row)
  return {
    resourceId: cells.text('resource_id'),
    interactionId: cells.text('interaction_id'),
    occurrence: cells.maybe('occurrence'),
    period: { from: cells.integer('from_at'), until: cells.integer('until_at') },
  }
}

function bookingsOf({ bookings = [] }: Commit): readonly Booking[] {
  return bookings.flatMap((each) => each.bookings)
}
