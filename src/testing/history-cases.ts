/** The store contract: answers of commands, the audit trail and events. @module */
import { rights } from '../access/actor.ts'
import type { CommandAnswer, Subject } from '../ports/history.ts'
import { expectEqual, expectPresent } from './assert.ts'
import { buildAudit, buildEvent } from './builders.ts'
import {
  companyId,
  contactId,
  elsewhere,
  everything,
  here,
  idsOf,
  newCompany,
  open,
  otherId,
  refusal,
  type StoreCases,
  write,
} from './store-scene.ts'

/** Named one by one, so that a kind that is left out does not compile. */
const everyKind: Readonly<Record<Subject['kind'], true>> = {
  workspace: true,
  member: true,
  group: true,
  company: true,
  contact: true,
  affiliation: true,
  import: true,
  webhook: true,
}
// The record's own keys: `Object.keys` alone forgets their type.
const subjectKinds = Object.keys(everyKind) as readonly Subject['kind'][]

/** What is remembered of commands. */
export const historyCases: StoreCases = {
  'a repeated command is refused with its first answer': async (store) => {
    await open(store)
    const command: CommandAnswer = {
      commandId: 'c-1',
      command: 'companies.create',
      fingerprint: 'f',
      answer: { id: 'x' },
    }
    await write(store, [newCompany({ id: companyId(1) })], { command })
    const again = await refusal(store, [newCompany({ id: companyId(2) })], {
      command: { ...command, answer: { id: 'y' } },
    })
    expectEqual(again, { code: 'command-repeated', answer: command }, 'the refusal')
    expectEqual(await store.companies.find(everything, companyId(2)), null, 'the company of the repeated command')
    expectEqual(await store.history.findCommand(here, 'c-1'), command, 'the kept answer')
    expectEqual(await store.history.findCommand(elsewhere, 'c-1'), null, 'the answer asked for elsewhere')
  },

  'audit entries come latest first, of one subject if asked, with personal values in place': async (store) => {
    await open(store)
    const personal = { personId: contactId(1), changes: [{ field: 'givenName', after: 'Anna' }] }
    await write(store, [], {
      audit: [
        buildAudit({
          id: otherId(1),
          subject: { kind: 'contact', id: contactId(1) },
          changes: [{ field: 'givenName' }],
          personal,
        }),
        buildAudit({
          id: otherId(2),
          changes: [{ field: 'name', before: 'a', after: { b: [1] } }],
          commandId: 'c',
          count: 3,
        }),
        buildAudit({ id: otherId(3), author: { kind: 'member', memberId: otherId(4) } }),
      ],
    })
    const all = await store.history.listAudit(here, { limit: 10 })
    expectEqual(idsOf(all), [3, 2, 1].map(otherId), 'all entries')
    expectEqual(expectPresent(all[2], 'entry').personal, personal, 'personal values')
    expectEqual(expectPresent(all[1], 'entry').changes, [{ field: 'name', before: 'a', after: { b: [1] } }], 'changes')
    expectEqual(
      idsOf(await store.history.listAudit(here, { limit: 1, after: otherId(3) })),
      [otherId(2)],
      'a later page',
    )
    const one = await store.history.listAudit(here, { subjectId: contactId(1), limit: 10 })
    expectEqual(idsOf(one), [otherId(1)], 'entries of one subject')
    expectEqual(await store.history.listAudit(elsewhere, { limit: 10 }), [], 'entries elsewhere')
  },

  'entries and events come back whatever they are about, and entries under whatever right': async (store) => {
    await open(store)
    const subjects = subjectKinds.map((kind, n) => ({ kind, id: otherId(n + 1) }))
    const audit = [
      ...subjects.map((subject, n) => buildAudit({ id: otherId(n + 1), subject })),
      ...rights.map((right, n) => buildAudit({ id: otherId(n + 101), right })),
    ]
    const events = subjects.map((subject, n) => buildEvent({ id: otherId(n + 1), subject }))
    await write(store, [], { audit, events })
    expectEqual((await store.history.listAudit(here, { limit: 200 })).toReversed(), audit, 'entries')
    expectEqual(await store.history.listEvents(here, { limit: 200 }), events, 'events')
  },

  'events come first ones first, page by page': async (store) => {
    await open(store)
    const events = [2, 1, 3].map((n) => buildEvent({ id: otherId(n), version: n, data: { n } }))
    await write(store, [], { events })
    const page = await store.history.listEvents(here, { limit: 2 })
    expectEqual(idsOf(page), [1, 2].map(otherId), 'the first page')
    expectEqual(expectPresent(page[0], 'event').data, { n: 1 }, 'data')
    expectEqual(
      idsOf(await store.history.listEvents(here, { limit: 2, after: otherId(2) })),
      [otherId(3)],
      'the next page',
    )
    expectEqual(await store.history.listEvents(elsewhere, { limit: 2 }), [], 'events elsewhere')
  },
}
