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
import type { Transact } from './job-queue.ts'
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

const settledColumns: readonly Column<SettledProviderEvent>[] = [
  { name: 'topic', type: 'text', value: (event) => event.topic },
  { name: 'provider', type: 'text', value: (event) => event.provider },
  { name: 'key', type: 'text', value: (event) => event.key },
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

/** What a commit does to the log: keeps what is new, settles, takes up again, and blanks. */
export function providerEventStatements(schema: string, commit: Commit): readonly Statement[] {
  const { workspaceId, providerEventsKept = [], providerEventsSettled = [], providerEventsReplayed } = commit
  const { providerEventsBlanked = [] } = commit
  return [
    ...(providerEventsKept.length === 0 ? [] : keepEvents(schema, workspaceId, providerEventsKept)),
    ...(providerEventsSettled.length === 0 ? [] : [settleEvents(schema, workspaceId, providerEventsSettled)]),
    ...(providerEventsReplayed === undefined ? [] : [replayEvents(schema, workspaceId, providerEventsReplayed)]),
    ...(providerEventsBlanked.length === 0 ? [] : [blankEvents(schema, workspaceId, providerEventsBlanked)]),
  ]
}

/** Takes places for events and puts them there. Whoever takes places holds them up to the end, so none is filled late. */
function keepEvents(schema: string, workspaceId: string, events: readonly KeptProviderEvent[]): readonly Statement[] {
  const queues = tableName(schema, 'provider_event_queues')
  const names = keptColumns.map((column) => column.name).join(', ')
  const arrays = keptColumns.map(({ type }, index) => `$${index + 3}::text::${type}[]`).join(', ')
  return [
    statement(
      `INSERT INTO ${queues} AS q (workspace_id, position) VALUES ($1::uuid, $2::bigint) ` +
        'ON CONFLICT (workspace_id) DO UPDATE SET position = q.position + excluded.position',
      workspaceId,
      String(events.length),
    ),
    statement(
      `INSERT INTO ${tableName(schema, name)} (workspace_id, ${names}, state, position) ` +
        `SELECT $1::uuid, ${selectList(keptColumns, 'u')}, 'pending', q.position - $2::bigint + u.place ` +
        `FROM unnest(${arrays}) WITH ORDINALITY AS u(${names}, place) ` +
        `JOIN ${queues} AS q ON q.workspace_id = $1::uuid ` +
        'ON CONFLICT (workspace_id, topic, provider, key) DO NOTHING',
      workspaceId,
      String(events.length),
      ...keptColumns.map((column) => arrayLiteral(events.map((event) => column.value(event)))),
    ),
  ]
}

function settleEvents(schema: string, workspaceId: string, events: readonly SettledProviderEvent[]): Statement {
  const names = settledColumns.map((column) => column.name).join(', ')
  const arrays = settledColumns.map(({ type }, index) => `$${index + 2}::text::${type}[]`).join(', ')
  return statement(
    `UPDATE ${tableName(schema, name)} AS t SET state = u.state, about_id = u.about_id ` +
      `FROM unnest(${arrays}) AS u(${names}) WHERE t.workspace_id = $1::uuid AND t.topic = u.topic ` +
      "AND t.provider = u.provider AND t.key = u.key AND t.state = 'pending'",
    workspaceId,
    ...settledColumns.map((column) => arrayLiteral(events.map((event) => column.value(event)))),
  )
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
export function providerEventLog(reader: Reader, transact: Transact): ProviderEventLog {
  const table = tableName(reader.schema, name)
  const select = `SELECT ${selectList(columns, 'e')} FROM ${table} AS e WHERE e.workspace_id = $1::uuid`
  const read = async (workspaceId: string, query: Statement): Promise<readonly StoredProviderEvent[]> =>
    (await reader.read(workspaceId, query)).rows.map(toProviderEvent)
  return {
    listPending: (workspaceId, topic, limit) =>
      read(
        workspaceId,
        statement(
          `${select} AND e.state = 'pending' AND e.topic = $2::text ORDER BY e.position LIMIT $3::bigint`,
          workspaceId,
          topic,
          String(limit),
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
      return transact(workspaceId, async (session) => {
        const { count } = await session.runOne(remove)
        return { commit: true, value: count }
      })
    },
  }
}
