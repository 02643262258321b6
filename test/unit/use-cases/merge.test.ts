/** Making two records one, and two again. Rules: docs/concepts/merge.md (MRG-1 … MRG-3). */
import type { Affiliation, Company, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { buildCommit, buildCompany, countedId } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { begin, issuesOf, numbers, onEveryStore, refusalOf, type Scene } from './stores.ts'

const anyway = { onDuplicate: 'create' } as const

describe('Merge', () => {
  onEveryStore((begin) => {
    it('MRG-2 a merged company leaves all lists, and its id leads to the survivor', async () => {
      const { anne, store, workspaceId, clock } = await begin()
      const pomme = await company(anne, { name: 'Pomme' })
      const double = await company(anne, { name: 'Pomme SARL', siret: numbers.siret })
      const shop = await company(anne, { name: 'Shop', parentId: double.id })
      const { record: anna } = await anne.contacts.create({
        familyName: 'Pépin',
        affiliation: { companyId: double.id },
      })
      clock.advance(1_000)
      const { record, merge } = await anne.companies.merge(pomme.id, double.id)
      expect(record).toMatchObject({ id: pomme.id, number: 1, version: 2, siret: numbers.siret })
      expect(merge).toMatchObject({ survivorId: pomme.id, loserId: double.id, moved: { affiliation: 1, company: 1 } })
      expect(await anne.companies.get(double.id)).toEqual(record)
      expect(await anne.companies.find(double.id)).toEqual(record)
      expect((await anne.companies.list()).items.map(({ name }) => name)).toEqual(['Pomme', 'Shop'])
      expect(await anne.companies.count()).toBe(2)
      expect(await anne.companies.count({ search: 'SARL' })).toBe(0)
      expect((await anne.companies.list({ trashed: true })).items).toEqual([])
      expect((await anne.companies.get(shop.id)).parentId).toBe(pomme.id)
      expect((await anne.contacts.affiliations(anna.id)).map(({ companyId }) => companyId)).toEqual([pomme.id])
      expect((await anne.companies.contacts(double.id)).items).toHaveLength(1)
      const { hits } = await store.identity.lookUp(workspaceId, [`siret:${numbers.siret}`])
      expect(hits.map(({ recordId }) => recordId)).toEqual([pomme.id])
      expect((await anne.companies.merges(double.id)).items).toEqual([merge])
      const history = (await anne.companies.history(double.id)).items
      expect(history.map(({ command, subject }) => `${command} ${subject.id === pomme.id}`).toSorted()).toEqual([
        'companies.create false',
        'companies.create true',
        'companies.merge false',
        'companies.merge true',
      ])
      const twin = await refusalOf(anne.companies.create({ name: 'Pomme', siret: numbers.siret }), 'duplicate')
      expect(twin.details).toMatchObject({ recordId: pomme.id })
    })

    it('MRG-2 old ids lead through chains of merges, in commands too', async () => {
      const { anne } = await begin()
      const [a, b, c] = [await company(anne), await company(anne), await company(anne)]
      await anne.companies.merge(b.id, a.id)
      await anne.companies.merge(c.id, b.id)
      expect((await anne.companies.get(a.id)).id).toBe(c.id)
      const { record } = await anne.companies.update(a.id, { description: 'by an old id' })
      expect(record).toMatchObject({ id: c.id, description: 'by an old id' })
      const stale = await refusalOf(anne.companies.update(a.id, { name: 'x' }, { expectedVersion: record.version }))
      expect(stale).toMatchObject({ code: 'version-conflict', details: { kind: 'company', id: a.id } })
      const { record: shop } = await anne.companies.create({ name: 'Shop', parentId: a.id })
      expect(shop.parentId).toBe(c.id)
      const { record: anna } = await anne.contacts.create({ familyName: 'Pépin', affiliation: { companyId: b.id } })
      await anne.contacts.affiliate(anna.id, { companyId: a.id })
      const jobs = await anne.contacts.affiliations(anna.id)
      expect(jobs.map(({ companyId }) => companyId)).toEqual([c.id, c.id])
      expect(await issuesOf(anne.companies.ignoreDuplicate(a.id, c.id))).toEqual(['otherId out-of-range'])
      const refused = await refusalOf(anne.companies.merge(shop.id, a.id), 'transition-refused')
      expect(refused.details).toMatchObject({ state: 'merged', because: { kind: 'company', id: c.id } })
    })

    it('MRG-2 contacts are merged with their jobs: equal ones once, one main one', async () => {
      const { anne, store, workspaceId } = await begin()
      const [pomme, poire] = [await company(anne, { name: 'Pomme' }), await company(anne, { name: 'Poire' })]
      const buyer = { jobTitle: 'Buyer', emails: ['anna@pomme.example'] }
      const anna = await contact(anne, { givenName: 'Anna', affiliation: { companyId: pomme.id, ...buyer } })
      const double = await contact(
        anne,
        { familyName: 'Pépin', birthday: '1980-02-29', affiliation: { companyId: poire.id, jobTitle: 'Owner' } },
        anyway,
      )
      await anne.contacts.affiliate(double.id, { companyId: pomme.id, ...buyer }, anyway)
      const before = await anne.contacts.affiliations(double.id)
      const { record, merge } = await anne.contacts.merge(anna.id, double.id)
      expect(record).toMatchObject({ givenName: 'Anna', familyName: 'Pépin', birthday: '1980-02-29' })
      const jobs = await anne.contacts.affiliations(double.id)
      expect(jobs.map(jobIn([pomme, poire]))).toEqual(['Pomme main', 'Poire'])
      expect(merge.moved).toEqual({ affiliation: 2 })
      expect(await anne.contacts.affiliationsOf([double.id])).toEqual(jobs)
      expect(await anne.contacts.count({ search: 'pepin anna@pomme.example' })).toBe(1)

      const undone = await anne.contacts.undoMerge(merge.id)
      expect(undone.kept).toEqual([])
      expect(undone.restored).toEqual({
        ...double,
        version: undone.restored.version,
        updatedAt: undone.restored.updatedAt,
      })
      expect(undone.record).not.toHaveProperty('birthday')
      const after = await anne.contacts.affiliations(double.id)
      expect(after.map(unstamped)).toEqual(before.map(unstamped))
      const { hits } = await store.identity.lookUp(workspaceId, ['mail:anna@pomme.example'])
      expect(hits.map(({ recordId }) => recordId).toSorted()).toEqual([anna.id, double.id].toSorted())
    })

    it('MRG-3 what changed since a merge is left and named', async () => {
      const { anne } = await begin()
      const a = await company(anne, { name: 'Pomme', tags: ['fruit'] })
      const b = await company(anne, { name: 'Poire', tags: ['pear'], description: 'Pears', type: 'customer' })
      const shop = await company(anne, { name: 'Shop', parentId: b.id })
      const other = await company(anne, { name: 'Other' })
      const { merge } = await anne.companies.merge(a.id, b.id)
      await anne.companies.update(a.id, { description: 'Apples and pears', tags: ['fruit', 'pear', 'new'] })
      await anne.companies.update(shop.id, { parentId: other.id })
      const undone = await anne.companies.undoMerge(merge.id)
      expect(undone.record).toMatchObject({ description: 'Apples and pears', tags: ['fruit', 'new'] })
      expect(undone.record).not.toHaveProperty('type')
      expect(undone.restored).toMatchObject({ id: b.id, number: b.number, name: 'Poire', tags: ['pear'] })
      expect(undone.kept).toEqual([
        { kind: 'company', recordId: a.id, field: 'description', reason: 'changed-since' },
        { kind: 'company', recordId: a.id, field: 'tags', reason: 'changed-since' },
        { kind: 'company', recordId: shop.id, field: 'parentId', reason: 'changed-since' },
      ])
      expect(await anne.companies.undoMerge(merge.id)).toEqual(undone)
      expect(undone.merge.undone).toMatchObject({ kept: undone.kept })
      expect((await anne.companies.get(b.id)).name).toBe('Poire')
    })

    it('MRG-2 the same command id merges once; a purge takes along what was merged in', async () => {
      const { anne, store, workspaceId } = await begin()
      const [a, b] = [await company(anne), await company(anne)]
      const first = await anne.companies.merge(a.id, b.id, { commandId: 'once', expectedVersion: 1 })
      expect(await anne.companies.merge(a.id, b.id, { commandId: 'once', expectedVersion: 1 })).toEqual(first)
      await anne.companies.trash(b.id)
      await anne.companies.purge(a.id)
      expect(await anne.companies.find(b.id)).toBeNull()
      const everything = { workspaceId, filter: { sees: 'everything' } } as const
      expect(await store.companies.findMany(everything, [a.id, b.id])).toEqual([])
      expect((await refusalOf(anne.companies.undoMerge(first.merge.id))).code).toBe('not-found')
    })
  })

  it('MRG-1 a plan shows every decision and what will move, and writes nothing', async () => {
    const { anne } = await begin(memoryStore())
    const pomme = await company(anne, { name: 'Pomme', emails: ['a@pomme.example'], country: 'FR' })
    const double = await company(anne, {
      name: 'Pomme SARL',
      siret: numbers.siret,
      emails: ['A@pomme.example', 'b@pomme.example'],
      description: 'Apples',
    })
    await anne.companies.create({ name: 'Shop', parentId: double.id })
    await anne.contacts.create({ familyName: 'Pépin', affiliation: { companyId: double.id } })
    const plan = await anne.companies.planMerge(pomme.id, double.id, { name: 'loser' })
    expect(plan.moves).toEqual({ affiliation: 1, company: 1, interaction: 0 })
    expect(plan.contradictions).toEqual([])
    const told = plan.fields.map(({ field, decision }) => `${field} ${decision}`)
    expect(told).toEqual([
      'name chosen',
      'siret filled',
      'country kept',
      'emails united',
      'description filled',
      'ownerId kept',
      'visibility kept',
    ])
    expect(plan.result).toMatchObject({ name: 'Pomme SARL', siret: numbers.siret, description: 'Apples' })
    expect(plan.result.emails.map(({ typed }) => typed)).toEqual(['a@pomme.example', 'b@pomme.example'])
    expect(await anne.companies.get(double.id)).toEqual(double)
    expect(await anne.companies.get(pomme.id)).toEqual(pomme)
  })

  it('MRG-1 numbers that contradict each other have to be chosen', async () => {
    const { anne } = await begin(memoryStore())
    const a = await company(anne, { name: 'Pomme', siret: numbers.siret })
    const b = await company(anne, { name: 'Pomme', siret: numbers.otherSiret })
    expect((await anne.companies.planMerge(a.id, b.id)).contradictions).toEqual(['siret'])
    expect(await issuesOf(anne.companies.merge(a.id, b.id))).toEqual(['choices.siret contradiction'])
    const { record } = await anne.companies.merge(a.id, b.id, { choices: { siret: 'loser' } })
    expect(record.siret).toBe(numbers.otherSiret)
  })

  it('MRG-3 a merge whose survivor was merged on is undone after the later one', async () => {
    const { anne } = await begin(memoryStore())
    const [a, b, c] = [await company(anne), await company(anne), await company(anne)]
    const first = await anne.companies.merge(b.id, a.id)
    const later = await anne.companies.merge(c.id, b.id)
    const refused = await refusalOf(anne.companies.undoMerge(first.merge.id), 'transition-refused')
    expect(refused.details).toMatchObject({ kind: 'merge', because: { kind: 'merge', id: later.merge.id } })
    await anne.companies.undoMerge(later.merge.id)
    await anne.companies.undoMerge(first.merge.id)
    expect((await anne.companies.list()).items).toHaveLength(3)
    const again = await anne.companies.merge(a.id, b.id)
    expect(again.record.id).toBe(a.id)
  })

  it('MRG-2 no company comes to belong to itself', async () => {
    const { anne } = await begin(memoryStore())
    const group = await company(anne, { name: 'Group' })
    const parent = await company(anne, { name: 'Parent', parentId: group.id })
    const child = await company(anne, { name: 'Child', parentId: parent.id })
    const grandchild = await company(anne, { name: 'Grandchild', parentId: child.id })
    const { record, merge } = await anne.companies.merge(grandchild.id, parent.id)
    expect(record.parentId).toBe(group.id)
    expect((await anne.companies.get(child.id)).parentId).toBe(grandchild.id)
    const undone = await anne.companies.undoMerge(merge.id)
    expect(undone.kept).toEqual([])
    expect(undone.record.parentId).toBe(child.id)
    expect(undone.restored.parentId).toBe(group.id)
    expect((await anne.companies.get(child.id)).parentId).toBe(parent.id)
  })

  it('MRG-2 it takes the right to change both, and both in use', async () => {
    const { anne, ben } = await begin(memoryStore())
    const mine = await company(ben, { name: 'Mine' })
    const hers = await company(anne, { name: 'Hers', visibility: 'read' })
    const hidden = await company(anne, { name: 'Hidden', visibility: 'private' })
    expect((await refusalOf(ben.companies.merge(mine.id, hers.id))).code).toBe('forbidden')
    expect((await refusalOf(ben.companies.planMerge(mine.id, hidden.id))).code).toBe('not-found')
    expect(await issuesOf(ben.companies.merge(mine.id, mine.id))).toEqual(['loserId out-of-range'])
    await anne.companies.trash(hers.id)
    expect(await issuesOf(anne.companies.merge(mine.id, hers.id))).toEqual(['id in-trash'])
    const { merge } = await anne.companies.merge(mine.id, hidden.id)
    // What it became is Ben's to see; what it was is not, and so not his to bring back.
    expect((await ben.companies.get(hidden.id)).id).toBe(mine.id)
    expect((await refusalOf(ben.companies.undoMerge(merge.id))).code).toBe('not-found')
    expect((await ben.companies.history(mine.id)).items.map(({ subject }) => subject.id)).not.toContain(hidden.id)
  })

  it('MRG-2 an import that comes again finds what a row became; its undo leaves merged records', async () => {
    const { anne } = await begin(memoryStore())
    const file = 'Company\nPomme\nPoire\n'
    const mapping = { Company: 'company.name' } as const
    const { importId } = await anne.imports.run(file, { mapping })
    const [poire, pomme] = (await anne.companies.list()).items
    await anne.companies.merge(pomme?.id ?? '', poire?.id ?? '')
    await anne.companies.update(pomme?.id ?? '', { name: 'Fruits' })
    const again = await anne.imports.preview(file, { mapping })
    expect(again.counts.companies.created).toBe(0)
    const undone = await anne.imports.undo(importId)
    expect(undone.companies).toEqual({ purged: 0, restored: 0, kept: 2 })
    expect(undone.kept.map(({ reason }) => reason)).toEqual(['changed-since', 'changed-since'])
  })

  it('MRG-2 ACC-5 the history of merged contacts quotes nobody', async () => {
    const { anne } = await begin(memoryStore())
    const anna = await contact(anne, { familyName: 'Pépin', emails: ['anna@pomme.example'] })
    const double = await contact(anne, { familyName: 'Pépin', emails: ['double@poire.example'] }, anyway)
    const { merge } = await anne.contacts.merge(anna.id, double.id)
    await anne.contacts.undoMerge(merge.id)
    const told = (await anne.contacts.history(anna.id)).items.filter(({ command }) => command !== 'contacts.create')
    expect(told.map(({ command }) => command)).toEqual(['contacts.undoMerge', 'contacts.merge'])
    expect(JSON.stringify(told)).not.toContain('double@poire.example')
  })

  it('MRG-3 a record comes back to an owner who is there', async () => {
    const { anne, anneId, ben, benId } = await begin(memoryStore())
    const survivor = await company(anne)
    const loser = await company(ben, { ownerId: benId })
    const { merge } = await anne.companies.merge(survivor.id, loser.id)
    expect((await anne.workspace.members.handOver(benId, anneId)).counts).toEqual({
      company: 0,
      contact: 0,
      interaction: 0,
      line: 0,
    })
    await anne.workspace.members.deactivate(benId)
    const { restored, kept } = await anne.companies.undoMerge(merge.id)
    expect(restored.ownerId).toBe(anneId)
    expect(kept).toEqual([{ kind: 'company', recordId: loser.id, field: 'ownerId', reason: 'changed-since' }])
  })

  it('MRG-3 nobody who leaves at the moment of an undo comes to own a record again', async () => {
    const inner = memoryStore()
    let meanwhile = async (): Promise<void> => {}
    const store: Store = {
      ...inner,
      commit: async (commit) => {
        const first = meanwhile
        meanwhile = async () => {}
        await first()
        return inner.commit(commit)
      },
    }
    const { anne, anneId, benId } = await begin(store)
    const [survivor, loser] = [await company(anne), await company(anne, { ownerId: benId })]
    const { merge } = await anne.companies.merge(survivor.id, loser.id)
    meanwhile = async () => {
      await anne.workspace.members.deactivate(benId)
    }
    const { restored, kept } = await anne.companies.undoMerge(merge.id)
    expect(restored.ownerId).toBe(anneId)
    expect(kept).toMatchObject([{ recordId: loser.id, field: 'ownerId' }])
  })

  it('MRG-3 a survivor does not go back to an owner who has left', async () => {
    const { anne, benId, caraId } = await begin(memoryStore())
    const [survivor, loser] = [await company(anne, { ownerId: benId }), await company(anne, { ownerId: caraId })]
    const { merge } = await anne.companies.merge(survivor.id, loser.id, { choices: { ownerId: 'loser' } })
    await anne.workspace.members.deactivate(benId)
    const { record, kept } = await anne.companies.undoMerge(merge.id)
    expect(record.ownerId).toBe(caraId)
    expect(kept).toEqual([{ kind: 'company', recordId: survivor.id, field: 'ownerId', reason: 'changed-since' }])
  })

  it('MRG-2 one merge moves 10,000 records at the most', async () => {
    const { anne, store, workspaceId } = await begin(memoryStore())
    const [survivor, loser] = [await company(anne), await company(anne)]
    const children = Array.from({ length: 10_001 }, (_, index) => countedId(index, 0xfff1))
    const index = { sortKey: '', searchText: '' }
    const writes = children.map((id) => {
      return { op: 'create', kind: 'company', record: buildCompany({ id, parentId: loser.id }), index } as const
    })
    expect((await store.commit(buildCommit({ workspaceId, writes }))).ok).toBe(true)
    expect((await anne.companies.planMerge(survivor.id, loser.id)).moves).toEqual({
      affiliation: 0,
      company: 10_001,
      interaction: 0,
    })
    expect(await issuesOf(anne.companies.merge(survivor.id, loser.id))).toEqual(['loserId too-many'])
    expect((await anne.companies.merge(loser.id, survivor.id)).record.id).toBe(loser.id)
  })

  it('MRG-2 what an actor expects of both is checked, and so are choices', async () => {
    const { anne } = await begin(memoryStore())
    const [a, b] = [await company(anne), await company(anne)]
    await anne.companies.update(b.id, { description: 'changed' })
    const stale = await refusalOf(anne.companies.merge(a.id, b.id, { expectedLoserVersion: 1 }), 'version-conflict')
    expect(stale.details).toMatchObject({ id: b.id })
    expect((await refusalOf(anne.companies.merge(a.id, b.id, { expectedVersion: 2 }))).code).toBe('version-conflict')
    // @ts-expect-error a field that companies have not
    expect(await issuesOf(anne.companies.planMerge(a.id, b.id, { birthday: 'loser' }))).toEqual([
      'birthday unknown-field',
    ])
    expect(await issuesOf(anne.companies.merge(a.id, b.id, { choices: { name: 'both' as 'loser' } }))).toEqual([
      'choices.name unknown-option',
    ])
    await anne.companies.merge(a.id, b.id, { expectedVersion: 1, expectedLoserVersion: 2 })
  })
})

type Anne = Scene['anne']

async function company(desk: Anne, fields: Partial<Parameters<Anne['companies']['create']>[0]> = {}): Promise<Company> {
  return (await desk.companies.create({ name: 'Pomme', ...fields }, anyway)).record
}

async function contact(desk: Anne, ...[input, options]: Parameters<Anne['contacts']['create']>) {
  return (await desk.contacts.create(input, options)).record
}

function jobIn(companies: readonly Company[]): (job: Affiliation) => string {
  return ({ companyId, isPrimary }) =>
    `${companies.find(({ id }) => id === companyId)?.name}${isPrimary ? ' main' : ''}`
}

function unstamped({ version: _version, updatedAt: _at, ...job }: Affiliation): object {
  return job
}
