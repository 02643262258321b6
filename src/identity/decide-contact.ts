/**
 * Whether a person is one that is known already. The one place that decides it, for a form, an import and a scan alike.
 * Rules: docs/concepts/identity.md (IDN-1, IDN-2, IDN-4).
 * @module
 */
import { type ContactIdentity, contactKeys } from './contact-identity.ts'
import { foldPersonName, type PersonName, personNamesAgree, personNamesCompatible } from './person-name.ts'
import type { SharedKey, Verdict, Veto } from './verdict.ts'

/** A contact that shares an e-mail with the one in question. */
export interface ContactCandidate {
  readonly recordId: string
  readonly identity: ContactIdentity
}

/** Decides which of the candidates, if any, is the same person. */
export function decideContact(subject: ContactIdentity, candidates: readonly ContactCandidate[]): Verdict {
  const keys = contactKeys(subject)
  const vetoes: Veto[] = []
  const live: Hit[] = []
  for (const candidate of candidates) {
    const theirs = new Set(contactKeys(candidate.identity).map(({ key }) => key))
    const all = keys.filter(({ key }) => theirs.has(key))
    const shared = all[0]
    if (shared === undefined) continue
    if (personNamesCompatible(subject.name, candidate.identity.name)) live.push({ candidate, shared, all })
    else vetoes.push({ recordId: candidate.recordId, shared, contradiction: 'person-name' })
  }
  return chooseAmong(subject, keys, live, vetoes)
}

interface Hit {
  readonly candidate: ContactCandidate
  readonly shared: SharedKey
  readonly all: readonly SharedKey[]
}

function chooseAmong(
  subject: ContactIdentity,
  keys: readonly SharedKey[],
  live: readonly Hit[],
  vetoes: readonly Veto[],
): Verdict {
  const deciding = keys.find(({ key }) => live.some((hit) => hit.shared.key === key))
  if (deciding === undefined) return withoutLiveHit(vetoes)
  const contenders = live.filter((hit) => hit.shared.key === deciding.key)
  const [first] = contenders
  if (contenders.length === 1 && first !== undefined) return sameAs(subject, first, undefined, live, vetoes)
  let rest: readonly Hit[] = contenders
  for (const weaker of keys.slice(keys.indexOf(deciding) + 1)) {
    const holders = rest.filter((hit) => hit.all.some(({ key }) => key === weaker.key))
    if (holders.length === 0) continue
    rest = holders
    const [only] = holders
    if (holders.length === 1 && only !== undefined) return sameAs(subject, only, weaker, live, vetoes)
  }
  const namesakes = rest.filter((hit) => haveEqualNames(subject.name, hit.candidate.identity.name))
  const [only] = namesakes
  if (namesakes.length === 1 && only !== undefined) return sameAs(subject, only, 'name', live, vetoes)
  const recordIds = contenders.map((hit) => hit.candidate.recordId)
  return { verdict: 'ambiguous', recordIds, by: deciding, vetoes, others: otherHits(live, recordIds) }
}

/** `info@` belongs to several people: another name on it is only a possible match. */
function withoutLiveHit(vetoes: readonly Veto[]): Verdict {
  if (vetoes.length === 0) return { verdict: 'none', vetoes, others: [] }
  const candidates = vetoes.map(({ recordId }) => ({ recordId, reasons: ['shared-mailbox'] as const }))
  return { verdict: 'possible', candidates, vetoes, others: [] }
}

function sameAs(
  subject: ContactIdentity,
  hit: Hit,
  narrowedBy: SharedKey | 'name' | undefined,
  live: readonly Hit[],
  vetoes: readonly Veto[],
): Verdict {
  const { recordId, identity } = hit.candidate
  return {
    verdict: 'same',
    recordId,
    by: hit.shared,
    ...(narrowedBy === undefined ? {} : { narrowedBy }),
    suspicious: hit.shared.type === 'mail' && !personNamesAgree(subject.name, identity.name),
    vetoes,
    others: otherHits(live, [recordId]),
  }
}

function otherHits(live: readonly Hit[], decided: readonly string[]): Verdict['others'] {
  return live
    .filter((hit) => !decided.includes(hit.candidate.recordId))
    .map((hit) => ({ recordId: hit.candidate.recordId, shared: hit.shared }))
}

function haveEqualNames(a: PersonName, b: PersonName): boolean {
  const left = wholeName(a)
  return left !== '' && left === wholeName(b)
}

/** Given and family name in alphabetical order, so that swapped columns make no difference. */
function wholeName(name: PersonName): string {
  return [foldPersonName(name.givenName ?? ''), foldPersonName(name.familyName ?? '')].sort().join(' ').trim()
}
