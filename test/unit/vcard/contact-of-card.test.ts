import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { parseNewCompany, parseNewContact } from 'crmkit/schemas'
import { fixedClock } from 'crmkit/testing'
import { cardText, contactOfCard, describeJob } from 'crmkit/vcard'
import { describe, expect, it } from 'vitest'
import { accepted, anna, card, readOne, today } from './scene.ts'

const jobs = card(
  '4.0',
  'N:Pépin;Anna',
  'NOTE:Likes plums.',
  'ORG:Pomme SARL;Achats',
  'TITLE:Directrice',
  'TEL;TYPE=work:+33 4 72 10 30 30',
  'EMAIL;TYPE=work:anna@pomme.example',
  'ADR;TYPE=work:;;1 quai Cerise;Lyon;;69002;France',
  'URL;TYPE=work:https://pomme.example',
  'b.ORG:Noyer SA',
  'b.TITLE:Conseil',
)

describe('SYN-2 The contact of a card', () => {
  it('works for the company of its main job, where that is known', () => {
    expect(contactOfCard(readOne(jobs), 'c1')).toEqual({
      givenName: 'Anna',
      familyName: 'Pépin',
      description: 'Likes plums.\n\nConseil, Noyer SA',
      affiliation: {
        companyId: 'c1',
        department: 'Achats',
        jobTitle: 'Directrice',
        phones: [{ number: '+33 4 72 10 30 30', kind: 'work' }],
        emails: ['anna@pomme.example'],
      },
    })
  })

  it('has its jobs in the note, where the company is not identified', () => {
    const main =
      'Directrice, Achats, Pomme SARL\n+33 4 72 10 30 30\nanna@pomme.example\n1 quai Cerise, 69002 Lyon, FR\nhttps://pomme.example'
    expect(readOne(jobs).jobs.map(describeJob)).toEqual([main, 'Conseil, Noyer SA'])
    expect(contactOfCard(readOne(jobs), null)).toEqual({
      givenName: 'Anna',
      familyName: 'Pépin',
      description: `Likes plums.\n\n${main}\n\nConseil, Noyer SA`,
    })
  })

  it('has a function without a company in the note, whatever company is given', () => {
    const reading = readOne(card('3.0', 'N:A', 'TITLE:Chef'))
    expect(contactOfCard(reading, 'c1')).toEqual({ familyName: 'A', description: 'Chef' })
  })

  it('is not there where the card has no person', () => {
    expect(contactOfCard(readOne(card('4.0', 'KIND:org', 'FN:Pomme')), null)).toBeNull()
  })

  it('is what the desk takes, with a company that it takes, and has the same card again', async () => {
    const crm = createCrm({ store: memoryStore(), clock: fixedClock(Date.parse('2026-11-22T10:11:12Z')) })
    const { workspace, administrator } = await crm
      .asSystem({ reason: 'sign-up' })
      .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
    const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
    const text = cardText([{ ...anna, jobs: anna.jobs?.slice(-1) ?? [] }], { version: '4.0', on: today })
    const reading = readOne(text)
    const company = await desk.companies.create(accepted(parseNewCompany(reading.jobs[0]?.company)))
    const { record } = await desk.contacts.create(accepted(parseNewContact(contactOfCard(reading, company.record.id))))
    const affiliations = await desk.contacts.affiliations(record.id)
    const written = cardText(
      [
        {
          contact: record,
          jobs: affiliations.map((each) => ({ ...each, company: company.record })),
          photo: reading.photo,
          languages: reading.languages,
        },
      ],
      { version: '4.0', on: today },
    )
    expect(written.replace(record.id, String(anna.contact.id))).toBe(text)
  })
})
