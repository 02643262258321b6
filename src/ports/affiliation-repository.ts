/**
 * Reading affiliations. An affiliation is visible, under every filter, where its contact and its company are, those in
 * the trash included.
 * @module
 */
import type { AccessScope } from '../access/actor.ts'
import type { AffiliationId, CompanyId, ContactId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'

/** Reads affiliations. */
export interface AffiliationRepository {
  /**
   * The affiliation with this id.
   * - Resolves `null` for one that is unknown, of another workspace, or whose contact or company is not visible.
   */
  find(scope: AccessScope, id: AffiliationId): Promise<Affiliation | null>

  /**
   * The affiliations with these ids.
   * - Leaves out those that are unknown, of another workspace, or whose contact or company is not visible.
   * - One named twice comes once; the order is not specified.
   */
  findMany(scope: AccessScope, ids: readonly AffiliationId[]): Promise<readonly Affiliation[]>

  /**
   * All affiliations of these contacts, present and past, by id.
   * - Leaves out those whose contact or company is not visible in the scope.
   */
  listOfContacts(scope: AccessScope, contactIds: readonly ContactId[]): Promise<readonly Affiliation[]>

  /**
   * One page of a company's affiliations, by id.
   * - Leaves out those whose contact or company is not visible in the scope.
   * - Starts right after the id, if given.
   */
  listOfCompany(
    scope: AccessScope,
    companyId: CompanyId,
    page: { readonly after?: AffiliationId; readonly limit: number },
  ): Promise<readonly Affiliation[]>
}
