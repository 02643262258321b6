/** The scan over all records, and pairs that are ignored (IDN-8). */
import type { DuplicatePage, RecordDesk } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { numbers, onEveryStore, refusalOf, type Scene } from './stores.ts'

const anyway = { onDuplicate: 'create' } as const

/** Creates companies that are one by their VAT number. */
async function twins({ anne }: Pick<Scene, 'anne'>, ...names: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const name of names) ids.push((await anne.companies.create({ name, vat: numbers.vat }, anyway)).record.id)
  return ids.toSorted()
}

/** Every page, by this many pairs. */
async function everyPage<PartyRecord>(
  desk: Pick<RecordDesk<PartyRecord, string>, 'duplicates'>,
  limit: number,
): Promise<readonly DuplicatePage<PartyRecord>[]> {
  const pages: DuplicatePage<PartyRecord>[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await desk.duplicates({ limit, cursor })
    pages.push(page)
    cursor = page.nextCursor
    if (cursor === undefined) return pages
  }
}

async function idsOf(
  desk: Pick<RecordDesk<{ readonly id: string }, string>, 'duplicates'>,
): Promise<readonly string[]> {
  return (await desk.duplicates()).items.map(({ records: [a, b] }) => `${a.id} ${b.id}`)
}

describe('The scan for duplicates', () => {
  onEveryStore((begin) => {
    it('IDN-8 lists pairs of companies with the verdict and the key', async () => {
      const scene = await begin()
      const ids = await twins(scene, 'Pomme', 'Pomme SARL')
      await scene.anne.companies.create({ name: 'Verger', siret: numbers.otherSiret })
      const { items, crowded, nextCursor } = await scene.anne.companies.duplicates()
      expect(items.map(({ records, ...reason }) => ({ ...reason, ids: records.map(({ id }) => id) }))).toEqual([
        { verdict: 'same', by: { type: 'vat', key: `vat:${numbers.vat}` }, suspicious: false, ids },
      ])
      expect([crowded, nextCursor]).toEqual([[], undefined])
      expect((await scene.anne.contacts.duplicates()).items).toEqual([])
    })

    it('IDN-8 lists people by personal and work addresses, and says who only shares a mailbox', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme' })
      const info = { emails: ['info@pomme.example'] }
      await anne.contacts.create({ givenName: 'Anna', familyName: 'Pépin', ...info })
      await anne.contacts.create({
        givenName: 'Jean',
        familyName: 'Trognon',
        affiliation: { companyId: record.id, ...info },
      })
      await anne.contacts.create({ givenName: 'A.', familyName: 'Pépin', ...info }, anyway)
      const { items } = await anne.contacts.duplicates()
      const told = items.map(({ verdict, records: [a, b] }) => `${verdict} ${a.givenName} ${b.givenName}`)
      expect(told.toSorted()).toEqual(['possible Anna Jean', 'possible Jean A.', 'same Anna A.'])
    })

    it('IDN-8 gives each pair once, in one order, in full pages of any size', async () => {
      const scene = await begin()
      await twins(scene, 'Pomme', 'Pomme', 'Pomme', 'Pomme')
      const seat = { addresses: [{ postcode: '75001', city: 'Paris' }] }
      for (let n = 0; n < 3; n += 1) await scene.anne.companies.create({ name: 'Cerise', ...seat }, anyway)
      for (let n = 0; n < 2; n += 1) {
        await scene.anne.companies.create({ name: 'Prune', siret: numbers.otherSiret, ...seat }, anyway)
      }
      const whole = await idsOf(scene.anne.companies)
      expect(new Set(whole).size).toBe(10)
      for (const limit of [1, 2, 3, 9, 10]) {
        const pages = await everyPage(scene.anne.companies, limit)
        expect(pages.flatMap(({ items }) => items.map(({ records: [a, b] }) => `${a.id} ${b.id}`))).toEqual(whole)
        for (const { items } of pages.slice(0, -1)) expect(items).toHaveLength(limit)
      }
    })

    it('IDN-8 makes no pairs of siblings and of what contradicts', async () => {
      const { anne } = await begin()
      const seat = { addresses: [{ postcode: '75001', city: 'Paris' }] }
      await anne.companies.create({ name: 'Pomme', siret: numbers.siret, ...seat })
      await anne.companies.create({ name: 'Pomme', siret: numbers.siblingSiret, ...seat }, anyway)
      await anne.companies.create({ name: 'Pomme', siret: numbers.otherSiret, ...seat }, anyway)
      expect(await idsOf(anne.companies)).toEqual([])
    })

    it('IDN-7 IDN-8 tells of pairs of which the actor may see both, and nothing of the others', async () => {
      const scene = await begin()
      const { anne, ben, benId } = scene
      const [a = '', b = '', c = ''] = await twins(scene, 'Pomme', 'Pomme', 'Pomme')
      await anne.companies.update(c, { visibility: 'private' })
      expect(await idsOf(ben.companies)).toEqual([`${a} ${b}`])
      expect(await idsOf(anne.companies)).toHaveLength(3)
      await anne.companies.update(c, { ownerId: benId })
      expect(await idsOf(ben.companies)).toHaveLength(3)
    })

    it('IDN-7 a work address at a company that the actor may not see is no reason', async () => {
      const { anne, ben } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme', visibility: 'private' })
      const affiliation = { companyId: record.id, emails: ['anna@pomme.example'] }
      for (const givenName of ['Anna', 'A.']) {
        await anne.contacts.create({ givenName, familyName: 'Pépin', visibility: 'write', affiliation }, anyway)
      }
      expect(await idsOf(anne.contacts)).toHaveLength(1)
      expect(await idsOf(ben.contacts)).toEqual([])
    })

    it('leaves out what lies in the trash', async () => {
      const scene = await begin()
      const [a = ''] = await twins(scene, 'Pomme', 'Pomme')
      await scene.anne.companies.trash(a)
      expect(await idsOf(scene.anne.companies)).toEqual([])
      await scene.anne.companies.restore(a)
      expect(await idsOf(scene.anne.companies)).toHaveLength(1)
    })

    it('IDN-8 compares the first of a crowd only, and says so once', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme' })
      const people = Array.from({ length: 60 }, () => ({ familyName: 'Pépin', emails: ['info@pomme.example'] }))
      await anne.contacts.createMany(record.id, people, anyway)
      const pages = await everyPage(anne.contacts, 100)
      expect(pages.map(({ items }) => items.length)).toEqual([100, 100, 100])
      expect(pages.flatMap(({ crowded }) => crowded)).toEqual([{ key: 'mail:info@pomme.example', compared: 25 }])
    })

    it('a cursor of something else is refused', async () => {
      const scene = await begin()
      await twins(scene, 'Pomme', 'Pomme', 'Pomme')
      const { nextCursor } = await scene.anne.companies.duplicates({ limit: 1 })
      expect((await refusalOf(scene.anne.contacts.duplicates({ cursor: nextCursor }))).code).toBe('invalid-input')
      expect((await refusalOf(scene.anne.companies.list({ cursor: nextCursor }))).code).toBe('invalid-input')
    })

    it('IDN-8 a pair is ignored for good, in either order, and taken back', async () => {
      const scene = await begin()
      const { anne } = scene
      const [a = '', b = '', c = ''] = await twins(scene, 'Pomme', 'Pomme', 'Pomme')
      await anne.companies.ignoreDuplicate(b, a)
      await anne.companies.ignoreDuplicate(a, b)
      expect(await idsOf(anne.companies)).toEqual([`${a} ${c}`, `${b} ${c}`])
      await anne.companies.update(a, { name: 'Pomme d’or' })
      expect(await idsOf(anne.companies)).toHaveLength(2)
      await anne.companies.stopIgnoring(a, b)
      await anne.companies.stopIgnoring(b, a)
      expect(await idsOf(anne.companies)).toHaveLength(3)
    })

    it('ignoring is told once in the history of both, and as events', async () => {
      const scene = await begin()
      const { anne, store, workspaceId } = scene
      const [a = '', b = ''] = await twins(scene, 'Pomme', 'Pomme')
      await anne.companies.ignoreDuplicate(b, a, { commandId: 'x' })
      await anne.companies.ignoreDuplicate(b, a, { commandId: 'x' })
      await anne.companies.ignoreDuplicate(a, b)
      for (const [id, other] of [
        [a, b],
        [b, a],
      ] as const) {
        const { items } = await anne.companies.history(id)
        expect(items.filter(({ command }) => command === 'companies.ignoreDuplicate')).toMatchObject([
          { right: 'administrator', changes: [{ field: 'ignoredDuplicate', after: other }] },
        ])
      }
      const events = await store.history.listEvents(workspaceId, { limit: 100 })
      const told = events.filter(({ type }) => type === 'company.duplicate-ignored')
      expect(told.map(({ subject, data }) => [subject.id, data['otherId']])).toEqual([
        [a, b],
        [b, a],
      ])
    })

    it('ignoring takes the right to see and to change both', async () => {
      const scene = await begin()
      const { anne, ben } = scene
      const [a = '', b = ''] = await twins(scene, 'Pomme', 'Pomme')
      await anne.companies.update(b, { visibility: 'read' })
      for (const verb of ['ignoreDuplicate', 'stopIgnoring'] as const) {
        expect((await refusalOf(ben.companies[verb](a, b))).code).toBe('forbidden')
        expect((await refusalOf(anne.companies[verb](a, a))).code).toBe('invalid-input')
      }
      await anne.companies.update(b, { visibility: 'private' })
      expect((await refusalOf(ben.companies.ignoreDuplicate(a, b))).code).toBe('not-found')
      expect(await idsOf(anne.companies)).toHaveLength(1)
    })

    it('a pair of people is ignored too, and goes with a purged record', async () => {
      const { anne, store, workspaceId } = await begin()
      const input = { familyName: 'Pépin', emails: ['anna@pomme.example'] }
      const a = (await anne.contacts.create(input)).record.id
      const b = (await anne.contacts.create(input, anyway)).record.id
      await anne.contacts.ignoreDuplicate(a, b)
      expect(await idsOf(anne.contacts)).toEqual([])
      const [low = '', high = ''] = [a, b].toSorted()
      const pair = { kind: 'contact', ids: [low, high] } as const
      expect(await store.identity.findIgnored(workspaceId, [pair])).toEqual([pair])
      await anne.contacts.trash(b)
      await anne.contacts.purge(b)
      expect(await store.identity.findIgnored(workspaceId, [pair])).toEqual([])
    })
  })
})
