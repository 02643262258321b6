/** Merges that meet other commands at the same moment, on a server. Rules: docs/concepts/merge.md (MRG-2, MRG-3). */
import { type Company, type Crm, createCrm, type Desk, isCrmError, type Store } from 'crmkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresStore } from '../src/index.ts'
import { openDatabase, type TestDatabase } from './postgres-setup.ts'
import { sharedPostgres } from './shared-postgres.ts'

const rounds = 5
const anyway = { onDuplicate: 'create' } as const

describe('Merges at the same moment', () => {
  let database: TestDatabase
  let store: Store
  let desk: Desk
  let workspaceId: string
  beforeAll(async () => {
    const server = await sharedPostgres()
    database = await openDatabase(server, server.template)
    store = postgresStore({ pool: database.pool })
    const crm: Crm = createCrm({ store })
    const { workspace, administrator } = await crm
      .asSystem({ reason: 'test' })
      .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
    workspaceId = workspace.id
    desk = crm.as({ workspaceId, memberId: administrator.id })
  })
  afterAll(async () => {
    await database.close()
  })

  async function company(name = 'Pomme'): Promise<Company> {
    return (await desk.companies.create({ name }, anyway)).record
  }

  async function pair(): Promise<readonly [Company, Company]> {
    return [await company(), await company()]
  }

  it('MRG-2 a change that meets a merge is never lost', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [survivor, loser] = await pair()
      const edit = desk.companies.update(loser.id, { description: `round ${round}` })
      const merge = desk.companies.merge(survivor.id, loser.id)
      await Promise.all(round % 2 === 0 ? [edit, merge] : [merge, edit])
      expect(await desk.companies.get(loser.id)).toMatchObject({ id: survivor.id, description: `round ${round}` })
    }
  })

  it('MRG-2 a job and a subsidiary that come at the same moment are the survivor’s', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [survivor, loser] = await pair()
      const [{ record: contact }, shop] = [
        await desk.contacts.create({ familyName: 'Pépin' }, anyway),
        await company('Shop'),
      ]
      await Promise.all([
        desk.contacts.affiliate(contact.id, { companyId: loser.id }),
        desk.companies.merge(survivor.id, loser.id),
        desk.companies.update(shop.id, { parentId: loser.id }),
      ])
      expect((await desk.contacts.affiliations(contact.id)).map(({ companyId }) => companyId)).toEqual([survivor.id])
      expect((await desk.companies.get(shop.id)).parentId).toBe(survivor.id)
      expect(await store.references.pointingAt(workspaceId, [{ kind: 'company', id: loser.id }])).toEqual([])
    }
  })

  it('MRG-2 of two merges of one record, and of two in opposite directions, one wins', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [first, second] = await pair()
      const third = await company()
      await expectOneWinner([desk.companies.merge(first.id, third.id), desk.companies.merge(second.id, third.id)])
      const [a, b] = await pair()
      await expectOneWinner([desk.companies.merge(a.id, b.id), desk.companies.merge(b.id, a.id)])
      expect((await desk.companies.get(a.id)).id).toBe((await desk.companies.get(b.id)).id)
    }
  })

  it('MRG-2 merging twice into one survivor at the same moment loses neither', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [survivor, one] = await pair()
      const other = await company()
      await desk.companies.update(one.id, { tags: ['one'] })
      await desk.companies.update(other.id, { tags: ['other'] })
      await Promise.all([one, other].map(({ id }) => desk.companies.merge(survivor.id, id)))
      expect((await desk.companies.get(survivor.id)).tags.toSorted()).toEqual(['one', 'other'])
    }
  })

  it('MRG-3 undoing twice at the same moment undoes once', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [survivor, loser] = await pair()
      const { merge } = await desk.companies.merge(survivor.id, loser.id)
      const [one, other] = await Promise.all([1, 2].map(() => desk.companies.undoMerge(merge.id)))
      expect(other).toEqual(one)
      expect(one?.restored).toMatchObject({ id: loser.id, version: 3 })
    }
  })
})

async function expectOneWinner(merges: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(merges)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const result of results) {
    if (result.status === 'rejected') expect(isCrmError(result.reason, 'transition-refused'), result.reason).toBe(true)
  }
}
