/** What an actor is told of a record that is in the way of another. Rules: docs/concepts/identity.md (IDN-7). @module */
import type { MemberId } from '../kernel/ids.ts'

/** Another record, as far as the actor may know of it (IDN-7). */
export interface KnownRecord {
  /** Absent for a record that the actor may not see: all that is told is that it exists, and whom to ask. */
  readonly recordId?: string
  /** Whom to ask: who answers for the record; `null` while nobody does. */
  readonly ownerId: MemberId | null
  /** Whether the record lies in the trash; told only of one that the actor may see. */
  readonly inTrash: boolean
}
