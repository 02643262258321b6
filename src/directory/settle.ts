/** All fields of a person, here and there, judged against what was last synchronized. Rules: docs/concepts/directory.md (SYN-1, SYN-2). @module */
import type { CountryCode } from '../kernel/country.ts'
import {
  addressKey,
  type DirectoryAddress,
  type DirectoryChanges,
  type DirectoryField,
  type DirectoryFields,
  directoryFields,
  directoryListFields,
  directoryTextFields,
  listKey,
  namesPerson,
} from './fields.ts'
import {
  type Kept,
  outgoingList,
  outgoingText,
  type Settled,
  type Sides,
  sameItems,
  settleList,
  settleOutgoingList,
  settleOutgoingText,
  settleText,
  takeSentList,
} from './three-way.ts'

/** A field that both sides changed, and not to the same. */
export interface FieldConflict {
  readonly field: DirectoryField
  readonly kept: Kept
  readonly here: string | readonly string[] | readonly DirectoryAddress[] | null
  readonly there: string | readonly string[] | readonly DirectoryAddress[] | null
}

/** How two sides are compared. */
export interface SettleOptions {
  /** The side that was changed last. */
  readonly newer: 'here' | 'there'
  /** Whether the company is certain: then what is said of the job comes in. */
  readonly isJobKnown: boolean
  /** The country in which numbers are dialed as they are typed. */
  readonly country?: CountryCode
}

/** What comes in from an entry, and what is synchronized once it has. */
export interface Settlement {
  /** The fields here as they are to be, and what of them changes. */
  readonly here: DirectoryFields
  readonly changes: DirectoryChanges
  /** What is said there and has no place here: it goes into the note. */
  readonly notes: DirectoryFields
  readonly conflicts: readonly FieldConflict[]
  readonly base: Sides<DirectoryFields>
}

type Draft = { -readonly [Field in keyof DirectoryFields]: DirectoryFields[Field] }
type ChangesDraft = { -readonly [Field in keyof DirectoryChanges]: DirectoryChanges[Field] }

/** Settles every field. Sends nothing: what is still to be sent, `outgoingChanges` tells. */
export function settleFields(
  now: Sides<DirectoryFields>,
  base: Sides<DirectoryFields>,
  options: SettleOptions,
): Settlement {
  const draft: { here: Draft; changes: ChangesDraft; notes: Draft; baseHere: Draft; baseThere: Draft } = {
    here: {},
    changes: {},
    notes: {},
    baseHere: {},
    baseThere: {},
  }
  const conflicts: FieldConflict[] = []
  const comesIn = (field: DirectoryField) =>
    directoryFields[field].way === 'both' || (options.isJobKnown && field !== 'companyName')

  for (const field of directoryTextFields) {
    const sides = sidesOf(now, field)
    const last = sidesOf(base, field)
    const settled = comesIn(field) ? settleText(sides, last, options.newer) : settleOutgoingText(sides, last)
    if (settled.here !== undefined) draft.here[field] = settled.here
    if (settled.here !== sides.here) draft.changes[field] = settled.here ?? null
    // Of a company that is certain, another way to write its name is no news.
    if (settled.noted !== undefined && !options.isJobKnown) draft.notes[field] = settled.noted
    if (settled.base.here !== undefined) draft.baseHere[field] = settled.base.here
    if (settled.base.there !== undefined) draft.baseThere[field] = settled.base.there
    note(conflicts, field, settled, { here: sides.here ?? null, there: sides.there ?? null })
  }
  for (const field of directoryListFields) {
    const keyOf = listKey(field, options.country)
    const sides = listsOf(now, field)
    const last = listsOf(base, field)
    const settled = comesIn(field) ? settleList(sides, last, keyOf) : settleOutgoingList(sides, last, keyOf)
    if (settled.here.length > 0) draft.here[field] = settled.here
    if (!sameItems(settled.here, sides.here, keyOf)) draft.changes[field] = settled.here
    if (settled.noted !== undefined) draft.notes[field] = settled.noted
    if (settled.base.here.length > 0) draft.baseHere[field] = settled.base.here
    if (settled.base.there.length > 0) draft.baseThere[field] = settled.base.there
    note(conflicts, field, settled, sides)
  }
  const addresses = listsOf(now, 'homeAddresses')
  const settled = settleList(addresses, listsOf(base, 'homeAddresses'), addressKey)
  if (settled.here.length > 0) draft.here.homeAddresses = settled.here
  if (!sameItems(settled.here, addresses.here, addressKey)) draft.changes.homeAddresses = settled.here
  if (settled.base.here.length > 0) draft.baseHere.homeAddresses = settled.base.here
  if (settled.base.there.length > 0) draft.baseThere.homeAddresses = settled.base.there
  note(conflicts, 'homeAddresses', settled, addresses)

  const { here, changes, notes } = draft
  const settlement = { here, changes, notes, conflicts, base: { here: draft.baseHere, there: draft.baseThere } }
  return namesPerson(here) || !namesPerson(now.here) ? settlement : keepName(settlement, now)
}

