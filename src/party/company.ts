/** Companies. Rules: docs/concepts/parties.md (PTY-1, PTY-3, PTY-5). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { CompanyId } from '../kernel/ids.ts'
import type { PartyDetails } from './party-details.ts'
import type { RecordStamp } from './record.ts'

/** What people write down about a company. */
export interface CompanyDetails extends PartyDetails {
  readonly name: string
  /** Further official names: a Belgian company has a French and a Dutch one. */
  readonly otherNames: readonly string[]
  /** 14 digits, checked: the French number of one establishment. */
  readonly siret?: string
  /** 9 digits, checked: the French number of a legal entity, where its establishment is not known. */
  readonly siren?: string
  /** With its country prefix, without separators: `FR44732829320`. */
  readonly vat?: string
  /** The number in the trade register of `country`, in that country's usual writing: `J40/1234/2005`. */
  readonly registrationNumber?: string
  /** The country whose law the company lives under. */
  readonly country?: CountryCode
  /** The company that this one is a shop, warehouse or subsidiary of. */
  readonly parentId?: CompanyId
}

/** A company as it is stored. */
export interface Company extends CompanyDetails, RecordStamp {
  readonly id: CompanyId
  /** The short number that people say on the phone; counted from 1 in each workspace. */
  readonly number: number
}

/** A company without its number, which the store gives. */
export type UnnumberedCompany = Omit<Company, 'number'>
