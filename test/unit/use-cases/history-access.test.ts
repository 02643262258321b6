import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin } from './stores.ts'

/** The fields that each entry names, the latest first; with `=` where their values are told. */
async function toldTo(desk: Awaited<ReturnType<typeof begin>>['ben'], id: string): Promise<readonly string[]> {
  const { items } = await desk.contacts.history(id, { limit: 50 })
  return items.map(({ command, changes, personal }) => {
    const isTold = changes.every(({ field }) => personal?.changes.some((change) => change.field === field) === true)
    const names = changes.map(({ field }) => field).filter((field) => /jobTitle|familyName|ignored/.test(field))
    return `${command} ${names.join(' ')}${isTold ? '=' : ''}`
  })
}

describe('History', () => {
  it('ACC-3 the history of a contact tells of jobs where the company may be seen, and of no others', async () => {
    const { anne, ben } = await begin(memoryStore())
    const { record: open } = await anne.companies.create({ name: 'Open', visibility: 'read' })
    const { record: secret } = await anne.companies.create({ name: 'Secret', visibility: 'private' })
    const job = { companyId: secret.id, jobTitle: 'Spy' }
    const { record: person } = await anne.contacts.create({ familyName: 'Pépin', affiliation: job })
    const known = await anne.contacts.affiliate(person.id, { companyId: open.id, jobTitle: 'Buyer' })
    await anne.contacts.changeAffiliation(known.record.id, { jobTitle: 'Chief' })
    const [hidden] = await anne.contacts.affiliations(person.id)
    await anne.contacts.changeAffiliation(hidden?.id ?? '', { jobTitle: 'Mole' })
    await anne.contacts.removeAffiliation(hidden?.id ?? '')

    expect(await toldTo(anne, person.id)).toEqual([
      'contacts.removeAffiliation affiliation.jobTitle=',
      'contacts.changeAffiliation affiliation.jobTitle=',
      'contacts.changeAffiliation affiliation.jobTitle=',
      'contacts.affiliate affiliation.jobTitle=',
      'contacts.create familyName affiliation.jobTitle=',
    ])
    expect(await toldTo(ben, person.id)).toEqual([
      'contacts.changeAffiliation affiliation.jobTitle=',
      'contacts.affiliate affiliation.jobTitle=',
      'contacts.create familyName=',
    ])
    const told = JSON.stringify(await ben.contacts.history(person.id))
    for (const value of ['Spy', 'Mole', secret.id, hidden?.id ?? '']) expect(told).not.toContain(value)
  })

  it('ACC-3 what is left out makes no page short', async () => {
    const { anne, ben } = await begin(memoryStore())
    const { record: secret } = await anne.companies.create({ name: 'Secret', visibility: 'private' })
    const { record } = await anne.companies.create({ name: 'Open' })
    for (let n = 0; n < 5; n += 1) {
      await anne.companies.ignoreDuplicate(record.id, secret.id)
      await anne.companies.update(record.id, { type: `type ${n}` })
      await anne.companies.stopIgnoring(record.id, secret.id)
    }
    const first = await ben.companies.history(record.id, { limit: 3 })
    expect(first.items).toHaveLength(3)
    const rest = await ben.companies.history(record.id, { limit: 3, cursor: first.nextCursor })
    expect(rest.items.map(({ command }) => command)).toEqual([
      'companies.update',
      'companies.update',
      'companies.create',
    ])
    expect(rest.nextCursor).toBeUndefined()
    expect((await anne.companies.history(record.id)).items).toHaveLength(16)
  })
})
