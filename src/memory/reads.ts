/** Reading from memory: the same answers as a database gives, worked out in plain sight. @module */
import { type AccessScope, isVisible } from '../access/actor.ts'
import type { IdentityKey, KeyEntry } from '../identity/identity-key.ts'
import type { ImportRecord } from '../import/import-record.ts'
import { compareCodePoints } from '../kernel/compare.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { AuditEntry, AuditPage, AuditPosition, Subject } from '../ports/history.ts'
import type {
  ClusterQuery,
  IdentityKeys,
  IdentityLookup,
  KeyClaim,
  KeyCluster,
  RecordHead,
  UnrivaledRecords,
} from '../ports/identity-index.ts'
import type { ErasedRow, TouchedRecord } from '../ports/import-repository.ts'
import type { PagePosition, PartyOrder, PartyQuery } from '../ports/page.ts'
import type { Reference } from '../ports/reference-index.ts'
import { pointers } from './references.ts'
import { type IndexedRow, keySlot, type Tables, touchSlot } from './tables.ts'

type Party = Company | Contact

/** The rows of a query that a scope may see, in order. */
export function listParties<PartyRecord extends Party>(
  rows: Iterable<IndexedRow<PartyRecord>>,
  scope: AccessScope,
  query: PartyQuery,
): readonly PartyRecord[] {
  const sign = query.descending ? -1 : 1
  const { after } = query
  return [...rows]
    .filter((row) => isListed(row, scope, query))
    .sort((a, b) => sign * comparePositions(positionOf(a, query.order), positionOf(b, query.order)))
    .filter((row) => after === undefined || sign * comparePositions(positionOf(row, query.order), after) > 0)
    .slice(0, query.limit)
    .map((row) => row.record)
}

/** Whether a row belongs to a query's answer, wherever the page starts. */
export function isListed(
  row: IndexedRow<Party>,
  scope: AccessScope,
  query: Pick<PartyQuery, 'words' | 'trashed'>,
): boolean {
  const { record, index } = row
  return (
    isVisible(scope.filter, record) &&
    record.mergedInto === undefined &&
    (record.trashedAt !== undefined) === query.trashed &&
    query.words.every((word) => index.searchText.includes(word) || word === String(record.number))
  )
}

/** The records that a member owns, private ones and those in the trash included. */
export function ownedBy<PartyRecord extends Party>(
  rows: Iterable<IndexedRow<PartyRecord>>,
  ownerId: MemberId,
): readonly PartyRecord[] {
  return [...rows]
    .map((row) => row.record)
    .filter((record) => record.ownerId === ownerId && record.mergedInto === undefined)
}

function positionOf(row: IndexedRow<Party>, order: PartyOrder): PagePosition {
  const { record, index } = row
  switch (order) {
    case 'name':
      return { value: index.sortKey, id: record.id }
    case 'number':
      return { value: record.number, id: record.id }
    case 'created':
      return { value: record.createdAt, id: record.id }
    case 'updated':
      return { value: record.updatedAt, id: record.id }
  }
}

function comparePositions(a: PagePosition, b: PagePosition): number {
  const byValue =
    typeof a.value === 'number' && typeof b.value === 'number'
      ? a.value - b.value
      : compareCodePoints(String(a.value), String(b.value))
  return byValue === 0 ? compareCodePoints(a.id, b.id) : byValue
}

/** Whether both ends of an affiliation may be seen. */
export function isAffiliationVisible(tables: Tables, scope: AccessScope, affiliation: Affiliation): boolean {
  const contact = tables.contacts.get(affiliation.contactId)
  const company = tables.companies.get(affiliation.companyId)
  return (
    contact !== undefined &&
    company !== undefined &&
    isVisible(scope.filter, contact.record) &&
    isVisible(scope.filter, company.record)
  )
}

/** What the identity index of a workspace knows of some keys. */
export function lookUpKeys(tables: Tables, keys: readonly IdentityKey[]): IdentityLookup {
  const hits: KeyEntry[] = []
  const companies = new Map<string, Company>()
  const contacts = new Map<string, Contact>()
  for (const key of new Set(keys)) {
    for (const recordId of tables.keys.get(keySlot('company', key)) ?? []) {
      hits.push({ key, kind: 'company', recordId })
      const row = tables.companies.get(recordId)
      if (row !== undefined) companies.set(recordId, row.record)
    }
    for (const recordId of tables.keys.get(keySlot('contact', key)) ?? []) {
      hits.push({ key, kind: 'contact', recordId })
      const row = tables.contacts.get(recordId)
      if (row !== undefined) contacts.set(recordId, row.record)
    }
  }
  const affiliations =
    contacts.size === 0 ? [] : [...tables.affiliations.values()].filter((row) => contacts.has(row.contactId))
  return {
    version: tables.identityVersion,
    hits,
    companies: [...companies.values()],
    contacts: [...contacts.values()],
    affiliations,
  }
}

/** The heads of the records that have their keys for themselves. */
export function findUnrivaled(tables: Tables, claims: readonly KeyClaim[]): UnrivaledRecords {
  const heads = new Map<string, RecordHead>()
  for (const { kind, recordId } of claims) {
    const record = (kind === 'company' ? tables.companies : tables.contacts).get(recordId)?.record
    if (record === undefined) continue
    const { id, number, version, ownerId, visibility, trashedAt } = record
    const head = { kind, id, number, version, ownerId, visibility }
    heads.set(`${kind} ${id}`, trashedAt === undefined ? head : { ...head, trashedAt })
  }
  for (const { keys, kind, recordId } of claims) {
    const isRivaled = keys.some((key) => {
      const carriers = tables.keys.get(keySlot(kind, key)) ?? new Set()
      return carriers.size > (carriers.has(recordId) ? 1 : 0)
    })
    if (isRivaled) heads.delete(`${kind} ${recordId}`)
  }
  return { version: tables.identityVersion, heads: [...heads.values()] }
}

