import type { Store } from 'crmkit'
import { createCrm } from 'crmkit'
import { buildCommit, buildLine, countedId, countedIds } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { issuesOf, onEveryStore, refusalOf, type Scene } from './stores.ts'

/** Ben's: a private company, one in the trash, and a person with a job; Cara's: one company. */
async function fill({ ben, cara }: Scene): Promise<{ readonly hidden: string; readonly person: string }> {
  const { record: hidden } = await ben.companies.create({ name: 'Pomme', visibility: 'private' })
  const { record: trashed } = await ben.companies.create({ name: 'Poire' })
  await ben.companies.trash(trashed.id)
  const affiliation = { companyId: hidden.id, emails: ['pepin@pomme.example'] }
  const { record: person } = await ben.contacts.create({ familyName: 'Pépin', affiliation })
  await cara.companies.create({ name: 'Cerise' })
  return { hidden: hidden.id, person: person.id }
}

describe('Handing over', () => {
  onEveryStore((begin) => {
    it('WS-3 everything that a member owns goes to another one, as the preview said', async () => {
      const scene = await begin()
      const { anne, ben, cara, benId, caraId } = scene
      const { hidden, person } = await fill(scene)
      const { members } = anne.workspace
      await members.deactivate(benId)
      const preview = await members.previewHandOver(benId, caraId)
      expect(preview).toEqual({
        fromId: benId,
        toId: caraId,
        counts: { company: 2, contact: 1, interaction: 0, line: 0 },
        left: {},
      })
      expect(await anne.companies.get(hidden)).toMatchObject({ ownerId: benId })
      expect(await members.handOver(benId, caraId)).toEqual(preview)
      expect((await members.previewHandOver(benId, caraId)).counts).toEqual({
        company: 0,
        contact: 0,
        interaction: 0,
        line: 0,
      })
      expect(await cara.companies.get(hidden)).toMatchObject({ ownerId: caraId, visibility: 'private', version: 2 })
      expect((await cara.contacts.list({ search: 'pepin@pomme.example' })).items).toMatchObject([
        { id: person, ownerId: caraId },
      ])
      expect((await members.previewHandOver(caraId, scene.anneId)).counts).toEqual({
        company: 3,
        contact: 1,
        interaction: 0,
        line: 0,
      })
      expect(await refusalOf(ben.companies.get(hidden), 'forbidden')).toBeDefined()
    })

    it('WS-3 TEL-1 the numbers that a member answers ring at the other one, and no more at him', async () => {
      const { anne, anneId, benId, caraId, store, workspaceId } = await begin()
      const as = (memberId: string, outgoing = true) => ({ memberId, outgoing, recording: false })
      const put = [
        buildLine({ id: countedId(1, 0x21), operators: [as(anneId), as(benId, false)] }),
        buildLine({ id: countedId(2, 0x21), operators: [as(benId), as(caraId, false)] }),
        buildLine({ id: countedId(3, 0x21), operators: [as(benId)], state: 'released' }),
        buildLine({ id: countedId(4, 0x21), operators: [as(anneId)] }),
      ]
      const writes = put.map((record) => ({ op: 'create', kind: 'line', record }) as const)
      expect((await store.commit(buildCommit({ workspaceId, writes }))).ok).toBe(true)
      const { members, lines } = anne.workspace
      await members.deactivate(benId)
      expect((await members.previewHandOver(benId, caraId)).counts['line']).toBe(2)
      expect((await members.handOver(benId, caraId)).counts['line']).toBe(2)
      expect((await members.previewHandOver(benId, caraId)).counts['line']).toBe(0)
      const after = await lines.list()
      expect(after.map(({ operators, version }) => [version, operators])).toEqual([
        [2, [as(anneId), as(caraId, false)]],
        [2, [as(caraId, false)]],
        [1, [as(benId)]],
        [1, [as(anneId)]],
      ])
      // A number with an operator who has left could not be changed.
      expect((await lines.update(put[0]?.id ?? '', { name: 'Apples' })).version).toBe(3)
      const [entry] = await store.history.listAudit(workspaceId, { subjectId: put[1]?.id ?? '', limit: 1 })
      expect(entry).toMatchObject({ command: 'workspace.members.handOver', changes: [{ field: 'operators' }] })
    })

    it('WS-3 ACC-1 who may not change telephone numbers leaves them to an administrator, and is told how many', async () => {
      const scene = await begin()
      const { anne, anneId, benId, crm, store, workspaceId } = scene
      await fill(scene)
      const { members, lines } = anne.workspace
      const max = await members.add({ name: 'Max', role: 'manager' })
      const maxDesk = crm.as({ workspaceId, memberId: max.id })
      const operators = [anneId, benId].map((memberId) => ({ memberId, outgoing: true, recording: false }))
      const record = buildLine({ id: countedId(1, 0x22), operators })
      const writes = [{ op: 'create', kind: 'line', record }] as const
      expect((await store.commit(buildCommit({ workspaceId, writes }))).ok).toBe(true)
      // He may not change the number; so he doesn't get in by taking somebody's place, either.
      expect(await refusalOf(maxDesk.workspace.lines.update(record.id, { operators: [] }), 'forbidden')).toBeDefined()
      const taken = await maxDesk.workspace.members.handOver(anneId, max.id)
      expect([taken.counts['line'], taken.left]).toEqual([0, { line: 1 }])
      const counts = { company: 2, contact: 1, interaction: 0, line: 0 }
      const expected = { fromId: benId, toId: max.id, counts, left: { line: 1 } }
      expect(await maxDesk.workspace.members.previewHandOver(benId, max.id)).toEqual(expected)
      for (const _again of [1, 2]) {
        expect(await maxDesk.workspace.members.handOver(benId, max.id, { commandId: 'ben-leaves' })).toEqual(expected)
      }
      expect((await lines.list()).map((line) => [line.version, line.operators])).toEqual([[1, operators]])
      const rest = await members.handOver(benId, max.id)
      expect([rest.counts['line'], rest.left]).toEqual([1, {}])
      expect((await lines.list())[0]?.operators.map(({ memberId }) => memberId)).toEqual([anneId, max.id])
    })

    it('WS-3 TEL-1 who only reads gets records, but no telephone numbers, and nothing is moved by halves', async () => {
      const scene = await begin()
      const { anne, anneId, benId, store, workspaceId } = scene
      await fill(scene)
      const { members, lines } = anne.workspace
      const rita = await members.add({ name: 'Rita', role: 'read-only' })
      const operators = [anneId, benId].map((memberId) => ({ memberId, outgoing: true, recording: false }))
      const record = buildLine({ id: countedId(1, 0x23), operators })
      expect(
        (await store.commit(buildCommit({ workspaceId, writes: [{ op: 'create', kind: 'line', record }] }))).ok,
      ).toBe(true)
      for (const call of [() => members.previewHandOver(benId, rita.id), () => members.handOver(benId, rita.id)]) {
        expect((await refusalOf(call(), 'invalid-input')).message).toBe(
          'toId names no member who could be that. Name somebody whose role may change things: telephone numbers are handed over as well.',
        )
      }
      expect((await members.previewHandOver(benId, anneId)).counts).toMatchObject({ company: 2, line: 1 })
      const [first] = operators
      const said = await issuesOf(lines.update(record.id, { operators: [{ memberId: rita.id }] }))
      expect(said).toEqual(['operators.0.memberId unknown-member'])
      await lines.update(record.id, { operators: first === undefined ? [] : [first] })
      expect((await members.handOver(benId, rita.id)).counts).toMatchObject({ company: 2, line: 0 })
      // Who answers a number already goes on when his role changes.
      const cara = await members.add({ name: 'Carl', role: 'user' })
      await lines.update(record.id, { operators: [{ memberId: cara.id }] })
      await members.changeRole(cara.id, 'read-only')
      expect((await lines.update(record.id, { name: 'Apples' })).operators).toMatchObject([{ memberId: cara.id }])
    })

    it('WS-3 authorship and history stay, and gain an entry', async () => {
      const scene = await begin()
      const { anne, anneId, benId, caraId, store, workspaceId } = scene
      const { hidden, person } = await fill(scene)
      const before = (await anne.companies.history(hidden)).items
      await anne.workspace.members.handOver(benId, caraId)
      const [entry, ...past] = (await anne.companies.history(hidden)).items
      expect(past).toEqual(before)
      expect(past.at(-1)?.author).toEqual({ kind: 'member', memberId: benId })
      expect(entry).toMatchObject({
        command: 'workspace.members.handOver',
        author: { kind: 'member', memberId: anneId },
        right: 'administrator',
        changes: [{ field: 'ownerId', before: benId, after: caraId }],
      })
      expect((await anne.contacts.history(person)).items[0]?.personal?.changes).toEqual(entry?.changes)
      const [last] = await store.history.listAudit(workspaceId, { subjectId: benId, limit: 1 })
      expect(last).toMatchObject({ command: 'workspace.members.handOver', count: 3 })
      const events = await store.history.listEvents(workspaceId, { limit: 500 })
      expect(events.slice(-4)).toMatchObject([
        { type: 'member.records-handed-over', data: { kind: 'company', toMemberId: caraId } },
        { type: 'member.records-handed-over', data: { kind: 'contact', recordIds: [person] } },
        {
          type: 'member.handed-over',
          data: { toMemberId: caraId, counts: { company: 2, contact: 1, interaction: 0, line: 0 }, left: {} },
        },
        {
          type: 'member.records-assigned',
          data: { memberId: caraId, counts: { company: 2, contact: 1, interaction: 0, line: 0 } },
        },
      ])
    })

    it('WS-3 a hand-over with a command id is carried out once', async () => {
      const scene = await begin()
      const { anne, anneId, ben, benId, caraId } = scene
      await fill(scene)
      const { members } = anne.workspace
      const first = await members.handOver(benId, caraId, { commandId: 'ben-leaves' })
      await ben.companies.create({ name: 'Figue' })
      expect(await members.handOver(benId, caraId, { commandId: 'ben-leaves' })).toEqual(first)
      expect((await members.previewHandOver(benId, caraId)).counts).toEqual({
        company: 1,
        contact: 0,
        interaction: 0,
        line: 0,
      })
      expect(await issuesOf(members.handOver(benId, anneId, { commandId: 'ben-leaves' }))).toEqual([
        'commandId used-before',
      ])
    })

    it('WS-3 who gets it must be another active member', async () => {
      const { anne, anneId, benId, caraId } = await begin()
      const { members } = anne.workspace
      await members.lock(caraId)
      for (const toId of [benId, caraId, 'nobody']) {
        expect(await issuesOf(members.previewHandOver(benId, toId))).toEqual(['toId unknown-member'])
        expect(await issuesOf(members.handOver(benId, toId))).toEqual(['toId unknown-member'])
      }
      expect(await refusalOf(members.handOver('nobody', anneId), 'not-found')).toBeDefined()
      expect((await members.handOver(benId, anneId)).counts).toEqual({
        company: 0,
        contact: 0,
        interaction: 0,
        line: 0,
      })
    })

    it('WS-3 a hand-over that was interrupted goes on where it stopped; more than one page moves', async () => {
      const { anne, ben, benId, caraId, clock, store, workspaceId, anneId } = await begin()
      const names = Array.from({ length: 501 }, (_, index) => ({ familyName: `Pépin ${index}` }))
      const { record } = await ben.companies.create({ name: 'Pomme' })
      for (let start = 0; start < names.length; start += 100) {
        await ben.contacts.createMany(record.id, names.slice(start, start + 100))
      }
      let pages = 0
      const failing: Store = {
        ...store,
        commit: (commit) => {
          pages += 1
          if (pages === 3) throw new Error('the power is gone')
          return store.commit(commit)
        },
      }
      const broken = createCrm({ store: failing, clock, ids: countedIds(0xff) })
      const { members } = broken.as({ workspaceId, memberId: anneId }).workspace
      await expect(members.handOver(benId, caraId, { commandId: 'x' })).rejects.toThrow('the power is gone')
      expect((await anne.workspace.members.previewHandOver(benId, caraId)).counts).toEqual({
        company: 0,
        contact: 1,
        interaction: 0,
        line: 0,
      })
      const rest = await anne.workspace.members.handOver(benId, caraId, { commandId: 'x' })
      expect(rest.counts).toEqual({ company: 0, contact: 1, interaction: 0, line: 0 })
    })

    it('WS-3 what others change meanwhile is not lost', async () => {
      const scene = await begin()
      const { anne, benId, caraId, store, clock, workspaceId, anneId } = scene
      const { hidden } = await fill(scene)
      let isFirst = true
      const crowded: Store = {
        ...store,
        commit: async (commit) => {
          if (isFirst) {
            isFirst = false
            await anne.companies.update(hidden, { name: 'Pomme SARL' })
            await anne.workspace.members.update(caraId, { name: 'Cara C.' })
          }
          return store.commit(commit)
        },
      }
      const crm = createCrm({ store: crowded, clock, ids: countedIds(0xfe) })
      const { counts } = await crm.as({ workspaceId, memberId: anneId }).workspace.members.handOver(benId, caraId)
      expect(counts).toEqual({ company: 2, contact: 1, interaction: 0, line: 0 })
      expect(await anne.companies.get(hidden)).toMatchObject({ name: 'Pomme SARL', ownerId: caraId, version: 3 })
    })
  })
})
