/** Drafts of one row while its cells are read, and who gets what in the end. Rules: docs/concepts/imports.md (IMP-3). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { MemberId } from '../kernel/ids.ts'
import { appended, type Mutable } from '../kernel/mutable.ts'
import type { Address, AddressCategory } from '../party/address.ts'
import type { Email } from '../party/email.ts'
import type { Phone } from '../party/phone.ts'
import { splitAddress, splitPlace } from '../party/split-address.ts'
import type { AddressOwner, AddressPart } from './fields.ts'
import type { RowProblem } from './row-problem.ts'
import type { AffiliationDraft, CompanyDraft, ContactDraft, RowReading } from './row-reading.ts'
import type { CellLabel } from './row-values.ts'

/** An address whose parts are being collected. */
export interface AddressDraft {
  readonly owner: AddressOwner
  readonly parts: Partial<Record<AddressPart, string>>
  country?: CountryCode
  label?: CellLabel
}

/** What was read of a row so far. */
export class RowDraft {
  readonly company: Mutable<CompanyDraft> = {}
  readonly contact: Mutable<ContactDraft> = {}
  readonly job: Mutable<AffiliationDraft> = {}
  companyOwnerId: MemberId | null | undefined
  contactOwnerId: MemberId | null | undefined
  /** The country of phones, addresses and numbers that name none. */
  country: CountryCode | undefined
  companyEmails: Email[] | undefined
  companyPhones: Phone[] | undefined
  contactEmails: Email[] | undefined
  contactPhones: Phone[] | undefined
  workEmails: Email[] | undefined
  workPhones: Phone[] | undefined
  addresses: (AddressDraft | undefined)[] | undefined
  #problems: { readonly index: number; readonly problem: RowProblem }[] | undefined

  report(index: number, problem: RowProblem): void {
    this.#problems ??= []
    this.#problems.push({ index, problem })
  }

  /** Gives each value to the record that it belongs to. */
  finish(countries: {
    readonly company: CountryCode | undefined
    readonly contact: CountryCode | undefined
  }): RowReading {
    const { company, job } = this
    if (company.name === undefined && company.otherNames !== undefined) this.#promoteOtherName(company.otherNames)
    const hasCompany = identifiesCompany(company)
    const hasContact = this.#hasContact(hasCompany)
    this.#settleCoordinates(hasCompany, hasContact)
    this.#settleAddresses(countries, hasCompany, hasContact)
    if (hasCompany && !hasContact) this.#giveToCompany()
    const saysCompany = hasCompany || (!hasContact && Object.keys(company).length > 0)
    if (!saysCompany) this.#reportLost(company, 'company-without-name')
    if (!saysCompany || !hasContact) this.#reportLost(job, 'job-without-company')
    if (!saysCompany && !hasContact && !this.#isRefused())
      this.report(-1, { code: 'nothing-to-import', severity: 'error' })
    return this.#reading(saysCompany, hasContact)
  }

  #isRefused(): boolean {
    return this.#problems?.some(({ problem }) => problem.severity === 'error') ?? false
  }

