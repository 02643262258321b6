/** What one row says: drafts of a company, a contact and their affiliation. Rules: docs/concepts/imports.md (IMP-3). @module */
import type { MemberId } from '../kernel/ids.ts'
import type { AffiliationDetails } from '../party/affiliation.ts'
import type { CompanyDetails } from '../party/company.ts'
import type { ContactDetails } from '../party/contact.ts'
import type { RowProblem } from './row-problem.ts'

/** What a row says about a company. A blank cell leaves its field out; lists are never empty. */
export type CompanyDraft = Partial<Omit<CompanyDetails, 'ownerId' | 'visibility' | 'parentId'>>

/** What a row says about a person. A blank cell leaves its field out; lists are never empty. */
export type ContactDraft = Partial<Omit<ContactDetails, 'ownerId' | 'visibility'>>

/** What a row says about the person's job. A blank cell leaves its field out; lists are never empty. */
export type AffiliationDraft = Partial<Omit<AffiliationDetails, 'contactId' | 'companyId' | 'isPrimary'>>

/** A row, understood. */
export interface RowReading {
  /** Whether the row may be imported: none of its problems is an error. */
  readonly valid: boolean
  readonly company?: CompanyDraft
  readonly contact?: ContactDraft
  /** Present whenever the row holds both a company and a contact, even if it says nothing about the job. */
  readonly affiliation?: AffiliationDraft
  /** Who is to own the company: a member, or `null` for nobody; absent where the row does not say. */
  readonly companyOwnerId?: MemberId | null
  /** Who is to own the contact: a member, or `null` for nobody; absent where the row does not say. */
  readonly contactOwnerId?: MemberId | null
  /** In the order of the columns. */
  readonly problems: readonly RowProblem[]
}
