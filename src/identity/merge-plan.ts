/**
 * What becomes of two records that are one: field by field, as a plan that can be looked at before anything is written.
 * Whole records are compared, whatever the caller has on his screen. Rules: docs/concepts/merge.md (MRG-1).
 * @module
 */
import type { CompanyId } from '../kernel/ids.ts'
import { sameValue } from '../kernel/same-value.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import { findEntityContradictions } from '../party/legal-entity.ts'
import type { RecordStamp } from '../party/record.ts'
import { uniteLists } from './merge-lists.ts'
import type { MergeChoice } from './merge-record.ts'

/** The fields of a company that a merge decides on. */
export type CompanyMergeField = Exclude<keyof Company, keyof RecordStamp | 'id' | 'number'>
/** The fields of a contact that a merge decides on. */
export type ContactMergeField = Exclude<keyof Contact, keyof RecordStamp | 'id' | 'number'>

/** Whose value a field gets, where it is not to be decided by the rules. */
export type MergeChoices<Field extends string> = { readonly [Name in Field]?: MergeChoice | undefined }
export type CompanyMergeChoices = MergeChoices<CompanyMergeField>
export type ContactMergeChoices = MergeChoices<ContactMergeField>

/** What was decided of a field that at least one of the two says something in. */
export interface FieldDecision<Field extends string = string> {
  readonly field: Field
  /**
   * The survivor's value was `kept`; his field was blank and `filled`; it was `chosen`; the lists were `united`; the two
   * contradict each other and somebody has to choose (`contradicts`); it would point at the record itself, or say what
   * another field says (`cleared`).
   */
  readonly decision: 'kept' | 'filled' | 'chosen' | 'united' | 'contradicts' | 'cleared'
  /** What the survivor has afterwards; absent for nothing. */
  readonly value?: unknown
  /** What the other one of the two said, where it is not taken. */
  readonly other?: unknown
}

/** How two records become one. */
export interface FieldPlan<PartyRecord, Field extends string = string> {
  /** The survivor with the fields that it is to have; its stamp is that of before. */
  readonly record: PartyRecord
  readonly fields: readonly FieldDecision<Field>[]
  /** The fields that somebody has to choose; empty where the merge may be carried out. */
  readonly contradictions: readonly Field[]
}

/** The companies above each of the two, the nearest first. */
export interface Lineages {
  readonly survivor: readonly CompanyId[]
  readonly loser: readonly CompanyId[]
}

/** The fields of companies, in the order in which a plan lists them. */
export const companyMergeFields: readonly CompanyMergeField[] = [
  ...(['name', 'otherNames', 'siret', 'siren', 'vat', 'registrationNumber', 'country', 'parentId'] as const),
  ...(['addresses', 'phones', 'emails', 'websites', 'socialProfiles', 'type', 'temperature', 'currency'] as const),
  ...(['photo', 'description', 'tags', 'ownerId', 'visibility'] as const),
]

/** The fields of contacts, in the order in which a plan lists them. */
export const contactMergeFields: readonly ContactMergeField[] = [
  ...(['givenName', 'familyName', 'honorific', 'birthday'] as const),
  ...(['addresses', 'phones', 'emails', 'websites', 'socialProfiles', 'type', 'temperature', 'currency'] as const),
  ...(['photo', 'description', 'tags', 'ownerId', 'visibility'] as const),
]

/**
 * Plans the merge of two companies.
 * @param lineages what is above the two, so that no company comes to belong to itself
 */
export function planCompanyMerge(
  survivor: Company,
  loser: Company,
  choices: CompanyMergeChoices,
  lineages: Lineages,
): FieldPlan<Company, CompanyMergeField> {
  const plan = decideFields(survivor, loser, choices, companyMergeFields)
  plan.set('registrationNumber', decideRegistration(survivor, loser, choices, plan))
  plan.set('parentId', decideParent(survivor, loser, choices, lineages))
  if (valueIn<string>(plan, 'siret') !== undefined) dropImpliedSiren(plan)
  for (const field of findContradictions(survivor, loser, choices, plan)) {
    const { [field]: own } = survivor
    const { [field]: other } = loser
    plan.set(field, { field, decision: 'contradicts', ...said('value', own), ...said('other', other) })
  }
  return toPlan(survivor, plan)
}

