/**
 * What becomes of a record when a row says something about it. A blank cell never erases, nothing is deleted, and what
 * is equal in normal form is no change. Rules: docs/concepts/imports.md (IMP-6, IMP-8).
 * @module
 */
import { foldCompanyName } from '../identity/company-name.ts'
import { foldText } from '../kernel/fold.ts'
import type { Address } from '../party/address.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { UnnumberedCompany } from '../party/company.ts'
import type { UnnumberedContact } from '../party/contact.ts'
import type { Email } from '../party/email.ts'
import type { Phone } from '../party/phone.ts'
import { normalizeCity, normalizePostcode } from '../party/postal.ts'
import { emailKey, isSameAddress, isSamePlace, phoneKey, textKey } from '../party/same-coordinates.ts'
import type { AffiliationDraft, CompanyDraft, ContactDraft } from './row-reading.ts'

/** A field that a draft changes. */
export interface DraftChange {
  readonly field: string
  readonly before?: unknown
  readonly after?: unknown
}

/** A record after a draft, and which of its fields differ. Without changes it is the very same object. */
export interface Merged<PartyRecord> {
  readonly record: PartyRecord
  readonly changes: readonly DraftChange[]
}

/** Whether a value that is there gives way to the draft's. */
export type MergeMode = 'update' | 'fill-blank'

/** A company after a draft. */
export function mergeCompany(
  company: UnnumberedCompany,
  draft: CompanyDraft,
  mode: MergeMode,
): Merged<UnnumberedCompany> {
  const merged = mergeFields(company, withoutImplied(company, draft), mode)
  // A SIRET says its SIREN: the two never stand beside each other.
  if (merged.record.siren === undefined || merged.record.siret === undefined) return merged
  const { siren, ...rest } = merged.record
  return { record: rest, changes: [...merged.changes, { field: 'siren', before: siren }] }
}

/** A contact after a draft. */
export function mergeContact(
  contact: UnnumberedContact,
  draft: ContactDraft,
  mode: MergeMode,
): Merged<UnnumberedContact> {
  return mergeFields(contact, withoutLesserNames(contact, draft), mode)
}

/** Names in the other order, or an initial where the name is known, say nothing new. */
function withoutLesserNames(contact: UnnumberedContact, draft: ContactDraft): ContactDraft {
  const { givenName, familyName, ...rest } = draft
  const areSwapped =
    isName(givenName) &&
    isName(familyName) &&
    foldText(givenName) === foldText(contact.familyName ?? '') &&
    foldText(familyName) === foldText(contact.givenName ?? '')
  if (areSwapped) return rest
  return {
    ...rest,
    ...(isName(givenName) && !isInitialOf(givenName, contact.givenName) && { givenName }),
    ...(isName(familyName) && !isInitialOf(familyName, contact.familyName) && { familyName }),
  }
}

function isName(name: string | undefined): name is string {
  return name !== undefined
}

function isInitialOf(said: string, known: string | undefined): boolean {
  const initial = foldText(said)
  return initial.length === 1 && known !== undefined && foldText(known).startsWith(initial)
}

/** An affiliation after a draft. */
export function mergeAffiliation(
  affiliation: Affiliation,
  draft: AffiliationDraft,
  mode: MergeMode,
): Merged<Affiliation> {
  return mergeFields(affiliation, draft, mode)
}

/** A SIREN says nothing new about a company whose SIRET is known. */
function withoutImplied(company: UnnumberedCompany, draft: CompanyDraft): CompanyDraft {
  if (draft.siren === undefined || company.siret === undefined) return draft
  const { siren: _implied, ...rest } = draft
  return rest
}

function mergeFields<PartyRecord extends object>(
  record: PartyRecord,
  draft: object,
  mode: MergeMode,
): Merged<PartyRecord> {
  const current = record as Readonly<Record<string, unknown>>
  const changes: DraftChange[] = []
  for (const [field, said] of Object.entries(draft)) {
    if (said === undefined) continue
    const before = current[field]
    const after = mergeValue(field, before, said, mode)
    if (after === before) continue
    changes.push(before === undefined ? { field, after } : { field, before, after })
  }
  if (changes.length === 0) return { record, changes }
  const fields = Object.fromEntries(changes.map(({ field, after }) => [field, after]))
  return { record: { ...record, ...fields }, changes }
}

