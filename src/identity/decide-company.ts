/**
 * Whether a company is one that is known already. The one place that decides it, for a form, an import and a scan alike.
 * Rules: docs/concepts/identity.md (IDN-2 … IDN-5).
 * @module
 */
import { compareCodePoints } from '../kernel/compare.ts'
import { type Candidate, chooseHit, findHits, type Hit } from './choose-hit.ts'
import { type CompanyIdentity, companyKeys } from './company-identity.ts'
import {
  type CompanyMatchOptions,
  contradictingNumber,
  haveEqualForm,
  haveEqualName,
  haveNothingInCommon,
} from './compare-companies.ts'
import { type KeyType, type SharedKey, unknown, type Verdict, type Veto } from './verdict.ts'

/** A company that shares a key with the one in question. */
export type CompanyCandidate = Candidate<CompanyIdentity>

/** Decides which of the candidates, if any, is the same company. */
export function decideCompany(
  subject: CompanyIdentity,
  candidates: readonly CompanyCandidate[],
  options: CompanyMatchOptions = {},
): Verdict {
  if (candidates.length === 0) return unknown
  return decideCompanyHits(subject, strongestFirst(findHits(companyKeys(subject), candidates, companyKeys)), options)
}

/** {@link decideCompany}, where it is known already what the candidates share with the subject: strongest first. */
export function decideCompanyHits(
  subject: CompanyIdentity,
  hits: readonly CompanyHit[],
  options: CompanyMatchOptions = {},
): Verdict {
  if (hits.length === 0) return unknown
  const vetoes: Veto[] = []
  const live: CompanyHit[] = []
  for (const hit of hits) {
    const contradiction = contradictionOf(subject, hit, options)
    if (contradiction === null) live.push(hit)
    else vetoes.push({ recordId: hit.candidate.recordId, shared: hit.shared, contradiction })
  }
  const [first, ...others] = live
  if (first === undefined) return withoutLiveHit(vetoes)
  const contenders = [first, ...others.filter((hit) => hit.shared.type === first.shared.type)] as const
  return chooseHit({
    contenders,
    weaker: weakerKeys(contenders),
    lastly: { by: 'legal-form', holds: (identity) => haveEqualForm(subject, identity) },
    isSuspicious: ({ shared, candidate }) =>
      strength[shared.type] >= strength.reg && haveNothingInCommon(subject, candidate.identity),
    live,
    vetoes,
  })
}

type CompanyHit = Hit<CompanyIdentity>

const strength: Readonly<Record<KeyType, number>> = { siret: 5, vat: 4, reg: 3, npc: 2, mail: 1, row: 0 }

function strongestFirst(hits: readonly CompanyHit[]): readonly CompanyHit[] {
  return hits.toSorted((a, b) => strength[b.shared.type] - strength[a.shared.type])
}

/** The strongest fact that both sides state and that differs, if it outweighs what they share. */
function contradictionOf(
  subject: CompanyIdentity,
  { candidate, shared }: CompanyHit,
  options: CompanyMatchOptions,
): Veto['contradiction'] | null {
  const number = contradictingNumber(subject, candidate.identity)
  if (number !== null && strength[number] > strength[shared.type]) return number
  return shared.type === 'npc' && !haveEqualName(subject, candidate.identity, options) ? 'legal-form' : null
}

/** Everything that shares a key is contradicted: a sibling establishment, or simply somebody else. */
function withoutLiveHit(vetoes: readonly Veto[]): Verdict {
  const siblings = vetoes.filter((veto) => veto.contradiction === 'siret' && veto.shared.type === 'vat')
  const first = siblings[0]
  if (first === undefined) return { verdict: 'none', vetoes, others: [] }
  const recordIds = siblings.map((veto) => veto.recordId)
  return { verdict: 'sibling', recordIds, by: first.shared, vetoes, others: [] }
}

/** The keys below the deciding one that any contender shares, strongest first, each once. */
function weakerKeys(contenders: readonly CompanyHit[]): readonly SharedKey[] {
  if (contenders.length === 1) return []
  const weaker = new Map<string, SharedKey>()
  for (const hit of contenders) {
    for (const shared of hit.all) {
      if (strength[shared.type] < strength[hit.shared.type]) weaker.set(shared.key, shared)
    }
  }
  return [...weaker.values()].sort((a, b) => strength[b.type] - strength[a.type] || compareCodePoints(a.key, b.key))
}