/** Plans the merge of two contacts. */
export function planContactMerge(
  survivor: Contact,
  loser: Contact,
  choices: ContactMergeChoices,
): FieldPlan<Contact, ContactMergeField> {
  const plan = decideFields(survivor, loser, choices, contactMergeFields)
  const isNameless = (['givenName', 'familyName'] as const).every((field) => isBlank(plan.get(field)?.value))
  if (!isNameless) return toPlan(survivor, plan)
  // Chosen away: somebody without any name would be left.
  for (const field of ['givenName', 'familyName'] as const) {
    const { [field]: own } = survivor
    const { [field]: other } = loser
    plan.set(field, { field, decision: 'contradicts', ...said('value', own), ...said('other', other) })
  }
  return toPlan(survivor, plan)
}

type Decisions<Field extends string> = Map<Field, FieldDecision<Field>>

function decideFields<Field extends string>(
  survivor: object,
  loser: object,
  choices: MergeChoices<Field>,
  names: readonly Field[],
): Decisions<Field> {
  const [own, other] = [new Map<string, unknown>(Object.entries(survivor)), new Map(Object.entries(loser))]
  return new Map(names.map((field) => [field, decideField(field, own.get(field), other.get(field), choices[field])]))
}

function decideField<Field extends string>(
  field: Field,
  own: unknown,
  other: unknown,
  choice: MergeChoice | undefined,
): FieldDecision<Field> {
  if (choice === 'loser') return { field, decision: 'chosen', ...said('value', other), ...rest(own, other) }
  if (choice === 'survivor') return { field, decision: 'chosen', ...said('value', own), ...rest(other, own) }
  if (Array.isArray(own) && Array.isArray(other)) return decideList(field, own, other)
  // Who answers for a record and who sees it is no value that is merely missing.
  const mayFill = field !== 'ownerId'
  if (isBlank(own) && !isBlank(other) && mayFill) return { field, decision: 'filled', value: other }
  return { field, decision: 'kept', ...said('value', own), ...rest(other, own) }
}

function decideList<Field extends string>(
  field: Field,
  own: readonly unknown[],
  other: readonly unknown[],
): FieldDecision<Field> {
  const value = uniteLists(field, own, other)
  if (sameValue(value, own)) return { field, decision: 'kept', ...said('value', own) }
  return { field, decision: own.length === 0 ? 'filled' : 'united', value }
}

/** A registration number says nothing without its country: the one never comes without the other. */
function decideRegistration(
  survivor: Company,
  loser: Company,
  choices: CompanyMergeChoices,
  plan: Decisions<CompanyMergeField>,
): FieldDecision<CompanyMergeField> {
  const field = 'registrationNumber'
  const isOwnStated = survivor.registrationNumber !== undefined && survivor.country === undefined
  if (isOwnStated && choices.country === undefined && loser.country !== undefined) {
    plan.set('country', { field: 'country', decision: 'kept', other: loser.country })
  }
  const decided = decideField(field, survivor[field], loser[field], choices[field])
  if (decided.decision !== 'filled' || valueIn(plan, 'country') === loser.country) return decided
  return { field, decision: 'kept', ...said('other', loser[field]) }
}

