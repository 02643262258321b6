/** Real cards: read, written again, and read back by readers that are not ours. @module */
import { type CardPerson, type CardReading, cardText, readCards } from 'crmkit/vcard'
import { describe, expect, it } from 'vitest'
import { hasSharedData, itWithSharedData, readShared, readSharedJson } from '../../shared-data.ts'
import { foundIn } from './found.ts'
import { readWithIcalJs, readWithVobject, vobjectPython } from './readers.ts'
import { personOf, today } from './scene.ts'

/** What python3-vobject finds on the cards as they came. */
interface Expected {
  readonly files: Readonly<Record<string, readonly ExpectedCard[]>>
}

interface ExpectedCard {
  readonly version: string
  readonly fn?: string
  readonly n?: Readonly<Record<'family' | 'given' | 'additional' | 'prefix' | 'suffix', string>>
  readonly org?: readonly string[]
  readonly title?: string
  readonly emails?: readonly string[]
  readonly tels?: readonly { readonly value: string; readonly types: readonly string[] }[]
  readonly addresses?: readonly ExpectedAddress[]
  readonly note?: string
}

type ExpectedAddress = Readonly<Record<'street' | 'city' | 'region' | 'code' | 'box' | 'extended', string>>

/** Cards without a name of a person, of which there is nothing to write. */
const nobodys = ['icaljs/vcard_grouped.vcf']

const files = hasSharedData ? readSharedJson<Expected>('data/vcard/_expected.json').files : {}

function readFile(name: string): readonly CardReading[] {
  const { cards, problems } = readCards(readShared(`data/vcard/${name}`), { country: 'US' })
  expect(problems).toEqual([])
  return cards
}

function peopleOf(name: string): readonly CardPerson[] {
  return readFile(name).map(personOf)
}

describe('SYN-5 Real cards', () => {
  itWithSharedData('are all there', () => expect(Object.keys(files)).toHaveLength(12))

  for (const [name, expected] of Object.entries(files))
    itWithSharedData(`${name} says what python3-vobject finds in it`, () => {
      expect(readFile(name).map(summaryOf)).toEqual(expected.map(summaryOfExpected))
    })

  for (const name of Object.keys(files).filter((each) => !nobodys.includes(each)))
    for (const version of ['3.0', '4.0'] as const) {
      it(`${name}, written in ${version}, is read back equal by ical.js`, () => {
        const people = peopleOf(name)
        const text = cardText(people, { version, on: today })
        expect(readWithIcalJs(text)).toEqual(people.map((person) => foundIn(person, version)))
      })

      it(`${name}, written in ${version}, is read back equal by ourselves`, () => {
        const people = peopleOf(name)
        const text = cardText(people, { version, on: today })
        const { cards } = readCards(text)
        expect(cards.flatMap(({ problems }) => problems)).toEqual([])
        expect(cardText(cards.map(personOf), { version, on: today })).toBe(text)
      })
    }

  it.skipIf(vobjectPython === null || !hasSharedData)(
    'are read back equal by python3-vobject, where it is installed',
    () => {
      for (const version of ['3.0', '4.0'] as const) {
        const all = Object.keys(files).filter((each) => !nobodys.includes(each))
        // It cuts the `data:` URI of a picture at its comma, which 4.0 does not escape.
        const people = all.flatMap(peopleOf).map((person) => (version === '3.0' ? person : withoutPhoto(person)))
        const found = readWithVobject(cardText(people, { version, on: today }))
        expect(found).toEqual(people.map((person) => foundIn(person, version)))
      }
    },
  )
})

function withoutPhoto({ photo: _, ...person }: CardPerson): CardPerson {
  return person
}

/** Everything by which two readers can be compared, in any order. */
interface Summary {
  readonly version: string | undefined
  readonly names: readonly string[]
  readonly company: string | undefined
  readonly title: string | undefined
  readonly emails: readonly string[]
  readonly phones: readonly string[]
  readonly places: readonly string[]
  readonly note: string
}

function summaryOf({ version, contact, jobs, problems }: CardReading): Summary {
  const { givenName, familyName, honorific } = contact ?? {}
  const [job] = jobs
  const suffix = problems.find(({ code, property }) => code === 'no-field' && property === 'N')?.value
  const numbers = [...(contact?.phones ?? []), ...(job?.affiliation.phones ?? [])]
  return {
    version,
    names: wordsOf(honorific, givenName, familyName, suffix),
    company: [job?.company?.name, job?.affiliation.department].filter(Boolean).join(', ') || undefined,
    title: job?.affiliation.jobTitle ?? undefined,
    emails: [...(contact?.emails ?? []), ...(job?.affiliation.emails ?? [])].toSorted(),
    // An X-MS-TEL is a phone to us, and unknown to others.
    phones: [...new Set(numbers.map((phone) => bare(typeof phone === 'string' ? phone : phone.number)))].sort(),
    places: [...(contact?.addresses ?? []), ...(job?.company?.addresses ?? [])]
      .map(({ line1, line2, postcode, city, region }) => bare([line1, line2, postcode, city, region].join(' ')))
      .sort(),
    note: beginningOf(contact?.description ?? ''),
  }
}

function summaryOfExpected(card: ExpectedCard): Summary {
  const { n, fn } = card
  const isCard = n !== undefined || fn !== undefined
  return {
    version: card.version,
    names: n === undefined ? wordsOf(fn) : wordsOf(n.prefix, n.given, n.additional, n.family, n.suffix),
    company: card.org?.join(', '),
    title: card.title,
    emails: (card.emails ?? []).toSorted(),
    phones: [...new Set((card.tels ?? []).map(({ value }) => bare(value)))].sort(),
    places: (isCard ? (card.addresses ?? []) : [])
      .map(({ street, extended, box, code, city, region }) =>
        bare([street, extended, box, code, city, region].join(' ')),
      )
      .sort(),
    note: beginningOf(card.note ?? ''),
  }
}

/** In alphabetical order: which name comes first is said elsewhere. */
function wordsOf(...texts: readonly (string | null | undefined)[]): readonly string[] {
  return texts
    .flatMap((text) => text?.split(/[\s,]+/) ?? [])
    .filter((word) => word !== '')
    .sort()
}

/** Before the first comma of each: in 2.1 vobject takes it for the end. */
function beginningOf(note: string): string {
  return note.replaceAll(/\s+/g, ' ').slice(0, 90)
}

/** Without what stands between the words, and without how a number is introduced. */
function bare(text: string): string {
  return text
    .replace(/^tel:/, '')
    .replace(/;ext=| ext\. /, 'x')
    .replaceAll(/[^\p{L}\p{N}+]+/gu, '')
    .toLowerCase()
}
