/**
 * The index of identity keys: which records carry a key. It answers for thousands at once; what the answer means
 * is the identity room's to decide.
 *
 * - identity version: a number of the workspace that grows with every commit that changes a key.
 * @module
 */
import type { IdentityKey, KeyEntry } from '../identity/identity-key.ts'
import type { WorkspaceId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'

/** What the index knows of some keys. */
export interface IdentityLookup {
  /** The identity version at which the answer was true. */
  readonly version: number
  /** Every record that carries one of the keys. */
  readonly hits: readonly KeyEntry[]
  /** The companies among the hits, each once. */
  readonly companies: readonly Company[]
  /** The contacts among the hits, each once. */
  readonly contacts: readonly Contact[]
  /** All affiliations of those contacts. */
  readonly affiliations: readonly Affiliation[]
}

/** The keys that a workspace has. */
export interface IdentityKeys {
  /** The identity version at which the answer was true. */
  readonly version: number
  /** Each key once, in no order. */
  readonly keys: readonly IdentityKey[]
}

/** Finds records by what identifies them. */
export interface IdentityIndex {
  /**
   * The records that carry any of these keys.
   * - Sees the whole workspace, whoever asks: hidden records and those in the trash are hits too (IDN-7).
   * - Hits, records and version belong to one moment.
   * - A key named twice counts once; without keys the answer is empty, with the present version.
   */
  lookUp(workspaceId: WorkspaceId, keys: readonly IdentityKey[]): Promise<IdentityLookup>

  /**
   * All keys of the workspace, or `null` if there are more than `most`: a key counts once for each record that has it.
   * - Sees the whole workspace, as {@link lookUp} does.
   * - Keys and version belong to one moment.
   */
  listKeys(workspaceId: WorkspaceId, most: number): Promise<IdentityKeys | null>
}
