/** What people write down about companies and contacts alike. Rules: docs/concepts/parties.md (PTY-3 … PTY-5). @module */
import type { CurrencyCode } from '../kernel/country.ts'
import type { Address } from './address.ts'
import type { Email } from './email.ts'
import type { Phone } from './phone.ts'
import type { Ownership } from './record.ts'

/** What companies and contacts have in common. Coordinates of a job stand on the affiliation, not here. */
export interface PartyDetails extends Ownership {
  readonly addresses: readonly Address[]
  readonly phones: readonly Phone[]
  readonly emails: readonly Email[]
  readonly websites: readonly string[]
  readonly socialProfiles: readonly string[]
  readonly type?: string
  readonly temperature?: string
  readonly currency?: CurrencyCode
  /** A reference that the host understands; crmkit never opens it. */
  readonly photo?: string
  readonly description?: string
  readonly tags: readonly string[]
}

/** A company or a contact of which nothing is known but whose it is. */
export function blankParty({ ownerId, visibility, shares }: Ownership): PartyDetails {
  return {
    addresses: [],
    phones: [],
    emails: [],
    websites: [],
    socialProfiles: [],
    tags: [],
    ownerId,
    visibility,
    ...(shares !== undefined && { shares }),
  }
}
