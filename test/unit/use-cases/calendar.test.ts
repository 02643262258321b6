/** Calendars at the desk, on every store: windows, free slots, bookings at the same instant, and feeds. */
import { type Interaction, isCrmError } from 'crmkit'
import { feedHandler } from 'crmkit/ical'
import { memoryStore } from 'crmkit/memory'
import { buildCommit, buildInteraction, countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { begin, issuesOf, onEveryStore, refusalOf, type Scene } from './stores.ts'

const hour = 3_600_000
const monday = Date.UTC(2027, 2, 1)
const week = { from: monday, until: monday + 7 * 24 * hour }

async function meeting(
  { anne }: Pick<Scene, 'anne'>,
  startAt: string,
  endAt: string,
  fields: Partial<Parameters<Scene['anne']['interactions']['create']>[0]> = {},
): Promise<Interaction> {
  const schedule = { meeting: { startOn: '2027-03-01', startAt, endAt } }
  const { record } = await anne.interactions.create({
    subject: `At ${startAt}`,
    type: 'sale/first-contact',
    schedule,
    ...fields,
  })
  return record
}

describe('Calendars', () => {
  onEveryStore((begin) => {
    it('CAL-1 shows several members and resources together, as far as the actor may see', async () => {
      const scene = await begin()
      const { anne, anneId, ben, benId, caraId } = scene
      const { id: van } = await anne.workspace.resources.add({ name: 'Van', kind: 'vehicle' })
      const late = await meeting(scene, '15:00', '16:00', { participants: [{ kind: 'resource', id: van }] })
      const early = await meeting(scene, '09:00', '10:00', {
        ownerId: benId,
        participants: [{ kind: 'member', id: anneId }],
      })
      const hidden = await meeting(scene, '11:00', '12:00', { visibility: 'private' })
      const { record: task } = await anne.interactions.create({
        subject: 'Answer',
        type: 'sale/first-contact',
        schedule: { task: { dueOn: '2027-03-03' } },
      })
      const shown = await ben.calendar.window({ ...week, members: [anneId, benId, caraId], resources: [van] })
      expect(shown.blocks.map(({ interactionId }) => interactionId)).toEqual([early.id, late.id])
      expect(shown.blocks[0]?.attendees).toEqual([
        { kind: 'member', id: benId },
        { kind: 'member', id: anneId },
      ])
      expect(shown.tasks.map(({ interactionId }) => interactionId)).toEqual([task.id])
      expect(shown.interactions.map(({ id }) => id).toSorted()).toEqual([late.id, early.id, task.id].toSorted())
      expect((await anne.calendar.window(week)).blocks.map(({ interactionId }) => interactionId)).toEqual([
        early.id,
        hidden.id,
        late.id,
      ])
      expect((await anne.calendar.window({ ...week, resources: [van] })).blocks).toHaveLength(1)
      expect((await ben.calendar.window({ ...week, members: [caraId] })).blocks).toEqual([])
      await anne.interactions.trash(late.id)
      expect((await anne.calendar.window({ ...week, resources: [van] })).blocks).toEqual([])
    })

    it('CAL-2 finds free slots for all, whatever takes them, and says nothing of it', async () => {
      const scene = await begin()
      const { anne, anneId, ben, benId } = scene
      const { id: van } = await anne.workspace.resources.add({ name: 'Van', kind: 'vehicle' })
      await meeting(scene, '09:00', '12:00', { visibility: 'private' })
      await meeting(scene, '12:00', '14:00')
      await meeting(scene, '15:00', '17:00', { ownerId: benId, participants: [{ kind: 'resource', id: van }] })
      const day = { from: monday, until: monday + 24 * hour }
      expect(await ben.calendar.busy({ ...day, members: [anneId] })).toEqual([
        { who: { kind: 'member', id: anneId }, period: { from: monday + 8 * hour, until: monday + 13 * hour } },
      ])
      const slots = await ben.calendar.freeSlots({
        ...day,
        members: [anneId, benId],
        resources: [van],
        lengthMinutes: 60,
        gridMinutes: 60,
      })
      expect(slots.map(({ from }) => (from - monday) / hour)).toEqual([13, 16])
      const one = await ben.calendar.freeSlots({ ...week, members: [anneId], lengthMinutes: 30, limit: 1 })
      expect(one).toEqual([{ from: monday + 13 * hour, until: monday + 13.5 * hour }])
      await meeting(scene, '14:00', '15:00', { participants: [{ kind: 'resource', id: van }] })
      const left = await ben.calendar.freeSlots({ ...day, resources: [van], lengthMinutes: 240 })
      expect(left.map(({ from }) => (from - monday) / hour)).toEqual([8, 8.25, 8.5, 8.75, 9])
    })

    it('CAL-2 of meetings made at the same instant, one gets the resource', async () => {
      const scene = await begin()
      const { anne } = scene
      const { id: van } = await anne.workspace.resources.add({ name: 'Van', kind: 'vehicle' })
      const participants = [{ kind: 'resource' as const, id: van }]
      const wanted = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? ['09:00', '10:00'] : ['10:00', '11:00']))
      const made = await Promise.allSettled(
        wanted.map(([from = '', until = '']) => meeting(scene, from, until, { participants })),
      )
      const won = made.filter(({ status }) => status === 'fulfilled')
      expect(won).toHaveLength(2)
      for (const each of made) {
        if (each.status === 'rejected') expect(isCrmError(each.reason, 'resource-taken')).toBe(true)
      }
      const { blocks } = await anne.calendar.window({ ...week, resources: [van] })
      expect(blocks.map(({ schedule }) => schedule.start.at)).toEqual(['09:00', '10:00'])
    })

    it('CAL-4 a feed shows what its member sees, until it is revoked or the member leaves', async () => {
      const scene = await begin()
      const { anne, ben, benId, anneId, crm } = scene
      const mine = await meeting({ anne: ben }, '09:00', '10:00', { visibility: 'private' })
      await meeting(scene, '11:00', '12:00', { ownerId: anneId, participants: [{ kind: 'member', id: benId }] })
      await meeting(scene, '13:00', '14:00', { ownerId: anneId })
      await meeting(scene, '14:00', '15:00', {
        ownerId: anneId,
        visibility: 'private',
        participants: [{ kind: 'member', id: benId }],
      })
      const { feed, token = '' } = await ben.calendar.feeds.create({ label: ' my telephone ' }, { commandId: 'feed' })
      expect(feed).toMatchObject({ memberId: benId, label: 'my telephone', version: 1 })
      expect(await ben.calendar.feeds.create({ label: ' my telephone ' }, { commandId: 'feed' })).toEqual({ feed })
      const content = await crm.readFeed(token)
      expect(content.name).toBe('Ben – Verger')
      expect(content.entries.map(({ subject }) => subject).toSorted()).toEqual(['At 09:00', 'At 11:00'])
      expect(JSON.stringify(await scene.store.feeds.list(scene.workspaceId))).not.toContain(token.split('.')[2])

      const answer = feedHandler(crm, { domain: 'crm.example' })
      const address = `https://crm.example/calendar/${token}.ics`
      const first = await answer(new Request(address))
      expect(first.status).toBe(200)
      expect(first.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
      const text = await first.text()
      expect(text).toContain('SUMMARY:At 09:00')
      const etag = first.headers.get('etag') ?? ''
      const again = await answer(new Request(address, { headers: { 'if-none-match': `"x", W/${etag}` } }))
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
      const head = await answer(new Request(address, { method: 'HEAD' }))
      expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag])
      await ben.interactions.update(mine.id, { subject: 'Earlier' })
      const changed = await answer(new Request(address, { headers: { 'if-none-match': etag } }))
      expect([changed.status, await changed.text()]).toEqual([200, expect.stringContaining('SUMMARY:Earlier')])
      expect((await answer(new Request(`${address}?tasks=all`))).status).toBe(400)
      expect((await answer(new Request(address, { method: 'POST' }))).status).toBe(405)
      const other = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
      expect((await answer(new Request(`https://crm.example/calendar/${other}`))).status).toBe(404)
      expect((await answer(new Request('https://crm.example/calendar/x'))).status).toBe(404)

      await anne.workspace.members.lock(benId)
      expect((await answer(new Request(address))).status).toBe(403)
      await anne.workspace.members.unlock(benId)
      await anne.workspace.members.deactivate(benId)
      expect((await answer(new Request(address))).status).toBe(410)
      await anne.workspace.members.reactivate(benId)
      expect((await answer(new Request(address))).status).toBe(200)
      expect(await anne.calendar.feeds.list({ memberId: benId })).toEqual([feed])
      await anne.calendar.feeds.revoke(feed.id)
      expect((await answer(new Request(address))).status).toBe(404)
      expect((await refusalOf(crm.readFeed(token))).code).toBe('not-found')
    })

    it('CAL-4 shows tasks as the address asks', async () => {
      const { anne, crm } = await begin()
      const fields = { subject: 'Answer', type: 'sale/first-contact' } as const
      const { record } = await anne.interactions.create({ ...fields, schedule: { task: { dueOn: '2027-03-03' } } })
      await anne.interactions.create({ ...fields, subject: 'Old', schedule: { task: { dueOn: '2020-03-03' } } })
      const { token = '' } = await anne.calendar.feeds.create()
      const answer = feedHandler(crm, { domain: 'crm.example' })
      const textOf = async (query: string) => (await answer(new Request(`https://crm.example/${token}${query}`))).text()
      expect(await textOf('')).toContain('DTSTART;VALUE=DATE:20270303')
      expect(await textOf('')).not.toContain('Old')
      expect(await textOf('?tasks=to-dos')).toContain('BEGIN:VTODO')
      expect(await textOf('?tasks=none')).not.toContain('Answer')
      await anne.interactions.conclude(record.id)
      expect(await textOf('')).not.toContain('Answer')
      expect(await textOf('?tasks=to-dos')).toContain('STATUS:COMPLETED')
    })

    it("CAL-4 feeds are a member's own, and an administrator's to revoke", async () => {
      const { anne, ben, benId, cara, job } = await begin()
      const { feed } = await ben.calendar.feeds.create()
      expect(await cara.calendar.feeds.list()).toEqual([])
      expect((await refusalOf(cara.calendar.feeds.revoke(feed.id))).code).toBe('not-found')
      expect((await refusalOf(cara.calendar.feeds.create({ memberId: benId }))).code).toBe('not-found')
      expect(await issuesOf(job.calendar.feeds.create())).toEqual(['memberId missing'])
      const { feed: second } = await job.calendar.feeds.create({ memberId: benId })
      expect((await anne.calendar.feeds.list()).map(({ id }) => id)).toEqual([feed.id, second.id])
      for (let n = 3; n <= 20; n += 1) await ben.calendar.feeds.create()
      expect(await issuesOf(ben.calendar.feeds.create())).toEqual([' too-many'])
    })

    it('CAL-1 asks for a time that can be shown, and for people and things that are there', async () => {
      const { anne, anneId, job, workspaceId } = await begin()
      expect(await issuesOf(anne.calendar.window({ from: 1, until: 1 }))).toEqual(['until out-of-range'])
      const long = { from: 0, until: 401 * 24 * hour }
      expect(await issuesOf(anne.calendar.window(long))).toEqual(['until out-of-range'])
      expect(await issuesOf(job.calendar.window(week))).toEqual(['members missing'])
      const unknown = await refusalOf(anne.calendar.window({ ...week, resources: [anneId] }), 'not-found')
      expect(unknown.details).toEqual({ kind: 'resource', id: anneId })
      expect((await refusalOf(anne.calendar.busy({ ...week, members: [workspaceId] }))).code).toBe('not-found')
      expect((await refusalOf(anne.calendar.busy({ ...week, members: ['nobody'] }))).code).toBe('invalid-input')
    })
  })

  it('CAL-2 CAL-4 above 10,000 matters a feed shows all of them, and a command warns of none; windows are refused', async () => {
    const scene = await begin(memoryStore())
    const { anne, anneId, crm, store, workspaceId } = scene
    const { schedule } = await meeting(scene, '09:00', '10:00')
    if (schedule === undefined) throw new Error('a meeting has a schedule')
    const [from, until] = [monday + 8 * hour, monday + 9 * hour]
    const index = { sortKey: '', searchText: '', planned: { from, until } }
    const writes = Array.from({ length: 10_000 }, (_each, n) => {
      const record = buildInteraction({ id: countedId(n, 600), ownerId: anneId, schedule })
      return { op: 'create', kind: 'interaction', record, index } as const
    })
    await store.commit(buildCommit({ workspaceId, writes }))
    expect(await issuesOf(anne.calendar.window(week))).toEqual(['until too-many'])
    expect(await issuesOf(anne.calendar.busy(week))).toEqual(['until too-many'])
    const { token = '' } = await anne.calendar.feeds.create()
    expect((await crm.readFeed(token)).entries).toHaveLength(10_001)
    const schedules = { meeting: { startOn: '2027-03-01', startAt: '09:30', endAt: '10:30' } }
    const written = await anne.interactions.create({ subject: 'x', type: 'sale/first-contact', schedule: schedules })
    expect(written.warnings).toEqual([])
  })
})
