/** People whose records, or whose employers, were merged: told and erased all the same. Rules: docs/concepts/privacy.md (PTY-6). */
import type { Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin, refusalOf, type Scene } from './stores.ts'

const anyway = { onDuplicate: 'create' } as const

describe('Personal data and merges', () => {
  it('PTY-6 a job that went with a merge of companies is told and erased with its person, and with nobody else', async () => {
    const { anne, store, workspaceId } = await begin(memoryStore())
    const [pomme, double] = [await company(anne), await company(anne)]
    const people = [await contact(anne, 'Pépin'), await contact(anne, 'Noyer')]
    for (const { id, familyName } of people) {
      for (const companyId of [pomme.id, double.id]) {
        await anne.contacts.affiliate(id, { companyId, jobTitle: `${familyName} buys` })
      }
    }
    const [anna, bruno] = people.map(({ id }) => id)
    const { merge } = await anne.companies.merge(pomme.id, double.id)
    const told = await mergesToldOf(anne, anna)
    expect(told).toContain('Pépin buys')
    expect(told).not.toMatch(/Noyer|Pomme/)
    await anne.contacts.anonymize(anna ?? '')
    expect(await mergesToldOf(anne, anna)).not.toContain('Pépin')
    expect(await mergesToldOf(anne, bruno)).toContain('Noyer buys')
    const kept = JSON.stringify(await store.merges.find(workspaceId, merge.id))
    expect([kept.includes('Pépin'), kept.includes('Noyer')]).toEqual([false, true])
  })

  it('PTY-6 after a merge that was undone, each is told and erased by itself', async () => {
    const { anne } = await begin(memoryStore())
    const [anna, bruno] = [await contact(anne, 'Pépin'), await contact(anne, 'Noyer')]
    const { merge } = await anne.contacts.merge(anna.id, bruno.id, { choices: { familyName: 'survivor' } })
    await anne.contacts.undoMerge(merge.id)
    expect(await mergesToldOf(anne, bruno.id)).not.toContain('Pépin')
    expect(await mergesToldOf(anne, anna.id)).toContain('Pépin')
    const first = await anne.contacts.anonymize(bruno.id)
    expect(await anne.contacts.anonymize(bruno.id)).toEqual(first)
    const erasures = (await anne.audit.list({ command: 'contacts.anonymize' })).items
    expect(erasures).toHaveLength(1)
    expect(await mergesToldOf(anne, anna.id)).toContain('Pépin')
  })

  it('PTY-6 whoever was merged and then purged is told and erased under any of the ids', async () => {
    for (const asked of [0, 1, 2]) {
      const { anne } = await begin(memoryStore())
      const people = [await contact(anne, 'Pépin'), await contact(anne, 'Noyer'), await contact(anne, 'Prunier')]
      const ids = people.map(({ id }) => id)
      const [anna = '', bruno = '', carla = ''] = ids
      await anne.contacts.merge(bruno, carla, { choices: { familyName: 'survivor' } })
      await anne.contacts.merge(anna, bruno, { choices: { familyName: 'survivor' } })
      await anne.contacts.trash(anna)
      await anne.contacts.purge(anna)
      const exported = await anne.contacts.exportPersonalData(ids[asked] ?? '')
      expect(exported.contactId).toBe(anna)
      for (const name of ['Pépin', 'Noyer', 'Prunier']) expect(JSON.stringify(exported.parts)).toContain(name)
      expect(await anne.contacts.anonymize(ids[asked] ?? '')).toEqual({ record: null })
      for (const id of ids) {
        expect(JSON.stringify(await anne.contacts.exportPersonalData(id))).not.toMatch(/Pépin|Noyer|Prunier/)
      }
      // Nothing is left to erase, under whichever id.
      await anne.contacts.anonymize(carla)
      expect((await anne.audit.list({ command: 'contacts.anonymize' })).items).toHaveLength(1)
    }
  })

  it('PTY-6 MRG-3 an undo that meets an erasure gives no job back to whoever was erased', async () => {
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
    const { anne } = await begin(store)
    const [pomme, double] = [await company(anne), await company(anne)]
    const anna = await contact(anne, 'Pépin')
    for (const companyId of [pomme.id, double.id]) {
      await anne.contacts.affiliate(anna.id, { companyId, jobTitle: 'Buyer' })
    }
    const { version } = await anne.contacts.get(anna.id)
    const { merge } = await anne.companies.merge(pomme.id, double.id)
    expect((await anne.contacts.get(anna.id)).version).toBe(version + 1)
    const [erased, undo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    // The undo has decided; the erasure comes first.
    meanwhile = async () => {
      undo.resolve()
      await erased.promise
    }
    const undone = anne.companies.undoMerge(merge.id)
    await undo.promise
    await anne.contacts.anonymize(anna.id)
    erased.resolve()
    expect((await undone).kept).toMatchObject([{ kind: 'affiliation', reason: 'erased' }])
    expect(JSON.stringify(await anne.contacts.exportPersonalData(anna.id))).not.toContain('Buyer')
  })

  it('PTY-6 MRG-3 an undo that read its ledger before an erasure, and the contact after it, gives no job back', async () => {
    const inner = memoryStore()
    let meanwhile = async (_id: string): Promise<void> => {}
    const store: Store = {
      ...inner,
      contacts: {
        ...inner.contacts,
        find: async (scope, id) => {
          await meanwhile(id)
          return inner.contacts.find(scope, id)
        },
      },
    }
    const { anne } = await begin(store)
    const [pomme, double] = [await company(anne), await company(anne)]
    const anna = await contact(anne, 'Pépin')
    for (const companyId of [pomme.id, double.id]) {
      await anne.contacts.affiliate(anna.id, { companyId, jobTitle: 'Buyer' })
    }
    const { merge } = await anne.companies.merge(pomme.id, double.id)
    meanwhile = async (id) => {
      if (id !== anna.id) return
      meanwhile = async () => {}
      await anne.contacts.anonymize(anna.id)
    }
    const { kept } = await anne.companies.undoMerge(merge.id)
    expect(kept).toMatchObject([{ kind: 'affiliation', reason: 'erased' }])
    expect(JSON.stringify(await anne.contacts.exportPersonalData(anna.id))).not.toContain('Buyer')
  })

  it('PTY-2 MRG-3 an undo that gives a job back counts as a change of the contact, found by the addresses of the job', async () => {
    const { anne } = await begin(memoryStore())
    const [pomme, double] = [await company(anne), await company(anne)]
    const anna = await contact(anne, 'Pépin')
    for (const companyId of [pomme.id, double.id]) {
      await anne.contacts.affiliate(anna.id, { companyId, emails: ['anna@pomme.example'] }, anyway)
    }
    const { merge } = await anne.companies.merge(pomme.id, double.id)
    const [job] = await anne.contacts.affiliations(anna.id)
    await anne.contacts.changeAffiliation(job?.id ?? '', { emails: ['pepin@pomme.example'] })
    const { version } = await anne.contacts.get(anna.id)
    await anne.companies.undoMerge(merge.id)
    expect((await anne.contacts.get(anna.id)).version).toBe(version + 1)
    for (const search of ['anna@pomme.example', 'pepin@pomme.example']) {
      expect(await anne.contacts.count({ search })).toBe(1)
    }
  })

  it('PTY-6 the id of a company, merged or not, is nobody', async () => {
    const { anne } = await begin(memoryStore())
    const [pomme, double] = [await company(anne), await company(anne)]
    await anne.companies.merge(pomme.id, double.id)
    for (const id of [pomme.id, double.id] as readonly string[]) {
      expect((await refusalOf(anne.contacts.anonymize(id))).code).toBe('not-found')
    }
  })
})

type Anne = Scene['anne']

async function company(desk: Anne) {
  return (await desk.companies.create({ name: 'Pomme' }, anyway)).record
}

async function contact(desk: Anne, familyName: string) {
  return (await desk.contacts.create({ familyName }, anyway)).record
}

async function mergesToldOf(desk: Anne, id = ''): Promise<string> {
  return JSON.stringify((await desk.contacts.exportPersonalData(id)).parts['merges'])
}
