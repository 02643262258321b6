import type { Company } from 'crmkit'
import { describe, expect, it } from 'vitest'
import { issuesOf, numbers, onEveryStore, refusalOf, type Scene } from './stores.ts'

describe('Companies', () => {
  onEveryStore((begin) => {
    it('PTY-1 a company needs a name', async () => {
      const { anne } = await begin()
      expect(await issuesOf(anne.companies.create({ name: '  ' }))).toEqual(['name missing'])
      const { record } = await anne.companies.create({ name: 'Pomme' })
      expect(await issuesOf(anne.companies.update(record.id, { name: '' }))).toEqual(['name missing'])
    })

    it('IDN-6 what is typed gets its normal form', async () => {
      const { anne, anneId } = await begin()
      const { record } = await anne.companies.create({
        name: ' Pomme SARL ',
        siret: '732 829 320 00074',
        vat: 'fr 44 732 829 320',
        currency: 'eur',
        websites: ['pomme.example', ' ', 'pomme.example'],
      })
      expect(record).toMatchObject({
        name: 'Pomme SARL',
        siret: numbers.siret,
        vat: numbers.vat,
        currency: 'EUR',
        websites: ['pomme.example'],
        ownerId: anneId,
        visibility: 'write',
        version: 1,
      })
      expect(await anne.companies.get(record.id)).toEqual(record)
    })

    it('PTY-5 what is said of a company besides stays as it is said, until it is cleared', async () => {
      const { anne } = await begin()
      const said = {
        type: 'Customer',
        temperature: 'warm',
        currency: 'EUR',
        photo: 'photos/pomme.png',
        websites: ['pomme.example'],
        socialProfiles: ['@pomme'],
        description: 'Apples, by the ton',
        tags: ['fruit', 'VIP'],
        ownerId: null,
        visibility: 'read',
      } as const
      const { record } = await anne.companies.create({ name: 'Pomme', ...said })
      expect(record).toMatchObject(said)
      expect(await anne.companies.get(record.id)).toEqual(record)
      await anne.companies.update(record.id, {
        type: null,
        temperature: null,
        photo: null,
        description: null,
        tags: null,
      })
      const { type, temperature, photo, description, tags, socialProfiles } = await anne.companies.get(record.id)
      expect({ type, temperature, photo, description, tags, socialProfiles }).toEqual({
        type: undefined,
        temperature: undefined,
        photo: undefined,
        description: undefined,
        tags: [],
        socialProfiles: ['@pomme'],
      })
    })

    it('IDN-6 nine digits as a SIRET are a SIREN and stay one', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme', siret: '732 829 320' })
      expect(record.siret).toBeUndefined()
      expect(record.siren).toBe(numbers.siren)
    })

    it('IDN-6 numbers of another country are read as its own', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({
        name: 'Livada SRL',
        country: 'Romania',
        vat: '18547290',
        registrationNumber: 'J40/1234/2005',
        phones: ['021 312 3456'],
      })
      expect(record).toMatchObject({ country: 'RO', vat: 'RO18547290', registrationNumber: 'J40/1234/2005' })
      expect(record.phones).toEqual([{ kind: 'main', typed: '021 312 3456', e164: '+40213123456' }])
    })

    it('IMP-4 nothing invalid becomes something valid: field, problem, value and remedy are said', async () => {
      const { anne } = await begin()
      const call = anne.companies.create({
        name: 'Pomme',
        siret: '732 829 320 00075',
        country: 'Atlantis',
        tags: ['x'.repeat(501)],
        description: 'a\0b',
      })
      const { message, details } = await refusalOf(call, 'invalid-input')
      expect(details.issues).toEqual([
        expect.objectContaining({ path: 'country', problem: 'unknown-country', value: 'Atlantis' }),
        expect.objectContaining({ path: 'siret', problem: 'invalid-checksum', value: '732 829 320 00075' }),
        expect.objectContaining({ path: 'description', problem: 'unreadable-text' }),
        expect.objectContaining({ path: 'tags.0', problem: 'too-long' }),
      ])
      expect(message).toContain('siret has a wrong check digit. Look for a mistyped digit.')
      expect(message).not.toContain('732 829')
    })

    it('a SIREN that is not the one of the SIRET is refused', async () => {
      const { anne } = await begin()
      const call = anne.companies.create({ name: 'Pomme', siret: numbers.siret, siren: '552100554' })
      expect(await issuesOf(call)).toEqual(['siren contradiction'])
      const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret, siren: numbers.siren })
      expect(record.siren).toBeUndefined()
    })

    it('PTY-3 numbers of two legal entities are refused, and both fields are named', async () => {
      const { anne } = await begin()
      const other = 'FR83404833048'
      const call = anne.companies.create({ name: 'Pomme', siret: numbers.siret, vat: other })
      const { message, details } = await refusalOf(call)
      expect(details).toMatchObject({ issues: [{ path: 'vat', problem: 'contradiction', value: other }] })
      expect(message).toContain('siret and vat name two legal entities')
      const siren = anne.companies.create({ name: 'Pomme', siren: numbers.siren, vat: other })
      expect(await issuesOf(siren)).toEqual(['vat contradiction'])
      const nine = anne.companies.create({ name: 'Pomme', siret: numbers.siren, siren: '404833048' })
      expect(await issuesOf(nine)).toEqual(['siren contradiction'])
    })

    it('PTY-3 a change is refused where the numbers that stay contradict it', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme', vat: numbers.vat })
      const change = anne.companies.update(record.id, { siret: '40483304800022' })
      expect(await issuesOf(change)).toEqual(['siret contradiction'])
      const both = { siret: '40483304800022', vat: 'FR83404833048' }
      expect((await anne.companies.update(record.id, both)).record).toMatchObject(both)
      expect((await anne.companies.update(record.id, { ...both, name: 'Poire' })).record.name).toBe('Poire')
    })

    it('an input with an unknown field or a wrong type is refused, not ignored', async () => {
      const { anne } = await begin()
      const input = JSON.parse('{"name": 7, "sirte": "x", "phones": [{"nummer": "1"}]}')
      expect(await issuesOf(anne.companies.create(input))).toEqual([
        'name wrong-type',
        'phones.0.number missing',
        'phones.0.nummer unknown-field',
        'sirte unknown-field',
      ])
    })

    it('PTY-4 a phone or e-mail that can’t be understood is kept and flagged', async () => {
      const { anne } = await begin()
      const { record, warnings } = await anne.companies.create({
        name: 'Pomme',
        phones: ['01 23 45 80 73', { number: 'ask Anna', kind: 'mobile' }, '0123458073'],
        emails: ['Hello@Pomme.example', 'nobody', 'hello@pomme.example'],
      })
      expect(record.phones).toEqual([
        { kind: 'main', typed: '01 23 45 80 73', e164: '+33123458073' },
        { kind: 'mobile', typed: 'ask Anna' },
      ])
      expect(record.emails).toEqual([
        { typed: 'Hello@Pomme.example', normalized: 'hello@pomme.example' },
        { typed: 'nobody' },
      ])
      expect(warnings).toEqual([
        { code: 'phone-not-understood', path: 'phones.1' },
        { code: 'email-not-understood', path: 'emails.1' },
      ])
    })

    it('PTY-3 each category of addresses has one default', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({
        name: 'Pomme',
        addresses: [
          { city: 'Paris' },
          { city: 'Lyon' },
          { category: 'shop', city: 'Nice' },
          { category: 'shop', city: 'Lille', isDefault: true },
          { country: 'FR' },
        ],
      })
      const defaults = record.addresses.filter(({ isDefault }) => isDefault).map(({ city }) => city)
      expect(defaults).toEqual(['Paris', 'Lille'])
      expect(record.addresses).toHaveLength(4)
      const twice = [
        { city: 'Paris', isDefault: true },
        { city: 'Lyon', isDefault: true },
      ]
      expect(await issuesOf(anne.companies.update(record.id, { addresses: twice }))).toEqual([
        'addresses several-defaults',
      ])
    })

    it('PTY-3 a parent company is one that can be seen, and never a descendant', async () => {
      const { anne, ben } = await begin()
      const head = await anne.companies.create({ name: 'Head' })
      const shop = await anne.companies.create({ name: 'Shop', parentId: head.record.id })
      const kiosk = await anne.companies.create({ name: 'Kiosk', parentId: shop.record.id })
      expect(await issuesOf(anne.companies.update(head.record.id, { parentId: kiosk.record.id }))).toEqual([
        'parentId cycle',
      ])
      expect(await issuesOf(anne.companies.update(head.record.id, { parentId: head.record.id }))).toEqual([
        'parentId cycle',
      ])
      const hidden = await anne.companies.create({ name: 'Hidden', visibility: 'private' })
      expect(await issuesOf(ben.companies.create({ name: 'Mine', parentId: hidden.record.id }))).toEqual([
        'parentId unknown-record',
      ])
    })

    it('what is left out of an update keeps its value, null clears it', async () => {
      const { anne, clock } = await begin()
      const { record } = await anne.companies.create({
        name: 'Pomme',
        siret: numbers.siret,
        description: 'Apples',
        tags: ['fruit'],
        phones: ['01 23 45 80 73'],
      })
      clock.advance(1000)
      const { record: changed } = await anne.companies.update(record.id, {
        description: null,
        tags: null,
        siret: undefined,
        type: 'customer',
      })
      expect(changed).toMatchObject({ siret: numbers.siret, type: 'customer', tags: [], version: 2 })
      expect(changed.description).toBeUndefined()
      expect(changed.phones).toEqual(record.phones)
      expect(changed.updatedAt).toBe(record.updatedAt + 1000)
      expect(await anne.companies.get(record.id)).toEqual(changed)
    })

    it('IMP-8 an update that says what is there writes nothing', async () => {
      const { anne } = await begin()
      const { record } = await anne.companies.create({ name: 'Pomme', siret: numbers.siret })
      const again = await anne.companies.update(record.id, { name: ' Pomme', siret: '732 829 320 00074', tags: [] })
      expect(again).toEqual({ record, warnings: [] })
      expect((await anne.companies.history(record.id)).items).toHaveLength(1)
    })

    it('PTY-9 companies are numbered from 1 in each workspace', async () => {
      const { anne } = await begin()
      const first = await anne.companies.create({ name: 'One' })
      const second = await anne.companies.create({ name: 'Two' })
      expect([first.record.number, second.record.number]).toEqual([1, 2])
    })

    it('an id that is unknown, of another workspace, or no id at all is not found', async () => {
      const here = await begin()
      const there = await begin()
      const { record } = await there.anne.companies.create({ name: 'Pomme' })
      for (const id of [record.id, here.workspaceId, 'pomme', '']) {
        expect(await here.anne.companies.find(id)).toBeNull()
        expect(await refusalOf(here.anne.companies.get(id))).toMatchObject({ code: 'not-found' })
        expect(await refusalOf(here.anne.companies.update(id, { name: 'Mine' }))).toMatchObject({ code: 'not-found' })
        expect(await refusalOf(here.anne.companies.history(id))).toMatchObject({ code: 'not-found' })
      }
      expect(await there.anne.companies.get(record.id.toUpperCase())).toEqual(record)
    })

    describe('lists', () => {
      it('PTY-8 search by folded words in names, numbers, cities, phones and e-mails', async () => {
        const { anne } = await begin()
        const { record } = await anne.companies.create({
          name: 'Éléonore & Fils SARL',
          siret: numbers.siret,
          phones: ['01 23 45 80 73'],
          emails: ['info@eleonore.example'],
          addresses: [{ postcode: '69003', city: 'Lyon 3e' }],
        })
        await anne.companies.create({ name: 'Poire' })
        const words = ['eleonore', 'FILS éléonore', numbers.siret, 'lyon', '0123458073', 'info@eleonore.example', '1']
        for (const search of words) {
          expect((await anne.companies.list({ search })).items, search).toEqual([record])
          expect(await anne.companies.count({ search }), search).toBe(1)
        }
        expect((await anne.companies.list({ search: 'eleonore poire' })).items).toEqual([])
      })

      it('PTY-8 pages by key: every record comes once, in every order', async () => {
        const { anne, clock } = await begin()
        for (const name of ['Zoé', 'abricot', 'Élan', 'Banane', 'élan', 'Orange', 'ábaco']) {
          clock.advance(1)
          await anne.companies.create({ name }, { onDuplicate: 'create' })
        }
        const byName = ['ábaco', 'abricot', 'Banane', 'Élan', 'élan', 'Orange', 'Zoé']
        expect(namesOf(await readAll(anne, { limit: 2 }))).toEqual(byName)
        expect(namesOf(await readAll(anne, { limit: 3, descending: true }))).toEqual(byName.toReversed())
        for (const order of ['number', 'created', 'updated'] as const) {
          const numbersOf = (await readAll(anne, { limit: 3, order })).map(({ number }) => number)
          expect(numbersOf, order).toEqual([1, 2, 3, 4, 5, 6, 7])
        }
        expect(await anne.companies.count({ cap: 5 })).toBe(5)
        const last = await anne.companies.list({ limit: 7 })
        expect(last.nextCursor).toBeUndefined()
      })

      it('a cursor that is damaged or of another list is refused', async () => {
        const { anne } = await begin()
        await anne.companies.create({ name: 'Pomme' })
        await anne.companies.create({ name: 'Poire' })
        const { nextCursor = '' } = await anne.companies.list({ limit: 1 })
        expect(nextCursor).toMatch(/^[\w-]+$/)
        expect(await issuesOf(anne.companies.list({ cursor: nextCursor.slice(2) }))).toEqual(['cursor damaged'])
        expect(await issuesOf(anne.companies.list({ cursor: nextCursor, order: 'number' }))).toEqual(['cursor damaged'])
        expect(await issuesOf(anne.contacts.list({ cursor: nextCursor }))).toEqual(['cursor damaged'])
        expect(await issuesOf(anne.companies.list({ limit: 0 }))).toEqual(['limit out-of-range'])
      })
    })
  })
})

async function readAll(
  desk: Scene['anne'],
  query: Parameters<Scene['anne']['companies']['list']>[0],
): Promise<readonly Company[]> {
  const items: Company[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await desk.companies.list({ ...query, cursor })
    items.push(...page.items)
    cursor = page.nextCursor
    if (cursor === undefined) return items
  }
}

function namesOf(companies: readonly Company[]): readonly string[] {
  return companies.map(({ name }) => name)
}
