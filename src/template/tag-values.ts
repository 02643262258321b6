/** The values of tags, from records. Rules: docs/concepts/templates.md (TPL-2). @module */
import type { Member } from '../access/member.ts'
import type { WorkspaceSettings } from '../access/workspace.ts'
import type { Interaction } from '../interaction/interaction.ts'
import type { Schedule } from '../interaction/schedule.ts'
import type { Locale } from '../kernel/country.ts'
import { type Instant, type PlainDate, plainDateIn, type TimeZone } from '../kernel/time.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { TagValues } from './render-template.ts'

/** What a template may speak of. What is left out has no values. */
export interface TagSubjects {
  readonly now: Instant
  /** In which "today" is. */
  readonly timeZone: TimeZone
  /** The language of days in words, and of the order of names. */
  readonly locale: Locale
  readonly company?: Pick<
    Company,
    'name' | 'number' | 'siret' | 'vat' | 'registrationNumber' | 'addresses' | 'phones' | 'emails'
  >
  readonly contact?: Pick<Contact, 'honorific' | 'givenName' | 'familyName' | 'number' | 'phones' | 'emails'>
  readonly interaction?: Pick<Interaction, 'subject' | 'schedule' | 'nextStep'> & { readonly number?: number }
  /** Who acts. */
  readonly member?: Pick<Member, 'name' | 'email'>
  readonly workspace?: Pick<WorkspaceSettings, 'name' | 'siret' | 'vat'>
}

/** The values of all tags that the records have one for. */
export function tagValues(subjects: TagSubjects): TagValues {
  const { now, timeZone, locale, company, contact, interaction, member, workspace } = subjects
  const today = plainDateIn(now, timeZone)
  const address = company?.addresses.find(({ isDefault }) => isDefault) ?? company?.addresses[0]
  const schedule = interaction?.schedule
  return {
    'date.year': today.slice(0, 4),
    'date.month': today.slice(5, 7),
    'date.day': today.slice(8),
    'date.today': dayInWords(today, locale),
    'company.name': company?.name,
    'company.number': company?.number,
    'company.siret': company?.siret,
    'company.vat': company?.vat,
    'company.registrationNumber': company?.registrationNumber,
    'company.street': address?.line1,
    'company.postcode': address?.postcode,
    'company.city': address?.city,
    'company.phone': company?.phones[0]?.typed,
    'company.email': company?.emails[0]?.typed,
    'contact.name': contact && fullName(contact, locale),
    'contact.honorific': contact?.honorific,
    'contact.givenName': contact?.givenName,
    'contact.familyName': contact?.familyName,
    'contact.number': contact?.number,
    'contact.phone': contact?.phones[0]?.typed,
    'contact.email': contact?.emails[0]?.typed,
    'interaction.subject': interaction?.subject,
    'interaction.number': interaction?.number,
    'interaction.day': schedule && dayInWords(shownDay(schedule), locale),
    'interaction.time': schedule?.kind === 'meeting' ? schedule.start.at : undefined,
    'interaction.nextStep': interaction?.nextStep,
    'member.name': member?.name,
    'member.email': member?.email,
    'workspace.name': workspace?.name,
    'workspace.siret': workspace?.siret,
    'workspace.vat': workspace?.vat,
  }
}

/** English as it is written in Europe, where day and month are never mistaken for one another. */
const languages: Readonly<Record<Locale, string>> = { en: 'en-GB', fr: 'fr', ro: 'ro', hu: 'hu' }

const formats = new Map<Locale, Intl.DateTimeFormat>()

/** A day as people write it in a language: 22 novembre 2026. */
export function dayInWords(day: PlainDate, locale: Locale): string {
  let format = formats.get(locale)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(languages[locale], { dateStyle: 'long', timeZone: 'UTC' })
    formats.set(locale, format)
  }
  return format.format(Date.parse(`${day}T12:00:00Z`))
}

/** The day that belongs to the time that is shown: that of the meeting's own zone. */
function shownDay(schedule: Schedule): PlainDate {
  return schedule.kind === 'meeting' ? schedule.start.on : schedule.due.on
}

/** A person's names in the order of a language: Hungarian puts the family name first. */
function fullName({ givenName, familyName }: Pick<Contact, 'givenName' | 'familyName'>, locale: Locale): string {
  const names = locale === 'hu' ? [familyName, givenName] : [givenName, familyName]
  return names.filter((name) => name !== undefined).join(' ')
}