function mergeValue(field: string, before: unknown, said: unknown, mode: MergeMode): unknown {
  switch (field) {
    case 'emails':
      return mergeList(before as readonly Email[], said as readonly Email[], emailKey, mode)
    case 'phones':
      return mergeList(before as readonly Phone[], said as readonly Phone[], phoneKey, mode)
    case 'addresses':
      return mergeAddresses(before as readonly Address[], said as readonly Address[], mode)
    case 'otherNames':
    case 'tags':
    case 'websites':
    case 'socialProfiles':
      return mergeList(before as readonly string[], said as readonly string[], textKey, mode)
    default:
      return mergeScalar(field, before, said, mode)
  }
}

function mergeScalar(field: string, before: unknown, said: unknown, mode: MergeMode): unknown {
  if (before === undefined) return said
  if (mode === 'fill-blank' || before === said) return before
  return typeof before === 'string' && typeof said === 'string' && sayTheSame(field, before, said) ? before : said
}

/** Whether two texts are equal in the normal form of their field. */
function sayTheSame(field: string, before: string, said: string): boolean {
  switch (field) {
    case 'name': {
      const [old, fresh] = [foldCompanyName(before), foldCompanyName(said)]
      return old.key === fresh.key && (fresh.legalForm === undefined || fresh.legalForm === old.legalForm)
    }
    case 'city':
      return normalizeCity(before) === normalizeCity(said)
    case 'postcode':
      return normalizePostcode(before) === normalizePostcode(said)
    default: {
      const folded = foldText(said)
      return folded !== '' && folded === foldText(before)
    }
  }
}

/** New values go in front, so that they are the ones to use; those that were there stay. */
function mergeList<Item>(
  before: readonly Item[],
  said: readonly Item[],
  keyOf: (item: Item) => string,
  mode: MergeMode,
): readonly Item[] {
  if (mode === 'fill-blank' && before.length > 0) return before
  const known = new Set(before.map(keyOf))
  const added = said.filter((item) => !known.has(keyOf(item)))
  return added.length === 0 ? before : [...added, ...before]
}

function mergeAddresses(before: readonly Address[], said: readonly Address[], mode: MergeMode): readonly Address[] {
  return said.reduce((addresses, address) => mergeAddress(addresses, address, mode), before)
}

/**
 * An address meets the default one of its category. In the same place its cells are merged one by one; in another
 * place it takes over as a whole, and the one before stays among the others. One that is among those others already
 * becomes the default again: the row that speaks last says where its company is.
 */
function mergeAddress(addresses: readonly Address[], said: Address, mode: MergeMode): readonly Address[] {
  const known = addresses.filter((address) => isSameAddress(address, said))
  const former = known.find((address) => address.category === said.category && !address.isDefault)
  if (former !== undefined && known.length === 1 && said.isDefault && mode === 'update') {
    return madeDefault(addresses, former)
  }
  if (known.length > 0) return addresses
  const current = addresses.find((address) => address.category === said.category && address.isDefault)
  if (current === undefined) return [...addresses, said]
  if (isSamePlace(current, said)) {
    const { record, changes } = mergeFields<Address>(current, { ...said }, mode)
    return changes.length === 0 ? addresses : addresses.map((address) => (address === current ? record : address))
  }
  if (mode === 'fill-blank') return addresses
  const retired = { ...current, isDefault: false }
  return [said, ...addresses.map((address) => (address === current ? retired : address))]
}

function madeDefault(addresses: readonly Address[], chosen: Address): readonly Address[] {
  const others = addresses.filter((address) => address !== chosen)
  return [
    { ...chosen, isDefault: true },
    ...others.map((address) => (address.category === chosen.category ? { ...address, isDefault: false } : address)),
  ]
}
