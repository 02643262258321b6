/** The store contract: the ledger of reminders. @module */
import type { ReminderPosition, ReminderSettlement } from '../ports/reminder-ledger.ts'
import type { Store } from '../ports/store.ts'
import type { NewReminder, Reminder } from '../reminder/ledger.ts'
import { expectEqual } from './assert.ts'
import { buildReminder } from './builders.ts'
import { elsewhere, here, open, otherId, type StoreCases, write } from './store-scene.ts'

const matter = otherId(1)
const other = otherId(2)

/** The ledger of reminders. */
export const reminderCases: StoreCases = {
  'reminders come back with every field, by key, in their workspace only': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const first = buildReminder({ key: 'a', interactionId: matter, endsAt: 9_000, occurrence: '2026-12-04T09:00' })
    const second = buildReminder({
      key: 'b',
      interactionId: matter,
      audience: { kind: 'contact', id: otherId(9) },
      offset: 'day-before',
    })
    await add(store, [first, second])
    expectEqual(await store.reminders.find(here, 'a'), pending(first), 'the first')
    expectEqual(await store.reminders.find(here, 'b'), pending(second), 'the second')
    expectEqual(await store.reminders.find(here, 'c'), null, 'an unknown one')
    expectEqual(await store.reminders.find(elsewhere, 'a'), null, 'the first, elsewhere')
    const many = await store.reminders.findMany(here, ['b', 'c', 'b'])
    expectEqual(many, [pending(second)], 'one that is named twice, and one that is unknown')
    expectEqual(await store.reminders.findMany(elsewhere, ['a', 'b']), [], 'both, elsewhere')
  },

  'reminders of a matter, and those in a state, are listed by when they are due, page by page': async (store) => {
    await open(store)
    await add(store, [
      buildReminder({ key: 'd', interactionId: matter, dueAt: 100 }),
      buildReminder({ key: 'B', interactionId: matter, dueAt: 200 }),
      buildReminder({ key: 'a', interactionId: matter, dueAt: 200 }),
      buildReminder({ key: 'c', interactionId: other, dueAt: 150 }),
    ])
    await settle(store, { key: 'd' })
    const { reminders } = store
    const pages = [
      (limit: number, after?: ReminderPosition) =>
        reminders.listOf(here, matter, { limit, ...(after !== undefined && { after }) }),
      (limit: number, after?: ReminderPosition) =>
        reminders.listByState(here, 'pending', { limit, ...(after !== undefined && { after }) }),
    ]
    const expected = [
      ['d', 'B', 'a'],
      ['c', 'B', 'a'],
    ]
    for (const [index, page] of pages.entries()) {
      expectEqual(keysOf(await page(9)), expected[index], 'all')
      const [one, two] = await page(2)
      expectEqual([one?.key, two?.key], expected[index]?.slice(0, 2), 'the first two')
      if (two !== undefined) expectEqual(keysOf(await page(2, two)), expected[index]?.slice(2), 'what follows')
    }
    expectEqual(keysOf(await reminders.listByState(here, 'delivered', { limit: 9 })), ['d'], 'what was delivered')
    expectEqual(await reminders.listByState(elsewhere, 'pending', { limit: 9 }), [], 'elsewhere')
    expectEqual(await reminders.listOf(elsewhere, matter, { limit: 9 }), [], 'of the matter, elsewhere')
  },

  'what is pending of several matters is listed together': async (store) => {
    await open(store)
    await add(store, [
      buildReminder({ key: 'a', interactionId: matter, dueAt: 300 }),
      buildReminder({ key: 'b', interactionId: matter, dueAt: 100 }),
      buildReminder({ key: 'c', interactionId: other, dueAt: 200 }),
      buildReminder({ key: 'd', interactionId: otherId(3), dueAt: 200 }),
    ])
    await settle(store, { key: 'b' })
    expectEqual(keysOf(await store.reminders.listPending(here, [matter, other])), ['c', 'a'], 'of two')
    expectEqual(await store.reminders.listPending(here, []), [], 'of none')
    expectEqual(await store.reminders.listPending(elsewhere, [matter, other]), [], 'elsewhere')
  },

  'a reminder to drop is dropped if it is pending, and stays as it is if it is not': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const lines = ['a', 'b', 'c'].map((key) => buildReminder({ key, interactionId: matter }))
    await add(store, lines)
    await write(store, [], { workspaceId: elsewhere, remindersAdded: lines })
    await settle(store, { key: 'b' })
    await write(store, [], {
      remindersDropped: [
        { key: 'a', at: 2_000 },
        { key: 'b', at: 2_000 },
        { key: 'unknown', at: 2_000 },
      ],
    })
    expectEqual(await statesOf(store), ['dropped 2000', 'delivered 1000', 'pending -'], 'what became of them')
    expectEqual((await store.reminders.find(elsewhere, 'a'))?.state, 'pending', 'the same key elsewhere')
  },

  'what was dropped is pending again in its next round; whatever else has become of a reminder stays so': async (
    store,
  ) => {
    await open(store)
    const lines = ['a', 'b', 'c'].map((key) => buildReminder({ key, interactionId: matter }))
    await add(store, lines)
    await settle(store, { key: 'b' })
    await write(store, [], { remindersDropped: [{ key: 'a', at: 2_000 }] })
    await add(store, lines)
    expectEqual(await statesOf(store), ['dropped 2000', 'delivered 1000', 'pending -'], 'added in the same round')
    await add(
      store,
      lines.map((line) => ({ ...line, round: 2 })),
    )
    expectEqual(await statesOf(store), ['pending -', 'delivered 1000', 'pending -'], 'added in the next round')
    const rounds = await Promise.all(['a', 'b', 'c'].map((key) => store.reminders.find(here, key)))
    expectEqual(
      rounds.map((line) => line?.round),
      [2, 1, 1],
      'the rounds',
    )
    await write(store, [], { remindersDropped: [{ key: 'a', at: 3_000 }] })
    await add(
      store,
      lines.map((line) => ({ ...line, round: 4 })),
    )
    expectEqual((await statesOf(store))[0], 'dropped 3000', 'a round that is not the next one')
  },

  'a reminder is settled once, and only in the round and from the state that were known': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const line = buildReminder({ key: 'a', interactionId: matter })
    await add(store, [line])
    expectEqual(await settle(store, { key: 'a', round: 2 }), false, 'in another round')
    expectEqual(await settle(store, { key: 'a', from: 'dead' }), false, 'from another state')
    expectEqual(await settle(store, { key: 'b' }), false, 'an unknown one')
    expectEqual(await settle(store, { key: 'a' }, elsewhere), false, 'elsewhere')
    expectEqual((await store.reminders.find(here, 'a'))?.state, 'pending', 'its state so far')
    const answers = await Promise.all([
      settle(store, { key: 'a', attempts: 3 }),
      settle(store, { key: 'a', attempts: 3 }),
    ])
    expectEqual(answers.filter(Boolean).length, 1, 'how many of two at once')
    const settled = { ...pending(line), state: 'delivered', attempts: 3, settledAt: 1_000 }
    expectEqual(await store.reminders.find(here, 'a'), settled, 'the settled line')
    expectEqual(await settle(store, { key: 'a' }), false, 'once more')
  },

  'reminders of a commit that is refused are not written': async (store) => {
    await open(store)
    const command = { commandId: 'once', command: 'x', fingerprint: 'x', answer: null }
    await write(store, [], { command })
    const line = buildReminder({ key: 'a', interactionId: matter })
    await store.commit({
      workspaceId: here,
      writes: [],
      keysAdded: [],
      keysRemoved: [],
      touches: [],
      refusedRows: [],
      audit: [],
      events: [],
      command,
      remindersAdded: [line],
    })
    expectEqual(await store.reminders.find(here, 'a'), null, 'the line')
  },
}

function add(store: Store, lines: readonly NewReminder[]): Promise<unknown> {
  return write(store, [], { remindersAdded: lines })
}

function settle(
  store: Store,
  fields: Partial<ReminderSettlement> & Pick<ReminderSettlement, 'key'>,
  workspaceId: string = here,
): Promise<boolean> {
  const usual = { round: 1, from: 'pending', to: 'delivered', at: 1_000, attempts: 1 } as const
  return store.reminders.settle(workspaceId, { ...usual, ...fields })
}

function pending(line: NewReminder): Reminder {
  return { ...line, state: 'pending', attempts: 0 }
}

function keysOf(lines: readonly Reminder[]): readonly string[] {
  return lines.map(({ key }) => key)
}

/** What has become of a, b and c, and when. */
function statesOf(store: Store): Promise<readonly string[]> {
  return Promise.all(
    ['a', 'b', 'c'].map(async (key) => {
      const line = await store.reminders.find(here, key)
      return `${line?.state} ${line?.settledAt ?? '-'}`
    }),
  )
}
