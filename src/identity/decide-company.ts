/**
 * Whether a company is one that is known already. The one place that decides it, for a form, an import and a scan alike.
 * Rules: docs/concepts/identity.md (IDN-2 … IDN-5).
 * @module
 */
import { type CompanyIdentity, companyKeys } from './company-identity.ts'
import { legalFormsAgree } from './legal-form.ts'
import type { KeyType, OtherHit, SharedKey, Verdict, Veto } from './verdict.ts'

/** A company that shares a key with the one in question. */
export interface CompanyCandidate {
  readonly recordId: string
  readonly identity: CompanyIdentity
}

/** How strictly names are compared. */
export interface CompanyMatchOptions {
  /** Whether legal forms must be equal, a missing one included, for a match by name. Default: `false`. */
  readonly strictNames?: boolean
}

/** Decides which of the candidates, if any, is the same company. */
export function decideCompany(
  subject: CompanyIdentity,
  candidates: readonly CompanyCandidate[],
  options: CompanyMatchOptions = {},
): Verdict {
  const hits = findHits(subject, candidates)
  if (hits.length === 0) return { verdict: 'none', vetoes: [], others: [] }
  const vetoes: Veto[] = []
  const live: Hit[] = []
  for (const hit of hits) {
    const contradiction = contradictionOf(subject, hit, options)
    if (contradiction === null) live.push(hit)
    else vetoes.push({ recordId: hit.candidate.recordId, shared: hit.shared, contradiction })
  }
  const strongest = live[0]
  if (strongest === undefined) return withoutLiveHit(vetoes)
  const contenders = live.filter((hit) => hit.shared.type === strongest.shared.type)
  return chooseAmong(subject, contenders, live, vetoes)
}

/** A candidate under the strongest key that it shares with the subject. */
interface Hit {
  readonly candidate: CompanyCandidate
  readonly shared: SharedKey
  /** All that the two share, strongest first. */
  readonly all: readonly SharedKey[]
}

const strength: Readonly<Record<KeyType, number>> = { siret: 5, vat: 4, reg: 3, npc: 2, mail: 1, row: 0 }

function findHits(subject: CompanyIdentity, candidates: readonly CompanyCandidate[]): readonly Hit[] {
  const keys = companyKeys(subject)
  const hits: Hit[] = []
  for (const candidate of candidates) {
    const theirs = new Set(companyKeys(candidate.identity).map(({ key }) => key))
    const all = keys.filter(({ key }) => theirs.has(key))
    const shared = all[0]
    if (shared !== undefined) hits.push({ candidate, shared, all })
  }
  return hits.sort((a, b) => strength[b.shared.type] - strength[a.shared.type])
}

/** The strongest fact that both sides state and that differs, if it outweighs what they share. */
function contradictionOf(
  subject: CompanyIdentity,
  hit: Hit,
  options: CompanyMatchOptions,
): Veto['contradiction'] | null {
  const other = hit.candidate.identity
  const weight = strength[hit.shared.type]
  if (weight < strength.siret && differ(subject.siret, other.siret)) return 'siret'
  if (weight < strength.vat && vatsContradict(subject.statedVats, other.statedVats)) return 'vat'
  if (weight < strength.reg && registrationsContradict(subject.registration, other.registration)) return 'reg'
  if (hit.shared.type === 'npc' && !formsAgree(subject, other, options)) return 'legal-form'
  return null
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}

/** Numbers of two countries may both be right: a company can be registered for VAT in several. */
function vatsContradict(a: readonly string[], b: readonly string[]): boolean {
  return a.some((left) => b.some((right) => left !== right && left.slice(0, 2) === right.slice(0, 2)))
}

function registrationsContradict(a: string | undefined, b: string | undefined): boolean {
  return differ(a, b) && countryOfRegistration(a) === countryOfRegistration(b)
}

function countryOfRegistration(registration: string | undefined): string | undefined {
  return registration?.slice(0, registration.indexOf(':'))
}

function formsAgree(a: CompanyIdentity, b: CompanyIdentity, { strictNames = false }: CompanyMatchOptions): boolean {
  return a.names.some((left) =>
    b.names.some(
      (right) =>
        left.key === right.key &&
        (strictNames ? left.legalForm === right.legalForm : legalFormsAgree(left.legalForm, right.legalForm)),
    ),
  )
}

