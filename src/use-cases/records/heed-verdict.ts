/** What a verdict on duplicates means for a command: a refusal, or something to say. Rules: docs/concepts/identity.md (IDN-3, IDN-7, IDN-9). @module */
import type { IdentityKind } from '../../identity/identity-key.ts'
import type { Possible, PossibleReason, SharedKey, Verdict } from '../../identity/verdict.ts'
import type { OnDuplicate } from '../../inputs/call.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { Session } from '../context.ts'
import type { RecordWarning } from '../record-warning.ts'
import { asKnown, type OwnedRecord } from './record-access.ts'

/** What was found out about a record that is to be written. */
export interface Comparison {
  readonly kind: IdentityKind
  readonly verdict: Verdict
  /** The verdict on the record as it was; `null` for a new one. What was so before is not refused now. */
  readonly before: Verdict | null
  /** Records that are alike by name and one thing more, whatever the verdict. */
  readonly alike: Possible['candidates']
  /** The records that verdicts name, by id. */
  readonly records: ReadonlyMap<string, OwnedRecord>
}

/**
 * Draws the consequences of a verdict.
 * @throws {CrmError} duplicate - it is the same as another record
 * @throws {CrmError} ambiguous-duplicate - it may be one of several
 */
export function heedVerdict(
  session: Session,
  comparison: Comparison,
  onDuplicate: OnDuplicate = 'refuse',
): readonly RecordWarning[] {
  const { verdict, before } = comparison
  const earlier = new Set(before === null ? [] : meantBy(before))
  const isNew = meantBy(verdict).some((id) => !earlier.has(id))
  if (isNew && onDuplicate === 'refuse') throwDuplicate(session, comparison)
  return [...verdictWarnings(session, comparison), ...possibleWarnings(session, comparison)]
}

function verdictWarnings(session: Session, { verdict, records }: Comparison): readonly RecordWarning[] {
  const warn = (code: 'duplicate' | 'sibling' | 'related', ids: readonly string[], by: SharedKey): RecordWarning[] =>
    ids
      .flatMap((id) => records.get(id) ?? [])
      .map((record) => ({ code, record: asKnown(session, record), by: by.type }))
  const related = verdict.others.flatMap(({ recordId, shared }) => warn('related', [recordId], shared))
  switch (verdict.verdict) {
    case 'same':
    case 'ambiguous':
      return [...warn('duplicate', meantBy(verdict), verdict.by), ...related]
    case 'sibling':
      return [...warn('sibling', verdict.recordIds, verdict.by), ...related]
    case 'possible':
    case 'none':
      return related
  }
}

/** What is only possible is said of a record that nothing else is said of. */
function possibleWarnings(session: Session, { verdict, alike, records }: Comparison): readonly RecordWarning[] {
  const said = new Set([...meantBy(verdict), ...verdict.others.map(({ recordId }) => recordId)])
  if (verdict.verdict === 'sibling') for (const id of verdict.recordIds) said.add(id)
  const reasons = new Map<string, PossibleReason[]>()
  for (const candidate of [...(verdict.verdict === 'possible' ? verdict.candidates : []), ...alike]) {
    if (said.has(candidate.recordId)) continue
    reasons.set(candidate.recordId, [...(reasons.get(candidate.recordId) ?? []), ...candidate.reasons])
  }
  return [...reasons].flatMap(([id, why]) => {
    const record = records.get(id)
    if (record === undefined) return []
    return [{ code: 'possible-duplicate' as const, record: asKnown(session, record), reasons: why }]
  })
}

/** The records that a verdict takes for the same one. */
export function meantBy(verdict: Verdict): readonly string[] {
  switch (verdict.verdict) {
    case 'same':
      return [verdict.recordId]
    case 'ambiguous':
      return verdict.recordIds
    case 'sibling':
    case 'possible':
    case 'none':
      return []
  }
}

const remedy = 'Open that one, or repeat the command with onDuplicate: "create".'

function throwDuplicate(session: Session, { kind, verdict, records }: Comparison): void {
  if (verdict.verdict !== 'same' && verdict.verdict !== 'ambiguous') return
  const others = meantBy(verdict)
    .flatMap((id) => records.get(id) ?? [])
    .map((record) => asKnown(session, record))
  const by = verdict.by.type
  if (verdict.verdict === 'same') {
    const [other] = others
    const where = other?.recordId === undefined ? 'one that you may not see' : other.recordId
    const trash = other?.inTrash === true ? ', in the trash' : ''
    const owner = other?.ownerId ?? null
    const whom = other?.recordId !== undefined ? '' : ` Ask ${owner === null ? 'an administrator' : `member ${owner}`}.`
    throw new CrmError('duplicate', {
      message: `This ${kind} exists already by its ${by}: ${where}${trash}.${whom} ${remedy}`,
      details: { kind, by, ...other, isSuspicious: other?.recordId !== undefined && verdict.suspicious },
    })
  }
  const visible = others.flatMap(({ recordId }) => recordId ?? [])
  throw new CrmError('ambiguous-duplicate', {
    message: `This ${kind} may be one of ${others.length} that exist already, by its ${by}: ${visible.join(', ')}. ${remedy}`,
    details: { kind, by, recordIds: visible, records: others },
  })
}