/** All keys of a workspace, unless there are more than `most`. */
export function listKeys(tables: Tables, most: number): IdentityKeys | null {
  const keys = new Set<IdentityKey>()
  let count = 0
  for (const [slot, recordIds] of tables.keys) {
    keys.add(slot.slice(slot.indexOf(' ') + 1))
    count += recordIds.size
  }
  return count > most ? null : { version: tables.identityVersion, keys: [...keys] }
}

/** One page of the keys that several records of a kind share, as far as the scope sees them. */
export function listClusters(
  tables: Tables,
  { filter }: AccessScope,
  { kind, from = '', limit, mostRecords }: ClusterQuery,
): KeyCluster[] {
  const rows: ReadonlyMap<string, IndexedRow<Party>> = kind === 'company' ? tables.companies : tables.contacts
  const isSeen = (id: string): boolean => {
    const row = rows.get(id)
    return row !== undefined && isVisible(filter, row.record)
  }
  const clusters: KeyCluster[] = []
  const prefix = keySlot(kind, '')
  for (const [slot, allIds] of tables.keys) {
    const key = slot.slice(prefix.length)
    if (!slot.startsWith(prefix) || allIds.size < 2 || compareCodePoints(key, from) < 0) continue
    const recordIds = [...allIds].filter(isSeen).sort(compareCodePoints)
    if (recordIds.length < 2) continue
    clusters.push({ key, recordIds: recordIds.slice(0, mostRecords), count: recordIds.length })
  }
  return clusters.sort((a, b) => compareCodePoints(a.key, b.key)).slice(0, limit)
}

/** Every record that points at one of the targets. */
export function findReferences(tables: Tables, targets: readonly Subject[]): readonly Reference[] {
  const wanted = new Map(targets.map((target) => [`${target.kind} ${target.id}`, target]))
  return [...pointers(tables)].flatMap(({ from, to }) => {
    const target = wanted.get(`${to.kind} ${to.id}`)
    return target === undefined ? [] : [{ from, to: target }]
  })
}

/** One page of audit entries, the latest first. */
export function listAuditEntries({ audit }: Tables, page: AuditPage): readonly AuditEntry[] {
  const { subjectId, memberId, command, personId, from, until, after, limit } = page
  return audit
    .filter(
      (entry) =>
        (subjectId === undefined || entry.subject.id === subjectId) &&
        (memberId === undefined || (entry.author.kind === 'member' && entry.author.memberId === memberId)) &&
        (command === undefined || entry.command === command) &&
        (personId === undefined || entry.personal?.personId === personId) &&
        (from === undefined || entry.at >= from) &&
        (until === undefined || entry.at < until),
    )
    .sort((a, b) => compareEntries(b, a))
    .filter((entry) => after === undefined || compareEntries(entry, after) < 0)
    .slice(0, limit)
}

function compareEntries(a: AuditPosition, b: AuditPosition): number {
  return a.at - b.at || compareCodePoints(a.id, b.id)
}

/** All imports, or those that a member made. */
export function importsOf(tables: Tables, memberId: MemberId | undefined): ImportRecord[] {
  return [...tables.imports.values()].filter((row) => memberId === undefined || row.memberId === memberId)
}

/** The records of one kind that an import created or changed, by record id. */
export function listTouchedRecords(tables: Tables, importId: string, kind: TouchedRecord['kind']): TouchedRecord[] {
  const touched = new Map<string, TouchedRecord>()
  for (const record of recordsOf(tables, kind)) {
    if (record.origin?.importId !== importId) continue
    const touch = tables.touches.get(touchSlot(importId, record.id)) ?? null
    touched.set(record.id, { kind, recordId: record.id, touch, created: true })
  }
  for (const touch of tables.touches.values()) {
    if (touch.importId !== importId || touch.kind !== kind || touched.has(touch.recordId)) continue
    touched.set(touch.recordId, { kind, recordId: touch.recordId, touch, created: false })
  }
  return [...touched.values()].sort((a, b) => compareCodePoints(a.recordId, b.recordId))
}

/** The rows by which an import made or changed people who were anonymized since. */
export function listErasedRows(tables: Tables, importId: string): readonly ErasedRow[] {
  const rows: ErasedRow[] = []
  for (const { record } of tables.contacts.values()) {
    if (record.anonymizedAt === undefined) continue
    const touch = tables.touches.get(touchSlot(importId, record.id))
    if (record.origin?.importId === importId) rows.push({ row: record.origin.row, contactId: record.id })
    if (touch !== undefined && touch.row !== record.origin?.row) rows.push({ row: touch.row, contactId: record.id })
  }
  return rows.sort((a, b) => a.row - b.row || compareCodePoints(a.contactId, b.contactId))
}

function recordsOf(tables: Tables, kind: TouchedRecord['kind']): readonly (Company | Contact | Affiliation)[] {
  switch (kind) {
    case 'company':
      return [...tables.companies.values()].map((row) => row.record)
    case 'contact':
      return [...tables.contacts.values()].map((row) => row.record)
    case 'affiliation':
      return [...tables.affiliations.values()]
  }
}
