/** The jobs that a contact has now. @module */
import type { Affiliation, Company, Contact, Desk } from 'crmkit'
import { type PlainDate, plainDateIn } from 'crmkit/domain'

/** A job with its company. */
export interface LastingJob {
  readonly affiliation: Affiliation
  /** `null` for a company that the actor may not see. */
  readonly company: Company | null
}

/** The day that it is in the workspace. */
export async function dayAt(desk: Desk): Promise<PlainDate> {
  return plainDateIn(Date.now(), (await desk.workspace.get()).settings.timeZone)
}

/** The jobs of a contact that have not ended, the main one first. */
export async function lastingJobs(desk: Desk, contact: Contact, today: PlainDate): Promise<readonly LastingJob[]> {
  const jobs = (await desk.contacts.affiliations(contact.id)).filter(({ to }) => to === undefined || to >= today)
  const companies = await Promise.all(jobs.map(({ companyId }) => desk.companies.find(companyId)))
  return jobs
    .map((affiliation, index) => ({ affiliation, company: companies[index] ?? null }))
    .sort((a, b) => Number(b.affiliation.isPrimary) - Number(a.affiliation.isPrimary))
}
