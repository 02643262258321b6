/** What points at what, so that nothing is removed under somebody's feet. @module */
import type { WorkspaceId } from '../kernel/ids.ts'
import type { Subject } from './history.ts'

/** One record that points at another. */
export interface Reference {
  readonly from: Subject
  readonly to: Subject
}

/** Finds references. */
export interface ReferenceIndex {
  /**
   * The records that point at any of these: affiliations at their contact and company, companies at their parent.
   * - Sees the whole workspace, whoever asks, and records in the trash too.
   * - The order is not specified; without targets the answer is empty.
   */
  pointingAt(workspaceId: WorkspaceId, targets: readonly Subject[]): Promise<readonly Reference[]>
}
