import type { Address, Affiliation, Contact } from 'crmkit'
import { contactChangesOf, directoryContact, jobChangesOf, newContactOf, parseEmail, parsePhone } from 'crmkit/domain'
import { buildAffiliation, buildContact } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

const home: Address = { category: 'home', isDefault: true, line1: '3 rue des Vergers', city: 'Paris', country: 'FR' }
const billing: Address = { ...home, category: 'billing', line1: 'BP 12' }
const anna: Contact = {
  ...buildContact({
    id: 'anna',
    emails: [parseEmail('Anna@home.example')],
    phones: [
      parsePhone('01 23 45 80 73', 'FR', 'main'),
      parsePhone('06 12 34 56 78', 'FR', 'mobile'),
      parsePhone('12', 'FR', 'fax'),
    ],
    addresses: [billing, home],
    description: 'Likes plums.',
  }),
  number: 1,
}
const job: Affiliation = buildAffiliation({
  id: 'job',
  contactId: 'anna',
  companyId: 'pomme',
  jobTitle: 'Buyer',
  emails: [parseEmail('anna@pomme.example')],
  phones: [parsePhone('04 72 10 30 30', 'FR', 'work')],
})
const on = { today: '2026-11-22', takesPart: true } as Parameters<typeof directoryContact>[2]

describe('SYN-2 Records and fields', () => {
  it('SYN-2 a contact goes out with its main job', () => {
    const past = { ...job, id: 'past', to: '2026-11-21' } as Affiliation
    const jobs = [past, job].map((affiliation) => ({ affiliation, companyName: 'Pomme SARL' }))
    expect(directoryContact(anna, jobs, on)).toMatchObject({
      fields: {
        givenName: 'Anna',
        familyName: 'Pépin',
        homePhones: ['+33123458073'],
        mobilePhones: ['+33612345678'],
        homeEmails: ['anna@home.example'],
        homeAddresses: [{ line1: '3 rue des Vergers', city: 'Paris', country: 'FR' }],
        workPhones: ['+33472103030'],
        workEmails: ['anna@pomme.example'],
        companyName: 'Pomme SARL',
        jobTitle: 'Buyer',
      },
      emails: ['anna@home.example', 'anna@pomme.example'],
      job: { affiliationId: 'job', companyId: 'pomme' },
    })
    expect(directoryContact(anna, [{ affiliation: past, companyName: 'Pomme SARL' }], on).job).toBeUndefined()
  })

  it('SYN-2 what comes in leaves the rest of the contact as it is, and how its numbers were typed', () => {
    const changes = {
      mobilePhones: ['+33612345678', '+33698765432'],
      homeAddresses: [{ line1: '9 quai des Poires', city: 'Lyon' }],
      familyName: 'Prune',
    }
    const notes = { jobTitle: 'Driver', companyName: 'Poire SA', workPhones: ['+33472103031'] }
    expect(contactChangesOf(anna, { changes, notes }, 'FR')).toEqual({
      familyName: 'Prune',
      phones: [
        { number: '01 23 45 80 73', kind: 'main' },
        { number: '12', kind: 'fax' },
        { number: '06 12 34 56 78', kind: 'mobile' },
        { number: '+33698765432', kind: 'mobile' },
      ],
      addresses: [billing, { line1: '9 quai des Poires', city: 'Lyon', category: 'home' }],
      description: 'Likes plums.\n\nDriver, Poire SA\n+33472103031',
    })
    expect(contactChangesOf(anna, { changes: {}, notes: {} })).toEqual({})
  })

  it('SYN-2 what comes in of a job changes the job', () => {
    expect(jobChangesOf(job, { jobTitle: null, workMobiles: ['+33612345678'] }, 'FR')).toEqual({
      jobTitle: null,
      phones: [
        { number: '04 72 10 30 30', kind: 'work' },
        { number: '+33612345678', kind: 'mobile' },
      ],
    })
  })

  it('SYN-2 an entry becomes a contact, with a job where the company is certain', () => {
    const fields = {
      givenName: 'Eve',
      homeEmails: ['eve@home.example'],
      jobTitle: 'Buyer',
      workPhones: ['+33472103030'],
    }
    expect(newContactOf({ fields, notes: {}, companyId: 'pomme' })).toMatchObject({
      givenName: 'Eve',
      emails: ['eve@home.example'],
      affiliation: { companyId: 'pomme', jobTitle: 'Buyer', phones: [{ number: '+33472103030', kind: 'work' }] },
    })
    const { affiliation, description } = newContactOf({ fields: { givenName: 'Eve' }, notes: { companyName: 'Pomme' } })
    expect([affiliation, description]).toEqual([undefined, 'Pomme'])
  })
})
