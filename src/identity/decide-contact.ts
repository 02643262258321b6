/**
 * Whether a person is one that is known already. The one place that decides it, for a form, an import and a scan alike.
 * Rules: docs/concepts/identity.md (IDN-1, IDN-2, IDN-4).
 * @module
 */
import { type Candidate, chooseHit, findHits, type Hit } from './choose-hit.ts'
import { type ContactIdentity, contactKeys } from './contact-identity.ts'
import { type PersonName, personNamesAgree, personNamesCompatible, wholeName } from './person-name.ts'
import { type SharedKey, unknown, type Verdict, type Veto } from './verdict.ts'

/** A contact that shares an e-mail with the one in question. */
export type ContactCandidate = Candidate<ContactIdentity>

/** Decides which of the candidates, if any, is the same person. */
export function decideContact(subject: ContactIdentity, candidates: readonly ContactCandidate[]): Verdict {
  if (candidates.length === 0) return unknown
  const keys = contactKeys(subject)
  return decideContactHits(subject, keys, findHits(keys, candidates, contactKeys))
}

/** {@link decideContact}, where it is known already which of the subject's keys the candidates share. */
export function decideContactHits(
  subject: ContactIdentity,
  keys: readonly SharedKey[],
  hits: readonly Hit<ContactIdentity>[],
): Verdict {
  const vetoes: Veto[] = []
  const live: Hit<ContactIdentity>[] = []
  for (const hit of hits) {
    const { recordId, identity } = hit.candidate
    if (personNamesCompatible(subject.name, identity.name)) live.push(hit)
    else vetoes.push({ recordId, shared: hit.shared, contradiction: 'person-name' })
  }
  const decidingIndex = keys.findIndex(({ key }) => live.some((hit) => hit.shared.key === key))
  const [first, ...others] = live.filter((hit) => hit.shared.key === keys[decidingIndex]?.key)
  if (first === undefined) return withoutLiveHit(vetoes)
  return chooseHit({
    contenders: [first, ...others],
    weaker: keys.slice(decidingIndex + 1),
    lastly: { by: 'name', holds: ({ name }) => haveEqualNames(subject.name, name) },
    isSuspicious: ({ shared, candidate }) =>
      shared.type === 'mail' && !personNamesAgree(subject.name, candidate.identity.name),
    live,
    vetoes,
  })
}

/** `info@` belongs to several people: another name on it is only a possible match. */
function withoutLiveHit(vetoes: readonly Veto[]): Verdict {
  if (vetoes.length === 0) return { verdict: 'none', vetoes, others: [] }
  const candidates = vetoes.map(({ recordId }) => ({ recordId, reasons: ['shared-mailbox'] as const }))
  return { verdict: 'possible', candidates, vetoes, others: [] }
}

function haveEqualNames(a: PersonName, b: PersonName): boolean {
  const name = wholeName(a)
  return name !== '' && name === wholeName(b)
}
