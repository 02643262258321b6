/** What providers told, as rows: what a commit does to them, and reading them. @module */
import type {
  Commit,
  KeptProviderEvent,
  ProviderEventLog,
  ProviderEventReplay,
  ProviderEventState,
  SettledProviderEvent,
  StoredProviderEvent,
} from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import type { Write } from './job-queue.ts'
import type { Reader } from './reader.ts'
import { type Column, selectList, tableName } from './table.ts'
import { cellReader } from './to-record.ts'

const name = 'provider_events'

/** The columns that an event fills when it comes. */
const keptColumns: readonly Column<KeptProviderEvent>[] = [
  { name: 'topic', type: 'text', value: (event) => event.topic },
  { name: 'provider', type: 'text', value: (event) => event.provider },
  { name: 'key', type: 'text', value: (event) => event.key },
  { name: 'raw', type: 'text', value: (event) => event.raw },
  { name: 'received_at', type: 'bigint', value: (event) => String(event.receivedAt) },
]

/** By which a settled event is found. */
const nameColumns: readonly Column<SettledProviderEvent>[] = [
  { name: 'topic', type: 'text', value: (event) => event.topic },
  { name: 'provider', type: 'text', value: (event) => event.provider },
  { name: 'key', type: 'text', value: (event) => event.key },
]
const placeColumns: readonly Column<SettledProviderEvent>[] = [
  { name: 'position', type: 'bigint', value: ({ position }) => (position === undefined ? null : String(position)) },
]

/** What becomes of it. */
const outcomeColumns: readonly Column<SettledProviderEvent>[] = [
  { name: 'state', type: 'text', value: (event) => event.state },
  { name: 'about_id', type: 'uuid', value: (event) => event.aboutId ?? null },
]

const columns = [...keptColumns, { name: 'state' }, { name: 'position' }]
const readEvent = cellReader(columns.map((column) => column.name))
const topics: readonly StoredProviderEvent['topic'][] = ['mail', 'sms', 'calls']
const states: readonly ProviderEventState[] = ['pending', 'interpreted', 'unmatched', 'unknown']

function toProviderEvent(row: Row): StoredProviderEvent {
  const cells = readEvent(row)
  return {
    topic: cells.oneOf('topic', topics),
    provider: cells.text('provider'),
    key: cells.text('key'),
    raw: cells.text('raw'),
    receivedAt: cells.integer('received_at'),
    state: cells.oneOf('state', states),
    position: cells.integer('position'),
  }
}

/**
 * What a commit does to the log: keeps what is new, settles, takes up again, and blanks.
 * @param lastPlace the last one that was taken before those of its events
 */
export function providerEventStatements(schema: string, commit: Commit, lastPlace: number): readonly Statement[] {
  const { workspaceId, providerEventsKept = [], providerEventsSettled = [], providerEventsReplayed } = commit
  const { providerEventsBlanked = [] } = commit
  return [
    ...(providerEventsKept.length === 0 ? [] : [keepEvents(schema, workspaceId, providerEventsKept, lastPlace)]),
    ...(providerEventsSettled.length === 0 ? [] : [settleEvents(schema, workspaceId, providerEventsSettled)]),
    ...(providerEventsReplayed === undefined ? [] : [replayEvents(schema, workspaceId, providerEventsReplayed)]),
    ...(providerEventsBlanked.length === 0 ? [] : [blankEvents(schema, workspaceId, providerEventsBlanked)]),
  ]
}

/**
 * Takes so many places, and gives the last one that was taken before. It is done in a transaction of its own: nobody waits
 * for who writes events, and of two who do so at once either may stand first.
 */
export function takeEventPlaces(schema: string, workspaceId: string, count: number): Statement {
  return statement(
    `INSERT INTO ${tableName(schema, 'provider_event_queues')} AS q (workspace_id, position) ` +
      'VALUES ($1::uuid, $2::bigint) ON CONFLICT (workspace_id) DO UPDATE SET ' +
      'position = q.position + excluded.position RETURNING q.position - $2::bigint',
    workspaceId,
    String(count),
  )
}

/** Puts events at their places. Everybody writes them in one order, so that no two wait for each other. */
function keepEvents(
  schema: string,
  workspaceId: string,
  events: readonly KeptProviderEvent[],
  lastPlace: number,
): Statement {
  const placed = events.map((event, index) => ({ event, place: lastPlace + 1 + index }))
  placed.sort((a, b) => compareNames(a.event, b.event))
  const names = keptColumns.map((column) => column.name).join(', ')
  const arrays = keptColumns.map(({ type }, index) => `$${index + 3}::${type}[]`).join(', ')
  return statement(
    `INSERT INTO ${tableName(schema, name)} (workspace_id, state, position, ${names}) ` +
      `SELECT $1::uuid, 'pending', u.* FROM unnest($2::bigint[], ${arrays}) AS u ` +
      'ON CONFLICT (workspace_id, topic, provider, key) DO NOTHING',
    workspaceId,
    arrayLiteral(placed.map(({ place }) => String(place))),
    ...keptColumns.map((column) => arrayLiteral(placed.map(({ event }) => column.value(event)))),
  )
}

function compareNames(a: KeptProviderEvent, b: KeptProviderEvent): number {
  for (const part of ['topic', 'provider', 'key'] as const) if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1
  return 0
}

