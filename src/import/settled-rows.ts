/**
 * Rows that need no second decision. A row that made its records, or found them to say all that it says, leaves them in
 * some version. As long as they keep it, and nobody else has a key of the row, the same row means the same records
 * again and changes nothing. Rules: docs/concepts/imports.md (IMP-7).
 * @module
 */
import type { IdentityKey } from '../identity/identity-key.ts'
import { entityId, isEntityId } from './entity-id.ts'
import type { IdentifiedRow } from './identify-row.ts'
import type { ImportSetup } from './import-preview.ts'
import type { SettledRows } from './import-record.ts'
import { hashData } from './row-hash.ts'
import { contactAction, type PartAction, type RowPlan } from './row-plan.ts'
import type { RowSettings } from './row-settings.ts'
import { currentAffiliations, type WorkingSet } from './working-set.ts'

/** A record in a version. */
export interface RecordState {
  readonly id: string
  readonly version: number
}

/** A row, and the records that it left as they are. */
export interface SettledRow {
  readonly row: number
  readonly company?: RecordState
  readonly contact?: RecordState
}

/** To be raised when crmkit comes to read or to match rows otherwise: what was settled before says nothing then. */
const readerVersion = 3

/**
 * What stands for the way in which rows are read and matched, apart from the file and the records; `null` for modes in
 * which a row that finds its record does not leave it `unchanged`.
 */
export function readingOf(
  { mapping, options, table }: Pick<ImportSetup, 'mapping' | 'options' | 'table'>,
  { defaultCountry, locale, members = [], choices }: RowSettings,
): string | null {
  const { mode, invalidIds, strictNames, unknownOwner } = options
  if (mode === 'skip' || mode === 'create-anyway') return null
  const namesOwners = Object.values(mapping).some((field) => field?.endsWith('.owner') === true)
  const owners = namesOwners ? members.map(({ id, name, email }) => ({ id, name, email })) : []
  return hashData({
    readerVersion,
    mapping,
    table,
    options: { mode, invalidIds, strictNames, unknownOwner },
    settings: { defaultCountry, locale, choices, owners },
  })
}

/**
 * Those of the planned rows of a batch that are settled once it is written. A row that changed a record is not among
 * them: it is planned once more the next time, and found to change nothing.
 * @param plans the plans of these rows, in their order
 */
export function settledRows(
  rows: readonly IdentifiedRow[],
  plans: readonly RowPlan[],
  set: WorkingSet,
): readonly SettledRow[] {
  const changed = lastChanges(plans)
  const settled: SettledRow[] = []
  for (const [index, row] of rows.entries()) {
    const left = settledRow(row, plans[index], set, changed)
    if (left !== undefined) settled.push(left)
  }
  return settled
}

/** The last row of a batch that changed each record. No row before the one that made a record is about it. */
function lastChanges(plans: readonly RowPlan[]): ReadonlyMap<string, number> {
  const changed = new Map<string, number>()
  const note = (id: string | undefined, action: PartAction | null, row: number): void => {
    if (id !== undefined && action === 'update') changed.set(id, row)
  }
  for (const plan of plans) {
    if (plan.status !== 'import') continue
    note(plan.company?.recordId, plan.company?.action ?? null, plan.row)
    note(plan.contact?.recordId, contactAction(plan), plan.row)
  }
  return changed
}

function settledRow(
  { row, company, contact }: IdentifiedRow,
  plan: RowPlan | undefined,
  set: WorkingSet,
  changed: ReadonlyMap<string, number>,
): SettledRow | undefined {
  if (plan?.status !== 'import' || plan.affiliation?.action === 'update') return undefined
  const isLast = (id: string): boolean => (changed.get(id) ?? 0) <= row
  let companyState: RecordState | undefined
  let contactState: RecordState | undefined
  if (plan.company !== undefined) {
    const tracked = leftAsItIs(plan.company, set.companies, company?.keys)
    if (tracked === undefined || !isLast(tracked.current.id)) return undefined
    companyState = stateOf(tracked)
  }
  if (plan.contact !== undefined) {
    const tracked = leftAsItIs(plan.contact, set.contacts, contact?.keys)
    if (tracked === undefined || !isLast(tracked.current.id)) return undefined
    // Addresses of a job that ends are keys up to a day: then the row may mean somebody else.
    if (currentAffiliations(set, tracked.current.id).some(({ to }) => to !== undefined)) return undefined
    contactState = stateOf(tracked)
  }
  if (companyState === undefined) return contactState && { row, contact: contactState }
  return contactState === undefined
    ? { row, company: companyState }
    : { row, company: companyState, contact: contactState }
}

