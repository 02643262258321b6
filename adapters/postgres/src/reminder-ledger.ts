/** Reminders as rows: what a commit does to them, reading and settling them. @module */
import type { Commit, NewReminder, Reminder, ReminderDrop, ReminderLedger, ReminderPage } from 'crmkit'
import { memberOffsets, reminderStates } from 'crmkit/domain'
import { arrayLiteral, numeral } from './encode.ts'
import { type Row, type Statement, statement } from './executor.ts'
import type { Transact } from './job-queue.ts'
import type { Reader } from './reader.ts'
import { insertStatements, selectList, type Table, tableName } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of reminders, with the columns that a new line fills. */
const reminderTable: Table<NewReminder> = {
  name: 'reminders',
  columns: [
    { name: 'key', type: 'text', value: (line) => line.key },
    { name: 'round', type: 'integer', value: (line) => String(line.round) },
    { name: 'interaction_id', type: 'uuid', value: (line) => line.interactionId },
    { name: 'occurrence', type: 'text', value: (line) => line.occurrence },
    { name: 'audience', type: 'text', value: (line) => line.audience.kind },
    { name: 'audience_id', type: 'uuid', value: (line) => line.audience.id },
    { name: 'ahead', type: 'text', value: (line) => line.offset },
    { name: 'due_at', type: 'bigint', value: (line) => String(line.dueAt) },
    { name: 'ends_at', type: 'bigint', value: (line) => numeral(line.endsAt) },
    { name: 'state', type: 'text', value: () => 'pending' },
    { name: 'attempts', type: 'integer', value: () => '0' },
  ],
}

const columns = [...reminderTable.columns, { name: 'settled_at' }]
const readLine = cellReader(columns.map(({ name }) => name))
const audiences = ['member', 'contact'] as const
const offsets: readonly Reminder['offset'][] = [
  // The names of the table are those of the type.
  ...(Object.keys(memberOffsets) as (keyof typeof memberOffsets)[]),
  'day-before',
  'same-day',
]

function toReminder(row: Row): Reminder {
  const cells = readLine(row)
  return present({
    key: cells.text('key'),
    round: cells.integer('round'),
    interactionId: cells.text('interaction_id'),
    occurrence: cells.maybe('occurrence'),
    audience: { kind: cells.oneOf('audience', audiences), id: cells.text('audience_id') },
    offset: cells.oneOf('ahead', offsets),
    dueAt: cells.integer('due_at'),
    endsAt: cells.optionalInteger('ends_at'),
    state: cells.oneOf('state', reminderStates),
    attempts: cells.integer('attempts'),
    settledAt: cells.optionalInteger('settled_at'),
  })
}

/** What a commit does to the ledger: what is wanted no longer, then what is. */
export function reminderStatements(schema: string, commit: Commit): readonly Statement[] {
  const { workspaceId, remindersAdded: add = [], remindersDropped: drop = [] } = commit
  // In the order of the index, so that two commits with the same keys take their rows in one order.
  const added = add.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  return [
    ...(drop.length === 0 ? [] : [wantedNoLonger(schema, workspaceId, drop)]),
    ...insertStatements(schema, reminderTable, workspaceId, added, { key: ['key'], replace: [] }),
    ...(added.some(({ round }) => round > 1) ? [wantedAgain(schema, workspaceId, added)] : []),
  ]
}

function wantedNoLonger(schema: string, workspaceId: string, drops: readonly ReminderDrop[]): Statement {
  return statement(
    `UPDATE ${tableName(schema, reminderTable.name)} AS r SET state = 'dropped', settled_at = u.at ` +
      'FROM unnest($2::text::text[], $3::text::bigint[]) AS u(key, at) ' +
      "WHERE r.workspace_id = $1::uuid AND r.key = u.key AND r.state = 'pending'",
    workspaceId,
    arrayLiteral(drops.map(({ key }) => key)),
    arrayLiteral(drops.map(({ at }) => String(at))),
  )
}

/** What was dropped is pending again, in its next round. */
function wantedAgain(schema: string, workspaceId: string, lines: readonly NewReminder[]): Statement {
  const again = lines.filter(({ round }) => round > 1)
  return statement(
    `UPDATE ${tableName(schema, reminderTable.name)} AS r SET state = 'pending', settled_at = NULL, attempts = 0, ` +
      'round = u.round FROM unnest($2::text::text[], $3::text::integer[]) AS u(key, round) ' +
      "WHERE r.workspace_id = $1::uuid AND r.key = u.key AND r.state = 'dropped' AND r.round = u.round - 1",
    workspaceId,
    arrayLiteral(again.map(({ key }) => key)),
    arrayLiteral(again.map(({ round }) => String(round))),
  )
}

/** Reads and settles the ledger. */
export function reminderLedger(reader: Reader, transact: Transact): ReminderLedger {
  const table = tableName(reader.schema, reminderTable.name)
  const select = `SELECT ${selectList(columns, 'r')} FROM ${table} AS r WHERE r.workspace_id = $1::uuid`
  const inOrder = 'ORDER BY r.due_at, r.key'
  const read = async (workspaceId: string, query: Statement): Promise<readonly Reminder[]> =>
    (await reader.read(workspaceId, query)).rows.map(toReminder)
  const page = (
    workspaceId: string,
    condition: string,
    value: string,
    { after, limit }: ReminderPage,
  ): Promise<readonly Reminder[]> => {
    const values = [workspaceId, value, String(limit)]
    let text = `${select} AND ${condition}`
    if (after !== undefined) {
      const from = values.push(String(after.dueAt), after.key) - 1
      text += ` AND (r.due_at, r.key) > ($${from}::bigint, $${from + 1}::text)`
    }
    return read(workspaceId, statement(`${text} ${inOrder} LIMIT $3::bigint`, ...values))
  }
  return {
    async find(workspaceId, key) {
      const [line] = await read(workspaceId, statement(`${select} AND r.key = $2::text`, workspaceId, key))
      return line ?? null
    },
    findMany: (workspaceId, keys) =>
      read(workspaceId, statement(`${select} AND r.key = ANY ($2::text::text[])`, workspaceId, arrayLiteral(keys))),
    listPending: (workspaceId, interactionIds) =>
      read(
        workspaceId,
        statement(
          `${select} AND r.interaction_id = ANY ($2::text::uuid[]) AND r.state = 'pending' ${inOrder}`,
          workspaceId,
          arrayLiteral(interactionIds),
        ),
      ),
    listOf: (workspaceId, interactionId, asked) =>
      page(workspaceId, 'r.interaction_id = $2::uuid', interactionId, asked),
    listByState: (workspaceId, state, asked) => page(workspaceId, 'r.state = $2::text', state, asked),
    settle: (workspaceId, { key, round, from, to, at, attempts }) => {
      const update = statement(
        `UPDATE ${table} AS r SET state = $5::text, settled_at = $6::bigint, attempts = $7::integer ` +
          'WHERE r.workspace_id = $1::uuid AND r.key = $2::text AND r.round = $3::integer AND r.state = $4::text',
        workspaceId,
        key,
        String(round),
        from,
        to,
        String(at),
        String(attempts),
      )
      return transact(workspaceId, async (session) => {
        const { count } = await session.runOne(update)
        return { commit: true, value: count === 1 }
      })
    },
  }
}
