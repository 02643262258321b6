/** The columns of an export. Each heading is one that an import understands, so that an export can be imported. @module */
import type { Address, AddressCategory, Affiliation, Company, Contact, Email, Phone, PhoneKind } from 'crmkit'

/** One column: what stands above it, and what a record says in it. */
export interface ExportColumn<Source> {
  readonly heading: string
  cell(source: Source): string | undefined
}

/** A company, and the country that goes without saying. */
export interface CompanyRow {
  readonly company: Company
  readonly homeCountry: string
}

/** A contact in one job, or in none. */
export interface ContactRow {
  readonly contact: Contact
  readonly affiliation?: Affiliation
  readonly company?: CompanyRow
}

/** Columns of companies. */
export const companyColumns: readonly ExportColumn<CompanyRow>[] = [
  ...identityColumns(),
  column('Other name', ({ company }) => joined(company.otherNames)),
  ...addressColumns<CompanyRow>('Company', ({ company }) => defaultAddress(company.addresses, 'head-office'), country),
  ...addressColumns<CompanyRow>('Billing', ({ company }) => defaultAddress(company.addresses, 'billing')),
  ...addressColumns<CompanyRow>('Delivery', ({ company }) => defaultAddress(company.addresses, 'delivery')),
  column('Phone', ({ company }) => phones(company.phones, ['main', 'work', 'home', 'other'])),
  column('Mobile', ({ company }) => phones(company.phones, ['mobile'])),
  column('Fax', ({ company }) => phones(company.phones, ['fax'])),
  column('E-mail', ({ company }) => emails(company.emails)),
  column('Website', ({ company }) => joined(company.websites)),
  column('Social profile', ({ company }) => joined(company.socialProfiles)),
  column('Type', ({ company }) => company.type),
  column('Rating', ({ company }) => company.temperature),
  column('Currency', ({ company }) => company.currency),
  column('Tags', ({ company }) => joined(company.tags)),
  column('Notes', ({ company }) => company.description),
]

/** Columns of contacts, each with a job and what identifies its company. */
export const contactColumns: readonly ExportColumn<ContactRow>[] = [
  column('First name', ({ contact }) => contact.givenName),
  column('Last name', ({ contact }) => contact.familyName),
  column('Salutation', ({ contact }) => contact.honorific),
  column('Birthday', ({ contact }) => contact.birthday),
  column('E-mail', ({ contact }) => emails(contact.emails)),
  column('Phone', ({ contact }) => phones(contact.phones, ['main', 'work', 'other'])),
  column('Mobile', ({ contact }) => phones(contact.phones, ['mobile'])),
  column('Home phone', ({ contact }) => phones(contact.phones, ['home'])),
  column('Fax', ({ contact }) => phones(contact.phones, ['fax'])),
  ...addressColumns<ContactRow>('Home', ({ contact }) => defaultAddress(contact.addresses, 'home')),
  column('Website', ({ contact }) => joined(contact.websites)),
  column('Social profile', ({ contact }) => joined(contact.socialProfiles)),
  column('Type', ({ contact }) => contact.type),
  column('Rating', ({ contact }) => contact.temperature),
  column('Currency', ({ contact }) => contact.currency),
  column('Tags', ({ contact }) => joined(contact.tags)),
  column('Notes', ({ contact }) => contact.description),
  column('Job title', ({ affiliation }) => affiliation?.jobTitle),
  column('Department', ({ affiliation }) => affiliation?.department),
  column('Work e-mail', ({ affiliation }) => emails(affiliation?.emails ?? [])),
  column('Work phone', ({ affiliation }) => phones(affiliation?.phones ?? [], ['main', 'work', 'home', 'other'])),
  column('Work mobile', ({ affiliation }) => phones(affiliation?.phones ?? [], ['mobile'])),
  column('Work fax', ({ affiliation }) => phones(affiliation?.phones ?? [], ['fax'])),
  ...[
    ...identityColumns(),
    ...addressColumns<CompanyRow>(
      'Company',
      ({ company }) => defaultAddress(company.addresses, 'head-office'),
      country,
    ),
  ].map(({ heading, cell }) =>
    column<ContactRow>(heading, ({ company }) => (company === undefined ? undefined : cell(company))),
  ),
]

function column<Source>(heading: string, cell: (source: Source) => string | undefined): ExportColumn<Source> {
  return { heading, cell }
}

function identityColumns(): readonly ExportColumn<CompanyRow>[] {
  return [
    column('Company name', ({ company }) => company.name),
    column('SIRET', ({ company }) => company.siret),
    column('SIREN', ({ company }) => company.siren),
    column('VAT number', ({ company }) => company.vat),
    column('Registration number', ({ company }) => company.registrationNumber),
  ]
}

/** The country of a company whose address names none, where it is not the workspace's. */
function country({ company, homeCountry }: CompanyRow): string | undefined {
  return company.country === homeCountry ? undefined : company.country
}

function addressColumns<Source>(
  owner: 'Company' | 'Billing' | 'Delivery' | 'Home',
  addressOf: (source: Source) => Address | undefined,
  countryOf: (source: Source) => string | undefined = () => undefined,
): readonly ExportColumn<Source>[] {
  return [
    column(`${owner} street`, (source) => addressOf(source)?.line1),
    column(`${owner} address complement`, (source) => addressOf(source)?.line2),
    column(`${owner} postcode`, (source) => addressOf(source)?.postcode),
    column(`${owner} city`, (source) => addressOf(source)?.city),
    column(`${owner} region`, (source) => addressOf(source)?.region),
    column(`${owner} country`, (source) => addressOf(source)?.country ?? countryOf(source)),
  ]
}

function defaultAddress(addresses: readonly Address[], category: AddressCategory): Address | undefined {
  return addresses.find((address) => address.category === category && address.isDefault)
}

function joined(values: readonly string[]): string {
  return values.join('; ')
}

function emails(values: readonly Email[]): string {
  return joined(values.map(({ normalized, typed }) => normalized ?? typed))
}

function phones(values: readonly Phone[], kinds: readonly PhoneKind[]): string {
  return joined(values.filter(({ kind }) => kinds.includes(kind)).map(phone))
}

function phone({ e164, typed, extension }: Phone): string {
  if (e164 === undefined) return typed
  return extension === undefined ? e164 : `${e164} ext. ${extension}`
}
