/**
 * The records that a batch of rows works on: those that the identity index found, and what the rows before made of
 * them. Rows later in a file so match rows earlier in it. Rules: docs/concepts/imports.md (IMP-5).
 * @module
 */
import { type CompanyIdentity, companyIdentity, companyKeys } from '../identity/company-identity.ts'
import { type ContactIdentity, contactIdentity, contactKeys } from '../identity/contact-identity.ts'
import type { CompanyCandidate } from '../identity/decide-company.ts'
import type { ContactCandidate } from '../identity/decide-contact.ts'
import type { IdentityKey, KeyEntry } from '../identity/identity-key.ts'
import type { CountryCode } from '../kernel/country.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'

/** A record as the store has it, and as the rows so far have left it. */
export interface Tracked<PartyRecord> {
  /** `null` for one that the store does not have yet. */
  readonly stored: PartyRecord | null
  readonly current: PartyRecord
  /** The first row that changed it; 0 while none did. */
  readonly row: number
}

interface TrackedParty<PartyRecord, Candidate> extends Tracked<PartyRecord> {
  readonly candidate: Candidate
  readonly keys: readonly IdentityKey[]
  readonly storedKeys: readonly IdentityKey[]
}

/** What the index answered: the part of a look-up that a working set takes in. */
export interface FoundRecords {
  readonly companies: readonly Company[]
  readonly contacts: readonly Contact[]
  readonly affiliations: readonly Affiliation[]
}

/** What identity needs to know of the workspace. */
export interface IdentitySettings {
  readonly country: CountryCode | undefined
  readonly today: PlainDate
}

/** Records, their keys, and what changed of them. */
export interface WorkingSet {
  readonly settings: IdentitySettings
  readonly companies: Map<string, TrackedParty<Company, CompanyCandidate>>
  readonly contacts: Map<string, TrackedParty<Contact, ContactCandidate>>
  /** By contact id, then affiliation id. */
  readonly affiliations: Map<string, Map<string, Tracked<Affiliation>>>
  readonly companyIds: Map<IdentityKey, Set<string>>
  readonly contactIds: Map<IdentityKey, Set<string>>
}

/** A set that knows nothing yet. */
export function emptyWorkingSet(settings: IdentitySettings): WorkingSet {
  return {
    settings,
    companies: new Map(),
    contacts: new Map(),
    affiliations: new Map(),
    companyIds: new Map(),
    contactIds: new Map(),
  }
}

/** Takes in what the index found. What rows have changed already is newer and stays. */
export function absorb(set: WorkingSet, found: FoundRecords): void {
  const fresh = new Set(found.contacts.filter(({ id }) => !set.contacts.has(id)).map(({ id }) => id))
  for (const affiliation of found.affiliations) {
    if (!fresh.has(affiliation.contactId)) continue
    affiliationsOf(set, affiliation.contactId).set(affiliation.id, {
      stored: affiliation,
      current: affiliation,
      row: 0,
    })
  }
  for (const company of found.companies) {
    if (!set.companies.has(company.id)) trackCompany(set, company, company, 0)
  }
  for (const contact of found.contacts) if (fresh.has(contact.id)) trackContact(set, contact, contact, 0)
}

/** An identity with the keys that follow from it. */
export interface Identified<Identity> {
  readonly identity: Identity
  readonly keys: readonly IdentityKey[]
}

/**
 * Puts a company in the place that a row gives it.
 * @param identified the identity of the row: that of a company that is made of it
 */
export function putCompany(
  set: WorkingSet,
  company: Company,
  row: number,
  identified: Identified<CompanyIdentity> | undefined,
): void {
  const tracked = set.companies.get(company.id)
  trackCompany(
    set,
    tracked?.stored ?? null,
    company,
    tracked?.row || row,
    tracked === undefined ? identified : undefined,
  )
}

/**
 * Puts a contact in the place that a row gives it; call it after its affiliations were put.
 * @param identified the identity of the row: that of a contact that is made of it
 */
