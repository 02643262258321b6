/** What a business card says, and what of it was not understood. Rules: docs/concepts/vcard.md (SYN-5, SYN-6). @module */
import type { Instant } from '../kernel/time.ts'
import type { AffiliationChanges } from '../party/new-affiliation.ts'
import type { NewCompany } from '../party/new-company.ts'
import type { ContactChanges } from '../party/new-contact.ts'

/** A version of the format; 2.1 is read and never written. */
export type CardVersion = '2.1' | '3.0' | '4.0'

/** A picture: its bytes, or where it lies. Nothing fetches it. */
export type CardPhoto =
  | { readonly kind: 'bytes'; readonly mediaType: string; readonly bytes: Uint8Array }
  | { readonly kind: 'uri'; readonly uri: string }

/** A job that a card tells of. */
export interface CardJob {
  /** Absent where the card names a function and no company. */
  readonly company?: NewCompany
  readonly affiliation: AffiliationChanges
}

/** A card, understood. What it doesn't say is left out, and lists are never empty: it can create and change records. */
export interface CardReading {
  /** The line of the file on which the card begins, from 1. */
  readonly line: number
  readonly version?: CardVersion
  /** What the program that wrote the card knows it by. */
  readonly uid?: string
  /** When the card was changed last. */
  readonly revisedAt?: Instant
  /** The person, as `desk.contacts.create` takes one; absent without a person's name. */
  readonly contact?: ContactChanges
  /** The person's jobs, the main one first. */
  readonly jobs: readonly CardJob[]
  /** The company, as `desk.companies.create` takes one, of a card that is a company's. */
  readonly company?: NewCompany
  readonly photo?: CardPhoto
  /** Languages, the preferred one first, as tags of BCP 47. */
  readonly languages: readonly string[]
  /** In the order of the lines. */
  readonly problems: readonly CardProblem[]
}

/** What a file of cards says. */
export interface CardFile {
  readonly cards: readonly CardReading[]
  /** What is wrong outside of the cards. */
  readonly problems: readonly CardProblem[]
}

/** What is wrong with a card, or with a line of one. */
export type CardProblemCode =
  // The card.
  | 'no-person'
  | 'not-a-person'
  | 'unknown-version'
  | 'never-ends'
  // The line.
  | 'outside-a-card'
  | 'not-a-line'
  | 'unreadable-text'
  | 'unreadable-photo'
  // The value.
  | 'no-field'
  | 'several-values'
  | 'invalid-date'
  | 'day-without-year'
  | 'unknown-country'
  | 'too-long'
  | 'too-many'

/** Something that was not understood, or that crmkit has no field for. The rest of the card counts. */
export interface CardProblem {
  readonly code: CardProblemCode
  /** The line of the file, from 1. */
  readonly line: number
  /** The property that stands there: `NICKNAME`. */
  readonly property?: string
  readonly value?: string
}

/** Says what is wrong, and what to do about it. */
export function describeCardProblem({ code, line, property, value }: CardProblem): string {
  const what = `Line ${line}${property === undefined ? '' : `, ${property}`}`
  const said = value === undefined ? 'this' : `"${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`
  return `${what}: ${sentences[code].replace('%', () => said)}`
}

const sentences: Readonly<Record<CardProblemCode, string>> = {
  'no-person': 'the card has no name of a person. Add the name, or create a company of it.',
  'not-a-person': 'the card is a % and no person. Leave it out, or add what it says by hand.',
  'unknown-version':
    'the card does not say that it is a vCard 2.1, 3.0 or 4.0, and is read as 3.0. Export it as 3.0 or 4.0.',
  'never-ends': 'the card has no end, so it may not be whole. Export it again.',
  'outside-a-card': 'the text % belongs to no card. Check that the file holds vCards and nothing else.',
  'not-a-line': 'the text % is no property of a card. Look in the line before for a line end that is not escaped.',
  'unreadable-text': 'the text is not in the encoding that it says, or in none that is read. Export the file as UTF-8.',
  'unreadable-photo': 'the picture is damaged or in no form that is read. Export it again as JPEG or PNG.',
  'no-field': 'crmkit has no field for %. Put it into the note if it matters.',
  'several-values': 'only one of them is kept, and % is left out. Put it into the note if it matters.',
  'invalid-date': '% is no day of the calendar. Correct it.',
  'day-without-year': 'the day % has no year. Add the year.',
  'unknown-country': 'no country is known as %. Correct its name, or give its code.',
  'too-long': 'the value % is too long. Shorten it.',
  'too-many': 'there are more than 100 of them, and this one is left out. Remove those that are no longer used.',
}