  #promoteOtherName(names: readonly string[]): void {
    const [name, ...others] = names
    if (name !== undefined) this.company.name = name
    if (others.length > 0) this.company.otherNames = others
    else delete this.company.otherNames
  }

  /** A name or an e-mail makes a contact; without a company, whatever is said of a person does. */
  #hasContact(hasCompany: boolean): boolean {
    const { contact } = this
    if (contact.givenName !== undefined || contact.familyName !== undefined) return true
    if (this.contactEmails !== undefined) return true
    if (hasCompany) return false
    return this.contactPhones !== undefined || this.workEmails !== undefined || this.workPhones !== undefined
  }

  /** What a row says of a person whom it does not name is said of its company. */
  #giveToCompany(): void {
    const { websites, socialProfiles, type, temperature, currency, description, tags } = this.contact
    const given = { websites, socialProfiles, type, temperature, currency, description, tags }
    const present = Object.entries(given).filter(([, value]) => value !== undefined)
    if (present.length > 0) Object.assign(this.company, Object.fromEntries(present), { ...this.company })
    // Nobody (`null`) is an owner that the row states.
    if (this.companyOwnerId === undefined) this.companyOwnerId = this.contactOwnerId
  }

  /** Work coordinates go to the job; to the contact without a company, to the company without a contact. */
  #settleCoordinates(hasCompany: boolean, hasContact: boolean): void {
    const { company, contact, job } = this
    const isJob = hasCompany && hasContact
    const companyEmails = hasContact
      ? this.companyEmails
      : joined(this.companyEmails, this.workEmails, this.contactEmails)
    const companyPhones = hasContact
      ? this.companyPhones
      : joined(this.companyPhones, this.workPhones, this.contactPhones)
    if (companyEmails !== undefined) company.emails = distinctEmails(companyEmails)
    if (companyPhones !== undefined) company.phones = distinctPhones(companyPhones)
    if (!hasContact) return
    const emails = isJob ? this.contactEmails : joined(this.contactEmails, this.workEmails)
    const phones = isJob ? this.contactPhones : joined(this.contactPhones, this.workPhones)
    if (emails !== undefined) contact.emails = distinctEmails(emails)
    if (phones !== undefined) contact.phones = distinctPhones(phones)
    if (isJob && this.workEmails !== undefined) job.emails = distinctEmails(this.workEmails)
    if (isJob && this.workPhones !== undefined) job.phones = distinctPhones(this.workPhones)
  }

  #settleAddresses(countries: Parameters<RowDraft['finish']>[0], hasCompany: boolean, hasContact: boolean): void {
    if (this.addresses === undefined) return
    let ofCompany: Address[] | undefined
    let ofContact: Address[] | undefined
    for (const draft of this.addresses) {
      if (draft === undefined) continue
      const { owner, label } = draft
      const isWork = owner === 'affiliation.address' || label === 'work'
      const isCompanys = isWork ? hasCompany : owner !== 'contact.address' || (hasCompany && !hasContact)
      const list = isCompanys ? ofCompany : ofContact
      const category = categoryOf(owner, label, isCompanys)
      const isDefault = list?.some((other) => other.category === category) !== true
      const country = owner === 'contact.address' ? countries.contact : countries.company
      const address = addressOf(draft, country, category, isDefault)
      if (address === null) continue
      if (isCompanys) ofCompany = appended(ofCompany, address)
      else ofContact = appended(ofContact, address)
    }
    if (ofCompany !== undefined) this.company.addresses = ofCompany
    if (ofContact !== undefined) this.contact.addresses = ofContact
  }

  #reportLost(lost: object, code: 'company-without-name' | 'job-without-company'): void {
    const [value] = Object.values(lost)
    if (value === undefined) return
    this.report(Number.MAX_SAFE_INTEGER, { code, severity: 'warning', ...(typeof value === 'string' && { value }) })
  }

  #reading(hasCompany: boolean, hasContact: boolean): RowReading {
    const problems = this.#problems === undefined ? noProblems : inOrder(this.#problems)
    const { companyOwnerId, contactOwnerId } = this
    const reading: Mutable<RowReading> = { valid: problems.every(({ severity }) => severity !== 'error'), problems }
    if (hasCompany) reading.company = this.company
    if (hasContact) reading.contact = this.contact
    if (hasCompany && hasContact) reading.affiliation = this.job
    if (hasCompany && companyOwnerId !== undefined) reading.companyOwnerId = companyOwnerId
    if (hasContact && contactOwnerId !== undefined) reading.contactOwnerId = contactOwnerId
    return reading
  }
}

const noProblems: readonly RowProblem[] = []

function inOrder(problems: { readonly index: number; readonly problem: RowProblem }[]): readonly RowProblem[] {
  return problems.sort((a, b) => a.index - b.index).map(({ problem }) => problem)
}

