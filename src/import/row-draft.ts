/** Drafts of one row while its cells are read, and who gets what in the end. Rules: docs/concepts/imports.md (IMP-3). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Address, AddressCategory } from '../party/address.ts'
import type { Email } from '../party/email.ts'
import type { Phone } from '../party/phone.ts'
import { splitAddress } from '../party/split-address.ts'
import type { AddressOwner, AddressPart } from './fields.ts'
import type { RowProblem } from './row-problem.ts'
import type { AffiliationDraft, CompanyDraft, ContactDraft, RowReading } from './row-reading.ts'
import type { CellLabel } from './row-values.ts'

type Mutable<Draft> = { -readonly [Key in keyof Draft]: Draft[Key] }

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
    const addresses = this.#finishAddresses(countries)
    const hasCompany = identifiesCompany(company)
    const hasContact = this.#hasContact(hasCompany)
    this.#settleCoordinates(hasCompany, hasContact)
    this.#settleAddresses(addresses, hasCompany, hasContact)
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
    const ofCompany = hasContact ? [] : [this.workEmails, this.contactEmails]
    const companyEmails = joined(this.companyEmails, ...ofCompany)
    const companyPhones = joined(this.companyPhones, ...(hasContact ? [] : [this.workPhones, this.contactPhones]))
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

  #finishAddresses(
    countries: Parameters<RowDraft['finish']>[0],
  ): readonly (AddressDraft & { address: Partial<Address> })[] {
    if (this.addresses === undefined) return []
    return this.addresses.flatMap((draft) => {
      if (draft === undefined) return []
      const isContacts = draft.owner === 'contact.address'
      const address = addressOf(draft, isContacts ? countries.contact : countries.company)
      return address === null ? [] : [{ ...draft, address }]
    })
  }

  #settleAddresses(
    addresses: readonly (AddressDraft & { address: Partial<Address> })[],
    hasCompany: boolean,
    hasContact: boolean,
  ): void {
    const ofCompany: Address[] = []
    const ofContact: Address[] = []
    for (const { owner, label, address } of addresses) {
      const isWork = owner === 'affiliation.address' || label === 'work'
      const isCompanys = isWork ? hasCompany : owner !== 'contact.address' || (hasCompany && !hasContact)
      const list = isCompanys ? ofCompany : ofContact
      const category = categoryOf(owner, label, isCompanys)
      list.push({ category, isDefault: !list.some((other) => other.category === category), ...address })
    }
    if (ofCompany.length > 0) this.company.addresses = ofCompany
    if (ofContact.length > 0) this.contact.addresses = ofContact
  }

  #reportLost(lost: object, code: 'company-without-name' | 'job-without-company'): void {
    const [value] = Object.values(lost)
    if (value === undefined) return
    this.report(Number.MAX_SAFE_INTEGER, { code, severity: 'warning', ...(typeof value === 'string' && { value }) })
  }

  #reading(hasCompany: boolean, hasContact: boolean): RowReading {
    const problems = this.#problems === undefined ? noProblems : inOrder(this.#problems)
    const { companyOwnerId, contactOwnerId } = this
    return {
      valid: problems.every(({ severity }) => severity !== 'error'),
      problems,
      ...(hasCompany && { company: this.company }),
      ...(hasContact && { contact: this.contact }),
      ...(hasCompany && hasContact && { affiliation: this.job }),
      ...(hasCompany && companyOwnerId !== undefined && { companyOwnerId }),
      ...(hasContact && contactOwnerId !== undefined && { contactOwnerId }),
    }
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

function addressOf(draft: AddressDraft, fallback: CountryCode | undefined): Partial<Address> | null {
  const { line1, line2, postcode, city, region, text } = draft.parts
  const country = draft.country === undefined ? {} : { country: draft.country }
  if (text !== undefined && line1 === undefined && postcode === undefined && city === undefined) {
    const split = splitAddress(text, draft.country ?? fallback)
    if (split !== null) return { ...country, ...split }
    return { line1: text.replace(/\s*\n\s*/g, ', ').replace(/\s+/g, ' '), ...country }
  }
  // A country alone is no address.
  if (
    line1 === undefined &&
    line2 === undefined &&
    postcode === undefined &&
    city === undefined &&
    region === undefined
  )
    return null
  const lines = line1 === undefined ? [] : line1.includes('\n') ? line1.split(/\s*\n\s*/) : [line1]
  const further = [...lines.slice(1), ...(line2 === undefined ? [] : [line2])].join(', ')
  return {
    ...(lines[0] !== undefined && { line1: lines[0] }),
    ...(further !== '' && { line2: further }),
    ...(postcode !== undefined && { postcode }),
    ...(city !== undefined && { city }),
    ...(region !== undefined && { region }),
    ...country,
  }
}
