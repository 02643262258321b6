/** Whose card it is: a person with jobs, or a company. Rules: docs/concepts/vcard.md (SYN-2, SYN-6). @module */
import type { CountryCode, Locale } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
import type { NewCompany } from '../party/new-company.ts'
import type { ContactChanges } from '../party/new-contact.ts'
import { longest, present } from '../party/read-fields.ts'
import type { CardJob, CardReading } from './card.ts'
import { isDayWithoutYear, readCardDay } from './card-days.ts'
import type { CardLines } from './card-lines.ts'
import { describeJob } from './contact-of-card.ts'
import type { RawCard } from './content-lines.ts'
import { type Coordinate, type Coordinates, readCoordinates } from './read-coordinates.ts'
import { type JobDraft, readJobs } from './read-jobs.ts'
import { nameOfFullName, readName } from './read-name.ts'

/** How cards are read. */
export interface ReadCardsOptions {
  /** Where addresses are that stand in one line and name no country. */
  readonly country?: CountryCode | undefined
  /** In Hungarian, names that are not told apart begin with the family name. */
  readonly locale?: Locale | undefined
  /** Which language is taken where a card says something in several: `fr`. Default: the one that it prefers. */
  readonly language?: string | undefined
}

/** What a card says of its person or company. */
export type CardSubject = Pick<CardReading, 'contact' | 'jobs' | 'company'>

/** Reads a card, and gives each value to the record that it belongs to. */
export function readSubject(card: CardLines, raw: RawCard, options: ReadCardsOptions): CardSubject {
  const kind = card.text(card.takeOne('KIND', 'X-ADDRESSBOOKSERVER-KIND'))?.toLowerCase() ?? 'individual'
  const showsAs = card.text(card.takeOne('X-ABSHOWAS'))?.toLowerCase()
  const { name, fullName } = readName(card)
  const jobs = readJobs(card)
  const coordinates = readCoordinates(card, options.country)
  const details = readDetails(card)
  const person = name ?? (kind === 'org' ? null : nameOfFullName(fullName, options.locale))
  const company = jobs[0]?.company?.name
  const isOneName = company !== undefined && foldText(company) === foldText(fullName ?? company)
  const isCompany = kind === 'org' || person === null || (name === null && (showsAs === 'company' || isOneName))
  const called = company ?? (kind === 'org' ? fullName?.slice(0, longest.name).trim() : undefined)
  if (isCompany && called !== undefined)
    return { jobs: [], company: companyOf(card, called, jobs, details, coordinates) }
  if (kind !== 'individual' && kind !== 'org') {
    card.problems.push({ code: 'not-a-person', line: raw.line, value: kind })
    return { jobs: [] }
  }
  if (person === null) {
    card.problems.push({ code: 'no-person', line: raw.line })
    return { jobs: [] }
  }
  const ownerOf = (coordinate: Coordinate<unknown>) => ownerAmong(jobs, coordinate)
  return {
    contact: { ...person, ...details, ...personalOf(card, coordinates, (each) => ownerOf(each) === null) },
    jobs: jobs.map((job) => jobOf(card, job, coordinates, (each) => ownerOf(each) === job)),
  }
}

function companyOf(
  card: CardLines,
  name: string,
  jobs: readonly JobDraft[],
  details: Details,
  coordinates: Coordinates,
): NewCompany {
  const { birthday, description, tags } = details
  const [main, ...others] = jobs
  const { jobTitle, department } = main?.affiliation ?? {}
  // What only people have stays in the note.
  const notes = [description, jobTitle, department, birthday, ...others.map(describeJob)]
  const note = notes.filter((text) => text !== undefined && text !== null).join('\n\n')
  return {
    ...(note !== '' && { description: note }),
    ...present<Pick<Details, 'tags'>>({ tags }),
    ...partyOf(card, coordinates, () => true),
    ...main?.company,
    name,
  }
}

