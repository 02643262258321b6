/** What holds of every card, and of everybody who has one. @module */
import type { ContactDetails } from 'crmkit'
import { normalizeAffiliation, normalizeCompany, normalizeContact, type PlainDate } from 'crmkit/domain'
import { type CardPerson, cardText, contactOfCard, describeCardProblem, readCards, type WorkingJob } from 'crmkit/vcard'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const on = '2026-11-22' as PlainDate
const defaults = { ownerId: null, visibility: 'write', country: 'FR' } as const
const versions = fc.constantFrom('3.0' as const, '4.0' as const)

/** What a line could be broken by stands in every second text. */
const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.array(
    fc.constantFrom(
      ...';,:\\"=^ \n\tnNé€𝄞',
      '\\n',
      ';;',
      '\r\n ',
      'END:VCARD',
      '=0D=0A=',
      '\0',
      '=00',
      '\u00ff\u00fe',
      '\u00ef\u00bb\u00bf',
    ),
    { maxLength: 30 },
  ),
)
const anyText = word.map((text) => (typeof text === 'string' ? text : text.join('')))
/** As the desk stores them: without blanks around, and with one kind of line end. */
const text = anyText
  .map((said) =>
    said
      .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
      .replaceAll(/(?![\n\t])\p{Cc}/gu, '')
      .trim(),
  )
  .filter((said) => said !== '' && !/\p{Surrogate}/u.test(said))
const line = text.map((said) => said.replaceAll(/\s*\n\s*/g, ' ').trim()).filter((said) => said !== '')
const few = <Value>(item: fc.Arbitrary<Value>) => fc.array(item, { maxLength: 4 })
const maybe = <Value>(item: fc.Arbitrary<Value>) => fc.option(item, { nil: undefined })

const number = fc.oneof(
  fc.integer({ min: 600_000_000, max: 799_999_999 }).map((digits) => `0${digits}`),
  fc.integer({ min: 472_000_000, max: 472_999_999 }).map((digits) => `+33 ${digits} ext. 12`),
  line.filter((said) => !/^tel:|;ext=/i.test(said)),
)
const email = fc.oneof(
  fc.emailAddress(),
  line.filter((said) => !/^mailto:/i.test(said)),
)
const url = fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), line)
const phone = (...kinds: readonly ('main' | 'mobile' | 'home' | 'work' | 'fax' | 'other')[]) =>
  fc.record({ number, kind: fc.constantFrom(...kinds) })
const address = fc.record({
  line1: line,
  line2: maybe(line),
  city: line,
  postcode: maybe(fc.constantFrom('75002', 'SW1A 1AA')),
  region: maybe(line),
  country: maybe(fc.constantFrom('FR', 'RO', 'HU', 'GB')),
  category: fc.constantFrom('home', 'billing', 'other', 'head-office'),
})

const contact = fc
  .record({
    honorific: maybe(line),
    givenName: maybe(text),
    familyName: text,
    birthday: maybe(fc.constantFrom('1980-03-22', '0999-12-31', '2024-02-29')),
    // A work phone belongs to the job where there is one.
    phones: few(phone('main', 'mobile', 'home', 'fax', 'other')),
    emails: few(email),
    addresses: few(address),
    websites: few(url),
    socialProfiles: few(url),
    tags: few(line.filter((tag) => !/^(?:\* )?myContacts$/i.test(tag))),
    description: maybe(text),
  })
  .map((said) => accepted(normalizeContact(said, defaults)))

const job = fc
  .record({
    name: text,
    websites: few(url),
    seat: maybe(address),
    jobTitle: maybe(text),
    department: maybe(text),
    emails: few(email),
    phones: few(phone('main', 'mobile', 'home', 'work', 'fax', 'other')),
  })
  .map(({ name, websites, seat, ...said }): WorkingJob => {
    const addresses = seat === undefined ? [] : [{ ...seat, category: 'head-office' as const }]
    const company = accepted(normalizeCompany({ name, websites, addresses }, defaults))
    return { ...accepted(normalizeAffiliation(said, defaults)), company }
  })

const person: fc.Arbitrary<CardPerson> = fc.record({
  contact,
  jobs: fc.array(job, { maxLength: 3 }).map((jobs) => jobs.map((each, index) => ({ ...each, isPrimary: index === 0 }))),
  photo: maybe(
    fc
      .uint8Array({ minLength: 1, maxLength: 300 })
      .map((bytes) => ({ kind: 'bytes' as const, mediaType: 'image/png', bytes })),
  ),
  languages: few(fc.constantFrom('fr', 'ro', 'hu', 'en-GB')),
})

