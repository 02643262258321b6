/** Stores with one fault each in what they tell of the past, and in what they forget. @module */
import type { AuditPage, ImportTouch, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

/** Case name → a store that differs from a right one in what the case is about. */
export const historySaboteurs: Readonly<Record<string, () => Store>> = {
  // By id alone.
  'audit entries come latest first, by instant and then by id, with personal values in place': () =>
    onAudit(async (list, page) => {
      const rows = (await list({ ...page, limit: 1_000 })).toSorted((a, b) => (a.id < b.id ? 1 : -1))
      return rows.slice(0, page.limit)
    }),
  // Any of the conditions is enough.
  'audit entries come of one subject, member, command or person, and of several of these at once': () =>
    onAudit(async (list, { memberId, ...page }) =>
      page.command === undefined || memberId === undefined
        ? list({ ...page, ...(memberId && { memberId }) })
        : list(page),
    ),
  // Up to and with the end.
  'audit entries come from one instant on, up to and without another': () =>
    onAudit((list, { until, ...page }) => list({ ...page, ...(until !== undefined && { until: until + 1 }) })),
  // Forgets what the audit says, and keeps the images.
  'erasing a person blanks every personal value kept about the person, in audit and images, and nothing else': () => {
    const store = memoryStore()
    const images = new Map<string, ImportTouch>()
    return {
      ...store,
      commit: (commit) => {
        for (const touch of commit.touches)
          images.set(`${commit.workspaceId} ${touch.importId} ${touch.recordId}`, touch)
        return store.commit(commit)
      },
      imports: {
        ...store.imports,
        listTouches: async (workspaceId, recordId) =>
          (await store.imports.listTouches(workspaceId, recordId)).map((touch) => ({
            ...touch,
            before: images.get(`${workspaceId} ${touch.importId} ${recordId}`)?.before ?? touch.before,
          })),
      },
    }
  },
  // Of those whom it made, not of those whom it only changed.
  'listErased gives the rows by which an import made, or first changed, people who were anonymized since': () => {
    const store = memoryStore()
    return {
      ...store,
      imports: {
        ...store.imports,
        listErased: async (workspaceId, id) => {
          const rows = await store.imports.listErased(workspaceId, id)
          const contacts = await store.contacts.findMany(
            { workspaceId, filter: { sees: 'everything' } },
            rows.map(({ contactId }) => contactId),
          )
          const made = new Map(contacts.map((contact) => [contact.id, contact.origin]))
          return rows.filter(({ row, contactId }) => {
            const origin = made.get(contactId)
            return origin?.importId === id && origin.row === row
          })
        },
      },
    }
  },
  // Of the contact alone.
  'listTouchesOfPerson gives the changes to a contact and to all its jobs, purged ones too': () => {
    const store = memoryStore()
    return {
      ...store,
      imports: { ...store.imports, listTouchesOfPerson: (...args) => store.imports.listTouches(...args) },
    }
  },
}

type List = (page: AuditPage) => ReturnType<Store['history']['listAudit']>

function onAudit(changed: (list: List, page: AuditPage) => ReturnType<List>): Store {
  const store = memoryStore()
  return {
    ...store,
    history: {
      ...store.history,
      listAudit: (workspaceId, page) => changed((asked) => store.history.listAudit(workspaceId, asked), page),
    },
  }
}
