/** What merges and their undoing write besides records: keys, history, answers. Rules: docs/concepts/merge.md (MRG-2). @module */
import type { Right } from '../../access/actor.ts'
import type { Write } from '../../ports/commit.ts'
import type { KeptAnswer } from '../carry-out.ts'
import type { CommandEffect, Happening } from '../command.ts'
import type { Session } from '../context.ts'
import { changedKeys } from '../records/check-company.ts'
import type { ListedRecord } from '../records/list-records.ts'
import type { MergeKind } from './merge-kinds.ts'

/** The answer of a command that is about a merge. */
export function aboutMerge(recordId: string, mergeId: string): KeptAnswer {
  return {
    records: [
      { id: recordId, warnings: [] },
      { id: mergeId, warnings: [] },
    ],
  }
}

/** The keys that come and go, guarded: whoever writes one of them at the same time decides anew. */
export async function keysOfMerge<PartyRecord extends ListedRecord>(
  session: Session,
  kind: MergeKind<PartyRecord>,
  survivor: { readonly before: PartyRecord; readonly after: PartyRecord },
  loser: PartyRecord,
  others: readonly Write[],
): Promise<Pick<CommandEffect, 'keysAdded' | 'keysRemoved' | 'guard'>> {
  const own = await kind.keys(session, survivor.before, survivor.after, others)
  const { before: gone } = await kind.keys(session, loser, loser, others)
  const changes = changedKeys(kind.party.kind, survivor.after.id, own.before, own.after)
  const { keysRemoved } = changedKeys(kind.party.kind, loser.id, gone, [])
  return {
    keysAdded: changes.keysAdded,
    keysRemoved: [...changes.keysRemoved, ...keysRemoved],
    ...(await guardOf(session, [...own.before, ...own.after, ...gone])),
  }
}

/** That these keys still lead to the same records when the commit is written. */
export async function guardOf(
  { store, actor }: Session,
  keys: readonly string[],
): Promise<Pick<CommandEffect, 'guard'>> {
  const all = [...new Set(keys)]
  if (all.length === 0) return {}
  const { version, hits } = await store.identity.lookUp(actor.workspaceId, all)
  return { guard: { version, keys: all, hits } }
}

/** What all happenings of a merge say: which command, about which record, under which right. */
export function happeningOf<PartyRecord extends ListedRecord>(
  { party }: MergeKind<PartyRecord>,
  verb: 'merge' | 'undoMerge',
  id: string,
  right: Right,
): Pick<Happening, 'command' | 'right' | 'subject' | 'personId'> {
  return {
    command: `${party.desk}.${verb}`,
    right,
    subject: { kind: party.kind, id },
    ...(party.kind === 'contact' && { personId: id }),
  }
}