function identifiesCompany(company: CompanyDraft): boolean {
  return (
    company.name !== undefined ||
    company.siret !== undefined ||
    company.siren !== undefined ||
    company.vat !== undefined ||
    company.registrationNumber !== undefined
  )
}

/** The values of several lists; of a single one, the list itself. */
function joined<T>(...lists: readonly (readonly T[] | undefined)[]): readonly T[] | undefined {
  let all: readonly T[] | undefined
  for (const list of lists) {
    if (list === undefined || list.length === 0) continue
    all = all === undefined ? list : [...all, ...list]
  }
  return all
}

function distinctEmails(emails: readonly Email[]): readonly Email[] {
  return distinct(emails, (email) => email.normalized ?? email.typed)
}

function distinctPhones(phones: readonly Phone[]): readonly Phone[] {
  return distinct(phones, (phone) => `${phone.e164 ?? phone.typed}#${phone.extension ?? ''}`)
}

function distinct<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  if (values.length < 2) return values
  const keys = new Set<string>()
  return values.filter((value) => {
    const key = keyOf(value)
    if (keys.has(key)) return false
    keys.add(key)
    return true
  })
}

function categoryOf(owner: AddressOwner, label: CellLabel | undefined, isCompanys: boolean): AddressCategory {
  switch (owner) {
    case 'company.billing':
      return 'billing'
    case 'company.delivery':
      return 'delivery'
    case 'company.address':
      return 'head-office'
    case 'contact.address':
    case 'affiliation.address':
      if (isCompanys) return 'head-office'
      return label === 'other' || label === 'work' || owner === 'affiliation.address' ? 'other' : 'home'
  }
}

function addressOf(
  draft: AddressDraft,
  fallback: CountryCode | undefined,
  category: AddressCategory,
  isDefault: boolean,
): Address | null {
  const { line1, line2, postcode, city, region, text } = draft.parts
  if (text !== undefined && line1 === undefined && postcode === undefined && city === undefined) {
    const country = draft.country === undefined ? {} : { country: draft.country }
    const split = splitAddress(text, draft.country ?? fallback)
    if (split !== null) return { category, isDefault, ...country, ...split }
    const whole = text.replace(/\s*\n\s*/g, ', ').replace(/\s+/g, ' ')
    const { text: _, ...parts } = draft.parts
    return addressOf({ ...draft, parts: { ...parts, line1: whole } }, fallback, category, isDefault)
  }
  if (draft.parts.postcodeCity !== undefined)
    return addressOf(withPlace(draft, fallback), fallback, category, isDefault)
  // A country alone is no address.
  if (
    line1 === undefined &&
    line2 === undefined &&
    postcode === undefined &&
    city === undefined &&
    region === undefined
  )
    return null
  // Filled in one by one: nearly every row has an address.
  const address: Mutable<Address> = { category, isDefault }
  const further = line1?.includes('\n') === true ? line1.split(/\s*\n\s*/) : []
  const first = further.shift() ?? line1
  if (line2 !== undefined) further.push(line2)
  if (first !== undefined) address.line1 = first
  if (further.length > 0) address.line2 = further.join(', ')
  if (postcode !== undefined) address.postcode = postcode
  if (city !== undefined) address.city = city
  if (region !== undefined) address.region = region
  if (draft.country !== undefined) address.country = draft.country
  return address
}

/** What one cell says of postcode and city, where no other does; what can't be told apart is a further line. */
function withPlace({ parts, ...draft }: AddressDraft, fallback: CountryCode | undefined): AddressDraft {
  const { postcodeCity = '', ...others } = parts
  const place = splitPlace(postcodeCity, draft.country ?? fallback)
  if (place !== null) {
    const { country = draft.country, ...told } = place
    return { ...draft, parts: { ...told, ...others }, ...(country !== undefined && { country }) }
  }
  const line2 = others.line2 === undefined ? postcodeCity : `${others.line2}, ${postcodeCity}`
  return { ...draft, parts: { ...others, line2 } }
}
