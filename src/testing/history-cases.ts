/** The store contract: answers of commands, the audit trail and events. @module */
import { rights } from '../access/actor.ts'
import type { BeforeImage, ImportTouch } from '../import/import-record.ts'
import type { Commit } from '../ports/commit.ts'
import type { AuditPage, CommandAnswer, Subject } from '../ports/history.ts'
import { expectEqual, expectPresent } from './assert.ts'
import { buildAffiliation, buildAudit, buildCompany, buildContact, buildEvent } from './builders.ts'
import {
  affiliationId,
  anne,
  ben,
  companyId,
  companyKey,
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
  resource: true,
  company: true,
  contact: true,
  affiliation: true,
  import: true,
  webhook: true,
  merge: true,
  interaction: true,
  timer: true,
  feed: true,
  directory: true,
  catalog: true,
  message: true,
  'message-template': true,
  mail: true,
  'inbound-address': true,
  line: true,
  call: true,
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

  'a repeated command is told before anything else that refuses the commit': async (store) => {
    await open(store)
    const command: CommandAnswer = { commandId: 'c-1', command: 'companies.create', fingerprint: 'f', answer: 'x' }
    const guard = { ...(await store.identity.lookUp(here, ['vat:FR1'])), keys: ['vat:FR1'] }
    const first = newCompany({ id: companyId(1) })
    await write(store, [first], { command, guard, keysAdded: [companyKey('vat:FR1', companyId(1))] })
    const repeated = { code: 'command-repeated', answer: command }
    expectEqual(await refusal(store, [first], { command }), repeated, 'with an id that is taken')
    expectEqual(await refusal(store, [], { command, guard }), repeated, 'with a guard that holds no longer')
    const memberGuards = [{ memberId: anne, version: 7 }]
    expectEqual(await refusal(store, [], { command, memberGuards }), repeated, 'with a member who is not there')
    const orphan = newCompany({ id: companyId(2), parentId: companyId(9) })
    expectEqual(await refusal(store, [orphan], { command }), repeated, 'with a parent that is not there')
  },

  'audit entries come latest first, by instant and then by id, with personal values in place': async (store) => {
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
        buildAudit({ id: otherId(3), at: 7, author: { kind: 'member', memberId: otherId(4) } }),
      ],
    })
    const all = await store.history.listAudit(here, { limit: 10 })
    expectEqual(idsOf(all), [2, 1, 3].map(otherId), 'all entries')
    expectEqual(expectPresent(all[1], 'entry').personal, personal, 'personal values')
    expectEqual(expectPresent(all[0], 'entry').changes, [{ field: 'name', before: 'a', after: { b: [1] } }], 'changes')
    const after = expectPresent(all[0], 'entry')
    expectEqual(idsOf(await store.history.listAudit(here, { limit: 1, after })), [otherId(1)], 'a later page')
    const last = { at: 7, id: otherId(4) }
    expectEqual(idsOf(await store.history.listAudit(here, { limit: 5, after: last })), [otherId(3)], 'the last page')
    expectEqual(await store.history.listAudit(elsewhere, { limit: 10 }), [], 'entries elsewhere')
  },

  'audit entries come of one subject, member, command or person, and of several of these at once': async (store) => {
    await open(store)
    const author = { kind: 'member', memberId: anne } as const
    const personal = { personId: contactId(1), changes: [{ field: 'givenName', after: 'Anna' }] }
    await write(store, [], {
      audit: [
        buildAudit({ id: otherId(1), author, command: 'a' }),
        buildAudit({ id: otherId(2), author, command: 'b', subject: { kind: 'contact', id: contactId(1) }, personal }),
        buildAudit({ id: otherId(3), author: { kind: 'member', memberId: ben }, command: 'b' }),
        buildAudit({ id: otherId(4), command: 'b', personal: { ...personal, personId: contactId(2) } }),
      ],
    })
    const of = async (page: Omit<AuditPage, 'limit'>): Promise<readonly string[]> =>
      idsOf(await store.history.listAudit(here, { ...page, limit: 10 }))
    expectEqual(await of({ subjectId: contactId(1) }), [otherId(2)], 'entries of one subject')
    expectEqual(await of({ memberId: anne }), [2, 1].map(otherId), 'entries of one member')
    expectEqual(await of({ command: 'b' }), [4, 3, 2].map(otherId), 'entries of one command')
    expectEqual(await of({ personId: contactId(2) }), [otherId(4)], 'entries with values of one person')
    expectEqual(await of({ memberId: anne, command: 'b' }), [otherId(2)], 'entries of a member and a command')
    expectEqual(await of({ subjectId: contactId(1), memberId: ben }), [], 'entries of another member')
    const later = expectPresent((await store.history.listAudit(here, { limit: 1 }))[0], 'entry').at + 1
    expectEqual(await of({ subjectId: contactId(1), from: later }), [], 'entries of one subject from later on')
    expectEqual(await of({ personId: contactId(1), command: 'a' }), [], 'entries of a person and another command')
  },

  'audit entries come from one instant on, up to and without another': async (store) => {
    await open(store)
    const audit = [10, 20, 30].map((at, index) => buildAudit({ id: otherId(3 - index), at }))
    await write(store, [], { audit })
    const within = async (span: Pick<AuditPage, 'from' | 'until' | 'after'>): Promise<readonly number[]> =>
      (await store.history.listAudit(here, { ...span, limit: 10 })).map(({ at }) => at)
    expectEqual(await within({ from: 20 }), [30, 20], 'from an instant on')
    expectEqual(await within({ until: 20 }), [10], 'up to an instant')
    expectEqual(await within({ from: 10, until: 30 }), [20, 10], 'between two')
    expectEqual(await within({ from: 10, until: 30, after: { at: 20, id: otherId(2) } }), [10], 'the next page')
  },

  'erasing a person blanks every personal value kept about the person, in audit and images, and nothing else': async (
    store,
  ) => {
    await open(store)
    await open(store, elsewhere)
    const [anna, bruno] = [contactId(1), contactId(2)]
    const said = (personId: string) => ({ personId, changes: [{ field: 'givenName', after: 'Anna' }] })
    const entry = (n: number, personId: string) =>
      buildAudit({ id: otherId(n), subject: { kind: 'contact', id: personId }, personal: said(personId) })
    const job = buildAffiliation({ id: affiliationId(1), contactId: anna, companyId: companyId(1), jobTitle: 'Buyer' })
    const touch = (n: number, recordId: string, before: BeforeImage): ImportTouch => {
      return { importId: otherId(n), kind: before.kind, recordId, row: n, versionAfter: 2, before }
    }
    const image = (id: string): BeforeImage => ({ kind: 'contact', record: { ...buildContact({ id }), number: 1 } })
    const company = { kind: 'company', record: { ...buildCompany({ id: companyId(1) }), number: 1 } } as const
    const past: Partial<Commit> = {
      audit: [
        entry(1, anna),
        entry(2, bruno),
        buildAudit({ id: otherId(3), changes: [{ field: 'name', after: 'a' }] }),
      ],
      touches: [
        touch(8, anna, image(anna)),
        touch(9, job.id, { kind: 'affiliation', record: job }),
        touch(9, bruno, image(bruno)),
        touch(9, companyId(1), company),
      ],
    }
    await write(store, [], past)
    await write(store, [], { ...past, workspaceId: elsewhere })
    const touchesOf = async (workspaceId: string, personId: string): Promise<readonly string[]> =>
      (await store.imports.listTouchesOfPerson(workspaceId, personId)).map(({ recordId }) => recordId)
    expectEqual(await touchesOf(here, anna), [anna, job.id], 'touches of the person before')

    await write(store, [], { audit: [entry(4, anna)], erasures: [{ personId: anna }] })
    const all = await store.history.listAudit(here, { limit: 10 })
    const values = all.map(({ personal }) => personal)
    expectEqual(values, [null, undefined, said(bruno), null], 'personal values, the latest first')
    expectEqual(await store.history.listAudit(here, { personId: anna, limit: 10 }), [], 'entries with values')
    expectEqual(expectPresent(all[1], 'entry').changes, [{ field: 'name', after: 'a' }], 'changes of another entry')
    expectEqual(await touchesOf(here, anna), [], 'touches of the person')
    const [kept] = await store.imports.listTouches(here, anna)
    expectEqual(kept, { ...touch(8, anna, image(anna)), before: null }, 'the touch without its image')
    const imageOf = async (recordId: string) => (await store.imports.listTouches(here, recordId))[0]?.before
    expectEqual(await imageOf(job.id), null, 'the image of the job')
    expectEqual(await imageOf(bruno), image(bruno), 'the image of somebody else')
    expectEqual(await imageOf(companyId(1)), company, 'the image of a company')
    expectEqual(await touchesOf(elsewhere, anna), [anna, job.id], 'touches elsewhere')
    // By a batch that had read her before, and by the commit that erases.
    await write(store, [], { touches: [{ ...touch(8, anna, image(anna)), versionAfter: 3 }] })
    expectEqual(await imageOf(anna), null, 'the image once the import wrote it again')
    await write(store, [], { touches: [touch(7, anna, image(anna))], erasures: [{ personId: anna }] })
    expectEqual(await imageOf(anna), null, 'an image of the very commit that erases')
    const there = await store.history.listAudit(elsewhere, { personId: anna, limit: 10 })
    expectEqual(idsOf(there), [otherId(1)], 'entries elsewhere')

    // Forgotten twice is forgotten.
    await write(store, [], { erasures: [{ personId: anna }] })
    expectEqual(await imageOf(bruno), image(bruno), 'the image of somebody else after a second time')
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
    expectEqual(page[0], events[1], 'an event')
    expectEqual(
      idsOf(await store.history.listEvents(here, { limit: 2, after: otherId(2) })),
      [otherId(3)],
      'the next page',
    )
    expectEqual(await store.history.listEvents(elsewhere, { limit: 2 }), [], 'events elsewhere')
  },
}
