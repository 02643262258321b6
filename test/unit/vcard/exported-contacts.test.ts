/**
 * Contacts as Google, HubSpot and Outlook export them: imported, written to cards, and read back by readers that are not
 * ours. What has to stand on a card is taken from our records, and once more from what was put into the files. @module
 */
import { type Contact, createCrm, type Desk } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import { type CardPerson, cardText } from 'crmkit/vcard'
import { describe, expect, it } from 'vitest'
import { hasSharedData, itWithSharedData, readShared, readSharedJson } from '../../shared-data.ts'
import { foundIn } from './found.ts'
import { type FoundCard, readWithIcalJs, readWithVobject, vobjectPython } from './readers.ts'
import { today } from './scene.ts'

const folder = 'data/crm-exports/vendor-format'
const versions = ['3.0', '4.0'] as const

/** Somebody who was put into the files. */
type Person = Readonly<
  Record<'first' | 'last' | 'company' | 'title' | 'street' | 'city' | 'zip' | 'email' | 'mobile' | 'phone', string>
>

interface Expected {
  readonly contacts: readonly Person[]
  readonly noEmailRows: readonly number[]
}

/** The desk after an import of a file. */
async function imported(name: string): Promise<Desk> {
  const crm = createCrm({ store: memoryStore(), clock: fixedClock(), ids: countedIds(1) })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  await desk.imports.run(readShared(`${folder}/${name}.csv`), { unknownOwner: 'unassigned' })
  return desk
}

/** Everybody, with his jobs, as cards want them. */
async function peopleOf(desk: Desk): Promise<readonly CardPerson[]> {
  const { items } = await desk.contacts.list({ order: 'number', limit: 500 })
  return Promise.all(items.map((contact) => personOf(desk, contact)))
}

async function personOf(desk: Desk, contact: Contact): Promise<CardPerson> {
  const jobs = await desk.contacts.affiliations(contact.id)
  const companies = await Promise.all(jobs.map(({ companyId }) => desk.companies.get(companyId)))
  return { contact, jobs: jobs.flatMap((job, at) => (companies[at] ? { ...job, company: companies[at] } : [])) }
}

/** Letters that windows-1252 lacks came as question marks. */
function asWritten(name: string, text: string): string {
  return name === 'outlook-fr-cp1252' ? text.replace(/[^\0-\xffŠšŽžŒœŸ’]/g, '?') : text
}

/** The digits behind the country, which is that of the row's address: `06 39 98 13 40` is `+49639981340` in Berlin. */
function nationalDigits(phone: string): string {
  return phone.replaceAll(/\D/g, '').slice(-9)
}

/** Holds cards against what was put into the file. */
function expectEverybody(name: string, cards: readonly FoundCard[]): void {
  const { contacts, noEmailRows } = readSharedJson<Expected>(`${folder}/_expected.json`)
  expect(cards).toHaveLength(38)
  for (const [index, person] of contacts.entries()) {
    const row = `${name} row ${index + 1}`
    const of = (field: keyof Person) => asWritten(name, person[field])
    const key = `${of('last')} ${of('first')}`.toLowerCase()
    const found = cards.filter(
      ({ n: [family = '', given = ''], org }) =>
        `${family} ${given}`.toLowerCase() === key && org.includes(of('company')),
    )
    expect(found, row).toHaveLength(1)
    const [card] = found
    expect(card?.titles, row).toContain(of('title'))
    if (!noEmailRows.includes(index + 1))
      expect(
        card?.emails.map((email) => email.replace(/^\w+ /, '')),
        row,
      ).toContain(person.email)
    const numbers = card?.tels.map((tel) => nationalDigits(tel.slice(tel.indexOf(' ') + 1)))
    for (const phone of [person.mobile, person.phone]) if (phone) expect(numbers, row).toContain(nationalDigits(phone))
    expect(card?.addresses.join('\n'), row).toContain([of('street'), of('city'), '', person.zip].join('|'))
  }
}

describe('SYN-5 Contacts of other programs', () => {
  for (const name of ['google-contacts-2024', 'hubspot-contacts', 'outlook-fr-cp1252']) {
    itWithSharedData(`${name}.csv, imported and written to cards, is read back equal by ical.js`, async () => {
      const people = await peopleOf(await imported(name))
      for (const version of versions) {
        const cards = readWithIcalJs(cardText(people, { version, on: today }))
        expect(cards).toEqual(people.map((person) => foundIn(person, version)))
        expectEverybody(name, cards)
      }
    })

    it.skipIf(vobjectPython === null || !hasSharedData)(
      `${name}.csv, imported and written to cards, is read back equal by python3-vobject, where it is installed`,
      async () => {
        const people = await peopleOf(await imported(name))
        for (const version of versions) {
          const cards = readWithVobject(cardText(people, { version, on: today }))
          expect(cards).toEqual(people.map((person) => foundIn(person, version)))
          expectEverybody(name, cards)
        }
      },
    )
  }
})
