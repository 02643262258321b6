/**
 * The index of identity keys: which records carry a key. It answers for thousands at once; what the answer means
 * is the identity room's to decide.
 *
 * - identity version: a number of the workspace that grows with every commit that changes a key.
 * @module
 */
import type { AccessScope } from '../access/actor.ts'
import type { IdentityKey, IdentityKind, KeyEntry } from '../identity/identity-key.ts'
import type { RecordPair } from '../identity/record-pair.ts'
import type { WorkspaceId } from '../kernel/ids.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { Ownership, RecordStamp } from '../party/record.ts'

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

/** A key that several records of one kind carry. */
export interface KeyCluster {
  readonly key: IdentityKey
  /** Its records by id: the first ones, if there are more than were asked for. */
  readonly recordIds: readonly string[]
  /** How many records carry it. */
  readonly count: number
}

/** Which shared keys. */
export interface ClusterQuery {
  readonly kind: IdentityKind
  /** Where to start, inclusive; absent for the beginning. */
  readonly from?: IdentityKey
  /** At most so many keys. */
  readonly limit: number
  /** At most so many records of each key. */
  readonly mostRecords: number
}

/**
 * A record without what it says: its version, its short number, and who may see and change it. Shares may be left out:
 * whoever may change it by a share alone has the record read as a whole.
 */
export interface RecordHead extends Ownership, Pick<RecordStamp, 'version' | 'trashedAt'> {
  readonly kind: IdentityKind
  readonly id: string
  readonly number: number
}

/** A record, and keys that it is believed to have for itself. */
export interface KeyClaim {
  readonly kind: IdentityKind
  readonly recordId: string
  readonly keys: readonly IdentityKey[]
}

/** Records that nobody rivals. */
export interface UnrivaledRecords {
  /** The identity version at which the answer was true. */
  readonly version: number
  readonly heads: readonly RecordHead[]
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
   * The heads of those records that have these keys for themselves: no other record of their kind carries any of them.
   * - Does not ask whether the record itself carries them; without keys there is nothing to rival.
   * - Sees the whole workspace, as {@link lookUp} does; leaves out records that are not there.
   * - Each comes once, in no order; heads, keys and version belong to one moment.
   */
  findUnrivaled(workspaceId: WorkspaceId, claims: readonly KeyClaim[]): Promise<UnrivaledRecords>

  /**
   * All keys of the workspace, or `null` if there are more than `most`: a key counts once for each record that has it.
   * - Sees the whole workspace, as {@link lookUp} does.
   * - Keys and version belong to one moment.
   */
  listKeys(workspaceId: WorkspaceId, most: number): Promise<IdentityKeys | null>

  /**
   * One page of the keys that several records of one kind share, by the code points of the key. Walking through all of
   * them takes no memory that grows with the workspace.
   * - Sees only records of the scope, those in the trash included: a key that fewer than two of them carry is not there.
   * - Starts at the key, inclusive, whether or not it still exists.
   * - Counts all records of a key that the scope sees, and names the first ones by id, up to the bound.
   */
  listClusters(scope: AccessScope, query: ClusterQuery): Promise<readonly KeyCluster[]>

  /**
   * Those of these pairs that are ignored for good.
   * - Each comes once; the order is not specified.
   */
  findIgnored(workspaceId: WorkspaceId, pairs: readonly RecordPair[]): Promise<readonly RecordPair[]>
}
