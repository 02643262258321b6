/**
 * Which records of a workspace share a key with another one, for an import that speaks of a good part of it: the others
 * have their keys for themselves, and none of those need be looked up. Holds as long as nobody else writes keys.
 * @module
 */
import type { IdentityKey } from '../../identity/identity-key.ts'
import { KeySieve } from '../../identity/key-sieve.ts'
import type { CommitReceipt } from '../../ports/commit.ts'
import type { Session } from '../context.ts'
import { everythingOf } from '../records/record-access.ts'
import type { PlannedBatch } from './plan-batch.ts'

/** The ids of records that share a key, and up to which identity version. */
export interface RivaledRecords {
  readonly ids: KeySieve
  readonly version: number
}

/** Walking past the keys of a record costs what looking up a fifth of a row does; a row has some 150 bytes. */
const bytesPerRecordWalked = 30
const keysPerPage = 200
/** A key of more records is a mailbox of half the world: then it is simpler to look keys up. */
const mostRecordsOfKey = 1000

/**
 * Walks through the keys of a workspace, unless looking up what the file needs is cheaper, or somebody writes meanwhile.
 * @param fileSize in bytes
 */
export async function findRivaled(session: Session, fileSize: number): Promise<RivaledRecords | null> {
  const { store } = session
  const most = Math.ceil(fileSize / bytesPerRecordWalked)
  const all = { words: [], trashed: false }
  const scope = everythingOf(session)
  if ((await store.companies.count(scope, all, most + 1)) > most) return null
  if ((await store.contacts.count(scope, all, most + 1)) > most) return null
  const version = await presentVersion(session)
  const ids = new KeySieve()
  for (const kind of ['company', 'contact'] as const) {
    let from: string | undefined
    for (;;) {
      const query = { kind, limit: keysPerPage, mostRecords: mostRecordsOfKey, ...(from !== undefined && { from }) }
      const page = await store.identity.listClusters(scope, query)
      for (const { recordIds, count } of page) {
        if (count > recordIds.length) return null
        for (const id of recordIds) ids.add(id)
      }
      if (page.length < keysPerPage) break
      from = page.at(-1)?.key
    }
  }
  return version === (await presentVersion(session)) ? { ids, version } : null
}

/**
 * Takes note of one's own commit. Who has got a key that was looked up shares it at most with those who were found
 * then; otherwise, or once somebody else has written keys, nothing is known any more.
 */
export function noteRivals(
  rivaled: RivaledRecords | null,
  { identityBefore, identityAfter }: CommitReceipt,
  { changes, set, keys }: Pick<PlannedBatch, 'changes' | 'set' | 'keys'>,
): RivaledRecords | null {
  if (rivaled === null || rivaled.version !== identityBefore) return null
  if (changes.keysAdded.length > 0) {
    const added = changes.keysAdded.map(({ key }) => key)
    if (!areLookedUp(added, keys)) return null
    for (const id of set.companies.keys()) rivaled.ids.add(id)
    for (const id of set.contacts.keys()) rivaled.ids.add(id)
  }
  return { ids: rivaled.ids, version: identityAfter }
}

/** Whether all keys that records have got are among those that were looked up: what two rows make together may not be. */
export function areLookedUp(given: readonly IdentityKey[], keys: readonly IdentityKey[]): boolean {
  const asked = new Set(keys)
  return given.every((key) => asked.has(key))
}

async function presentVersion({ store, actor }: Session): Promise<number> {
  return (await store.identity.lookUp(actor.workspaceId, [])).version
}