/** The first parent that is no part of the two themselves. */
function decideParent(
  survivor: Company,
  loser: Company,
  choices: CompanyMergeChoices,
  lineages: Lineages,
): FieldDecision<CompanyMergeField> {
  const own = isBelow(lineages.survivor) ? undefined : survivor.parentId
  const other = isBelow(lineages.loser) ? undefined : loser.parentId
  const decided = decideField<CompanyMergeField>('parentId', own, other, choices.parentId)
  const isCleared = decided.value === undefined && survivor.parentId !== undefined && own === undefined
  return isCleared ? { field: 'parentId', decision: 'cleared' } : decided

  function isBelow(lineage: readonly CompanyId[]): boolean {
    return lineage.includes(survivor.id) || lineage.includes(loser.id)
  }
}

/** A SIRET says its SIREN: the two never stand beside each other. One of another firm stays, to be seen. */
function dropImpliedSiren(plan: Decisions<CompanyMergeField>): void {
  const [siret, siren] = [valueIn<string>(plan, 'siret'), valueIn<string>(plan, 'siren')]
  if (siren === undefined || siret?.startsWith(siren) !== true) return
  plan.set('siren', { field: 'siren', decision: 'cleared' })
}

const numberFields = ['siret', 'siren', 'vat', 'registrationNumber'] as const

/** Numbers of which both sides say another one, and numbers that together name two firms, or one in another country. */
function findContradictions(
  survivor: Company,
  loser: Company,
  choices: CompanyMergeChoices,
  plan: Decisions<CompanyMergeField>,
): ReadonlySet<(typeof numberFields)[number]> {
  const found = new Set<(typeof numberFields)[number]>()
  for (const field of numberFields) {
    const [own, other] = [survivor[field], loser[field]]
    if (own !== undefined && other !== undefined && own !== other && choices[field] === undefined) found.add(field)
  }
  const known = [survivor, loser].flatMap((record) => findEntityContradictions(record)).map(({ field }) => field)
  const result = {
    siret: valueIn<string>(plan, 'siret'),
    siren: valueIn<string>(plan, 'siren'),
    vat: valueIn<string>(plan, 'vat'),
  }
  for (const { field } of findEntityContradictions(result)) if (!known.includes(field)) found.add(field)
  const registration = valueIn<string>(plan, 'registrationNumber')
  const sources = [survivor, loser].filter((record) => record.registrationNumber === registration)
  const isAbroad = sources.every(({ country }) => country !== valueIn(plan, 'country'))
  if (registration !== undefined && isAbroad) found.add('registrationNumber')
  return found
}

function toPlan<PartyRecord extends object, Field extends string>(
  survivor: PartyRecord,
  decisions: Decisions<Field>,
): FieldPlan<PartyRecord, Field> {
  const before = new Map<string, unknown>(Object.entries(survivor))
  const fields = [...decisions.values()].filter(({ field, value, other, decision }) => {
    return !isBlank(value) || !isBlank(other) || (decision === 'cleared' && before.get(field) !== undefined)
  })
  const changes = new Map<string, unknown>()
  for (const { field, value } of decisions.values()) if (!sameValue(value, before.get(field))) changes.set(field, value)
  return {
    record: withFields(survivor, changes),
    fields,
    contradictions: fields.filter(({ decision }) => decision === 'contradicts').map(({ field }) => field),
  }
}

/** A record with other values in some of its fields; those that are to be blank are absent. */
export function withFields<PartyRecord extends object>(
  record: PartyRecord,
  changes: ReadonlyMap<string, unknown>,
): PartyRecord {
  if (changes.size === 0) return record
  const changed = { ...record, ...Object.fromEntries(changes) }
  for (const [field, value] of changes) if (value === undefined) Reflect.deleteProperty(changed, field)
  return changed
}

function valueIn<Value>(plan: Decisions<CompanyMergeField>, field: CompanyMergeField): Value | undefined {
  return plan.get(field)?.value as Value | undefined
}

function said<Name extends string>(name: Name, value: unknown): { readonly [Each in Name]?: unknown } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [Each in Name]?: unknown })
}

/** What is not taken, where it says something else. */
function rest(value: unknown, taken: unknown): { readonly other?: unknown } {
  return isBlank(value) || sameValue(value, taken) ? {} : { other: value }
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}