/** What is to be written there of what we have beyond the base. */
export function outgoingChanges(
  here: DirectoryFields,
  base: Sides<DirectoryFields>,
  country?: CountryCode,
): DirectoryChanges {
  const changes: ChangesDraft = {}
  for (const field of directoryTextFields) {
    const text = outgoingText(here[field], sidesOf(base, field))
    if (text !== undefined) changes[field] = text
  }
  for (const field of directoryListFields) {
    const list = outgoingList(here[field] ?? [], listsOf(base, field), listKey(field, country))
    if (list !== undefined) changes[field] = list
  }
  const addresses = outgoingList(here.homeAddresses ?? [], listsOf(base, 'homeAddresses'), addressKey)
  if (addresses !== undefined) changes.homeAddresses = addresses
  return changes
}

/** The base once it is known that what stands there of changes that were sent came from us. */
export function takeSent(
  base: Sides<DirectoryFields>,
  sent: readonly DirectoryChanges[],
  there: DirectoryFields,
  country?: CountryCode,
): Sides<DirectoryFields> {
  if (sent.length === 0) return base
  const [baseHere, baseThere]: [Draft, Draft] = [{ ...base.here }, { ...base.there }]
  for (const field of directoryTextFields) {
    const text = there[field]
    if (text === base.there[field] || !sent.some((changes) => changes[field] === (text ?? null))) continue
    delete baseHere[field]
    delete baseThere[field]
    if (text !== undefined) [baseHere[field], baseThere[field]] = [text, text]
  }
  for (const field of directoryListFields) {
    const lists = sent.flatMap((changes) => (changes[field] === undefined ? [] : [changes[field] ?? []]))
    const taken = takeSentList(listsOf(base, field), lists, there[field] ?? [], listKey(field, country))
    baseHere[field] = taken.here
    baseThere[field] = taken.there
  }
  const lists = sent.flatMap(({ homeAddresses }) => (homeAddresses === undefined ? [] : [homeAddresses ?? []]))
  const taken = takeSentList(listsOf(base, 'homeAddresses'), lists, there.homeAddresses ?? [], addressKey)
  baseHere.homeAddresses = taken.here
  baseThere.homeAddresses = taken.there
  return { here: baseHere, there: baseThere }
}

/** Whether the two say the same in every field. */
export function sameFields(one: DirectoryFields, other: DirectoryFields, country?: CountryCode): boolean {
  return isNothing(outgoingChanges(one, { here: other, there: other }, country))
}

/** Fields after changes. */
export function applyDirectoryChanges(fields: DirectoryFields, changes: DirectoryChanges): DirectoryFields {
  const all = Object.entries({ ...fields, ...changes })
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined && value.length > 0))
}

/** Whether there are no changes, or no fields. */
export function isNothing(changes: DirectoryChanges | DirectoryFields): boolean {
  return Object.keys(changes).length === 0
}

/** A person keeps a name: where both parts were cleared there, ours is sent again. */
function keepName(settlement: Settlement, now: Sides<DirectoryFields>): Settlement {
  const { givenName: _given, familyName: _family, ...changes } = settlement.changes
  const { givenName, familyName } = now.here
  const name = { ...(givenName !== undefined && { givenName }), ...(familyName !== undefined && { familyName }) }
  const conflicts = settlement.conflicts.filter(({ field }) => field !== 'givenName' && field !== 'familyName')
  return { ...settlement, here: { ...settlement.here, ...name }, changes, conflicts }
}

function note<Value extends FieldConflict['here']>(
  conflicts: FieldConflict[],
  field: DirectoryField,
  { kept }: Pick<Settled<unknown>, 'kept'>,
  { here, there }: Sides<Value>,
): void {
  if (kept !== undefined) conflicts.push({ field, kept, here, there })
}

function sidesOf<Field extends keyof DirectoryFields>(
  { here, there }: Sides<DirectoryFields>,
  field: Field,
): Sides<DirectoryFields[Field]> {
  return { here: here[field], there: there[field] }
}

type ListField = Exclude<keyof DirectoryFields, (typeof directoryTextFields)[number]>

function listsOf<Field extends ListField>(
  { here, there }: Sides<DirectoryFields>,
  field: Field,
): Sides<NonNullable<DirectoryFields[Field]> | readonly []> {
  return { here: here[field] ?? [], there: there[field] ?? [] }
}
