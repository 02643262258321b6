/** Postal addresses. Rules: docs/concepts/parties.md (PTY-3). @module */
import type { CountryCode } from '../kernel/country.ts'

/** What an address is used for. */
export type AddressCategory = 'head-office' | 'billing' | 'delivery' | 'warehouse' | 'shop' | 'home' | 'other'

/** A postal address, as typed. A text that could not be split for sure stays whole in `line1`. */
export interface Address {
  readonly category: AddressCategory
  /** The one to use where a category has several. At most one a category. */
  readonly isDefault: boolean
  readonly line1?: string
  readonly line2?: string
  readonly postcode?: string
  readonly city?: string
  readonly region?: string
  readonly country?: CountryCode
}
