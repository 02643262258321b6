/** Affiliations as people hand them in, and the normal form that is stored. Rules: docs/concepts/parties.md (PTY-2). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { CompanyId } from '../kernel/ids.ts'
import { ok, type Result } from '../kernel/result.ts'
import type { AffiliationDetails } from './affiliation.ts'
import { type InputIssue, type InputRefusal, refuseInput } from './input-issue.ts'
import { type NewPhone, readEmails, readPhones } from './new-coordinates.ts'
import { present, readDay, readText } from './read-fields.ts'

/** What an affiliation is to become. What is left out keeps its value, `null` and blanks clear it. */
export interface AffiliationChanges {
  readonly jobTitle?: string | null | undefined
  readonly department?: string | null | undefined
  /** Work e-mails: they identify the contact for as long as the affiliation lasts. */
  readonly emails?: readonly string[] | null | undefined
  readonly phones?: readonly NewPhone[] | null | undefined
  /** First day, `YYYY-MM-DD`, inclusive. */
  readonly from?: string | null | undefined
  /** Last day, `YYYY-MM-DD`, inclusive. `null`: the affiliation lasts. */
  readonly to?: string | null | undefined
  /** Whether it is the contact's main one; then no other is. Default for a new one: whether there is no main one yet. */
  readonly isPrimary?: boolean | undefined
}

/** A job of a contact. */
export interface NewAffiliation extends AffiliationChanges {
  readonly companyId: CompanyId
}

/** What an affiliation says about the job, without whose and where it is. */
export type JobDetails = Omit<AffiliationDetails, 'contactId' | 'companyId'>

/** Normalizes a new job. `isPrimary` is as said, or `false`. */
export function normalizeAffiliation(
  input: AffiliationChanges,
  defaults: { readonly country?: CountryCode },
): Result<JobDetails, InputRefusal> {
  return changeAffiliation({ emails: [], phones: [], isPrimary: false }, input, defaults)
}

/** A job after changes, in normal form. */
export function changeAffiliation(
  job: JobDetails,
  changes: AffiliationChanges,
  defaults: { readonly country?: CountryCode },
): Result<JobDetails, InputRefusal> {
  const issues: InputIssue[] = []
  const period = present<Pick<JobDetails, 'from' | 'to'>>({
    from: readDay(issues, 'from', changes.from, job.from),
    to: readDay(issues, 'to', changes.to, job.to),
  })
  if (period.from !== undefined && period.to !== undefined && period.to < period.from) {
    const remedy = 'Give a last day that is not before the first one.'
    issues.push({ path: 'to', problem: 'contradiction', value: changes.to ?? period.to, remedy })
  }
  const details: JobDetails = {
    ...present<Pick<JobDetails, 'jobTitle' | 'department'>>({
      jobTitle: readText(issues, 'jobTitle', changes.jobTitle, job.jobTitle),
      department: readText(issues, 'department', changes.department, job.department),
    }),
    ...period,
    emails: readEmails(issues, 'emails', changes.emails, job.emails),
    phones: readPhones(issues, 'phones', changes.phones, job.phones, defaults.country),
    isPrimary: changes.isPrimary ?? job.isPrimary,
  }
  return issues.length === 0 ? ok(details) : refuseInput(issues)
}
