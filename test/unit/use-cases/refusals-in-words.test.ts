/** What refusals say of matters that were handed in: the field that is meant, and what would be taken. */
import { createCrm } from 'crmkit'
import { definePipelinesOrThrow } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin, refusalOf, type Scene } from './stores.ts'

const open = (): Promise<Scene> => begin(memoryStore())

/** What is said of a matter with these fields. */
async function said(fields: object): Promise<string> {
  const { anne } = await open()
  const matter = { subject: 'x', type: 'sale/first-contact', ...fields } as const
  return (await refusalOf(anne.interactions.create(matter), 'invalid-input')).message
}

describe('Refusals in words', () => {
  it('INT-6 of a schedule, what is wrong is said of the form that was begun', async () => {
    expect(await said({ schedule: { meeting: { startOn: '2026-12-04', startAt: '09:00' } } })).toBe(
      'schedule.meeting.endAt is missing. Give a string.',
    )
    expect(await said({ schedule: { task: { dueOn: '2026-12-04', until: 'x' } } })).toBe(
      'schedule.task.until is no field here. Leave it out, or look for a mistyped name.',
    )
    expect(await said({ schedule: { task: { dueOn: 'today' }, meeting: {} } })).toMatch(
      /^schedule\.meeting is no field here\./,
    )
    const forms = 'Give { task: { dueOn } } or { meeting: { startOn, startAt, endAt } }.'
    for (const schedule of ['tomorrow', {}, { dueOn: 'today' }]) {
      expect(await said({ schedule })).toBe(`schedule has the wrong type. ${forms}`)
    }
  })

  it('INT-8 of a note and of participants as well', async () => {
    expect(await said({ note: { text: 7 } })).toBe('note.text has the wrong type. Give a string.')
    expect(await said({ note: { said: 'x', on: 1 } })).toMatch(/^note\.on is no field here\./)
    expect(await said({ note: 'x' })).toBe('note has the wrong type. Give { text }, or { said }: what somebody said.')
    expect(await said({ participants: [{ kind: 'member' }] })).toBe('participants.0.id is missing. Give a string.')
    expect(await said({ participants: [{ kind: 'robot', id: 'x' }] })).toBe(
      "participants.0 has the wrong type. Give { kind: 'member', id } or { kind: 'resource', id }.",
    )
  })

  it('INT-3 a step that is left out is missing, and one that is not there is followed by those that are', async () => {
    const pipelines = definePipelinesOrThrow([
      { key: 'lease', label: 'Lease', steps: [{ key: 'visit', kind: 'lead', label: 'Visit' }] },
    ])
    const { anne } = await begin(memoryStore(), { pipelines })
    const create = async (fields: object): Promise<string> =>
      (await refusalOf(anne.interactions.create({ subject: 'x', type: 'lease/sign', ...fields }), 'invalid-input'))
        .message
    expect(await create({ type: undefined })).toMatch(/^type is missing\. Name a pipeline and one of its steps/)
    expect(await create({})).toBe(
      'The step (type) can’t be "lease/sign". Name a pipeline and one of its steps. Use one of: lease/visit.',
    )
    expect(await create({ type: 'sale/won' })).toMatch(
      /Use one of: lease\/visit, email\/open, email-pending\/open, private\/open\.$/,
    )
    expect(await said({ type: 'nothing/such' })).toMatch(/Use one of: ([a-z/-]+, ){10}…$/)
  })

  it('what is none of the choices is named, unless it may be personal', async () => {
    const { anne } = await open()
    const { record } = await anne.interactions.create({ subject: 'x', type: 'sale/first-contact' })
    const message = async (asked: Promise<unknown>): Promise<string> =>
      (await refusalOf(asked, 'invalid-input')).message
    expect(await message(anne.interactions.moveTo(record.id, 'sale/wonn'))).toMatch(
      /^The step \(to\) can’t be "sale\/wonn"\. Name a pipeline and one of its steps\. Use one of: sale\//,
    )
    expect(await message(anne.interactions.list({ pipeline: 'leases' }))).toMatch(
      /^pipeline can’t be "leases"\. Name one of sale, /,
    )
    expect(await said({ visibility: 'public' })).toBe('visibility can’t be "public". Use one of: private, read, write.')
    for (const visibility of ['carla@pomme.example', '+33612345678', 'Carla Martin', 'Martin', 'MARTIN', 7]) {
      expect(await said({ visibility })).toBe('visibility is none of the choices. Use one of: private, read, write.')
    }
  })

  it('INT-10 of a deadline, the words are named that stand for a day', async () => {
    expect(await said({ schedule: { task: { dueOn: 'tomorrow' } } })).toBe(
      'schedule.task.dueOn is no day. Give a day of the calendar as YYYY-MM-DD, or one of today, in-3-days, in-a-week.',
    )
  })

  it('REM-1 half of the reminders is not enough', async () => {
    expect(await said({ reminders: { customer: ['same-day'] } })).toMatch(
      /^reminders\.member is missing\. Use one of: /,
    )
    expect(await said({ reminders: { member: 'none' } })).toBe('reminders.customer is missing. Give an array.')
  })

  it('CAL-1 a date is no instant', async () => {
    const { anne } = await open()
    // @ts-expect-error: a number is asked for
    const asked = anne.calendar.window({ from: new Date(0), until: 1 })
    expect((await refusalOf(asked, 'invalid-input')).message).toBe(
      'from has the wrong type. Give an instant: milliseconds since 1970, such as date.getTime().',
    )
  })

  it('ACC-1 nobody creates a matter that he could not see', async () => {
    const { ben, anneId } = await open()
    const hidden = { subject: 'x', type: 'sale/won', ownerId: anneId, visibility: 'private' } as const
    expect((await refusalOf(ben.interactions.create(hidden), 'forbidden')).message).toMatch(
      /^You may not create an interaction /,
    )
  })

  it('a CRM without a store is refused at once', () => {
    // @ts-expect-error: a store is asked for
    expect(() => createCrm({})).toThrow("store is missing. Give a store: memoryStore(), or an adapter's.")
    // @ts-expect-error: no store either
    expect(() => createCrm({ store: 'pglite' })).toThrow('store has the wrong type.')
    // @ts-expect-error: nothing at all
    expect(() => createCrm()).toThrow('store is missing.')
    // @ts-expect-error: the promise of a store
    expect(() => createCrm({ store: Promise.resolve(memoryStore()) })).toThrow('store has the wrong type.')
  })

  it('a door without anybody is refused at once', () => {
    const crm = createCrm({ store: memoryStore() })
    // @ts-expect-error: who acts, and where, is asked for
    expect(() => crm.as()).toThrow('workspaceId is missing. Give an id, a UUID as text.')
    // @ts-expect-error: a reason is asked for
    expect(() => crm.asSystem()).toThrow('reason is missing.')
  })
})
