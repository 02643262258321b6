/** The company desk. @module */
import { companyIdentity, companyKeys } from '../identity/company-identity.ts'
import { companyIndex } from '../identity/search-index.ts'
import type { CompanyId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { CompanyChanges, NewCompany } from '../party/new-company.ts'
import type { AuditEntry } from '../ports/history.ts'
import {
  parseCommandOptions,
  parseCountQuery,
  parseCreateOptions,
  parseListQuery,
  parsePageQuery,
  parseUpdateOptions,
} from '../schemas/call.ts'
import { parseCompanyChanges, parseNewCompany } from '../schemas/company.ts'
import type { CommandOptions, CreateOptions, UpdateOptions } from './command.ts'
import type { Session } from './context.ts'
import { accept } from './input-error.ts'
import { listColleagues } from './list-colleagues.ts'
import {
  type CountQuery,
  countRecords,
  type ListQuery,
  listRecords,
  type Page,
  type PageQuery,
} from './list-records.ts'
import type { Party, Written } from './party.ts'
import { readHistory } from './read-history.ts'
import { readId } from './read-id.ts'
import { findRecord, getRecord } from './record-access.ts'
import { moveRecord, purgeRecord } from './trash.ts'
import { createCompany, updateCompany } from './write-company.ts'

/** A person in a company, and the job that says so. */
export interface Colleague {
  readonly contact: Contact
  readonly affiliation: Affiliation
}

/** Companies of one workspace, for one actor. What the actor may not see is as if it did not exist. */
export interface CompanyDesk {
  /**
   * Creates a company.
   * @throws {CrmError} invalid-input - with every field, problem and remedy
   * @throws {CrmError} duplicate, ambiguous-duplicate - it is there already; `onDuplicate: 'create'` creates it anyway
   * @throws {CrmError} forbidden
   * @example
   * const { record, warnings } = await desk.companies.create({ name: 'Pomme SARL', siret: '732 829 320 00074' })
   */
  create(input: NewCompany, options?: CreateOptions): Promise<Written<Company>>

  /** @throws {CrmError} not-found */
  get(id: CompanyId): Promise<Company>

  /** The company, or `null` if there is none that the actor may see. Those in the trash are found. */
  find(id: CompanyId): Promise<Company | null>

  /** One page of companies. @throws {CrmError} invalid-input */
  list(query?: ListQuery): Promise<Page<Company>>

  /** How many companies a list without pages would have, up to a cap. */
  count(query?: CountQuery): Promise<number>

  /**
   * Changes a company: what is left out keeps its value, `null` clears it. Without `expectedVersion` the changes are
   * made to whatever is there.
   * @throws {CrmError} not-found, forbidden, invalid-input, version-conflict
   * @throws {CrmError} duplicate, ambiguous-duplicate - it would become the same as another
   */
  update(id: CompanyId, changes: CompanyChanges, options?: UpdateOptions): Promise<Written<Company>>

  /** Puts a company into the trash. @throws {CrmError} not-found, forbidden, version-conflict */
  trash(id: CompanyId, options?: CommandOptions): Promise<Written<Company>>

  /** Takes a company out of the trash. @throws {CrmError} not-found, forbidden, version-conflict */
  restore(id: CompanyId, options?: CommandOptions): Promise<Written<Company>>

  /**
   * Removes a company in the trash for good. It takes its owner or an administrator.
   * @throws {CrmError} still-referenced - people or other companies point at it; `details.references` names them
   * @throws {CrmError} not-found, forbidden, version-conflict
   * @throws {CrmError} invalid-input - it is not in the trash
   */
  purge(id: CompanyId, options?: CommandOptions): Promise<void>

  /** What happened to a company, the latest first. @throws {CrmError} not-found */
  history(id: CompanyId, page?: PageQuery): Promise<Page<AuditEntry>>

  /** The people who work in a company now, in the order in which they were affiliated. @throws {CrmError} not-found */
  contacts(id: CompanyId, page?: PageQuery): Promise<Page<Colleague>>
}

/** The company desk of whoever the session is opened for. */
export function companyDesk(openSession: () => Promise<Session>): CompanyDesk {
  return {
    create: async (input, options = {}) => {
      const [company, how] = [accept(parseNewCompany(input)), accept(parseCreateOptions(options))]
      return createCompany(await openSession(), company, how)
    },
    get: async (id) => {
      const known = readId(id, 'id')
      const session = await openSession()
      return getRecord(session, session.store.companies, 'company', known)
    },
    find: async (id) => {
      const known = readId(id, 'id')
      const session = await openSession()
      return findRecord(session, session.store.companies, known)
    },
    list: async (query = {}) => {
      const asked = accept(parseListQuery(query))
      const session = await openSession()
      return listRecords(session, session.store.companies, 'company', asked, companyIndex)
    },
    count: async (query = {}) => {
      const asked = accept(parseCountQuery(query))
      const session = await openSession()
      return countRecords(session, session.store.companies, asked)
    },
    update: async (id, changes, options = {}) => {
      const known = readId(id, 'id')
      const [asked, how] = [accept(parseCompanyChanges(changes)), accept(parseUpdateOptions(options))]
      return updateCompany(await openSession(), known, asked, how)
    },
    trash: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return moveRecord(await openSession(), companyParty, 'trash', known, how)
    },
    restore: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return moveRecord(await openSession(), companyParty, 'restore', known, how)
    },
    purge: async (id, options = {}) => {
      const [known, how] = [readId(id, 'id'), accept(parseCommandOptions(options))]
      return purgeRecord(await openSession(), companyParty, known, how)
    },
    history: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return readHistory(await openSession(), 'company', known, asked)
    },
    contacts: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return listColleagues(await openSession(), known, asked)
    },
  }
}

const companyParty: Party<Company> = {
  kind: 'company',
  desk: 'companies',
  repository: ({ store }) => store.companies,
  restamp: ({ trashedAt: _before, ...company }, stamp) => ({ ...company, ...stamp }),
  updateWrite: async (_session, record) => ({ op: 'update', kind: 'company', record, index: companyIndex(record) }),
  removal: async ({ store, actor, settings }, { id, version, ...company }) => {
    const references = await store.references.pointingAt(actor.workspaceId, [{ kind: 'company', id }])
    return {
      writes: [{ op: 'purge', kind: 'company', id, expectedVersion: version }],
      keys: companyKeys(companyIdentity(company, settings.country)).map(({ key }) => ({
        key,
        kind: 'company',
        recordId: id,
      })),
      references: references.map(({ from }) => from),
    }
  },
}
