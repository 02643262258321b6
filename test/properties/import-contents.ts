/** All that a workspace holds after an import, for comparison. @module */
import type { Affiliation, Company, Contact, PartyRepository, Store } from 'crmkit'

interface Contents {
  readonly companies: readonly Company[]
  readonly contacts: readonly Contact[]
  readonly affiliations: readonly Affiliation[]
}

/** Everything that is known, versions and what is in the trash included, by short number. */
export async function contentsOf({
  store,
  workspaceId,
}: {
  readonly store: Store
  readonly workspaceId: string
}): Promise<Contents> {
  const scope = { workspaceId, filter: { sees: 'everything' } } as const
  const query = { order: 'number', descending: false, words: [], limit: 1000 } as const
  const all = async <PartyRecord>(repository: PartyRepository<PartyRecord>): Promise<readonly PartyRecord[]> => [
    ...(await repository.list(scope, { ...query, trashed: false })),
    ...(await repository.list(scope, { ...query, trashed: true })),
  ]
  const [companies, contacts] = [await all(store.companies), await all(store.contacts)]
  const affiliations = await store.affiliations.listOfContacts(
    scope,
    contacts.map(({ id }) => id),
  )
  return { companies, contacts, affiliations }
}