interface TrackedState {
  readonly stored: RecordState | null
  readonly current: { readonly id: string }
  readonly row: number
  readonly keys: readonly IdentityKey[]
}

/** The record of a part that a row made or found to say the same, if that has all keys of the row. */
function leftAsItIs(
  { action, recordId = '' }: NonNullable<RowPlan['company']>,
  parties: ReadonlyMap<string, TrackedState>,
  keys: readonly IdentityKey[] | undefined,
): TrackedState | undefined {
  const tracked = parties.get(recordId)
  if (tracked === undefined || (action !== 'create' && action !== 'unchanged')) return undefined
  if (keys === tracked.keys) return tracked
  return keys?.every((key) => tracked.keys.includes(key)) === true ? tracked : undefined
}

/** The record as the batch leaves it. */
function stateOf({ stored, current, row }: TrackedState): RecordState {
  if (stored === null) return { id: current.id, version: 1 }
  return { id: current.id, version: stored.version + (row > 0 && current !== stored ? 1 : 0) }
}

/** So much of an id have all records in common that one import made. */
const baseLength = 28

/**
 * Settled rows as text: the beginnings of the ids, then the rows, one after the other from the first one on. Of a
 * record that the row itself made the version is enough.
 */
export function writeSettledRows(firstRow: number, rows: readonly SettledRow[]): string {
  const bases: string[] = []
  const part = (row: number, slot: 'company' | 'contact', state: RecordState | undefined): string => {
    if (state === undefined) return ''
    const [first] = bases
    if (first !== undefined && isEntityId(state.id, first, row, slot)) return String(state.version)
    const base = state.id.slice(0, baseLength)
    const known = bases.indexOf(base)
    const index = known === -1 ? bases.push(base) - 1 : known
    if (index === 0 && isEntityId(state.id, base, row, slot)) return String(state.version)
    return `${state.version}@${index}.${state.id.slice(baseLength)}`
  }
  const texts: string[] = []
  for (const { row, company, contact } of rows.toSorted((a, b) => a.row - b.row)) {
    texts[row - firstRow] = `${part(row, 'company', company)},${part(row, 'contact', contact)}`
  }
  return `${bases.join(' ')}|${texts.join(';')}`
}

/** Reads what {@link writeSettledRows} wrote. */
export function readSettledRows({ firstRow, rows }: Pick<SettledRows, 'firstRow' | 'rows'>): readonly SettledRow[] {
  const [head = '', body = ''] = rows.split('|')
  if (body === '') return []
  const bases = head.split(' ')
  const state = (row: number, slot: 'company' | 'contact', text: string | undefined): RecordState | undefined => {
    if (text === undefined || text === '') return undefined
    const [version = '', place] = text.split('@')
    if (place === undefined) return { id: entityId(bases[0] ?? '', row, slot), version: Number(version) }
    const [index = '', rest = ''] = place.split('.')
    return { id: `${bases[Number(index)] ?? ''}${rest}`, version: Number(version) }
  }
  return body.split(';').flatMap((text, position) => {
    if (text === '') return []
    const row = firstRow + position
    const [ofCompany, ofContact] = text.split(',')
    const [company, contact] = [state(row, 'company', ofCompany), state(row, 'contact', ofContact)]
    return { row, ...(company !== undefined && { company }), ...(contact !== undefined && { contact }) }
  })
}
