/** Matters beside companies and contacts: lists, timelines, merges, hand-over, erasure, on every store. */
import { describe, expect, it } from 'vitest'
import { issuesOf, onEveryStore, refusalOf, type Scene } from './stores.ts'

const minute = 60_000
const task = (dueOn: string) => ({ task: { dueOn } })

describe('Interactions among records', () => {
  onEveryStore((begin) => {
    it('INT-1 PTY-8 lists meet every condition, in each order, page by page', async () => {
      const { anne, anneId, ben, benId, clock } = await begin()
      const { record: company } = await anne.companies.create({ name: 'Pomme' })
      const { record: contact } = await anne.contacts.create({ familyName: 'Pépin' })
      const van = await anne.workspace.resources.add({ name: 'Van', kind: 'vehicle' })
      const create = async (subject: string, more: object) => {
        clock.advance(minute)
        return (await anne.interactions.create({ subject, type: 'sale/first-contact', ...more })).record
      }
      const apples = await create('Äpples', { companyId: company.id, schedule: task('2026-01-20') })
      const pears = await create('Pears', { contactIds: [contact.id], ownerId: benId, schedule: task('2026-01-10') })
      const plums = await create('Plums', { type: 'project/idea', participants: [{ kind: 'resource', id: van.id }] })
      const figs = await create('Figs', { parentId: apples.id, visibility: 'private' })
      const idsOf = async (query: object, desk = anne) =>
        (await desk.interactions.list(query)).items.map(({ id }) => id)
      const all = { order: 'number' } as const
      expect(await idsOf({ order: 'planned' })).toEqual([pears.id, apples.id, plums.id, figs.id])
      expect(await idsOf({ order: 'subject' })).toEqual([apples.id, figs.id, pears.id, plums.id])
      expect(await idsOf({ order: 'created', descending: true })).toEqual([figs.id, plums.id, pears.id, apples.id])
      expect(await idsOf({ ...all, search: 'APPL' })).toEqual([apples.id])
      expect(await idsOf({ ...all, companyId: company.id })).toEqual([apples.id])
      expect(await idsOf({ ...all, contactId: contact.id })).toEqual([pears.id])
      expect(await idsOf({ ...all, parentId: apples.id })).toEqual([figs.id])
      expect(await idsOf({ ...all, parentId: apples.id }, ben)).toEqual([])
      expect(await idsOf({ ...all, ownerId: anneId })).toEqual([apples.id, plums.id, figs.id])
      expect(await idsOf({ ...all, attendeeIds: [benId, van.id] })).toEqual([pears.id, plums.id])
      expect(await idsOf({ ...all, pipeline: 'project' })).toEqual([plums.id])
      expect(await idsOf({ ...all, types: ['project/idea', 'sale/won'] })).toEqual([plums.id])
      expect(await issuesOf(anne.interactions.list({ pipeline: 'leases' }))).toEqual(['pipeline unknown-option'])
      const planned = { from: Date.UTC(2026, 0, 19), until: Date.UTC(2026, 0, 22) }
      expect(await idsOf({ ...all, planned })).toEqual([apples.id])
      await anne.interactions.begin(pears.id)
      expect(await idsOf({ ...all, states: ['in-progress'] })).toEqual([pears.id])
      expect(await anne.interactions.count({ states: ['open'] })).toBe(3)
      expect(await ben.interactions.count()).toBe(3)
      const pages: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await anne.interactions.list({ limit: 1, cursor })
        pages.push(...page.items.map(({ id }) => id))
        cursor = page.nextCursor
        if (cursor === undefined) break
      }
      expect(pages).toEqual([pears.id, apples.id, plums.id, figs.id])
      await anne.interactions.trash(plums.id)
      expect(await idsOf({ trashed: true })).toEqual([plums.id])
    })

    it('CAL-1 pages go on where they ended when the zone has changed, and a job brings days to where they are now', async () => {
      const { anne, clock, crm } = await begin()
      const made: string[] = []
      for (const day of ['11', '12', '13', '14']) {
        // The times between two midnights stand on the other side of the days of another zone.
        for (const due of [{ dueOn: `2027-01-${day}` }, { dueOn: `2027-01-${day}`, dueAt: '02:00' }]) {
          const { record } = await anne.interactions.create({
            subject: day,
            type: 'sale/first-contact',
            schedule: { task: due },
          })
          made.push(record.id)
        }
      }
      const { record: kept } = await anne.interactions.create({ subject: 'x', type: 'sale/first-contact' })
      const [whole = '', thrown = ''] = [made[6], made[4]]
      await anne.interactions.trash(thrown)
      const inUse = [...made.filter((id) => id !== thrown), kept.id]
      const walk = async (cursor: string | undefined, limit: number): Promise<readonly string[]> => {
        const { items, nextCursor } = await anne.interactions.list({ limit, cursor })
        const ids = items.map(({ id }) => id)
        return nextCursor === undefined ? ids : [...ids, ...(await walk(nextCursor, limit))]
      }
      await anne.workspace.changeSettings({ timeZone: 'America/New_York' })
      expect((await walk(undefined, 1)).toSorted()).toEqual(inUse.toSorted())
      const on = async (until: number, trashed = false) => {
        const { items } = await anne.interactions.list({ planned: { from: until - minute, until }, trashed })
        return items.map(({ id }) => id)
      }
      const [ofWhole, ofThrown] = [Date.UTC(2027, 0, 15, 5), Date.UTC(2027, 0, 14, 5)]
      expect([await on(ofWhole), await on(ofThrown, true)]).toEqual([[], []])
      await crm.runDue()
      expect([await on(ofWhole), await on(ofThrown, true)]).toEqual([[whole], [thrown]])
      expect(await anne.interactions.get(whole)).toMatchObject({ version: 2, updatedAt: clock.now() })
      expect(await anne.interactions.get(kept.id)).toEqual(kept)
      expect((await walk(undefined, 1)).toSorted()).toEqual(inUse.toSorted())
    })

    it('INT-5 INT-7 timelines tell notes and events, the latest first, of what the actor may see', async () => {
      const { anne, ben, clock } = await begin()
      const { record: company } = await anne.companies.create({ name: 'Pomme' })
      clock.advance(minute)
      const input = { type: 'sale/first-contact', companyId: company.id } as const
      const { record: sale } = await anne.interactions.create({ ...input, subject: 'Sale' })
      clock.advance(minute)
      await anne.interactions.create({ ...input, subject: 'Secret', visibility: 'private', note: { text: 'hush' } })
      clock.advance(minute)
      await anne.interactions.moveTo(sale.id, 'sale/won', { note: { said: 'Deal!', direction: 'inbound' } })
      const told = async (desk: Scene['ben']) => {
        const words: string[] = []
        for (let cursor: string | undefined; ; ) {
          const page = await desk.companies.timeline(company.id, { limit: 2, cursor })
          for (const entry of page.items) {
            if (entry.kind === 'event') words.push(entry.event.type)
            if (entry.kind === 'note' && entry.note.kind === 'words') words.push(entry.note.text)
          }
          cursor = page.nextCursor
          if (cursor === undefined) return words
        }
      }
      const seen = ['interaction.concluded', 'interaction.moved', 'Deal!', 'interaction.created', 'company.created']
      expect((await told(ben)).toSorted()).toEqual(seen.toSorted())
      expect((await told(ben)).slice(3)).toEqual(['interaction.created', 'company.created'])
      expect((await told(anne)).length).toBe(seen.length + 2)
      const { items } = await ben.interactions.timeline(sale.id)
      expect(items.map(({ kind }) => kind).toSorted()).toEqual(['event', 'event', 'event', 'note'])
      expect(await ben.companies.dates(company.id)).toMatchObject({ lastInboundAt: clock.now() })
    })

    it('MRG-2 MRG-3 matters follow a merge of companies and of contacts, and come back with its undo', async () => {
      const { anne, ben } = await begin()
      const [{ record: pomme }, { record: apple }] = [
        await anne.companies.create({ name: 'Pomme' }),
        await anne.companies.create({ name: 'Apple' }),
      ]
      const [{ record: anna }, { record: ana }] = [
        await anne.contacts.create({ familyName: 'Pépin' }),
        await anne.contacts.create({ familyName: 'Pepin' }, { onDuplicate: 'create' }),
      ]
      const input = { subject: 'x', type: 'sale/quote-sent' } as const
      const { record: one } = await anne.interactions.create({ ...input, companyId: apple.id, contactIds: [ana.id] })
      const { record: both } = await anne.interactions.create({ ...input, contactIds: [ana.id, anna.id] })
      const { record: secret } = await anne.interactions.create({
        ...input,
        contactIds: [ana.id],
        visibility: 'private',
      })
      expect((await ben.contacts.planMerge(anna.id, ana.id)).moves).toMatchObject({ interaction: 2 })
      const people = await anne.contacts.merge(anna.id, ana.id)
      const firms = await anne.companies.merge(pomme.id, apple.id)
      expect(people.merge.moved).toEqual({ interaction: 3 })
      expect(await anne.interactions.get(one.id)).toMatchObject({ companyId: pomme.id, contactIds: [anna.id] })
      expect((await anne.interactions.get(both.id)).contactIds).toEqual([anna.id])
      expect((await anne.interactions.list({ contactId: ana.id })).items.length).toBe(3)
      await anne.interactions.update(secret.id, { contactIds: [] })
      const undone = await anne.contacts.undoMerge(people.merge.id)
      await anne.companies.undoMerge(firms.merge.id)
      expect(await anne.interactions.get(one.id)).toMatchObject({ companyId: apple.id, contactIds: [ana.id] })
      expect((await anne.interactions.get(both.id)).contactIds).toEqual([anna.id, ana.id])
      expect(undone.kept).toEqual([
        { kind: 'interaction', recordId: secret.id, field: 'contactIds', reason: 'changed-since' },
      ])
    })

    it('PTY-6 what a matter points at is not removed for good, nor is a matter with parts or a running timer', async () => {
      const { anne, ben } = await begin()
      const { record: company } = await anne.companies.create({ name: 'Pomme' })
      const { record: contact } = await anne.contacts.create({ familyName: 'Pépin' })
      const { record: whole } = await anne.interactions.create({
        subject: 'x',
        type: 'sale/quote-sent',
        companyId: company.id,
        contactIds: [contact.id],
      })
      const { record: part } = await anne.interactions.create({
        subject: 'y',
        type: 'sale/quote-sent',
        parentId: whole.id,
      })
      await anne.companies.trash(company.id)
      await anne.contacts.trash(contact.id)
      await anne.interactions.trash(whole.id)
      const inTheWay = async (call: Promise<unknown>) => (await refusalOf(call, 'still-referenced')).details.references
      expect(await inTheWay(anne.companies.purge(company.id))).toEqual([{ kind: 'interaction', id: whole.id }])
      expect(await inTheWay(anne.contacts.purge(contact.id))).toEqual([{ kind: 'interaction', id: whole.id }])
      expect(await inTheWay(anne.interactions.purge(whole.id))).toEqual([{ kind: 'interaction', id: part.id }])
      const timer = await ben.interactions.startTimer(part.id)
      await anne.interactions.trash(part.id)
      expect(await inTheWay(anne.interactions.purge(part.id))).toEqual([{ kind: 'timer', id: timer.memberId }])
      await ben.interactions.stopTimer()
      await anne.interactions.purge(part.id)
      await anne.interactions.purge(whole.id)
      await anne.contacts.purge(contact.id)
      await anne.companies.purge(company.id)
      expect(await anne.interactions.find(whole.id)).toBeNull()
      expect((await anne.interactions.history(whole.id)).items[0]?.command).toBe('interactions.purge')
    })

    it('WS-3 matters that are not done are handed over; whose the done ones were stays as it is', async () => {
      const { anne, ben, benId, caraId } = await begin()
      const create = async () => (await ben.interactions.create({ subject: 'x', type: 'sale/quote-sent' })).record.id
      const [done, pending, trashed] = [await create(), await create(), await create()]
      await ben.interactions.moveTo(done, 'sale/won')
      await ben.interactions.trash(trashed)
      const { counts } = await anne.workspace.members.previewHandOver(benId, caraId)
      expect(counts).toMatchObject({ interaction: 2 })
      expect((await anne.workspace.members.handOver(benId, caraId)).counts).toEqual(counts)
      const owners = await Promise.all([done, pending, trashed].map((id) => anne.interactions.get(id)))
      expect(owners.map(({ ownerId }) => ownerId)).toEqual([benId, caraId, caraId])
    })

    it('WS-3 where the leaver takes part in what is not done, the other one takes his place, once', async () => {
      const { anne, anneId, benId, caraId } = await begin()
      const member = (id: string) => ({ kind: 'member', id }) as const
      const create = async (...participants: readonly string[]) => {
        const { record } = await anne.interactions.create({
          subject: 'x',
          type: 'sale/quote-sent',
          schedule: task('2027-01-20'),
          reminders: { member: '1-day', customer: [] },
          participants: participants.map(member),
        })
        return record.id
      }
      const [his, both, done, trashed] = [
        await create(benId, anneId),
        await create(benId, caraId),
        await create(benId),
        await create(benId),
      ]
      await anne.interactions.conclude(done)
      await anne.interactions.trash(trashed)
      const { members } = anne.workspace
      const { counts } = await members.previewHandOver(benId, caraId)
      expect(counts).toEqual({ company: 0, contact: 0, interaction: 3, line: 0 })
      expect((await members.handOver(benId, caraId)).counts).toEqual(counts)
      const takingPart = await Promise.all([his, both, done, trashed].map((id) => anne.interactions.get(id)))
      expect(takingPart.map(({ ownerId, participants }) => [ownerId, participants.map(({ id }) => id)])).toEqual([
        [anneId, [caraId, anneId]],
        [anneId, [caraId]],
        [anneId, [benId]],
        [anneId, [caraId]],
      ])
      const { items } = await anne.reminders.listOf(his)
      const told = items.filter(({ state }) => state === 'pending').map(({ audience }) => audience.id)
      expect(told.toSorted()).toEqual([anneId, caraId].toSorted())
      expect((await anne.interactions.history(his)).items[0]?.changes).toMatchObject([{ field: 'participants' }])
      expect((await members.previewHandOver(benId, caraId)).counts).toMatchObject({ interaction: 0 })
    })

    it('PTY-6 erasing a person blanks the words of the matters that name him, and tells them before', async () => {
      const { anne } = await begin()
      const { record: anna } = await anne.contacts.create({ familyName: 'Pépin' })
      const { record: other } = await anne.contacts.create({ familyName: 'Noyer' })
      const input = { type: 'sale/quote-sent', nextStep: 'Call Anna', note: { said: 'I am Anna' } } as const
      const { record: own } = await anne.interactions.create({ ...input, subject: 'Anna', contactIds: [anna.id] })
      const { record: shared } = await anne.interactions.create({
        ...input,
        subject: 'Apples',
        contactIds: [anna.id, other.id],
      })
      const { parts } = await anne.contacts.exportPersonalData(anna.id)
      expect(parts['interactions']).toMatchObject([
        { interaction: { id: own.id, subject: 'Anna' }, notes: [{ text: 'I am Anna' }] },
        { interaction: { id: shared.id }, notes: [{ text: 'I am Anna' }] },
      ])
      await anne.contacts.anonymize(anna.id)
      expect(await anne.interactions.get(own.id)).toMatchObject({ subject: '–', version: 2 })
      expect((await anne.interactions.get(own.id)).nextStep).toBeUndefined()
      expect(await anne.interactions.get(shared.id)).toMatchObject({ subject: 'Apples', nextStep: 'Call Anna' })
      for (const { id } of [own, shared])
        expect((await anne.interactions.notes(id)).items).toMatchObject([{ text: '' }])
      expect(await anne.interactions.count({ search: 'anna' })).toBe(1)
      await anne.contacts.anonymize(anna.id)
      expect((await anne.interactions.get(own.id)).version).toBe(2)
      expect(await issuesOf(anne.interactions.create({ ...input, subject: 'x', contactIds: [anna.id] }))).toEqual([
        'contactIds.0 anonymized',
      ])
    })

    it('INT-13 of two timers that are started at once, one runs', async () => {
      const { anne, ben } = await begin()
      const { record } = await anne.interactions.create({ subject: 'x', type: 'support/received' })
      const started = await Promise.allSettled([1, 2].map(() => ben.interactions.startTimer(record.id)))
      expect(started.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
      expect((await ben.interactions.notes(record.id)).items.length).toBe(1)
    })
  })
})
