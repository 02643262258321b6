/** Contacts as an address book is to have them, under the rights of whose it is. Rules: docs/concepts/directory.md (SYN-2, SYN-3). @module */
import { isVisible, scopeOf } from '../../access/actor.ts'
import type { DirectoryContact } from '../../directory/entry.ts'
import { directoryContact } from '../../directory/records.ts'
import { contactIdentity } from '../../identity/contact-identity.ts'
import type { Contact } from '../../party/contact.ts'
import { today } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'
import type { DirectoryRun } from './directory-run.ts'

/** Contacts as a directory sees them. Whoever owns the address book reads no job in a company that he may not see. */
export async function directoryContacts(
  run: DirectoryRun,
  contacts: readonly Contact[],
): Promise<readonly DirectoryContact[]> {
  if (contacts.length === 0) return []
  const { session } = run
  const { store, actor } = session
  const ids = contacts.map(({ id }) => id)
  const jobs = await store.affiliations.listOfContacts(everythingOf(session), ids)
  const companyIds = [...new Set(jobs.map(({ companyId }) => companyId))]
  const companies = await store.companies.findMany(scopeOf(actor), companyIds)
  const names = new Map(companies.map(({ id, name }) => [id, name]))
  const jobsOfEach = Map.groupBy(jobs, ({ contactId }) => contactId)
  const day = today(session)
  return contacts.map((contact) => {
    const all = jobsOfEach.get(contact.id) ?? []
    const seen = all.flatMap((affiliation) => {
      const companyName = names.get(affiliation.companyId)
      return companyName === undefined ? [] : [{ affiliation, companyName }]
    })
    const { emails } = contactIdentity(contact, all, day)
    return { ...directoryContact(contact, seen, { today: day, takesPart: takesPart(run, contact) }), emails }
  })
}

/** Whether a contact is to stand in the address book. Whoever may not take data out has no contacts there but his own. */
function takesPart({ session: { actor }, account }: DirectoryRun, contact: Contact): boolean {
  if (contact.mergedInto !== undefined) return false
  if (actor.kind === 'system' || account.memberId === null) return contact.visibility !== 'private'
  if (contact.ownerId === actor.memberId) return true
  return (
    account.contacts === 'visible' && actor.capabilities.includes('export') && isVisible(scopeOf(actor).filter, contact)
  )
}
