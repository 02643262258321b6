/** The reference store: everything in memory, every port in plain sight. For tests, examples and previews. @module */
import { isVisible } from '../access/actor.ts'
import { pairName } from '../identity/record-pair.ts'
import { personOfImage } from '../import/import-record.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { PartyRepository } from '../ports/party-repository.ts'
import type { Store } from '../ports/store.ts'
import { memoryCalls } from './calls.ts'
import { byId, writeCommit } from './commit.ts'
import { memoryConsents } from './consents.ts'
import { memoryDirectories } from './directories.ts'
import { memoryInteractions } from './interactions.ts'
import { memoryJobQueue } from './jobs.ts'
import { memoryMailRegister } from './mails.ts'
import { memoryMerges } from './merges.ts'
import { memoryMessages } from './messages.ts'
import { memoryProviderEvents } from './provider-events.ts'
import {
  findReferences,
  findUnrivaled,
  importsOf,
  isAffiliationVisible,
  isListed,
  listAuditEntries,
  listClusters,
  listErasedRows,
  listKeys,
  listParties,
  listTouchedRecords,
  lookUpKeys,
  ownedBy,
} from './reads.ts'
import { memoryReminderLedger } from './reminders.ts'
import { emptyTables, type IndexedRow, type Tables, touchSlot } from './tables.ts'

/**
 * A store that forgets everything when the process ends.
 *
 * @example
 * const crm = createCrm({ store: memoryStore() })
 */
