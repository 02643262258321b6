/** The store contract: the log of calls, which were missed, and the timelines that calls stand on. @module */
import type { CallPosition } from '../ports/call-repository.ts'
import type { Store } from '../ports/store.ts'
import { expectEqual } from './assert.ts'
import { buildCall, buildInteraction } from './builders.ts'
import { all, callId, first, log, logOf, second } from './call-scene.ts'
import {
  anne,
  anneSees,
  ben,
  companyId,
  contactId,
  elsewhere,
  everything,
  here,
  idsOf,
  newCompany,
  newContact,
  open,
  otherId,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Missed calls, and what settles them or not. */
async function logMissed(store: Store): Promise<void> {
  const ended = { endedAt: 2_000, end: 'no-answer' } as const
  await log(store, [
    { id: callId(1), startedAt: 1_000, number: first, ...ended },
    { id: callId(2), startedAt: 1_100, number: second, ...ended },
    // Whose message goes on.
    { id: callId(3), startedAt: 1_200, number: second, reach: 'voicemail', lineId: otherId(1) },
    { id: callId(4), startedAt: 1_300, number: null, ...ended },
    // Called back, and nobody answered.
    { id: callId(5), startedAt: 1_150, number: second, direction: 'outbound', memberId: ben, ...ended },
    // Got through before.
    { id: callId(6), startedAt: 900, number: first, reach: 'answered', memberId: ben, ...ended },
    { id: callId(7), startedAt: 1_400, number: first, reach: 'rejected', ...ended },
    { id: callId(8), startedAt: 1_500, number: first },
    { id: callId(9), startedAt: 1_600, number: first, direction: 'outbound', memberId: ben, early: [] },
  ])
}

/** Lists of calls. */
export const callListCases: StoreCases = {
  'the log meets every condition of the query': async (store) => {
    await open(store)
    const ended = { endedAt: 9_000, end: 'completed' } as const
    await log(store, [
      { id: callId(1), contactIds: [contactId(1), contactId(2)], companyIds: [companyId(1)], number: first, ...ended },
      { id: callId(2), contactIds: [contactId(2)], direction: 'outbound', memberId: anne, reach: 'answered' },
      { id: callId(3), companyIds: [companyId(2)], lineId: otherId(1), reach: 'voicemail', ...ended },
      { id: callId(4), interactionId: otherId(9), reach: 'answered', memberId: ben, ...ended },
      { id: callId(5), contactIds: [contactId(1)], number: first, early: [] },
    ])
    const queries: readonly (readonly [Parameters<Store['calls']['list']>[1], readonly number[]])[] = [
      [{ ...all, contactIds: [contactId(1), contactId(2)] }, [2, 1]],
      [{ ...all, contactIds: [] }, []],
      [{ ...all, companyIds: [companyId(2)] }, [3]],
      [{ ...all, interactionId: otherId(9) }, [4]],
      [{ ...all, memberId: anne }, [2]],
      [{ ...all, lineId: otherId(1) }, [3]],
      [{ ...all, number: first }, [1]],
      [{ ...all, direction: 'outbound' }, [2]],
      [{ ...all, statuses: ['missed'] }, [1]],
      [{ ...all, statuses: ['in-progress', 'voicemail'] }, [3, 2]],
      [{ ...all, statuses: ['answered', 'ringing'] }, [4]],
      [{ ...all, statuses: [] }, []],
      [{ ...all, contactIds: [contactId(2)], direction: 'inbound' }, [1]],
      [{ limit: 2 }, [4, 3]],
    ]
    for (const [query, expected] of queries) {
      expectEqual(idsOf(await store.calls.list(everything, query)), expected.map(callId), JSON.stringify(query))
    }
  },

  'the log is in the order of beginnings, the latest first, page by page': async (store) => {
    await open(store)
    await log(
      store,
      [5, 3, 3, 9, 7].map((startedAt, index) => ({ id: callId(index + 1), startedAt })),
    )
    const expected = [4, 5, 1, 3, 2].map(callId)
    const pages: string[] = []
    for (let after: CallPosition | undefined; ; ) {
      const page = await store.calls.list(everything, { limit: 2, ...(after !== undefined && { after }) })
      pages.push(...idsOf(page))
      const last = page.at(-1)
      if (last === undefined) break
      after = { at: last.startedAt, id: last.id }
    }
    expectEqual(pages, expected, 'page by page')
    const gone = await store.calls.list(everything, { ...all, after: { at: 6, id: callId(50) } })
    expectEqual(idsOf(gone), expected.slice(2), 'after a call that is not there')
  },

  'a call that is replaced is found by whom it names by then': async (store) => {
    await open(store)
    await log(store, [{ id: callId(1), contactIds: [contactId(1)], operatorIds: [anne] }])
    const record = buildCall({
      id: callId(1),
      version: 2,
      startedAt: 1,
      contactIds: [contactId(2)],
      operatorIds: [ben],
    })
    await write(store, [{ op: 'update', kind: 'call', record }])
    const of = async (id: string) => idsOf(await store.calls.list(everything, { ...all, contactIds: [id] }))
    expectEqual(await of(contactId(1)), [], 'whom it named')
    expectEqual(await of(contactId(2)), [callId(1)], 'whom it names')
    expectEqual(await logOf(store, anneSees), [], 'who answered')
    expectEqual(idsOf(await store.calls.listOfPerson(here, contactId(1), all)), [], 'of the person whom it named')
  },

  'missed calls are those that nobody returned by a later call, the latest first': async (store) => {
    await open(store)
    await logMissed(store)
    expectEqual(idsOf(await store.calls.listMissed(everything, all)), [4, 3, 1].map(callId), 'missed calls')
    const line = idsOf(await store.calls.listMissed(everything, { ...all, lineId: otherId(1) }))
    expectEqual(line, [callId(3)], 'of a number of ours')
    const page = await store.calls.listMissed(everything, { limit: 1, after: { at: 1_300, id: callId(4) } })
    expectEqual(idsOf(page), [callId(3)], 'the second page')
    // Carla called again and got through.
    await log(store, [{ id: callId(10), startedAt: 1_700, number: first, reach: 'answered', memberId: ben }])
    expectEqual(idsOf(await store.calls.listMissed(everything, all)), [4, 3].map(callId), 'once she got through')
  },

  'missed calls are those of the scope, settled by calls of anybody': async (store) => {
    await open(store)
    await logMissed(store)
    const missed = { operatorIds: [anne], endedAt: 5_000 } as const
    await log(store, [
      { id: callId(11), startedAt: 1_050, number: second, ...missed },
      { id: callId(12), startedAt: 1_250, number: second, ...missed },
    ])
    expectEqual(idsOf(await store.calls.listMissed(anneSees, all)), [callId(12)], 'what Anne has to return')
  },

  'calls of a person come by id, page by page, in their workspace only': async (store) => {
    await open(store)
    await log(
      store,
      [3, 1, 2].map((n) => ({ id: callId(n), contactIds: [contactId(n === 2 ? 2 : 1)] })),
    )
    const page = await store.calls.listOfPerson(here, contactId(1), { limit: 1 })
    expectEqual(idsOf(page), [callId(1)], 'the first page')
    const next = await store.calls.listOfPerson(here, contactId(1), { limit: 5, after: callId(1) })
    expectEqual(idsOf(next), [callId(3)], 'the next page')
    expectEqual(await store.calls.listOfPerson(elsewhere, contactId(1), all), [], 'elsewhere')
  },

  'calls stand on the timelines of their people and of their matter': async (store) => {
    await open(store)
    const matter = buildInteraction({ id: otherId(9), contactIds: [contactId(1)] })
    await write(store, [
      newContact({ id: contactId(1) }),
      newCompany({ id: companyId(1) }),
      { op: 'create', kind: 'interaction', record: matter, index: { sortKey: '', searchText: '' } },
    ])
    await log(store, [
      { id: callId(1), startedAt: 1_000, contactIds: [contactId(1)], interactionId: otherId(9) },
      { id: callId(2), startedAt: 3_000, companyIds: [companyId(1)] },
      { id: callId(3), startedAt: 2_000, interactionId: otherId(9) },
      { id: callId(4), startedAt: 4_000, contactIds: [contactId(1)], early: [] },
    ])
    const on = async (kind: 'company' | 'contact' | 'interaction', ids: readonly string[], limit = 100) =>
      (await store.interactions.timeline(everything, { kind, ids }, { limit })).map(
        (entry) => `${entry.kind} ${entry.at} ${entry.id}`,
      )
    const entry = (n: number, at: number): string => `call ${at} ${callId(n)}`
    expectEqual(await on('contact', [contactId(1)]), [entry(3, 2_000), entry(1, 1_000)], "the contact's")
    expectEqual(await on('company', [companyId(1), companyId(2)]), [entry(2, 3_000)], "the company's")
    expectEqual(await on('interaction', [otherId(9)]), [entry(3, 2_000), entry(1, 1_000)], "the matter's")
    expectEqual(await on('contact', [contactId(1)], 1), [entry(3, 2_000)], 'the latest')
  },
}
