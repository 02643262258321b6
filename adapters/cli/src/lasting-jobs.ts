/** The jobs that contacts have now. @module */
import type { Affiliation, Company, Contact, Workspace } from 'crmkit'
import { type PlainDate, plainDateIn } from 'crmkit/domain'
import type { OpenWorkspace } from './open-workspace.ts'

/** A job with its company. */
export interface LastingJob {
  readonly affiliation: Affiliation
  readonly company: Company
}

/** The day that it is in a workspace. */
export function dayIn({ settings }: Workspace): PlainDate {
  return plainDateIn(Date.now(), settings.timeZone)
}

/**
 * The jobs that have not ended, by contact, the main one first. It asks the store for a whole page of contacts at once,
 * under the access of the desk: asking the desk contact by contact takes minutes for a large export.
 */
export async function lastingJobs(
  { store, scope }: OpenWorkspace,
  contacts: readonly Contact[],
  today: PlainDate,
): Promise<ReadonlyMap<string, readonly LastingJob[]>> {
  const ids = contacts.map(({ id }) => id)
  const jobs = (await store.affiliations.listOfContacts(scope, ids)).filter(({ to }) => to === undefined || to >= today)
  const companyIds = [...new Set(jobs.map(({ companyId }) => companyId))]
  const companies = new Map((await store.companies.findMany(scope, companyIds)).map((company) => [company.id, company]))
  const lasting = jobs.flatMap((affiliation) => {
    const company = companies.get(affiliation.companyId)
    return company === undefined ? [] : [{ affiliation, company }]
  })
  lasting.sort((a, b) => Number(b.affiliation.isPrimary) - Number(a.affiliation.isPrimary))
  return Map.groupBy(lasting, ({ affiliation }) => affiliation.contactId)
}
