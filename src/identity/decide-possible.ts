/**
 * Whether records may be the same although nothing proves it: equal names, and one of postcode, city, phone and web
 * domain. For a person to look at, never acted on. Rules: docs/concepts/identity.md (IDN-5).
 * @module
 */
import type { CountryCode } from '../kernel/country.ts'
import { foldText } from '../kernel/fold.ts'
import type { Address } from '../party/address.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { CompanyDetails } from '../party/company.ts'
import type { ContactDetails } from '../party/contact.ts'
import { type Email, webDomainOf } from '../party/email.ts'
import type { Phone } from '../party/phone.ts'
import { normalizeCity, normalizePostcode } from '../party/postal.ts'
import { companyIdentity } from './company-identity.ts'
import { foldCompanyName } from './company-name.ts'
import { contradictingNumber, haveEqualName } from './compare-companies.ts'
import { takeOffLegalForm } from './legal-form.ts'
import { wholeName } from './person-name.ts'
import type { Possible, PossibleReason } from './verdict.ts'

/** A record with its id: what a possible match is looked for among. */
export type WithId<Details> = Details & { readonly id: string }

/** The jobs of a person, as far as likeness is concerned. */
export type JobCoordinates = Pick<Affiliation, 'emails' | 'phones'>

/** The sort keys under which companies with an equal name lie, whatever legal form or word for "and" they write. */
export function companySortKeys(company: CompanyDetails, defaultCountry: CountryCode | undefined): readonly string[] {
  const country = company.country ?? defaultCountry
  const keys = new Set<string>()
  for (const name of [company.name, ...company.otherNames]) {
    const written = writingsOf(name)
    const bare = written.map((folded) => takeOffLegalForm(folded, country).name)
    // With dots joined: "S.C. Mar S.R.L." folds to letters that stand apart.
    const joined = writingsOf(foldCompanyName(name, country).key)
    for (const key of [...written, ...[...bare, ...joined].flatMap(withUsualForms)]) keys.add(key)
  }
  keys.delete('')
  return [...keys]
}

/** The companies that may be this one. */
export function possibleCompanies(
  subject: CompanyDetails,
  candidates: readonly WithId<CompanyDetails>[],
  defaultCountry: CountryCode | undefined,
): Possible['candidates'] {
  const identity = companyIdentity(subject, defaultCountry)
  const ours = tracesOf([subject], subject.addresses, subject.websites, subject.country ?? defaultCountry)
  return candidates.flatMap((candidate) => {
    const other = companyIdentity(candidate, defaultCountry)
    if (!haveEqualName(identity, other) || contradictingNumber(identity, other) !== null) return []
    const country = candidate.country ?? defaultCountry
    return likeness(candidate.id, ours, tracesOf([candidate], candidate.addresses, candidate.websites, country))
  })
}

/** The sort keys under which people of that name lie, with the two names in either order. */
export function contactSortKeys(contact: Pick<ContactDetails, 'givenName' | 'familyName'>): readonly string[] {
  const names = [foldText(contact.familyName ?? ''), foldText(contact.givenName ?? '')].filter((name) => name !== '')
  return [...new Set([names.join(' '), names.toReversed().join(' ')])].filter((key) => key !== '')
}

/** The people who may be this one. */
export function possibleContacts(
  subject: ContactDetails,
  jobs: readonly JobCoordinates[],
  candidates: readonly { readonly contact: WithId<ContactDetails>; readonly jobs: readonly JobCoordinates[] }[],
  defaultCountry: CountryCode | undefined,
): Possible['candidates'] {
  const name = wholeName(subject)
  if (name === '') return []
  const ours = tracesOf([subject, ...jobs], subject.addresses, subject.websites, defaultCountry)
  return candidates.flatMap(({ contact, jobs: theirs }) => {
    if (wholeName(contact) !== name) return []
    const traces = tracesOf([contact, ...theirs], contact.addresses, contact.websites, defaultCountry)
    return likeness(contact.id, ours, traces)
  })
}

/** The ways in which a sort key writes a name: "&" leaves nothing, "et" and "and" leave themselves. */
function writingsOf(name: string): readonly string[] {
  const parts = foldText(name.replace(/[&+]/g, ' and ')).split(/ (?:et|and|und|si|es) /)
  if (parts.length === 1) return parts
  return [' ', ' et ', ' and ', ' und ', ' si ', ' es '].map((word) => parts.join(word))
}

