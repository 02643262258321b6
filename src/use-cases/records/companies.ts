/** The company desk. @module */
import { companyIdentity, companyKeys } from '../../identity/company-identity.ts'
import type { CompanyMergeField } from '../../identity/merge-plan.ts'
import { pairCompanies } from '../../identity/pair-duplicates.ts'
import { companyIndex } from '../../identity/search-index.ts'
import type { CreateOptions, PageQuery, UpdateOptions } from '../../inputs/call.ts'
import type { CompanyId } from '../../kernel/ids.ts'
import type { Affiliation } from '../../party/affiliation.ts'
import type { Company } from '../../party/company.ts'
import type { Contact } from '../../party/contact.ts'
import type { CompanyChanges, NewCompany } from '../../party/new-company.ts'
import { parseCreateOptions, parsePageQuery, parseUpdateOptions } from '../../schemas/call.ts'
import { parseCompanyChanges, parseNewCompany } from '../../schemas/company.ts'
import { parseCompanyMergeChoices, parseCompanyMergeOptions } from '../../schemas/merge.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { purgesOfMerged } from '../merging/follow-merges.ts'
import { type MergeDesk, mergeDesk } from '../merging/merge-desk.ts'
import { companyMergeKind } from '../merging/merge-kinds.ts'
import { readId } from '../read-id.ts'
import { listColleagues } from './list-colleagues.ts'
import type { Page } from './list-records.ts'
import type { Party, Written } from './party.ts'
import { type RecordDesk, recordDesk } from './record-desk.ts'
import { type RecordTimes, recordTimes } from './record-times.ts'
import { createCompany, updateCompany } from './write-company.ts'

/** A person in a company, and the job that says so. */
export interface Colleague {
  readonly contact: Contact
  readonly affiliation: Affiliation
}

/** Companies of one workspace, for one actor. What the actor may not see is as if it did not exist. */
export interface CompanyDesk
  extends RecordDesk<Company, CompanyId>,
    RecordTimes<CompanyId>,
    MergeDesk<Company, CompanyId, CompanyMergeField> {
  /**
   * Creates a company.
   * @throws {CrmError} invalid-input - with every field, problem and remedy
   * @throws {CrmError} duplicate, ambiguous-duplicate - it is there already; `onDuplicate: 'create'` creates it anyway
   * @throws {CrmError} forbidden
   * @example
   * const { record, warnings } = await desk.companies.create({ name: 'Pomme SARL', siret: '732 829 320 00074' })
   */
  create(input: NewCompany, options?: CreateOptions): Promise<Written<Company>>

  /**
   * Changes a company: what is left out keeps its value, `null` clears it. Without `expectedVersion` the changes are
   * made to whatever is there.
   * @throws {CrmError} not-found, forbidden, invalid-input, version-conflict
   * @throws {CrmError} duplicate, ambiguous-duplicate - it would become the same as another
   */
  update(id: CompanyId, changes: CompanyChanges, options?: UpdateOptions): Promise<Written<Company>>

  /** The people who work in a company now, in the order in which they were affiliated. @throws {CrmError} not-found */
  contacts(id: CompanyId, page?: PageQuery): Promise<Page<Colleague>>
}

/** The company desk of whoever the session is opened for. */
export function companyDesk(open: OpenSession): CompanyDesk {
  return {
    ...recordDesk(open, companyParty),
    ...recordTimes(open, companyParty),
    ...mergeDesk(open, companyMergeKind(companyParty), {
      choices: parseCompanyMergeChoices,
      options: parseCompanyMergeOptions,
    }),
    create: async (input, options = {}) => {
      const [company, how] = [accept(parseNewCompany(input)), accept(parseCreateOptions(options))]
      return createCompany(await open('companies.create'), company, how)
    },
    update: async (id, changes, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseCompanyChanges(changes)), accept(parseUpdateOptions(options))]
      return updateCompany(await open('companies.update'), known, asked, how)
    },
    contacts: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return listColleagues(await open('companies.contacts'), known, asked)
    },
  }
}

const companyParty: Party<Company> = {
  kind: 'company',
  desk: 'companies',
  repository: ({ store }) => store.companies,
  indexOf: companyIndex,
  restamp: ({ trashedAt: _before, mergedInto: _over, ...company }, stamp) => ({ ...company, ...stamp }),
  updateWrite: async (_session, record) => ({ op: 'update', kind: 'company', record, index: companyIndex(record) }),
  pairing: async ({ settings }, companies) => {
    const candidates = new Map(
      companies.map((company) => [
        company.id,
        { recordId: company.id, identity: companyIdentity(company, settings.country) },
      ]),
    )
    return (key, ids) =>
      pairCompanies(
        key,
        ids.flatMap((id) => candidates.get(id) ?? []),
      )
  },
  removal: async (session, { id, version, ...company }) => {
    const { store, actor, settings } = session
    const references = await store.references.pointingAt(actor.workspaceId, [{ kind: 'company', id }])
    return {
      writes: [
        ...(await purgesOfMerged(session, 'company', store.companies, id)),
        { op: 'purge', kind: 'company', id, expectedVersion: version },
      ],
      keys: companyKeys(companyIdentity(company, settings.country)).map(({ key }) => ({
        key,
        kind: 'company',
        recordId: id,
      })),
      references: references.map(({ from }) => from),
    }
  },
}
