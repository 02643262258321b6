/** Affiliations: a person's jobs, past ones included. Rules: docs/concepts/parties.md (PTY-2). @module */
import type { AffiliationId, CompanyId, ContactId } from '../kernel/ids.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { Email } from './email.ts'
import type { Phone } from './phone.ts'
import type { RecordStamp } from './record.ts'

/** A contact's place in a company. */
export interface AffiliationDetails {
  readonly contactId: ContactId
  readonly companyId: CompanyId
  readonly jobTitle?: string
  readonly department?: string
  /** Work addresses: they identify the contact for as long as the affiliation lasts. */
  readonly emails: readonly Email[]
  readonly phones: readonly Phone[]
  /** First day, inclusive. */
  readonly from?: PlainDate
  /** Last day, inclusive; absent while the affiliation lasts. */
  readonly to?: PlainDate
  /** Whether this is the contact's main affiliation. At most one a contact. */
  readonly isPrimary: boolean
}

/** An affiliation as it is stored. Whoever may see its contact and its company may see it. */
export interface Affiliation extends AffiliationDetails, RecordStamp {
  readonly id: AffiliationId
}
