/**
 * The identity keys of a workspace that an import knows of by itself, because nobody else adds any: what is none of
 * them need not be looked up. The guard of the commit holds for it all the same.
 * @module
 */
import type { IdentityKey, KeyEntry } from '../../identity/identity-key.ts'
import { KeySieve } from '../../identity/key-sieve.ts'
import type { CommitReceipt } from '../../ports/commit.ts'
import type { IdentityLookup } from '../../ports/identity-index.ts'
import type { Session } from '../context.ts'

/** What is known, and up to which identity version. */
export interface KnownKeys {
  readonly sieve: KeySieve
  readonly version: number
}

/** Reading a key that is there costs what looking up a twentieth of a row does; a row has some 150 bytes. */
const bytesPerKeyRead = 10
const mostKeysRead = 200_000

/**
 * Reads the keys of a workspace, unless looking up what the file needs is cheaper than reading all that is there.
 * @param fileSize in bytes
 */
export async function startKnowing(session: Session, fileSize: number): Promise<KnownKeys | null> {
  const most = Math.min(mostKeysRead, Math.ceil(fileSize / bytesPerKeyRead))
  const listed = await session.store.identity.listKeys(session.actor.workspaceId, most)
  if (listed === null) return null
  const sieve = new KeySieve()
  for (const key of listed.keys) sieve.add(key)
  return { sieve, version: listed.version }
}

/** Looks keys up: those that may be there. What is known by itself holds as of the version it is known of. */
export async function lookUpKeys(
  session: Session,
  keys: readonly IdentityKey[],
  known: KnownKeys | null,
): Promise<IdentityLookup> {
  const { identity } = session.store
  const { workspaceId } = session.actor
  if (known === null) return identity.lookUp(workspaceId, keys)
  const { sieve, version } = known
  const likely = keys.filter((key) => sieve.mayHold(key))
  if (likely.length === 0) return { version, hits: [], companies: [], contacts: [], affiliations: [] }
  return { ...(await identity.lookUp(workspaceId, likely)), version }
}

/** Takes note of keys that are being written. Should that fail, a few more are looked up than need be. */
export function noteKeys(known: KnownKeys | null, added: readonly KeyEntry[]): void {
  if (known !== null) for (const { key } of added) known.sieve.add(key)
}

/** Takes note of one's own commit, whose keys are noted. Once somebody else has written any, nothing is known any more. */
export function noteReceipt(
  known: KnownKeys | null,
  { identityBefore, identityAfter }: CommitReceipt,
): KnownKeys | null {
  return known?.version === identityBefore ? { sieve: known.sieve, version: identityAfter } : null
}
