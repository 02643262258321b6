/** The people of a company, page by page. @module */
import { scopeOf } from '../../access/actor.ts'
import type { PageQuery } from '../../inputs/call.ts'
import type { AffiliationId, CompanyId } from '../../kernel/ids.ts'
import { type Session, today } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import type { Colleague } from './companies.ts'
import { type Page, usualLimit } from './list-records.ts'
import { getRecord } from './record-access.ts'

/** One page of the people who work in a company now. Past jobs and people in the trash are left out. */
export async function listColleagues(
  session: Session,
  companyId: CompanyId,
  { limit = usualLimit, cursor }: PageQuery,
): Promise<Page<Colleague>> {
  const company = await getRecord(session, session.store.companies, 'company', companyId)
  const list = listName('colleagues', { companyId: company.id })
  let after = cursor === undefined ? undefined : readCursor(list, cursor, 'text').id
  const items: Colleague[] = []
  for (;;) {
    const part = await readPart(session, company.id, after, limit + 1)
    items.push(...part.colleagues)
    if (items.length > limit || part.last === null) break
    after = part.last
  }
  const page = items.slice(0, limit)
  const last = page.at(-1)
  if (last === undefined || items.length <= limit) return { items: page }
  return { items: page, nextCursor: writeCursor(list, { value: '', id: last.affiliation.id }) }
}

/** Some jobs in a row, of which those in force are kept; `last` is `null` once there are no more. */
async function readPart(
  session: Session,
  companyId: CompanyId,
  after: AffiliationId | undefined,
  limit: number,
): Promise<{ readonly colleagues: readonly Colleague[]; readonly last: AffiliationId | null }> {
  const { store, actor } = session
  const scope = scopeOf(actor)
  const day = today(session)
  const jobs = await store.affiliations.listOfCompany(scope, companyId, {
    limit,
    ...(after !== undefined && { after }),
  })
  const present = jobs.filter(({ to }) => to === undefined || to >= day)
  const found = await store.contacts.findMany(scope, [...new Set(present.map(({ contactId }) => contactId))])
  const people = new Map(found.filter(({ trashedAt }) => trashedAt === undefined).map((person) => [person.id, person]))
  const colleagues = present.flatMap((affiliation) => {
    const contact = people.get(affiliation.contactId)
    return contact === undefined ? [] : [{ contact, affiliation }]
  })
  return { colleagues, last: jobs.length < limit ? null : (jobs.at(-1)?.id ?? null) }
}
