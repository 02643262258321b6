/** The records that a row makes. Their ids follow from the import and the row. Rules: docs/concepts/imports.md (IMP-3, IMP-10). @module */
import type { MemberId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { UnnumberedCompany } from '../party/company.ts'
import type { UnnumberedContact } from '../party/contact.ts'
import type { ImportOrigin } from '../party/record.ts'
import { entityId } from './entity-id.ts'
import type { IdentifiedRow, PlanContext } from './identify-row.ts'
import type { CompanyDraft, ContactDraft } from './row-reading.ts'

/** The company that a row makes. The draft comes last: V8 takes a quarter of the time to put together what ends so. */
export function newCompany(row: IdentifiedRow, draft: CompanyDraft, context: PlanContext): UnnumberedCompany {
  return {
    name: '',
    otherNames: none,
    addresses: none,
    phones: none,
    emails: none,
    websites: none,
    socialProfiles: none,
    tags: none,
    version: 1,
    createdAt: context.at,
    updatedAt: context.at,
    origin: originOf(row, row.company?.identity.rowHash, context),
    id: entityId(context.importId, row.row, 'company'),
    ownerId: ownerOf(row.reading.companyOwnerId, context),
    visibility: context.options.visibility ?? context.companyVisibility,
    ...draft,
  }
}

/** The contact that a row makes. */
export function newContact(row: IdentifiedRow, draft: ContactDraft, context: PlanContext): UnnumberedContact {
  return {
    addresses: none,
    phones: none,
    emails: none,
    websites: none,
    socialProfiles: none,
    tags: none,
    version: 1,
    createdAt: context.at,
    updatedAt: context.at,
    origin: originOf(row, row.contact?.identity.rowHash, context),
    id: entityId(context.importId, row.row, 'contact'),
    ownerId: ownerOf(row.reading.contactOwnerId, context),
    visibility: context.options.visibility ?? context.contactVisibility,
    ...draft,
  }
}

/** The affiliation that a row makes between a company and a contact. */
export function newAffiliation(
  row: IdentifiedRow,
  companyId: string,
  contactId: string,
  jobs: readonly Affiliation[],
  context: PlanContext,
): Affiliation {
  return {
    emails: none,
    phones: none,
    version: 1,
    createdAt: context.at,
    updatedAt: context.at,
    origin: originOf(row, undefined, context),
    id: entityId(context.importId, row.row, 'affiliation'),
    contactId,
    companyId,
    isPrimary: row.reading.affiliation?.to === undefined && !jobs.some((job) => job.isPrimary && job.to === undefined),
    ...row.reading.affiliation,
  }
}

function originOf({ row }: IdentifiedRow, rowHash: string | undefined, { importId }: PlanContext): ImportOrigin {
  return rowHash === undefined ? { importId, row } : { importId, row, rowHash }
}

function ownerOf(said: MemberId | null | undefined, { options }: PlanContext): MemberId | null {
  return said === undefined ? options.ownerId : said
}

/** One list for all that is empty: nobody changes it. */
const none: readonly never[] = []