export function putContact(
  set: WorkingSet,
  contact: Contact,
  row: number,
  identified: Identified<ContactIdentity> | undefined,
): void {
  const tracked = set.contacts.get(contact.id)
  trackContact(
    set,
    tracked?.stored ?? null,
    contact,
    tracked?.row || row,
    tracked === undefined ? identified : undefined,
  )
}

/** Puts an affiliation in the place that a row gives it. */
export function putAffiliation(set: WorkingSet, affiliation: Affiliation, row: number): void {
  const jobs = affiliationsOf(set, affiliation.contactId)
  const tracked = jobs.get(affiliation.id)
  jobs.set(affiliation.id, { stored: tracked?.stored ?? null, current: affiliation, row: tracked?.row || row })
}

/**
 * Takes over what another set changed, as if the store had it already: the next batch is planned on what the one before
 * it is just writing. The records that the store has yet to number have the number 0.
 */
export function inherit(set: WorkingSet, from: WorkingSet): void {
  for (const tracked of from.companies.values()) {
    if (tracked.row === 0) continue
    const record = asStored(tracked)
    trackCompany(set, record, record, 0, { identity: tracked.candidate.identity, keys: tracked.keys })
  }
  for (const tracked of from.contacts.values()) {
    if (tracked.row === 0) continue
    const jobs = affiliationsOf(set, tracked.current.id)
    for (const job of from.affiliations.get(tracked.current.id)?.values() ?? []) {
      const record = job.row === 0 ? job.current : asStored(job)
      jobs.set(record.id, { stored: record, current: record, row: 0 })
    }
    const record = asStored(tracked)
    trackContact(set, record, record, 0, { identity: tracked.candidate.identity, keys: tracked.keys })
  }
}

/** Writes down the numbers that the store gave to inherited records meanwhile. */
export function takeNumbers(set: WorkingSet, numbers: ReadonlyMap<string, number>): void {
  for (const [id, tracked] of set.companies) {
    const number = tracked.stored?.number === 0 ? numbers.get(id) : undefined
    if (number !== undefined) set.companies.set(id, { ...tracked, ...numbered(tracked, number) })
  }
  for (const [id, tracked] of set.contacts) {
    const number = tracked.stored?.number === 0 ? numbers.get(id) : undefined
    if (number !== undefined) set.contacts.set(id, { ...tracked, ...numbered(tracked, number) })
  }
}

/** The companies that carry any of these keys. */
export function companyCandidates(set: WorkingSet, keys: readonly IdentityKey[]): readonly CompanyCandidate[] {
  return idsWithKeys(set.companyIds, keys).flatMap((id) => set.companies.get(id)?.candidate ?? [])
}

/** The contacts that carry any of these keys. */
export function contactCandidates(set: WorkingSet, keys: readonly IdentityKey[]): readonly ContactCandidate[] {
  return idsWithKeys(set.contactIds, keys).flatMap((id) => set.contacts.get(id)?.candidate ?? [])
}

/** A contact's affiliations as the rows so far have left them. */
export function currentAffiliations(set: WorkingSet, contactId: string): readonly Affiliation[] {
  return [...(set.affiliations.get(contactId)?.values() ?? [])].map(({ current }) => current)
}

/** The key entries that rows added and removed. */
export function changedKeys(set: WorkingSet): {
  readonly added: readonly KeyEntry[]
  readonly removed: readonly KeyEntry[]
} {
  const added: KeyEntry[] = []
  const removed: KeyEntry[] = []
  const compare = (kind: KeyEntry['kind'], parties: WorkingSet['companies'] | WorkingSet['contacts']): void => {
    for (const [recordId, { keys, storedKeys }] of parties) {
      if (keys === storedKeys) continue
      for (const key of keys) if (!storedKeys.includes(key)) added.push({ key, kind, recordId })
      for (const key of storedKeys) if (!keys.includes(key)) removed.push({ key, kind, recordId })
    }
  }
  compare('company', set.companies)
  compare('contact', set.contacts)
  return { added, removed }
}

