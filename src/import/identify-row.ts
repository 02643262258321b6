/** A row of a file with its identity worked out, and what planning needs besides. Rules: docs/concepts/identity.md (IDN-1, IDN-6). @module */
import type { Actor } from '../access/actor.ts'
import { type CompanyIdentity, companyIdentity, companyKeyTexts } from '../identity/company-identity.ts'
import { type ContactIdentity, contactIdentity, contactKeyTexts } from '../identity/contact-identity.ts'
import type { ImportId } from '../kernel/ids.ts'
import type { Mutable } from '../kernel/mutable.ts'
import type { Instant } from '../kernel/time.ts'
import type { Visibility } from '../party/record.ts'
import type { ErasedPeople } from './erased-people.ts'
import type { ImportOptions } from './import-options.ts'
import { hashDrafts } from './row-hash.ts'
import type { AffiliationDraft, CompanyDraft, ContactDraft, RowReading } from './row-reading.ts'
import type { Identified, IdentitySettings } from './working-set.ts'

/** What planning needs to know besides the row and the records. */
export interface PlanContext {
  readonly importId: ImportId
  readonly actor: Actor
  readonly options: ImportOptions
  readonly settings: IdentitySettings
  readonly companyVisibility: Visibility
  readonly contactVisibility: Visibility
  readonly at: Instant
  /** Earlier imports of the very same file: what a row made then is recognized whatever the mode. */
  readonly earlierImportIds: readonly ImportId[]
  /** Of those, people who were anonymized since. */
  readonly erased: ErasedPeople
}

/** A row with its identity worked out. */
export interface IdentifiedRow {
  readonly row: number
  readonly reading: RowReading
  /** Absent where the row holds no company, or is invalid. */
  readonly company?: Identified<CompanyIdentity>
  /** Absent where the row holds no contact, or is invalid. */
  readonly contact?: Identified<ContactIdentity>
}

/** Works out what identifies a row: its keys, or its hash where it has none. */
export function identifyRow(row: number, reading: RowReading, settings: IdentitySettings): IdentifiedRow {
  const { company, contact, affiliation } = reading
  const identified: Mutable<IdentifiedRow> = { row, reading }
  if (!reading.valid) return identified
  if (company !== undefined) identified.company = identifyCompany(company, settings)
  if (contact !== undefined) identified.contact = identifyContact(contact, affiliation, company, settings)
  return identified
}

function identifyCompany(draft: CompanyDraft, settings: IdentitySettings): Identified<CompanyIdentity> {
  const identity = companyIdentity(draft, settings.country)
  const keys = companyKeyTexts(identity)
  if (keys.length > 0) return { identity, keys }
  const rowHash = hashDrafts(draft)
  return { identity: { ...identity, rowHash }, keys: [`row:${rowHash}`] }
}

function identifyContact(
  draft: ContactDraft,
  job: AffiliationDraft | undefined,
  company: CompanyDraft | undefined,
  settings: IdentitySettings,
): Identified<ContactIdentity> {
  const identity = contactIdentity(draft, job === undefined ? [] : [job], settings.today)
  const keys = contactKeyTexts(identity)
  if (keys.length > 0) return { identity, keys }
  const rowHash = hashDrafts(draft, job, company)
  return { identity: { ...identity, rowHash }, keys: [`row:${rowHash}`] }
}