/** Settles events: by their places where all are known, by their names where one is not. */
function settleEvents(schema: string, workspaceId: string, events: readonly SettledProviderEvent[]): Statement {
  const positions = events.flatMap(({ position }) => position ?? [])
  const isPlaced = positions.length === events.length
  const columns = [...(isPlaced ? placeColumns : nameColumns), ...outcomeColumns]
  const names = columns.map((column) => column.name).join(', ')
  const arrays = columns.map(({ type }, index) => `$${index + 2}::${type}[]`).join(', ')
  const values = [workspaceId, ...columns.map((column) => arrayLiteral(events.map((event) => column.value(event))))]
  const isNamed = (isPlaced ? placeColumns : nameColumns).map(({ name: each }) => `t.${each} = u.${each}`)
  const text =
    `UPDATE ${tableName(schema, name)} AS t SET state = u.state, about_id = u.about_id ` +
    `FROM unnest(${arrays}) AS u(${names}) WHERE t.workspace_id = $1::uuid AND ${isNamed.join(' AND ')} ` +
    "AND t.state = 'pending'"
  if (!isPlaced) return statement(text, ...values)
  // A page stands together. Without its limits the planner reads all that is pending for each page.
  const topic = values.push(arrayLiteral([...new Set(events.map((event) => event.topic))]))
  const first = values.push(String(positions.reduce((least, position) => Math.min(least, position))))
  const last = values.push(String(positions.reduce((most, position) => Math.max(most, position))))
  const within = `t.topic = ANY ($${topic}::text[]) AND t.position BETWEEN $${first}::bigint AND $${last}::bigint`
  return statement(`${text} AND ${within}`, ...values)
}

function replayEvents(schema: string, workspaceId: string, replay: ProviderEventReplay): Statement {
  const { topic, provider, from, until } = replay
  const values = [workspaceId, topic]
  let text =
    `UPDATE ${tableName(schema, name)} AS t SET state = 'pending' ` +
    "WHERE t.workspace_id = $1::uuid AND t.topic = $2::text AND t.state <> 'pending' AND t.raw <> ''"
  if (provider !== undefined) text += ` AND t.provider = $${values.push(provider)}::text`
  if (from !== undefined) text += ` AND t.received_at >= $${values.push(String(from))}::bigint`
  if (until !== undefined) text += ` AND t.received_at < $${values.push(String(until))}::bigint`
  return statement(text, ...values)
}

function blankEvents(schema: string, workspaceId: string, aboutIds: readonly string[]): Statement {
  return statement(
    `UPDATE ${tableName(schema, name)} AS t SET raw = '' ` +
      'WHERE t.workspace_id = $1::uuid AND t.about_id IS NOT NULL AND t.about_id = ANY ($2::text::uuid[])',
    workspaceId,
    arrayLiteral(aboutIds),
  )
}

/** Reads the log, and removes what is old. */
export function providerEventLog(reader: Reader, write: Write): ProviderEventLog {
  const table = tableName(reader.schema, name)
  const select = `SELECT ${selectList(columns, 'e')} FROM ${table} AS e WHERE e.workspace_id = $1::uuid`
  const read = async (workspaceId: string, query: Statement): Promise<readonly StoredProviderEvent[]> =>
    (await reader.read(workspaceId, query)).rows.map(toProviderEvent)
  return {
    listPending: (workspaceId, topic, limit, after = 0) =>
      read(
        workspaceId,
        statement(
          `${select} AND e.state = 'pending' AND e.topic = $2::text AND e.position > $4::bigint ` +
            'ORDER BY e.position LIMIT $3::bigint',
          workspaceId,
          topic,
          String(limit),
          String(after),
        ),
      ),
    list: (workspaceId, { state, after = 0, limit }) => {
      // The states in words: only so it is seen which index holds them.
      const isState = state === 'pending' ? "e.state = 'pending'" : `e.state <> 'pending' AND e.state = '${state}'`
      const ofTopic =
        `${select} AND ${isState} AND e.topic = t.topic AND e.position > $2::bigint ` +
        'ORDER BY e.position LIMIT $3::bigint'
      return read(
        workspaceId,
        statement(
          `SELECT u.* FROM unnest($4::text::text[]) AS t(topic) CROSS JOIN LATERAL (${ofTopic}) AS u ` +
            'ORDER BY u.position LIMIT $3::bigint',
          workspaceId,
          String(after),
          String(limit),
          arrayLiteral(topics),
        ),
      )
    },
    async prune(workspaceId, { before, limit }) {
      // Of each state and topic the first ones came first: where the very first is not old, no other is looked at.
      const settled = (alias: string): string =>
        `FROM ${table} AS ${alias} WHERE ${alias}.workspace_id = $1::uuid AND ${alias}.state <> 'pending' ` +
        `AND ${alias}.state = s.state AND ${alias}.topic = t.topic`
      const oldest = `(SELECT f.received_at ${settled('f')} ORDER BY f.position LIMIT 1)`
      const first =
        `SELECT e.topic, e.provider, e.key, e.received_at ${settled('e')} AND ${oldest} < $2::bigint ` +
        'ORDER BY e.position LIMIT $3::bigint'
      const remove = statement(
        `DELETE FROM ${table} AS d USING (SELECT u.* FROM unnest($4::text::text[]) AS s(state) ` +
          `CROSS JOIN unnest($5::text::text[]) AS t(topic) CROSS JOIN LATERAL (${first}) AS u ` +
          'WHERE u.received_at < $2::bigint LIMIT $3::bigint) AS old WHERE d.workspace_id = $1::uuid ' +
          "AND d.topic = old.topic AND d.provider = old.provider AND d.key = old.key AND d.state <> 'pending'",
        workspaceId,
        String(before),
        String(limit),
        arrayLiteral(states.filter((state) => state !== 'pending')),
        arrayLiteral(topics),
      )
      const [removed] = await write(workspaceId, [remove])
      return removed?.count ?? 0
    },
  }
}