export function memoryStore(): Store {
  const workspaces = new Map<string, Tables>()
  const read = (workspaceId: string): Tables => workspaces.get(workspaceId) ?? emptyTables()
  const copy = <Value>(value: Value): Value => structuredClone(value)

  return {
    commitsAreFinal: true,
    workspaces: {
      find: async (id) => copy(read(id).workspace),
      findMember: async (workspaceId, memberId) => copy(read(workspaceId).members.get(memberId) ?? null),
      listMembers: async (workspaceId) => copy(byId([...read(workspaceId).members.values()])),
      listGroups: async (workspaceId) => copy(byId([...read(workspaceId).groups.values()])),
      findCatalog: async (workspaceId) => copy(read(workspaceId).catalog),
      findResource: async (workspaceId, resourceId) => copy(read(workspaceId).resources.get(resourceId) ?? null),
      listResources: async (workspaceId) => copy(byId([...read(workspaceId).resources.values()])),
    },
    companies: partyRepository<Company>(
      (workspaceId) => read(workspaceId).companies,
      () => [],
    ),
    contacts: partyRepository<Contact>(
      (workspaceId) => read(workspaceId).contacts,
      (workspaceId, e164) => peopleAtWork(read(workspaceId), e164),
    ),
    affiliations: {
      find: async (scope, id) => {
        const tables = read(scope.workspaceId)
        const affiliation = tables.affiliations.get(id)
        if (affiliation === undefined || !isAffiliationVisible(tables, scope, affiliation)) return null
        return copy(affiliation)
      },
      findMany: async (scope, ids) => {
        const tables = read(scope.workspaceId)
        const rows = [...new Set(ids)].flatMap((id) => tables.affiliations.get(id) ?? [])
        return copy(rows.filter((row) => isAffiliationVisible(tables, scope, row)))
      },
      listOfContacts: async (scope, contactIds) => {
        const tables = read(scope.workspaceId)
        const wanted = new Set(contactIds)
        const rows = [...tables.affiliations.values()].filter(
          (row) => wanted.has(row.contactId) && isAffiliationVisible(tables, scope, row),
        )
        return copy(byId(rows))
      },
      listOfCompany: async (scope, companyId, { after, limit }) => {
        const tables = read(scope.workspaceId)
        const rows = [...tables.affiliations.values()].filter(
          (row) =>
            row.companyId === companyId &&
            isAffiliationVisible(tables, scope, row) &&
            (after === undefined || compareCodePoints(row.id, after) > 0),
        )
        return copy(byId(rows).slice(0, limit))
      },
    },
    interactions: memoryInteractions(read),
    identity: {
      lookUp: async (workspaceId, keys) => copy(lookUpKeys(read(workspaceId), keys)),
      findUnrivaled: async (workspaceId, claims) => findUnrivaled(read(workspaceId), claims),
      listKeys: async (workspaceId, most) => listKeys(read(workspaceId), most),
      listClusters: async (scope, query) => listClusters(read(scope.workspaceId), scope, query),
      findIgnored: async (workspaceId, pairs) => {
        const { ignoredPairs } = read(workspaceId)
        return copy([...new Set(pairs.map(pairName))].flatMap((name) => ignoredPairs.get(name) ?? []))
      },
    },
    references: { pointingAt: async (workspaceId, targets) => copy(findReferences(read(workspaceId), targets)) },
    imports: {
      find: async (workspaceId, id) => copy(read(workspaceId).imports.get(id) ?? null),
      list: async (workspaceId, { after, limit, memberId }) => {
        const rows = importsOf(read(workspaceId), memberId).sort(
          (a, b) => b.startedAt - a.startedAt || compareCodePoints(b.id, a.id),
        )
        const start =
          after === undefined
            ? rows
            : rows.filter(
                (row) =>
                  row.startedAt < after.startedAt ||
                  (row.startedAt === after.startedAt && compareCodePoints(row.id, after.id) < 0),
              )
        return copy(start.slice(0, limit))
      },
      findByFileHash: async (workspaceId, fileHash, memberId) => {
        const rows = importsOf(read(workspaceId), memberId)
          .filter((row) => row.fileHash === fileHash && row.status !== 'undone')
          .sort((a, b) => b.startedAt - a.startedAt || compareCodePoints(b.id, a.id))
        return copy(rows[0] ?? null)
      },
      listTouched: async (workspaceId, id, kind, { after, limit }) => {
        const rows = listTouchedRecords(read(workspaceId), id, kind)
        const start = after === undefined ? rows : rows.filter((row) => compareCodePoints(row.recordId, after) > 0)
        return copy(start.slice(0, limit))
      },
      listTouches: async (workspaceId, recordId) => {
        const rows = [...read(workspaceId).touches.values()].filter((row) => row.recordId === recordId)
        return copy(rows.sort((a, b) => compareCodePoints(a.importId, b.importId)))
      },
      listTouchesOf: async (workspaceId, id, recordIds) => {
        const { touches } = read(workspaceId)
        return copy([...new Set(recordIds)].flatMap((recordId) => touches.get(touchSlot(id, recordId)) ?? []))
      },
      listTouchesOfPerson: async (workspaceId, personId) => {
        const rows = [...read(workspaceId).touches.values()].filter(({ before }) => personOfImage(before) === personId)
        return copy(
          rows.sort((a, b) => compareCodePoints(touchSlot(a.importId, a.recordId), touchSlot(b.importId, b.recordId))),
        )
      },
      listErased: async (workspaceId, id) => copy(listErasedRows(read(workspaceId), id)),
      listRefused: async (workspaceId, id, { after = 0, limit }) => {
        const rows = [...(read(workspaceId).refused.get(id)?.values() ?? [])].filter(({ row }) => row > after)
        return copy(rows.sort((a, b) => a.row - b.row).slice(0, limit))
      },
      listSettled: async (workspaceId, id, { after = 0, limit }) => {
        const rows = [...(read(workspaceId).settled.get(id)?.values() ?? [])].filter(({ firstRow }) => firstRow > after)
        return copy(rows.sort((a, b) => a.firstRow - b.firstRow).slice(0, limit))
      },
    },
    history: {
      listAudit: async (workspaceId, page) => copy(listAuditEntries(read(workspaceId), page)),
      listEvents: async (workspaceId, { after, limit }) => {
        const rows = byId(read(workspaceId).events).filter(
          (event) => after === undefined || compareCodePoints(event.id, after) > 0,
        )
        return copy(rows.slice(0, limit))
      },
      findCommand: async (workspaceId, commandId) => copy(read(workspaceId).commands.get(commandId) ?? null),
    },
    jobs: memoryJobQueue(workspaces),
    feeds: {
      find: async (workspaceId, id) => copy(read(workspaceId).feeds.get(id) ?? null),
      list: async (workspaceId) => copy(byId([...read(workspaceId).feeds.values()])),
    },
    webhooks: {
      find: async (workspaceId, id) => copy(read(workspaceId).webhooks.get(id) ?? null),
      list: async (workspaceId) => copy(byId([...read(workspaceId).webhooks.values()])),
    },
    merges: memoryMerges(read),
    calls: memoryCalls(read),
    reminders: memoryReminderLedger(read),
    mails: memoryMailRegister(read, copy),
    messages: memoryMessages(read),
    consents: memoryConsents(read),
    providerEvents: memoryProviderEvents(read),
    directories: memoryDirectories(read),
    commit: async (commit) => {
      const tables = workspaces.get(commit.workspaceId) ?? emptyTables()
      const result = writeCommit(tables, copy(commit))
      if (result.ok) workspaces.set(commit.workspaceId, tables)
      return copy(result)
    },
  }
}

