/**
 * How ledgers of consent follow a merge of their contacts, and its undoing: nothing may be sent afterwards that might not
 * have been sent to both. Rules: docs/concepts/messages.md (MSG-3), docs/concepts/merge.md (MRG-2, MRG-3).
 * @module
 */
import type { ContactId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import { channels, purposes } from '../../message/channel.ts'
import { type ConsentEntry, consentTo, mergeConsent, stricter } from '../../message/consent.ts'
import type { Session } from '../context.ts'
import type { FollowUp } from '../follow-up.ts'
import type { OwnedKind } from '../records/record-access.ts'
import type { MergeIds } from './merge-parts.ts'

/** The lines that the survivor's ledger gets. Those of the loser stay where they are, too. */
export async function consentsOfMerge(
  session: Session,
  kind: OwnedKind,
  { survivorId, loserId }: MergeIds,
  at: Instant,
): Promise<FollowUp> {
  if (kind !== 'contact') return {}
  const { kept, gone } = await ledgersOf(session, { survivorId, loserId })
  const merged = mergeConsent(kept, gone, { at, memberId: memberOf(session) })
  return linesOf(survivorId, merged.slice(kept.length))
}

/**
 * The lines that the loser's ledger gets when it is a contact's again: what was said to both while they were one holds for
 * either. The survivor keeps what the merge brought.
 */
export async function consentsOfUndo(
  session: Session,
  kind: OwnedKind,
  { survivorId, loserId }: MergeIds,
  at: Instant,
): Promise<FollowUp> {
  if (kind !== 'contact') return {}
  const { kept, gone } = await ledgersOf(session, { survivorId, loserId })
  const latest = [...kept, ...gone].reduce((last, entry) => Math.max(last, entry.at), at)
  const lines = channels.flatMap((channel) =>
    purposes.flatMap((purpose): readonly ConsentEntry[] => {
      const own = consentTo(gone, channel, purpose)
      const consent = stricter(consentTo(kept, channel, purpose), own)
      if (consent === own) return []
      return [{ channel, purpose, consent, at: latest + 1, source: 'merge', memberId: memberOf(session) }]
    }),
  )
  return linesOf(loserId, lines)
}

async function ledgersOf({ store, actor }: Session, { survivorId, loserId }: MergeIds) {
  const lines = await store.consents.consentsOf(actor.workspaceId, [survivorId, loserId])
  const of = (id: ContactId) => lines.filter(({ contactId }) => contactId === id).map(({ entry }) => entry)
  return { kept: of(survivorId), gone: of(loserId) }
}

function linesOf(contactId: ContactId, entries: readonly ConsentEntry[]): FollowUp {
  return entries.length === 0 ? {} : { consentsAdded: entries.map((entry) => ({ contactId, entry })) }
}

function memberOf({ actor }: Session) {
  return actor.kind === 'member' ? actor.memberId : null
}
