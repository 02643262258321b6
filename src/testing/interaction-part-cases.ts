/** The store contract: what belongs to interactions – notes, timers, time, steps. Each name is a sentence of a port's documentation. @module */
import type { PlainDate } from '../kernel/time.ts'
import { expectEqual } from './assert.ts'
import { buildCommit, buildInteraction } from './builders.ts'
import {
  buildNote,
  buildTimer,
  buildTimeSpent,
  creationOf,
  interaction,
  interactionId,
  listedNumbers,
  newInteraction,
  noteId,
  timeSpentId,
} from './interaction-scene.ts'
import { anne, ben, elsewhere, here, idsOf, open, refusal, type StoreCases, write } from './store-scene.ts'

/** What is written beside interactions. */
export const interactionPartCases: StoreCases = {
  'a note is appended to its interaction as it stands, and blanking it leaves everything but its words': async (
    store,
  ) => {
    await open(store)
    const at = { interactionId: interactionId(1), memberId: anne, at: 50 }
    const words = buildNote(2, { ...at, text: 'Mr. Pépin: “no”', voice: 'theirs', direction: 'inbound', happenedAt: 7 })
    const notes = [
      buildNote(1, { ...at, memberId: null }),
      words,
      { ...at, id: noteId(3), kind: 'timer-started' } as const,
      { ...at, id: noteId(4), kind: 'timer-stopped', spentMs: 90_000 } as const,
    ]
    await write(store, [newInteraction({ id: interactionId(1) })], { notes: notes.slice(2) })
    await write(store, [], { notes: notes.slice(0, 2) })
    const listed = () => store.interactions.listNotes(here, interactionId(1), { limit: 9 })
    expectEqual(await listed(), notes, 'the notes')
    expectEqual((await interaction(store, interactionId(1))).version, 1, 'the version of the interaction')
    await write(store, [], { notesBlanked: [noteId(2), noteId(3), noteId(7)] })
    expectEqual(
      await listed(),
      notes.map((note) => (note === words ? { ...words, text: '' } : note)),
      'one blanked',
    )
  },

  'listNotes gives the notes of an interaction page by page, by id, the first one first': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const one = { interactionId: interactionId(1) }
    await write(
      store,
      [1, 2].map((n) => newInteraction({ id: interactionId(n) })),
      {
        notes: [3, 1, 2]
          .map((n) => buildNote(n, { ...one, happenedAt: 90 - n }))
          .concat(buildNote(4, { interactionId: interactionId(2) })),
      },
    )
    const first = await store.interactions.listNotes(here, interactionId(1), { limit: 2 })
    expectEqual(idsOf(first), [1, 2].map(noteId), 'the first page')
    const second = await store.interactions.listNotes(here, interactionId(1), { after: noteId(2), limit: 2 })
    expectEqual(idsOf(second), [noteId(3)], 'the second page')
    expectEqual(await store.interactions.listNotes(elsewhere, interactionId(1), { limit: 9 }), [], 'elsewhere')
  },

  'findTimer gives the timer that a member has running, of which there is one at most': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2].map((n) => newInteraction({ id: interactionId(n) })),
    )
    expectEqual(await store.interactions.findTimer(here, anne), null, 'before')
    await write(store, [{ op: 'create', kind: 'timer', record: buildTimer(anne, 1) }])
    expectEqual(await store.interactions.findTimer(here, anne), buildTimer(anne, 1), 'Anne’s')
    expectEqual(await store.interactions.findTimer(here, ben), null, 'Ben’s')
    expectEqual(await store.interactions.findTimer(elsewhere, anne), null, 'Anne’s elsewhere')
    const conflict = { code: 'version-conflict', subject: { kind: 'timer', id: anne } }
    const second = { op: 'create', kind: 'timer', record: buildTimer(anne, 2) } as const
    expectEqual(await refusal(store, [second]), conflict, 'a second one')
    const stale = { op: 'purge', kind: 'timer', id: anne, expectedVersion: 2 } as const
    expectEqual(await refusal(store, [stale]), conflict, 'stopping another version of it')
    await write(store, [{ op: 'purge', kind: 'timer', id: anne, expectedVersion: 1 }])
    expectEqual(await store.interactions.findTimer(here, anne), null, 'after it was stopped')
    await write(store, [second])
  },

  'time spent is added once, under its id, and listed by id': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2].map((n) => newInteraction({ id: interactionId(n) })),
    )
    const typed = { kind: 'typed', memberId: ben, on: '2026-12-04' as PlainDate, minutes: 45, at: 9 } as const
    const first = { ...typed, id: timeSpentId(1), interactionId: interactionId(1) }
    const second = buildTimeSpent(2, interactionId(1))
    await write(store, [], { timeSpent: [second, buildTimeSpent(3, interactionId(2))] })
    await write(store, [], { timeSpent: [first, { ...first, id: timeSpentId(2), minutes: 9 }] })
    expectEqual(await store.interactions.listTimeSpent(here, interactionId(1)), [first, second], 'time on the first')
    expectEqual(await store.interactions.listTimeSpent(elsewhere, interactionId(1)), [], 'time elsewhere')
  },

  'isStepInUse tells whether any interaction stands on a step or would come back to it, the trash included': async (
    store,
  ) => {
    await openSteps(store)
    const inUse = async (type: `${string}/${string}`, workspaceId = here): Promise<boolean> =>
      store.interactions.isStepInUse(workspaceId, type)
    expectEqual(await inUse('sale/negotiation'), true, 'a step that something stands on')
    expectEqual(await inUse('sale/offer'), true, 'a step that something in the trash stands on')
    expectEqual(await inUse('sale/first-contact'), true, 'a step that something would come back to')
    expectEqual(await inUse('sale/lost'), false, 'a step that is not in use')
    expectEqual(await inUse('sale/negotiation', elsewhere), false, 'the same step elsewhere')
  },

  'replacing a step moves every interaction on it, and those that were to come back to it, to the other': async (
    store,
  ) => {
    await openSteps(store)
    await write(store, [newInteraction({ id: interactionId(1), type: 'sale/offer' })], { workspaceId: elsewhere })
    const commit = buildCommit({
      workspaceId: here,
      stepsReplaced: [
        { from: 'sale/offer', to: 'sale/order' },
        { from: 'sale/first-contact', to: 'sale/contact' },
      ],
    })
    await write(store, [], commit)
    const steps = await Promise.all(
      [1, 2, 3].map(async (n) => {
        const record = await interaction(store, interactionId(n))
        return [record.type, record.state === 'done' ? record.cameFrom : undefined, record.version]
      }),
    )
    expectEqual(
      steps,
      [
        ['sale/negotiation', undefined, 1],
        ['sale/order', undefined, 2],
        ['sale/won', 'sale/contact', 2],
      ],
      'types, steps to come back to, versions',
    )
    expectEqual(
      await listedNumbers(store, { types: ['sale/order'], trashed: true }),
      [2],
      'what stands on the new step',
    )
    expectEqual(await store.interactions.isStepInUse(elsewhere, 'sale/offer'), true, 'the step elsewhere')
  },
}

/** One on a step, one in the trash on another, one that is won and came from a third. */
async function openSteps(store: Parameters<typeof open>[0]): Promise<void> {
  await open(store)
  await open(store, elsewhere)
  await write(store, [
    newInteraction({ id: interactionId(1), type: 'sale/negotiation' }),
    newInteraction({ id: interactionId(2), type: 'sale/offer', trashedAt: 4 }),
    creationOf({
      ...buildInteraction({ id: interactionId(3), type: 'sale/won' }),
      state: 'done',
      concludedAt: 5,
      outcome: 'won',
      cameFrom: 'sale/first-contact',
    }),
  ])
}
