/** What sets two companies apart, and what they have in common. Rules: docs/concepts/identity.md (IDN-2, IDN-5, IDN-6). @module */
import { registerOf } from '../party/registration-number.ts'
import type { CompanyIdentity, Place } from './company-identity.ts'
import { areOneLegalForm, legalFormsAgree } from './legal-form.ts'

/** How strictly names are compared. */
export interface CompanyMatchOptions {
  /** Whether legal forms must be equal, a missing one included, for a match by name. Default: `false`. */
  readonly strictNames?: boolean
}

/** The strongest number that both sides state and that differs, within one register; `null` if none does. */
export function contradictingNumber(a: CompanyIdentity, b: CompanyIdentity): 'siret' | 'vat' | 'reg' | null {
  if (a.siret !== undefined && b.siret !== undefined && a.siret !== b.siret) return 'siret'
  if (a.statedVats.some((left) => b.statedVats.some((right) => vatsContradict(left, right)))) return 'vat'
  return registrationsContradict(a.registration, b.registration) ? 'reg' : null
}

/** Numbers of two countries may both be right: a company can be registered for VAT in several. */
function vatsContradict(a: string, b: string): boolean {
  return a !== b && a.slice(0, 2) === b.slice(0, 2)
}

/** A German number whose court is missing may be that of any court. */
function registrationsContradict(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return false
  if (a.startsWith(`${b} `) || b.startsWith(`${a} `)) return false
  const country = a.slice(0, a.indexOf(':'))
  if (!b.startsWith(`${country}:`)) return false
  const from = country.length + 1
  return registerOf(a.slice(from), country) === registerOf(b.slice(from), country)
}

/** Whether some name of both is equal and its legal forms do not contradict. */
export function haveEqualName(
  a: CompanyIdentity,
  b: CompanyIdentity,
  { strictNames = false }: CompanyMatchOptions = {},
): boolean {
  const agree = strictNames ? areOneLegalForm : legalFormsAgree
  return somePair(a.names, b.names, (left, right) => left.key === right.key && agree(left.legalForm, right.legalForm))
}

/** Whether some name of both is equal and carries the same legal form, said on both sides. */
export function haveEqualForm(a: CompanyIdentity, b: CompanyIdentity): boolean {
  return somePair(
    a.names,
    b.names,
    (left, right) =>
      left.key === right.key && left.legalForm !== undefined && areOneLegalForm(left.legalForm, right.legalForm),
  )
}

/** Whether both sides have names, no word of one stands in the other, and no place agrees. */
export function haveNothingInCommon(a: CompanyIdentity, b: CompanyIdentity): boolean {
  if (a.names.length === 0 || b.names.length === 0) return false
  if (somePair(a.places, b.places, isSamePlace)) return false
  const words = new Set(a.names.flatMap((name) => name.key.split(' ')))
  return !b.names.some((name) => name.key.split(' ').some((word) => words.has(word)))
}

function isSamePlace(a: Place, b: Place): boolean {
  return (a.postcode !== '' && a.postcode === b.postcode) || (a.city !== '' && a.city === b.city)
}

function somePair<Value>(
  a: readonly Value[],
  b: readonly Value[],
  holds: (left: Value, right: Value) => boolean,
): boolean {
  return a.some((left) => b.some((right) => holds(left, right)))
}
