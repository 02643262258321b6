/**
 * The records that a batch of rows works on: those that the identity index found, and what the rows before made of
 * them. Rows later in a file so match rows earlier in it. Rules: docs/concepts/imports.md (IMP-5).
 * @module
 */
import { type CompanyIdentity, companyIdentity, companyKeyTexts } from '../identity/company-identity.ts'
import { type ContactIdentity, contactIdentity, contactKeyTexts } from '../identity/contact-identity.ts'
import type { CompanyCandidate } from '../identity/decide-company.ts'
import type { ContactCandidate } from '../identity/decide-contact.ts'
import type { IdentityKey } from '../identity/identity-key.ts'
import type { CountryCode } from '../kernel/country.ts'
import type { PlainDate } from '../kernel/time.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company, UnnumberedCompany } from '../party/company.ts'
import type { Contact, UnnumberedContact } from '../party/contact.ts'
import { KeyIndex } from './key-index.ts'

/** A record as the store has it, and as the rows so far have left it. */
interface Tracked<Stored extends Current, Current = Stored> {
  /** `null` for one that the store does not have yet. */
  readonly stored: Stored | null
  readonly current: Current
  /** The first row that changed it; 0 while none did. */
  readonly row: number
}

interface TrackedParty<Stored extends Current, Current, Candidate> extends Tracked<Stored, Current> {
  readonly candidate: Candidate
  readonly keys: readonly IdentityKey[]
  readonly storedKeys: readonly IdentityKey[]
  /** Whether several rows, or a row and the store, have made it what it is. */
  readonly isMerged: boolean
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
  readonly companies: Map<string, TrackedParty<Company, UnnumberedCompany, CompanyCandidate>>
  readonly contacts: Map<string, TrackedParty<Contact, UnnumberedContact, ContactCandidate>>
  /** By contact id. */
  readonly affiliations: Map<string, readonly Tracked<Affiliation>[]>
  /** Ids of records that were merged, with that of the record that each became. */
  readonly redirects: Map<string, string>
  readonly companyIds: KeyIndex
  readonly contactIds: KeyIndex
  /** Keys that a row gave to a record and a later one took away again: rows between the two have met them. */
  readonly passingKeys: Set<IdentityKey>
}

/** A set that knows nothing yet. */
export function emptyWorkingSet(settings: IdentitySettings): WorkingSet {
  return {
    settings,
    companies: new Map(),
    contacts: new Map(),
    affiliations: new Map(),
    redirects: new Map(),
    companyIds: new KeyIndex(),
    contactIds: new KeyIndex(),
    passingKeys: new Set(),
  }
}

/**
 * Takes in what the index found. What rows have changed already is newer and stays.
 * @param before the set of the batch that is just being written: what it changed is newer too
 */
