/** Stores that are wrong in a second respect of a case that has its saboteur: what somebody got wrong, and was not told. @module */
import type { Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { takingConflicts } from './record-saboteurs.ts'

/** The case that must notice, what is wrong, and the store. */
export const furtherSaboteurs: readonly (readonly [string, string, () => Store])[] = [
  [
    'affiliations are visible where both ends are',
    'hides jobs of contacts in the trash',
    on('affiliations', ({ affiliations, contacts }) => ({
      listOfContacts: async (scope, ids) => {
        const people = await contacts.findMany(scope, ids)
        const used = people.filter(({ trashedAt }) => trashedAt === undefined).map(({ id }) => id)
        return affiliations.listOfContacts(scope, used)
      },
    })),
  ],
  [
    'affiliations come back with every field, page by page',
    'forgets when a job ended',
    on('affiliations', ({ affiliations }) => ({
      listOfCompany: async (...args) =>
        (await affiliations.listOfCompany(...args)).map(({ to: _forgotten, ...job }) => job),
    })),
  ],
  [
    'find gives back every field of a contact as it was written',
    'tells birthdays a day early',
    on('contacts', ({ contacts }) => ({
      find: async (...args) => {
        const found = await contacts.find(...args)
        return found?.birthday === undefined ? found : { ...found, birthday: '2000-02-28' as typeof found.birthday }
      },
    })),
  ],
  [
    'list shows records in the trash only, and alone, when asked for',
    'counts what is in use, whatever is asked',
    on('companies', ({ companies }) => ({
      count: (scope, query, cap) => companies.count(scope, { ...query, trashed: false }, cap),
    })),
  ],
  [
    'findBySortKey finds equal names in the whole workspace, hidden and trashed ones too',
    'looks for the first name alone',
    on('companies', ({ companies }) => ({
      findBySortKey: (workspaceId, keys, limit) => companies.findBySortKey(workspaceId, keys.slice(0, 1), limit),
    })),
  ],
  [
    'keys lead to their records, with records and version of one moment',
    'gives present jobs alone',
    on('identity', ({ identity }) => ({
      lookUp: async (...args) => {
        const found = await identity.lookUp(...args)
        return { ...found, affiliations: found.affiliations.filter(({ to }) => to === undefined) }
      },
    })),
  ],
  [
    'records are unrivaled as long as no other one of their kind carries a key that is named',
    'looks at the first key alone',
    on('identity', ({ identity }) => ({
      findUnrivaled: (workspaceId, claims) => {
        const firsts = claims.map((claim) => ({ ...claim, keys: claim.keys.slice(0, 1) }))
        return identity.findUnrivaled(workspaceId, firsts)
      },
    })),
  ],
  [
    'a guarded member whose version is not the one expected refuses the commit',
    'looks at the first guard alone',
    () => {
      const store = memoryStore()
      return {
        ...store,
        commit: ({ memberGuards, ...commit }) =>
          store.commit({ ...commit, ...(memberGuards && { memberGuards: memberGuards.slice(0, 1) }) }),
      }
    },
  ],
  [
    'imports are found, listed latest first, and recognized by their file',
    'takes an import that is being undone for undone',
    on('imports', ({ imports }) => ({
      findByFileHash: async (...args) => {
        const found = await imports.findByFileHash(...args)
        return found?.status === 'undoing' ? null : found
      },
    })),
  ],
  [
    'what an import created or changed is listed once each, page by page',
    'leaves out what is purged by now',
    on('imports', ({ imports, companies }) => ({
      listTouched: async (workspaceId, id, kind, page) => {
        const rows = await imports.listTouched(workspaceId, id, kind, page)
        const scope = { workspaceId, filter: { sees: 'everything' } } as const
        const found = await companies.findMany(
          scope,
          rows.map(({ recordId }) => recordId),
        )
        const left = new Set(found.map((record) => record.id))
        return kind === 'company' ? rows.filter(({ recordId }) => left.has(recordId)) : rows
      },
    })),
  ],
  [
    'of a record that an import touched before, the first image is kept',
    'gives the latest import first',
    on('imports', ({ imports }) => ({
      listTouches: async (...args) => (await imports.listTouches(...args)).toReversed(),
    })),
  ],
  [
    'erasing a person blanks every personal value kept about the person, in audit and images, and nothing else',
    'says of erased values that there never were any',
    on('history', ({ history }) => ({
      listAudit: async (...args) =>
        (await history.listAudit(...args)).map(({ personal, ...entry }) => ({
          ...entry,
          ...(personal && { personal }),
        })),
    })),
  ],
  [
    'events come first ones first, page by page',
    'forgets the version of the subject',
    on('history', ({ history }) => ({
      listEvents: async (...args) =>
        (await history.listEvents(...args)).map(({ version: _forgotten, ...event }) => event),
    })),
  ],
  ['a record of whatever kind is not created where its id is taken', 'a member', takingConflicts('member', 'create')],
  [
    'a record of whatever kind is replaced in the version that is expected, and in no other',
    'a contact',
    takingConflicts('contact', 'update'),
  ],
  [
    'a record of whatever kind is purged in the version that is expected, and in no other',
    'a contact',
    takingConflicts('contact', 'purge'),
  ],
  ['webhooks are updated and purged by version', 'a second one', takingConflicts('webhook', 'create')],
  ['telephone numbers and calls are replaced by version', 'a stale number', takingConflicts('line', 'update')],
  ['telephone numbers and calls are replaced by version', 'a second call', takingConflicts('call', 'create')],
]

/** A memory store of which one part is changed. */
function on<Part extends keyof Store>(part: Part, change: (store: Store) => Partial<Store[Part]>): () => Store {
  return () => {
    const store = memoryStore()
    return { ...store, [part]: Object.assign({}, store[part], change(store)) }
  }
}
