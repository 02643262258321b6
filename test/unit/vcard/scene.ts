/** People with cards, and the way from a card to what the desk would store. @module */
import type { ContactDetails } from 'crmkit'
import { normalizeAffiliation, normalizeCompany, normalizeContact, type PlainDate } from 'crmkit/domain'
import { type CardPerson, type CardReading, readCards, type WorkingJob } from 'crmkit/vcard'

export const today = '2026-11-22' as PlainDate
const defaults = { ownerId: null, visibility: 'write', country: 'FR' } as const

/** A card from its lines, without the frame. */
export function card(version: string, ...lines: readonly string[]): string {
  return ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join('\r\n')
}

/** Reads the one card of a file. */
export function readOne(file: string | Uint8Array, options?: Parameters<typeof readCards>[1]): CardReading {
  const { cards, problems } = readCards(file, options)
  const [only, ...others] = cards
  if (only === undefined || others.length > 0) throw new Error(`${cards.length} cards, and ${JSON.stringify(problems)}`)
  return only
}

/** The codes of the problems of a card, with the property. */
export function problemsOf({ problems }: CardReading): readonly string[] {
  return problems.map(({ code, property = '' }) => `${code} ${property}`.trim())
}

/** What the desk would store of a card. @throws where it would refuse it */
export function personOf(reading: CardReading): CardPerson {
  const { contact, jobs, photo, languages } = reading
  if (contact === undefined) throw new Error('nobody')
  return {
    contact: accepted(normalizeContact(contact, defaults)),
    jobs: jobs.flatMap((job, index): WorkingJob[] => {
      if (job.company === undefined) return []
      const affiliation = accepted(normalizeAffiliation(job.affiliation, defaults))
      return [{ ...affiliation, isPrimary: index === 0, company: accepted(normalizeCompany(job.company, defaults)) }]
    }),
    photo,
    languages,
  }
}

/** What a rule decided on. @throws where it refused */
export function accepted<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown },
): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** A contact that the desk would store. */
export function contact(said: Parameters<typeof normalizeContact>[0]): ContactDetails {
  return accepted(normalizeContact(said, defaults))
}

/** A job that the desk would store, in a company that it would store. */
export function job(
  company: Parameters<typeof normalizeCompany>[0],
  said: Parameters<typeof normalizeAffiliation>[0] = {},
): WorkingJob {
  const affiliation = accepted(normalizeAffiliation(said, defaults))
  return { ...affiliation, company: accepted(normalizeCompany(company, defaults)) }
}

/** Bytes that begin like a picture of a kind. */
export const jpeg: Uint8Array = Uint8Array.of(
  0xff,
  0xd8,
  0xff,
  ...Array.from({ length: 300 }, (_, index) => index % 256),
)

/** Somebody of whom everything is known. */
export const anna: CardPerson = {
  contact: {
    ...contact({
      honorific: 'Mme',
      givenName: 'Anna Maria',
      familyName: 'Pépin; de, la \\ Tour',
      birthday: '1980-03-22',
      phones: [{ number: '06 12 34 56 78', kind: 'mobile' }, { number: '01 23 45 80 73', kind: 'home' }, 'ask Carl'],
      emails: ['Anna.Pepin@poire.example', 'a@cerise.example'],
      addresses: [
        { line1: '12 rue des Pommiers', line2: 'Bât. B', postcode: '75002', city: 'Paris', country: 'FR' },
        { category: 'billing', line1: 'BP 7', postcode: '75003', city: 'Paris' },
      ],
      websites: ['https://anna.example/?a=b;c'],
      socialProfiles: ['https://social.example/@anna', 'xmpp:anna@poire.example', '@anna'],
      tags: ['VIP', 'Salon, Lyon; Nord'],
      description: 'Likes plums.\nAsk for Carl; he, too, knows C:\\new.',
    }),
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    updatedAt: Date.parse('2026-11-22T10:11:12Z'),
  },
  jobs: [
    job({ name: 'Noyer SA' }, { jobTitle: 'Conseil', emails: ['anna@noyer.example'], phones: ['+33 4 72 00 00 00'] }),
    job({ name: 'Ancien' }, { to: '2026-11-21', emails: ['old@ancien.example'] }),
    job(
      {
        name: 'Pomme, Fils & Cie; SARL',
        websites: ['https://pomme.example'],
        addresses: [
          { category: 'shop', line1: 'Halle 3', city: 'Lyon' },
          { line1: '1 quai Cerise', postcode: '69002', city: 'Lyon', country: 'FR' },
        ],
      },
      {
        isPrimary: true,
        jobTitle: 'Directrice',
        department: 'Achats',
        emails: ['anna@pomme.example'],
        phones: [
          { number: '04 72 10 30 30', kind: 'work' },
          { number: '+33 4 72 10 30 31 ext. 12', kind: 'main' },
        ],
      },
    ),
  ],
  photo: { kind: 'bytes', mediaType: 'image/jpeg', bytes: jpeg },
  languages: ['fr', 'ro'],
}