export function absorb(set: WorkingSet, found: FoundRecords, before: WorkingSet | null = null): void {
  for (const { id } of found.companies) inheritCompany(set, before, id)
  for (const { id } of found.contacts) inheritContact(set, before, id)
  const fresh = new Set(found.contacts.filter(({ id }) => !set.contacts.has(id)).map(({ id }) => id))
  for (const affiliation of found.affiliations) {
    if (!fresh.has(affiliation.contactId)) continue
    setAffiliation(set, { stored: affiliation, current: affiliation, row: 0 })
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

/** The keys of a row, by the kind of record that they may lead to. */
interface KeyedRow {
  readonly company?: { readonly keys: readonly IdentityKey[] }
  readonly contact?: { readonly keys: readonly IdentityKey[] }
}

/**
 * Puts a company in the place that a row gives it.
 * @param identified the identity of the row: that of a company that is made of it
 */
export function putCompany(
  set: WorkingSet,
  company: UnnumberedCompany,
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
  contact: UnnumberedContact,
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
  const tracked = set.affiliations.get(affiliation.contactId)?.find(({ current }) => current.id === affiliation.id)
  setAffiliation(set, { stored: tracked?.stored ?? null, current: affiliation, row: tracked?.row || row })
}

/**
 * Takes over what another set changed of the records that carry any key of these rows, as if the store had it already: the
 * next batch is planned on what the one before it is just writing. Records that the store has yet to number have the
 * number 0.
 */
export function inherit(set: WorkingSet, before: WorkingSet, rows: readonly KeyedRow[]): void {
  const companyKeys = rows.flatMap(({ company }) => company?.keys ?? [])
  const contactKeys = rows.flatMap(({ contact }) => contact?.keys ?? [])
  for (const id of before.companyIds.idsWith(companyKeys)) inheritCompany(set, before, id)
  for (const id of before.contactIds.idsWith(contactKeys)) inheritContact(set, before, id)
}

/** Empties a set that nothing is to inherit from any more, long before whoever holds it lets it go. */
export function forget(set: WorkingSet): void {
  const { companies, contacts, affiliations, companyIds, contactIds } = set
  for (const records of [companies, contacts, affiliations, companyIds, contactIds]) records.clear()
}

/**
 * Writes down the numbers that the store gave to inherited records meanwhile.
 * @returns whether rows changed any of those records
 */
export function takeNumbers(set: WorkingSet, numbers: ReadonlyMap<string, number>): boolean {
  const [companies, contacts] = [renumber(set.companies, numbers), renumber(set.contacts, numbers)]
  return companies || contacts
}

/** The companies that carry any of these keys. */
export function companyCandidates(set: WorkingSet, keys: readonly IdentityKey[]): readonly CompanyCandidate[] {
  const ids = set.companyIds.idsWith(keys)
  return ids.length === 0 ? noCandidates : ids.flatMap((id) => set.companies.get(id)?.candidate ?? [])
}

/** The contacts that carry any of these keys. */
export function contactCandidates(set: WorkingSet, keys: readonly IdentityKey[]): readonly ContactCandidate[] {
  const ids = set.contactIds.idsWith(keys)
  return ids.length === 0 ? noCandidates : ids.flatMap((id) => set.contacts.get(id)?.candidate ?? [])
}

/** A contact's affiliations as the rows so far have left them. */
export function currentAffiliations(set: WorkingSet, contactId: string): readonly Affiliation[] {
  return set.affiliations.get(contactId)?.map(({ current }) => current) ?? noJobs
}

function inheritCompany(set: WorkingSet, before: WorkingSet | null, id: string): void {
  const tracked = before?.companies.get(id)
  if (tracked === undefined || tracked.row === 0 || set.companies.has(id)) return
  const record = numbered(asStored(tracked), tracked.stored?.number ?? 0)
  trackCompany(set, record, record, 0, { identity: tracked.candidate.identity, keys: tracked.keys })
}

function inheritContact(set: WorkingSet, before: WorkingSet | null, id: string): void {
  const tracked = before?.contacts.get(id)
  if (tracked === undefined || tracked.row === 0 || set.contacts.has(id)) return
  for (const job of before?.affiliations.get(id) ?? []) {
    const record = job.row === 0 ? job.current : asStored(job)
    setAffiliation(set, { stored: record, current: record, row: 0 })
  }
  const record = numbered(asStored(tracked), tracked.stored?.number ?? 0)
  trackContact(set, record, record, 0, { identity: tracked.candidate.identity, keys: tracked.keys })
}

/** A record as it is once its change is written. */
function asStored<Stored extends Current, Current extends { readonly version: number }>({
  stored,
  current,
}: Tracked<Stored, Current>): Current {
  return stored === null ? current : { ...current, version: stored.version + 1 }
}

function numbered<PartyRecord extends object>(
  record: PartyRecord,
  number: number,
): PartyRecord & { readonly number: number } {
  return { ...record, number }
}

function trackCompany(
  set: WorkingSet,
  stored: Company | null,
  current: UnnumberedCompany,
  row: number,
  identified?: Identified<CompanyIdentity>,
): void {
  const before = set.companies.get(current.id)
  const identity = identified?.identity ?? companyIdentity(current, set.settings.country)
  const keys = identified?.keys ?? companyKeyTexts(identity)
  const storedKeys = before?.storedKeys ?? (stored === null ? [] : keys)
  set.companies.set(current.id, {
    stored,
    current,
    row,
    candidate: { recordId: current.id, identity },
    keys,
    storedKeys,
    isMerged: before !== undefined,
  })
  if (before !== undefined) notePassing(set, before, keys)
  set.companyIds.replace(current.id, before?.keys ?? [], keys)
}

function trackContact(
  set: WorkingSet,
  stored: Contact | null,
  current: UnnumberedContact,
  row: number,
  identified?: Identified<ContactIdentity>,
): void {
  const before = set.contacts.get(current.id)
  const jobs = currentAffiliations(set, current.id)
  const identity = identified?.identity ?? contactIdentity(current, jobs, set.settings.today)
  const keys = identified?.keys ?? contactKeyTexts(identity)
  const storedKeys = before?.storedKeys ?? (stored === null ? [] : keys)
  set.contacts.set(current.id, {
    stored,
    current,
    row,
    candidate: { recordId: current.id, identity },
    keys,
    storedKeys,
    isMerged: before !== undefined,
  })
  if (before !== undefined) notePassing(set, before, keys)
  set.contactIds.replace(current.id, before?.keys ?? [], keys)
}

function notePassing(
  { passingKeys }: WorkingSet,
  before: { readonly keys: readonly IdentityKey[]; readonly storedKeys: readonly IdentityKey[] },
  keys: readonly IdentityKey[],
): void {
  for (const key of before.keys) if (!keys.includes(key) && !before.storedKeys.includes(key)) passingKeys.add(key)
}

/** Gives inherited records their numbers; whether rows changed any of them. */
function renumber<PartyRecord extends { readonly id: string; readonly number: number }, Current, Candidate>(
  parties: Map<string, TrackedParty<PartyRecord & Current, Current, Candidate>>,
  numbers: ReadonlyMap<string, number>,
): boolean {
  let isChanged = false
  for (const tracked of parties.values()) {
    const { stored } = tracked
    const number = stored?.number === 0 ? numbers.get(stored.id) : undefined
    if (stored === null || number === undefined) continue
    parties.set(stored.id, { ...tracked, stored: numbered(stored, number) })
    if (tracked.row > 0) isChanged = true
  }
  return isChanged
}

function setAffiliation(set: WorkingSet, tracked: Tracked<Affiliation>): void {
  const { id, contactId } = tracked.current
  const jobs = set.affiliations.get(contactId)
  if (jobs === undefined) set.affiliations.set(contactId, [tracked])
  else if (jobs.some(({ current }) => current.id === id)) {
    set.affiliations.set(
      contactId,
      jobs.map((job) => (job.current.id === id ? tracked : job)),
    )
  } else set.affiliations.set(contactId, [...jobs, tracked])
}

const noJobs: readonly Affiliation[] = []
/** What most rows of a first import find. */
const noCandidates: readonly never[] = []