/** Everything that shares a key is contradicted: a sibling establishment, or simply somebody else. */
function withoutLiveHit(vetoes: readonly Veto[]): Verdict {
  const siblings = vetoes.filter((veto) => veto.contradiction === 'siret' && veto.shared.type === 'vat')
  const first = siblings[0]
  if (first === undefined) return { verdict: 'none', vetoes, others: [] }
  const recordIds = siblings.map((veto) => veto.recordId)
  return { verdict: 'sibling', recordIds, by: first.shared, vetoes, others: [] }
}

function chooseAmong(
  subject: CompanyIdentity,
  contenders: readonly Hit[],
  live: readonly Hit[],
  vetoes: readonly Veto[],
): Verdict {
  const [first] = contenders
  if (first === undefined) return { verdict: 'none', vetoes, others: [] }
  if (contenders.length === 1) return sameAs(subject, first, undefined, live, vetoes)
  let rest = contenders
  for (const weaker of weakerKeys(contenders)) {
    const holders = rest.filter((hit) => hit.all.some(({ key }) => key === weaker.key))
    if (holders.length === 0) continue
    rest = holders
    const [only] = holders
    if (holders.length === 1 && only !== undefined) return sameAs(subject, only, weaker, live, vetoes)
  }
  const sameForm = rest.filter((hit) => hasEqualForm(subject, hit.candidate.identity))
  const [only] = sameForm
  if (sameForm.length === 1 && only !== undefined) return sameAs(subject, only, 'legal-form', live, vetoes)
  const recordIds = contenders.map((hit) => hit.candidate.recordId)
  return { verdict: 'ambiguous', recordIds, by: first.shared, vetoes, others: otherHits(live, recordIds) }
}

/** The keys below the deciding one that any contender shares, strongest first, each once. */
function weakerKeys(contenders: readonly Hit[]): readonly SharedKey[] {
  const weaker = new Map<string, SharedKey>()
  for (const hit of contenders) {
    for (const shared of hit.all) {
      if (strength[shared.type] < strength[hit.shared.type]) weaker.set(shared.key, shared)
    }
  }
  return [...weaker.values()].sort((a, b) => strength[b.type] - strength[a.type])
}

/** Whether some name of both is equal and carries the same legal form, said on both sides. */
function hasEqualForm(a: CompanyIdentity, b: CompanyIdentity): boolean {
  return a.names.some((left) =>
    b.names.some(
      (right) => left.key === right.key && left.legalForm !== undefined && left.legalForm === right.legalForm,
    ),
  )
}

function sameAs(
  subject: CompanyIdentity,
  hit: Hit,
  narrowedBy: SharedKey | 'legal-form' | undefined,
  live: readonly Hit[],
  vetoes: readonly Veto[],
): Verdict {
  const { recordId, identity } = hit.candidate
  return {
    verdict: 'same',
    recordId,
    by: hit.shared,
    ...(narrowedBy === undefined ? {} : { narrowedBy }),
    suspicious: strength[hit.shared.type] >= strength.reg && haveNothingInCommon(subject, identity),
    vetoes,
    others: otherHits(live, [recordId]),
  }
}

function otherHits(live: readonly Hit[], decided: readonly string[]): readonly OtherHit[] {
  return live
    .filter((hit) => !decided.includes(hit.candidate.recordId))
    .map((hit) => ({ recordId: hit.candidate.recordId, shared: hit.shared }))
}

/** Both sides have names, no word of one stands in the other, and no place agrees. */
function haveNothingInCommon(a: CompanyIdentity, b: CompanyIdentity): boolean {
  if (a.names.length === 0 || b.names.length === 0) return false
  const words = new Set(a.names.flatMap((name) => name.key.split(' ')))
  if (b.names.some((name) => name.key.split(' ').some((word) => words.has(word)))) return false
  return !a.places.some((left) =>
    b.places.some(
      (right) =>
        (left.postcode !== '' && left.postcode === right.postcode) || (left.city !== '' && left.city === right.city),
    ),
  )
}
