/** What kinds of records have in common, so that lists, trash, sharing and history are written once. @module */
import type { IdentityKind, KeyEntry } from '../../identity/identity-key.ts'
import type { SearchIndex } from '../../identity/search-index.ts'
import type { RecordStamp } from '../../party/record.ts'
import type { UpdateWrite, Write } from '../../ports/commit.ts'
import type { Subject } from '../../ports/history.ts'
import type { PartyRepository } from '../../ports/party-repository.ts'
import type { Session } from '../context.ts'
import type { FollowUp } from '../follow-up.ts'
import type { Pairing } from '../merging/compare-clusters.ts'
import type { RecordRepository } from '../merging/follow-merges.ts'
import type { RecordWarning } from '../record-warning.ts'
import type { ListedRecord } from './list-records.ts'
import type { OwnedKind, OwnedRecord } from './record-access.ts'

/** A kind of record that has an owner and a trash. */
export interface RecordKind<OneRecord extends OwnedRecord> {
  readonly kind: OwnedKind
  /** How the desk is called. */
  readonly desk: 'companies' | 'contacts' | 'interactions'
  repository(session: Session): RecordRepository<OneRecord>
  /** The record with a new stamp; without `trashedAt` and `mergedInto` it is in use. */
  restamp(record: OneRecord, stamp: Pick<RecordStamp, 'version' | 'updatedAt' | 'trashedAt' | 'mergedInto'>): OneRecord
  /** That a record may still change: come out of the trash, be merged; absent where every one may. @throws {CrmError} invalid-input */
  requireChangeable?(record: OneRecord): void
  /** The write that replaces a record. */
  updateWrite(session: Session, record: OneRecord): Promise<UpdateWrite>
  /** What follows from a change, or from removing a record for good (`null`); absent where nothing does. */
  follow?(session: Session, before: OneRecord, after: OneRecord | null): Promise<FollowUp>
  /** What to remove for good with a record: its parts, its keys; and what stands in the way. */
  removal(session: Session, record: OneRecord): Promise<Removal>
}

/** A kind of record that is listed by name, and may be there twice: companies and contacts. */
export interface Party<PartyRecord extends ListedRecord> extends RecordKind<PartyRecord> {
  readonly kind: IdentityKind
  readonly desk: 'companies' | 'contacts'
  repository(session: Session): PartyRepository<PartyRecord>
  /** What lists are sorted by: a cursor holds it. */
  indexOf(record: PartyRecord): SearchIndex
  /** How these records are paired: told by what identifies them, as far as the actor may see it. */
  pairing(session: Session, records: readonly PartyRecord[]): Promise<Pairing>
}

/** What removing a record for good takes. */
interface Removal {
  /** Parts first, the record last. */
  readonly writes: readonly Write[]
  /** Keys that the record may have. */
  readonly keys: readonly KeyEntry[]
  /** The records that point at it and must stay. */
  readonly references: readonly Subject[]
}

/** A record that a command wrote, and what there is to say about it. */
export interface Written<WrittenRecord> {
  readonly record: WrittenRecord
  readonly warnings: readonly RecordWarning[]
}