function accepted<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown },
): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** What of somebody a card holds: a number in its international form, and not how it was typed. */
function held(details: ContactDetails | WorkingJob): unknown {
  const phones = details.phones.map(({ typed, ...known }) => (known.e164 === undefined ? { ...known, typed } : known))
  const emails = details.emails.map(({ normalized, typed }) => normalized ?? typed)
  return { ...details, phones, emails }
}

const runs = { numRuns: 400 }

describe('SYN-5 Anybody’s card', () => {
  it('SYN-5 is read back as it was written', () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 2 }), versions, (people, version) => {
        const { cards, problems } = readCards(cardText(people, { version, on }))
        expect([...problems, ...cards.flatMap((card) => card.problems)]).toEqual([])
        const read = cards.map((card) => ({
          contact: held(accepted(normalizeContact(card.contact ?? {}, defaults))),
          jobs: card.jobs.map(({ company, affiliation }, index) => ({
            ...Object(held({ ...accepted(normalizeAffiliation(affiliation, defaults)), company: { name: '' } })),
            isPrimary: index === 0,
            company: accepted(normalizeCompany(company ?? { name: '' }, defaults)),
          })),
          photo: card.photo?.kind === 'bytes' ? card.photo.bytes : undefined,
          languages: card.languages,
        }))
        expect(read).toEqual(
          people.map(({ contact: details, jobs = [], photo, languages }) => ({
            contact: held(details),
            jobs: jobs.map(held),
            photo: photo?.kind === 'bytes' ? photo.bytes : undefined,
            languages,
          })),
        )
      }),
      runs,
    )
  })

  it('SYN-5 has no line of more than 75 bytes, and none that people wrote', () => {
    fc.assert(
      fc.property(person, versions, (somebody, version) => {
        const lines = cardText([somebody], { version, on }).split('\r\n')
        expect(lines.pop()).toBe('')
        for (const each of lines) {
          expect(Buffer.byteLength(each)).toBeLessThanOrEqual(75)
          expect(each).toMatch(/^(?: |(?:job\d\.)?[A-Z-]+[;:])/)
        }
      }),
      runs,
    )
  })
})

const names = [
  'N',
  'FN',
  'ORG',
  'TEL',
  'EMAIL',
  'ADR',
  'BDAY',
  'NOTE',
  'PHOTO',
  'CATEGORIES',
  'TITLE',
  'URL',
  'REV',
  'KIND',
  'X-A',
]
const params = [
  '',
  ';TYPE=work',
  ';WORK',
  ';ENCODING=b',
  ';ENCODING=QUOTED-PRINTABLE',
  ';CHARSET=iso-8859-2',
  ';TYPE="a',
  ';ALTID=1;PREF=3',
]
const anyLine = fc.oneof(
  fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...params), anyText)
    .map(([name, param, value]) => `${name}${param}:${value}`),
  fc.constantFrom(
    'BEGIN:VCARD',
    'END:VCARD',
    'VERSION:2.1',
    'VERSION:3.0',
    'VERSION:4.0',
    '',
    ' ',
    'AGENT:',
    'b.ORG:x',
  ),
  anyText,
)
const anyFile = fc
  .tuple(fc.array(anyLine, { maxLength: 20 }), fc.constantFrom('\r\n', '\n', '\r'), fc.boolean())
  .map(([lines, end, isFramed]) =>
    (isFramed ? ['BEGIN:VCARD', 'VERSION:3.0', 'N:A', ...lines, 'END:VCARD'] : lines).join(end),
  )

describe('SYN-5 Any file', () => {
  it('SYN-5 is read without throwing, and what is read of it is accepted by the desk', () => {
    let created = 0
    const framed = anyFile.map((file) => new Uint8Array(Buffer.from(file, 'latin1')))
    fc.assert(
      fc.property(fc.oneof(anyFile, framed, fc.uint8Array({ maxLength: 400 })), (file) => {
        const { cards, problems } = readCards(file, { country: 'FR', language: 'fr' })
        for (const problem of problems) expect(describeCardProblem(problem)).toMatch(/\.$/)
        for (const card of cards) {
          for (const problem of card.problems) expect(describeCardProblem(problem)).toMatch(/\.$/)
          for (const { company, affiliation } of card.jobs) {
            accepted(normalizeAffiliation(affiliation, defaults))
            if (company !== undefined) accepted(normalizeCompany(company, defaults))
          }
          if (card.company !== undefined) accepted(normalizeCompany(card.company, defaults))
          const somebody = contactOfCard(card, null)
          if (somebody === null) continue
          accepted(normalizeContact(somebody, defaults))
          created += 1
        }
      }),
      { numRuns: 5000 },
    )
    expect(created).toBeGreaterThan(1000)
  })
})