/** A name, and with the legal forms that names are most often written with, in front of it and behind it. */
function withUsualForms(bare: string): readonly string[] {
  if (bare === '') return []
  const romanian = [bare, ...withDots(['srl', 'sa']).map((form) => `${bare} ${form}`)]
  return [
    bare,
    ...usualForms.map((form) => `${bare} ${form}`),
    ...usualFormsInFront.map((form) => `${form} ${bare}`),
    ...withDots(['sc']).flatMap((title) => romanian.map((name) => `${title} ${name}`)),
  ]
}

/** "S.A.R.L." folds to letters that stand apart. */
function withDots(forms: readonly string[]): readonly string[] {
  return forms.flatMap((form) => [form, [...form].join(' ')])
}

const usualFormsInFront: readonly string[] = withDots([
  ...['sa', 'sas', 'sasu', 'sarl', 'eurl', 'sci', 'snc', 'srl', 'sprl', 'bvba', 'bv', 'nv', 'asbl', 'vzw'],
])
const usualForms: readonly string[] = [
  ...usualFormsInFront,
  ...withDots(['spa', 'sl', 'llc', 'plc', 'gmbh']),
  ...['ltd', 'limited', 'inc', 'ag', 'kft', 'zrt', 'bt'],
]

/** What two records may have in common, each in normal form. */
interface Traces {
  readonly postcodes: ReadonlySet<string>
  readonly cities: ReadonlySet<string>
  readonly phones: ReadonlySet<string>
  readonly domains: ReadonlySet<string>
}

function tracesOf(
  coordinates: readonly { readonly phones: readonly Phone[]; readonly emails: readonly Email[] }[],
  addresses: readonly Address[],
  websites: readonly string[],
  country: CountryCode | undefined,
): Traces {
  const emails = coordinates.flatMap((part) => part.emails.flatMap(({ normalized }) => normalized ?? []))
  const domains = [...emails, ...websites].flatMap((text) => webDomainOf(text) ?? [])
  return {
    postcodes: distinct(addresses.map((at) => normalizePostcode(at.postcode ?? '', at.country ?? country))),
    cities: distinct(addresses.map((at) => normalizeCity(at.city ?? '', at.country ?? country))),
    phones: distinct(coordinates.flatMap((part) => part.phones.flatMap(({ e164 }) => e164 ?? []))),
    domains: distinct(domains.filter((domain) => !sharedDomains.has(domain))),
  }
}

function distinct(values: readonly string[]): ReadonlySet<string> {
  return new Set(values.filter((value) => value !== ''))
}

function likeness(recordId: string, ours: Traces, theirs: Traces): Possible['candidates'] {
  const reasons: PossibleReason[] = []
  if (meet(ours.postcodes, theirs.postcodes)) reasons.push('postcode')
  if (meet(ours.cities, theirs.cities)) reasons.push('city')
  if (meet(ours.phones, theirs.phones)) reasons.push('phone')
  if (meet(ours.domains, theirs.domains)) reasons.push('domain')
  return reasons.length === 0 ? [] : [{ recordId, reasons }]
}

function meet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const value of a) if (b.has(value)) return true
  return false
}

/** Domains that say nothing about whose they are: mail for everybody, and networks where everybody has a page. */
const sharedDomains: ReadonlySet<string> = new Set(
  (
    'gmail.com googlemail.com outlook.com outlook.fr hotmail.com hotmail.fr hotmail.be live.com live.fr live.be msn.com ' +
    'yahoo.com yahoo.fr yahoo.ro yahoo.co.uk ymail.com icloud.com me.com mac.com aol.com proton.me protonmail.com ' +
    'gmx.com gmx.fr gmx.de gmx.net web.de t-online.de mail.com mail.ru yandex.ru zoho.com orange.fr wanadoo.fr free.fr ' +
    'sfr.fr neuf.fr laposte.net bbox.fr numericable.fr aliceadsl.fr skynet.be telenet.be proximus.be voo.be scarlet.be ' +
    'pt.lu bluewin.ch freemail.hu citromail.hu t-online.hu indamail.hu vipmail.hu facebook.com linkedin.com ' +
    'instagram.com twitter.com x.com youtube.com tiktok.com'
  ).split(' '),
)