function partyRepository<PartyRecord extends Company | Contact>(
  rowsOf: (workspaceId: string) => ReadonlyMap<string, IndexedRow<PartyRecord>>,
  /** The ids of those who have a number besides their own. */
  othersBy: (workspaceId: string, e164: string) => readonly string[],
): PartyRepository<PartyRecord> {
  return {
    find: async ({ workspaceId, filter }, id) => {
      const record = rowsOf(workspaceId).get(id)?.record
      return record !== undefined && isVisible(filter, record) ? structuredClone(record) : null
    },
    findMany: async ({ workspaceId, filter }, ids) => {
      const rows = rowsOf(workspaceId)
      const records = [...new Set(ids)].flatMap((id) => rows.get(id)?.record ?? [])
      return structuredClone(records.filter((record) => isVisible(filter, record)))
    },
    list: async (scope, query) => structuredClone(listParties(rowsOf(scope.workspaceId).values(), scope, query)),
    count: async (scope, query, cap) => {
      let count = 0
      for (const row of rowsOf(scope.workspaceId).values()) {
        if (count >= cap) break
        if (isListed(row, scope, query)) count += 1
      }
      return count
    },
    findBySortKey: async (workspaceId, sortKeys, limit) => {
      const wanted = new Set(sortKeys)
      const rows = [...rowsOf(workspaceId).values()].filter(
        ({ record, index }) => wanted.has(index.sortKey) && record.mergedInto === undefined,
      )
      const records = rows.map((row) => row.record).sort((a, b) => compareCodePoints(a.id, b.id))
      return structuredClone(records.slice(0, limit))
    },
    findByPhone: async (workspaceId, e164, limit) => {
      const others = new Set(othersBy(workspaceId, e164))
      const records = [...rowsOf(workspaceId).values()]
        .map((row) => row.record)
        .filter(({ mergedInto }) => mergedInto === undefined)
        .filter(({ id, phones }) => others.has(id) || phones.some((phone) => phone.e164 === e164))
      return structuredClone(byId(records).slice(0, limit))
    },
    listOwnedBy: async (workspaceId, ownerId, { after, limit }) => {
      const records = byId(ownedBy(rowsOf(workspaceId).values(), ownerId))
      const start = after === undefined ? records : records.filter(({ id }) => compareCodePoints(id, after) > 0)
      return structuredClone(start.slice(0, limit))
    },
    countOwnedBy: async (workspaceId, ownerId) => ownedBy(rowsOf(workspaceId).values(), ownerId).length,
  }
}

/** The people who have a number at a job of theirs. */
function peopleAtWork(tables: Tables, e164: string): readonly string[] {
  return [...tables.affiliations.values()].flatMap(({ contactId, phones }) =>
    phones.some((phone) => phone.e164 === e164) ? [contactId] : [],
  )
}
