/** The store contract: timelines, and the dates of companies and contacts. Each name is a sentence of a port's documentation. @module */
import type { AccessScope } from '../access/actor.ts'
import type { DomainEvent, Subject } from '../ports/history.ts'
import type { TimelinePlace, TimelinePosition } from '../ports/interaction-repository.ts'
import type { Store } from '../ports/store.ts'
import { assigned, granted } from './access-scene.ts'
import { expectEqual, expectThat } from './assert.ts'
import { buildCompany, buildEvent, buildImport } from './builders.ts'
import { buildNote, eventId, interactionId, newInteraction, noteId } from './interaction-scene.ts'
import {
  anne,
  anneSees,
  ben,
  companyId,
  contactId,
  elsewhere,
  everything,
  newCompany,
  newContact,
  open,
  otherId,
  type StoreCases,
  write,
} from './store-scene.ts'

/** What happened, the latest first. */
export const timelineCases: StoreCases = {
  'the timeline of an interaction holds its notes as they happened and the events about it, the latest first': async (
    store,
  ) => {
    await openHistory(store)
    const place = { kind: 'interaction', ids: [interactionId(1)] } as const
    const entries = await store.interactions.timeline(everything, place, { limit: 99 })
    expectEqual(
      entries.map(({ kind, at, id }) => [kind, at, id]),
      [
        ['event', 50, eventId(2)],
        ['note', 40, noteId(3)],
        ['event', 30, eventId(1)],
        ['note', 30, noteId(2)],
        ['note', 10, noteId(1)],
      ],
      'the timeline',
    )
    const [event, note] = entries
    expectEqual(event?.kind === 'event' && event.event, about(2, 50, 'interaction', interactionId(1)), 'an event')
    expectEqual(note?.kind === 'note' && note.note, stoppedNote, 'a note')
    const there = { ...everything, workspaceId: elsewhere }
    expectEqual(await store.interactions.timeline(there, place, { limit: 9 }), [], 'the timeline elsewhere')
    expectEqual(await store.interactions.timeline(everything, { ...place, ids: [] }, { limit: 9 }), [], 'of nothing')
  },

  'the timeline of a company or a contact holds the events about it, what imports did to it, and what its interactions hold':
    async (store) => {
      await openHistory(store)
      expectEqual(
        await namesOf(store, everything, { kind: 'company', ids: [companyId(1)] }),
        [
          ...interactionOne.slice(0, 1),
          `event ${eventId(3)}`,
          ...interactionOne.slice(1, 2),
          'import 2 changed',
          ...interactionOne.slice(2),
          'import 1 created',
        ],
        'of a company',
      )
      expectEqual(
        await namesOf(store, everything, { kind: 'company', ids: [companyId(1), companyId(2)] }),
        [
          `event ${eventId(6)}`,
          ...interactionOne.slice(0, 1),
          `event ${eventId(3)}`,
          ...interactionOne.slice(1, 2),
          'import 2 changed',
          ...interactionOne.slice(2),
          'import 1 created',
        ],
        'of a company with one that was merged into it',
      )
      expectEqual(
        await namesOf(store, everything, { kind: 'contact', ids: [contactId(1), contactId(2)] }),
        [`event ${eventId(2)}`, `event ${eventId(4)}`, ...interactionOne.slice(1)],
        'of a contact with one that was merged into it',
      )
      expectEqual(await namesOf(store, everything, { kind: 'contact', ids: [companyId(1)] }), [], 'of another kind')
    },

  'a timeline holds nothing of interactions that the scope does not see, or that are in the trash, unless it is theirs':
    async (store) => {
      await openHistory(store)
      const secret = { visibility: 'private', ownerId: ben, companyId: companyId(2) } as const
      await write(
        store,
        [
          newInteraction({ id: interactionId(5), ...secret }),
          newInteraction({ id: interactionId(6), companyId: companyId(2), contactIds: [contactId(3)], trashedAt: 4 }),
          newInteraction({ id: interactionId(7), companyId: companyId(2), contactIds: [contactId(3)], ownerId: anne }),
        ],
        {
          notes: [5, 6, 7].map((n) => buildNote(n, { interactionId: interactionId(n) })),
          events: [5, 6, 7].map((n) => about(10 + n, n, 'interaction', interactionId(n))),
        },
      )
      const company = { kind: 'company', ids: [companyId(2)] } as const
      // Notes happened at ten times their number, events at their number.
      const of = (n: number): readonly string[] => [`note ${noteId(n)}`, `event ${eventId(10 + n)}`]
      const notes = (names: readonly string[]): readonly string[] =>
        names.filter((name) => name !== `event ${eventId(6)}`)
      for (const scope of [anneSees, granted, assigned]) {
        expectEqual(notes(await namesOf(store, scope, company)), of(7), `as Anne sees, ${scope.filter.sees}`)
      }
      expectEqual(notes(await namesOf(store, everything, company)).length, 4, 'with what she does not see')
      expectEqual(
        (await namesOf(store, everything, { kind: 'contact', ids: [contactId(3)] })).length,
        2,
        'of a contact',
      )
      const own = (n: number): TimelinePlace => ({ kind: 'interaction', ids: [interactionId(n)] })
      expectEqual(await namesOf(store, anneSees, own(5)), [], 'of one that she does not see')
      expectEqual((await namesOf(store, anneSees, own(6))).length, 2, 'of one in the trash')
    },

  'an event that only tells of a note is not on the timeline beside the note': async (store) => {
    await openHistory(store)
    await write(store, [], {
      events: [{ ...about(9, 60, 'interaction', interactionId(1)), type: 'interaction.noted' }],
    })
    for (const [kind, id] of [
      ['interaction', interactionId(1)],
      ['company', companyId(1)],
    ] as const) {
      const names = await namesOf(store, everything, { kind, ids: [id] })
      expectThat(!names.includes(`event ${eventId(9)}`), `the ${kind} tells of a note twice`)
      expectThat(names.includes(`event ${eventId(2)}`), `the ${kind} tells of its events`)
    }
  },

  'a timeline starts right after the position, and goes on page by page': async (store) => {
    await openHistory(store)
    for (const kind of ['interaction', 'company', 'contact'] as const) {
      const ids = [{ interaction: interactionId(1), company: companyId(1), contact: contactId(1) }[kind]]
      const all = await namesOf(store, everything, { kind, ids })
      const paged: string[] = []
      let after: TimelinePosition | undefined
      for (;;) {
        const page = { limit: 2, ...(after && { after }) }
        const entries = await store.interactions.timeline(everything, { kind, ids }, page)
        const last = entries.at(-1)
        if (last === undefined) break
        after = { at: last.at, id: last.id }
        paged.push(...entries.map(nameOf))
        expectThat(paged.length <= all.length, `pages of the ${kind} must come to an end`)
      }
      expectEqual(paged, all, `pages of the ${kind}`)
    }
  },

  'the dates of a company or a contact are the latest of its interactions that the scope sees and that are in use':
    async (store) => {
      await open(store)
      await write(
        store,
        [1, 2, 3].flatMap((n) => [newCompany({ id: companyId(n) }), newContact({ id: contactId(n) })]),
      )
      const both = { companyId: companyId(1), contactIds: [contactId(2), contactId(1)] }
      const dates = (last: number) => ({ contactDates: { lastInteractionAt: last } })
      await write(store, [
        newInteraction({ id: interactionId(1), ...both, contactDates: { lastInteractionAt: 30, lastInboundAt: 30 } }),
        newInteraction({ id: interactionId(2), ...both, contactDates: { lastInteractionAt: 40, lastInboundAt: 10 } }),
        newInteraction({ id: interactionId(3), ...both, trashedAt: 5, ...dates(90) }),
        newInteraction({ id: interactionId(4), ...both, visibility: 'private', ownerId: ben, ...dates(80) }),
        newInteraction({ id: interactionId(5), companyId: companyId(2), contactIds: [contactId(3)] }),
      ])
      const [companies, contacts] = [[1, 2, 3, 1].map(companyId), [1, 2, 3].map(contactId)]
      const read = async (scope: AccessScope, kind: 'company' | 'contact', ids: readonly string[]) =>
        (await store.interactions.datesOf(scope, kind, ids)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
      const seen = { lastInteractionAt: 40, lastInboundAt: 30 }
      expectEqual(await read(anneSees, 'company', companies), [{ id: companyId(1), ...seen }], 'of companies')
      const expected = [1, 2].map((n) => ({ id: contactId(n), ...seen }))
      expectEqual(await read(anneSees, 'contact', contacts), expected, 'of contacts')
      const all = [{ id: companyId(1), ...seen, lastInteractionAt: 80 }]
      expectEqual(await read(everything, 'company', companies), all, 'of companies, as far as all is seen')
      expectEqual(await read({ ...everything, workspaceId: elsewhere }, 'company', companies), [], 'elsewhere')
      expectEqual(await read(everything, 'contact', []), [], 'of nobody')
    },
}

/** What the first interaction of {@link openHistory} leaves on timelines. */
const interactionOne = [
  `event ${eventId(2)}`,
  `note ${noteId(3)}`,
  `event ${eventId(1)}`,
  `note ${noteId(2)}`,
  `note ${noteId(1)}`,
]

const stoppedNote = {
  id: noteId(3),
  interactionId: interactionId(1),
  kind: 'timer-stopped',
  memberId: anne,
  at: 40,
  spentMs: 5,
} as const

/**
 * An interaction at a company with a contact, which were imported and changed; with notes, one of which was written down
 * late; and other interactions.
 */
async function openHistory(store: Store): Promise<void> {
  await open(store)
  const imports = [1, 2].map((n) => buildImport({ id: otherId(n), startedAt: n === 1 ? 33 : 36 }))
  await write(
    store,
    [
      ...imports.map((record) => ({ op: 'create', kind: 'import', record }) as const),
      newCompany({ id: companyId(1), createdAt: 5, origin: { importId: otherId(1), row: 7 } }),
      newCompany({ id: companyId(2) }),
      ...[1, 2, 3].map((n) => newContact({ id: contactId(n) })),
      newInteraction({ id: interactionId(1), companyId: companyId(1), contactIds: [contactId(2), contactId(1)] }),
      newInteraction({ id: interactionId(2) }),
    ],
    {
      touches: [1, 2].map((n) => ({
        importId: otherId(n),
        kind: 'company',
        recordId: companyId(1),
        row: 8,
        versionAfter: 1,
        before: { kind: 'company', record: { ...buildCompany({ id: companyId(1) }), number: 1 } },
      })),
      notes: [
        buildNote(1, { interactionId: interactionId(1) }),
        buildNote(2, { interactionId: interactionId(1), happenedAt: 30, at: 45 }),
        stoppedNote,
        buildNote(4, { interactionId: interactionId(2) }),
      ],
      events: [
        about(1, 30, 'interaction', interactionId(1)),
        about(2, 50, 'interaction', interactionId(1)),
        about(3, 45, 'company', companyId(1)),
        about(4, 45, 'contact', contactId(1)),
        about(5, 46, 'interaction', interactionId(2)),
        about(6, 70, 'company', companyId(2)),
      ],
    },
  )
}

function about(n: number, at: number, kind: Subject['kind'], id: string): DomainEvent {
  return buildEvent({ id: eventId(n), at, type: `${kind}.updated`, subject: { kind, id } })
}

type Entry = Awaited<ReturnType<Store['interactions']['timeline']>>[number]

function nameOf(entry: Entry): string {
  if (entry.kind !== 'import') return `${entry.kind} ${entry.id}`
  return `import ${[otherId(1), otherId(2)].indexOf(entry.importId) + 1} ${entry.created ? 'created' : 'changed'}`
}

async function namesOf(store: Store, scope: AccessScope, place: TimelinePlace): Promise<readonly string[]> {
  const entries = await store.interactions.timeline(scope, place, { limit: 99 })
  return entries.map(nameOf)
}