/** What stands in a group with a company is that job's; other coordinates of work are the main one's, if it is in a company. */
function ownerAmong(jobs: readonly JobDraft[], { line, isWork }: Coordinate<unknown>): JobDraft | null {
  const [main, ...others] = jobs
  const ofGroup = others.find(({ group }) => group !== undefined && group === line.group)
  if (ofGroup !== undefined) return ofGroup
  return isWork && main?.company !== undefined ? main : null
}

type Mine = (coordinate: Coordinate<unknown>) => boolean

type PartyCoordinates = Pick<ContactChanges, keyof Coordinates>

function partyOf(card: CardLines, coordinates: Coordinates, mine: Mine): PartyCoordinates {
  return present<PartyCoordinates>({
    phones: valuesOf(card, coordinates.phones, mine),
    emails: valuesOf(card, coordinates.emails, mine),
    addresses: valuesOf(card, coordinates.addresses, mine),
    websites: valuesOf(card, coordinates.websites, mine),
    socialProfiles: valuesOf(card, coordinates.socialProfiles, mine),
  })
}

/** Profiles are a person's wherever they are used; a place of work is no home. */
function personalOf(card: CardLines, coordinates: Coordinates, mine: Mine): PartyCoordinates {
  const addresses = coordinates.addresses.map((each) =>
    each.isWork ? { ...each, value: { category: 'other' as const, ...each.value } } : each,
  )
  const socialProfiles = valuesOf(card, coordinates.socialProfiles, () => true)
  return {
    ...partyOf(card, { ...coordinates, addresses, socialProfiles: [] }, mine),
    ...present<PartyCoordinates>({ socialProfiles }),
  }
}

/** A job reaches people by phone and mail; a place and a page are its company's. */
function jobOf(card: CardLines, { company, affiliation }: JobDraft, coordinates: Coordinates, mine: Mine): CardJob {
  const { phones, emails, addresses, websites } = partyOf(card, { ...coordinates, socialProfiles: [] }, mine)
  const places = present<Pick<NewCompany, 'addresses' | 'websites'>>({
    addresses: addresses?.map(({ category: _, ...address }) => address),
    websites,
  })
  return {
    ...(company !== undefined && { company: { ...company, ...places } }),
    affiliation: { ...affiliation, ...present<Pick<PartyCoordinates, 'phones' | 'emails'>>({ phones, emails }) },
  }
}

function valuesOf<Value>(
  card: CardLines,
  coordinates: readonly Coordinate<Value>[],
  mine: Mine,
): readonly Value[] | undefined {
  const found = coordinates.filter(mine)
  return found.length === 0 ? undefined : card.few(found.map(({ value, line }) => [value, line] as const))
}

type Details = Pick<ContactChanges, 'birthday' | 'description' | 'tags'>

function readDetails(card: CardLines): Details {
  const notes = card.take('NOTE')
  const texts = notes.flatMap((line) => card.text(line, longest.description) ?? [])
  const [note] = notes
  const tags = card.take('CATEGORIES').flatMap((line) =>
    card.items(line).flatMap((item) => {
      const tag = isOfGoogle.test(item) ? undefined : card.fit(line, item)
      return tag === undefined ? [] : [[tag, line] as const]
    }),
  )
  return present<Details>({
    birthday: readBirthday(card),
    description: note === undefined ? undefined : card.fit(note, texts.join('\n\n'), longest.description),
    tags: tags.length === 0 ? undefined : card.few(tags),
  })
}

/** A group that everybody is in says nothing. */
const isOfGoogle = /^(?:\* )?myContacts$/i

function readBirthday(card: CardLines): string | undefined {
  const line = card.takeOne('BDAY')
  const text = card.text(line)
  if (line === undefined || text === undefined) return undefined
  if (isDayWithoutYear(text, line.params.get('X-APPLE-OMIT-YEAR')?.[0])) {
    card.report('day-without-year', line, text)
    return undefined
  }
  const day = readCardDay(text)
  if (day === null) card.report('invalid-date', line, text)
  return day ?? undefined
}