/** Forgets records that no row has changed: they can be looked up again. Keeps a long preview small. */
export function dropUnchanged(set: WorkingSet): void {
  for (const [id, { row, keys }] of set.companies) {
    if (row > 0) continue
    set.companies.delete(id)
    replaceKeys(set.companyIds, id, keys, [])
  }
  for (const [id, { row, keys }] of set.contacts) {
    if (row > 0) continue
    set.contacts.delete(id)
    set.affiliations.delete(id)
    replaceKeys(set.contactIds, id, keys, [])
  }
}

/** A record as it is once its change is written. */
function asStored<PartyRecord extends { readonly version: number }>(tracked: Tracked<PartyRecord>): PartyRecord {
  return tracked.stored === null ? tracked.current : { ...tracked.current, version: tracked.stored.version + 1 }
}

function numbered<PartyRecord extends { readonly number: number }>(
  { stored, current }: Tracked<PartyRecord>,
  number: number,
): Pick<Tracked<PartyRecord>, 'stored' | 'current'> {
  if (stored === current) {
    const record = { ...current, number }
    return { stored: record, current: record }
  }
  return { stored: stored && { ...stored, number }, current: { ...current, number } }
}

function trackCompany(
  set: WorkingSet,
  stored: Company | null,
  current: Company,
  row: number,
  identified?: Identified<CompanyIdentity>,
): void {
  const before = set.companies.get(current.id)
  const identity = identified?.identity ?? companyIdentity(current, set.settings.country)
  const keys = identified?.keys ?? companyKeys(identity).map(({ key }) => key)
  const storedKeys = before?.storedKeys ?? (stored === null ? [] : keys)
  set.companies.set(current.id, {
    stored,
    current,
    row,
    candidate: { recordId: current.id, identity },
    keys,
    storedKeys,
  })
  replaceKeys(set.companyIds, current.id, before?.keys ?? [], keys)
}

function trackContact(
  set: WorkingSet,
  stored: Contact | null,
  current: Contact,
  row: number,
  identified?: Identified<ContactIdentity>,
): void {
  const before = set.contacts.get(current.id)
  const jobs = currentAffiliations(set, current.id)
  const identity = identified?.identity ?? contactIdentity(current, jobs, set.settings.today)
  const keys = identified?.keys ?? contactKeys(identity).map(({ key }) => key)
  const storedKeys = before?.storedKeys ?? (stored === null ? [] : keys)
  set.contacts.set(current.id, {
    stored,
    current,
    row,
    candidate: { recordId: current.id, identity },
    keys,
    storedKeys,
  })
  replaceKeys(set.contactIds, current.id, before?.keys ?? [], keys)
}

function affiliationsOf(set: WorkingSet, contactId: string): Map<string, Tracked<Affiliation>> {
  const known = set.affiliations.get(contactId)
  if (known !== undefined) return known
  const jobs = new Map<string, Tracked<Affiliation>>()
  set.affiliations.set(contactId, jobs)
  return jobs
}

function replaceKeys(
  index: Map<IdentityKey, Set<string>>,
  id: string,
  before: readonly IdentityKey[],
  after: readonly IdentityKey[],
): void {
  for (const key of before) {
    const ids = index.get(key)
    ids?.delete(id)
    if (ids?.size === 0) index.delete(key)
  }
  for (const key of after) {
    const ids = index.get(key)
    if (ids === undefined) index.set(key, new Set([id]))
    else ids.add(id)
  }
}

/** By id, so that what is said of a row does not depend on the order in which records were looked up. */
function idsWithKeys(
  index: ReadonlyMap<IdentityKey, ReadonlySet<string>>,
  keys: readonly IdentityKey[],
): readonly string[] {
  let ids: Set<string> | null = null
  for (const key of keys) {
    const found = index.get(key)
    if (found === undefined) continue
    ids ??= new Set()
    for (const id of found) ids.add(id)
  }
  return ids === null ? none : [...ids].sort()
}

const none: readonly string[] = []
