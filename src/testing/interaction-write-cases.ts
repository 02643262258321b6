/** The store contract: writing interactions. Each name is a sentence of a port's documentation. @module */
import type { AccessScope } from '../access/actor.ts'
import type { Write } from '../ports/commit.ts'
import { granted, withAnne } from './access-scene.ts'
import { expectEqual } from './assert.ts'
import {
  buildNote,
  buildTimer,
  buildTimeSpent,
  bySubject,
  changedInteraction,
  interaction,
  interactionId,
  listedNumbers,
  newInteraction,
} from './interaction-scene.ts'
import {
  anne,
  ben,
  changedCompany,
  companyId,
  contactId,
  elsewhere,
  everything,
  here,
  idsOf,
  newCompany,
  newContact,
  open,
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Interactions in commits. */
export const interactionWriteCases: StoreCases = {
  'new interactions are numbered from 1 within their workspace and kind, in the order of the writes, without gaps':
    async (store) => {
      await open(store)
      await open(store, elsewhere)
      await write(store, [newCompany({ id: companyId(1) })])
      const first = await write(
        store,
        [3, 1, 2].map((n) => newInteraction({ id: interactionId(n) })),
      )
      const given = [3, 1, 2].map((n) => first.numbers.get(interactionId(n)))
      expectEqual(given, [1, 2, 3], 'the first numbers')
      await refusal(store, [newInteraction({ id: interactionId(4), companyId: companyId(9) })])
      await write(store, [newCompany({ id: companyId(2) }), newInteraction({ id: interactionId(4) })])
      expectEqual((await interaction(store, interactionId(4))).number, 4, 'the next number')
      const there = await write(store, [newInteraction({ id: interactionId(1) })], { workspaceId: elsewhere })
      expectEqual(there.numbers.get(interactionId(1)), 1, 'the first number elsewhere')
    },

  'an interaction whose version is not the one expected refuses the commit': async (store) => {
    await open(store)
    await open(store, elsewhere)
    const created = newInteraction({ id: interactionId(1) })
    await write(store, [created])
    const conflict = { code: 'version-conflict', subject: { kind: 'interaction', id: interactionId(1) } }
    expectEqual(await refusal(store, [created]), conflict, 'an id that is taken')
    const change = await changedInteraction(store, interactionId(1), { subject: 'Pears', companyId: companyId(1) })
    await write(store, [newCompany({ id: companyId(1) }), change])
    expectEqual((await interaction(store, interactionId(1))).number, 1, 'the number after a change')
    expectEqual(await refusal(store, [change]), conflict, 'a stale change')
    const purge = { op: 'purge', kind: 'interaction', id: interactionId(1), expectedVersion: 1 } as const
    expectEqual(await refusal(store, [purge]), conflict, 'a stale purge')
    expectEqual(
      await refusal(store, [{ ...purge, expectedVersion: 2 }], { workspaceId: elsewhere }),
      conflict,
      'a purge from elsewhere',
    )
    expectEqual((await interaction(store, interactionId(1))).subject, 'Pears', 'the subject')
  },

  'an interaction that is changed concerns those whom it names then, and nobody else': async (store) => {
    await open(store)
    await write(
      store,
      [1, 2].flatMap((n) => [newCompany({ id: companyId(n) }), newContact({ id: contactId(n) })]),
    )
    await write(store, [
      newInteraction({ id: interactionId(1), companyId: companyId(1), contactIds: [contactId(1)], ownerId: anne }),
    ])
    await write(store, [
      await changedInteraction(store, interactionId(1), {
        companyId: companyId(2),
        contactIds: [contactId(2)],
        ownerId: ben,
      }),
    ])
    for (const [filter, numbers] of [
      [{ companyId: companyId(1) }, []],
      [{ contactId: contactId(1) }, []],
      [{ attendeeIds: [anne] }, []],
      [{ companyId: companyId(2) }, [1]],
      [{ contactId: contactId(2) }, [1]],
      [{ attendeeIds: [ben] }, [1]],
    ] as const) {
      expectEqual(await listedNumbers(store, filter), numbers, JSON.stringify(filter))
    }
    await write(store, [
      { op: 'purge', kind: 'contact', id: contactId(1), expectedVersion: 1 },
      { op: 'purge', kind: 'company', id: companyId(1), expectedVersion: 1 },
    ])
  },

  'purging an interaction removes its notes, the time spent on it and its shares, and nothing of others': async (
    store,
  ) => {
    await open(store)
    const secret = { visibility: 'private', ownerId: ben } as const
    const both = [1, 2].map(interactionId)
    await write(
      store,
      both.map((id) => newInteraction({ id, ...secret, shares: withAnne })),
      {
        notes: both.map((id, index) => buildNote(index + 1, { interactionId: id })),
        timeSpent: both.map((id, index) => buildTimeSpent(index + 1, id)),
      },
    )
    await write(store, [{ op: 'purge', kind: 'interaction', id: interactionId(1), expectedVersion: 1 }])
    expectEqual(await store.interactions.find(everything, interactionId(1)), null, 'the interaction')
    // Whoever still had a share would see what takes the same id.
    await write(store, [newInteraction({ id: interactionId(1), ...secret })])
    const left = async (n: number): Promise<readonly number[]> => [
      (await store.interactions.listNotes(here, interactionId(n), { limit: 9 })).length,
      (await store.interactions.listTimeSpent(here, interactionId(n))).length,
    ]
    expectEqual(await left(1), [0, 0], 'what is left of the first')
    expectEqual(await left(2), [1, 1], 'what is left of the second')
    const seenBy = async (scope: AccessScope) => idsOf(await store.interactions.list(scope, bySubject))
    expectEqual(await seenBy(granted), [interactionId(2)], 'what Anne sees')
  },

  'an interaction that is a part of another, or a timer that runs on it, is in the way of purging it': async (
    store,
  ) => {
    await open(store)
    await write(store, [
      newInteraction({ id: interactionId(1) }),
      newInteraction({ id: interactionId(2), parentId: interactionId(1) }),
      { op: 'create', kind: 'timer', record: buildTimer(anne, 2) },
    ])
    const purge = (n: number, version = 1): Write => {
      return { op: 'purge', kind: 'interaction', id: interactionId(n), expectedVersion: version }
    }
    const inTheWay = (n: number) => ({
      code: 'still-referenced',
      subject: { kind: 'interaction', id: interactionId(n) },
    })
    expectEqual(await refusal(store, [purge(1)]), inTheWay(1), 'a whole')
    expectEqual(await refusal(store, [purge(2)]), inTheWay(2), 'one on which a timer runs')
    const stop = { op: 'purge', kind: 'timer', id: anne, expectedVersion: 1 } as const
    await write(store, [stop, purge(2), purge(1)])
    expectEqual(await store.interactions.list(everything, bySubject), [], 'a whole purged with its part and its timer')
  },

  'purging a company or a contact that an interaction points at refuses the commit with still-referenced': async (
    store,
  ) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) }), newContact({ id: contactId(1) })])
    await write(store, [
      newInteraction({ id: interactionId(1), companyId: companyId(1), trashedAt: 5 }),
      newInteraction({ id: interactionId(2), contactIds: [contactId(1)] }),
    ])
    const purge = (kind: 'company' | 'contact', id: string): Write => ({ op: 'purge', kind, id, expectedVersion: 1 })
    const company = { code: 'still-referenced', subject: { kind: 'company', id: companyId(1) } }
    const contact = { code: 'still-referenced', subject: { kind: 'contact', id: contactId(1) } }
    expectEqual(await refusal(store, [purge('company', companyId(1))]), company, 'a company')
    expectEqual(await refusal(store, [purge('contact', contactId(1))]), contact, 'a contact')
    await write(store, [
      { op: 'purge', kind: 'interaction', id: interactionId(1), expectedVersion: 1 },
      await changedInteraction(store, interactionId(2), { contactIds: [] }),
      purge('company', companyId(1)),
      purge('contact', contactId(1)),
    ])
  },

  'an interaction, a note, a timer or time that points at what does not exist refuses the commit': async (store) => {
    await open(store)
    await open(store, elsewhere)
    await write(store, [newInteraction({ id: interactionId(9) })], { workspaceId: elsewhere })
    await write(store, [newInteraction({ id: interactionId(1) })])
    const missing = (kind: string, id: string) => ({ code: 'missing-reference', subject: { kind, id } })
    const other = { id: interactionId(2) }
    for (const [writes, fields, expected] of [
      [[newInteraction({ ...other, companyId: companyId(1) })], {}, missing('company', companyId(1))],
      [[newInteraction({ ...other, contactIds: [contactId(1)] })], {}, missing('contact', contactId(1))],
      [[newInteraction({ ...other, parentId: interactionId(9) })], {}, missing('interaction', interactionId(9))],
      [
        [{ op: 'create', kind: 'timer', record: buildTimer(anne, 3) } as const],
        {},
        missing('interaction', interactionId(3)),
      ],
      [[], { notes: [buildNote(1, { interactionId: interactionId(9) })] }, missing('interaction', interactionId(9))],
      [[], { timeSpent: [buildTimeSpent(1, interactionId(3))] }, missing('interaction', interactionId(3))],
    ] as const) {
      expectEqual(await refusal(store, writes, fields), expected, JSON.stringify(expected.subject))
    }
    const change = await changedInteraction(store, interactionId(1), { companyId: companyId(1) })
    expectEqual(await refusal(store, [change]), missing('company', companyId(1)), 'one that is changed')
  },

  'an interaction points at no record that was merged, and a record that it points at is not marked as merged': async (
    store,
  ) => {
    await open(store)
    await write(
      store,
      [1, 2, 3].flatMap((n) => [newCompany({ id: companyId(n) }), newContact({ id: contactId(n) })]),
    )
    await write(store, [
      newInteraction({ id: interactionId(1), companyId: companyId(1), contactIds: [contactId(1)] }),
      await changedCompany(store, companyId(2), { mergedInto: companyId(3) }),
    ])
    const conflict = (kind: string, id: string) => ({ code: 'version-conflict', subject: { kind, id } })
    const late = newInteraction({ id: interactionId(2), companyId: companyId(2) })
    expectEqual(await refusal(store, [late]), conflict('company', companyId(2)), 'one that points at a merged one')
    const merged = await changedCompany(store, companyId(1), { mergedInto: companyId(3) })
    expectEqual(await refusal(store, [merged]), conflict('company', companyId(1)), 'a merge that leaves one behind')
    const person = await store.contacts.find(everything, contactId(1))
    if (person !== null) {
      const record = { ...person, version: 2, mergedInto: contactId(3) }
      const gone = { op: 'update', kind: 'contact', record, index: { sortKey: '', searchText: '' } } as const
      expectEqual(await refusal(store, [gone]), conflict('contact', contactId(1)), 'a merge of a contact')
      await write(store, [
        gone,
        merged,
        await changedInteraction(store, interactionId(1), { companyId: companyId(3), contactIds: [contactId(3)] }),
      ])
    }
    expectEqual(
      await listedNumbers(store, { contactId: contactId(3), companyId: companyId(3) }),
      [1],
      'after the merge',
    )
  },

  'references are found from interactions at companies, contacts and wholes, and from timers at interactions': async (
    store,
  ) => {
    await open(store)
    await write(store, [newCompany({ id: companyId(1) }), newContact({ id: contactId(1) })])
    await write(store, [
      newInteraction({ id: interactionId(1), companyId: companyId(1), contactIds: [contactId(1)], trashedAt: 4 }),
      newInteraction({ id: interactionId(2), parentId: interactionId(1) }),
      { op: 'create', kind: 'timer', record: buildTimer(anne, 1) },
    ])
    const found = await store.references.pointingAt(here, [
      { kind: 'company', id: companyId(1) },
      { kind: 'contact', id: contactId(1) },
      { kind: 'interaction', id: interactionId(1) },
    ])
    const lines = found.map(({ from, to }) => `${from.kind} ${from.id} → ${to.kind} ${to.id}`).toSorted()
    expectEqual(
      lines,
      [
        `interaction ${interactionId(1)} → company ${companyId(1)}`,
        `interaction ${interactionId(1)} → contact ${contactId(1)}`,
        `interaction ${interactionId(2)} → interaction ${interactionId(1)}`,
        `timer ${anne} → interaction ${interactionId(1)}`,
      ],
      'references',
    )
  },
}
