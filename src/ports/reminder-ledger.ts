/**
 * The ledger of reminders. Lines come in with a {@link Commit}, and are settled one by one.
 *
 * - line: a reminder of one person, of one matter or occurrence, under its key.
 * - round: how often a line has come to be wanted. What was meant for a round that is over changes nothing.
 * @module
 */
import type { InteractionId, WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Reminder, ReminderState } from '../reminder/ledger.ts'

/** What has become of a reminder. */
export interface ReminderSettlement {
  readonly key: string
  readonly round: number
  /** What it was when this was decided. */
  readonly from: ReminderState
  readonly to: ReminderState
  readonly at: Instant
  /** How often somebody has set about it by now. */
  readonly attempts: number
}

/** The place of a line in a list. */
export interface ReminderPosition {
  readonly dueAt: Instant
  readonly key: string
}

/** A page of lines: right after a place, if one is given. */
export interface ReminderPage {
  readonly after?: ReminderPosition
  readonly limit: number
}

/** Keeps what was planned, and what has become of it. Nothing is ever removed. */
export interface ReminderLedger {
  /** The line with this key. - Resolves `null` for a key that is unknown or of another workspace. */
  find(workspaceId: WorkspaceId, key: string): Promise<Reminder | null>

  /** The lines with these keys. - Leaves out keys that are unknown; one named twice comes once, in no order. */
  findMany(workspaceId: WorkspaceId, keys: readonly string[]): Promise<readonly Reminder[]>

  /** All lines of these matters that are pending, by when they are due, then by key. */
  listPending(workspaceId: WorkspaceId, interactionIds: readonly InteractionId[]): Promise<readonly Reminder[]>

  /**
   * One page of the lines of a matter, whatever has become of them, by when they are due, then by key.
   * - Starts right after the place, if given.
   */
  listOf(workspaceId: WorkspaceId, interactionId: InteractionId, page: ReminderPage): Promise<readonly Reminder[]>

  /**
   * One page of the lines in a state, by when they are due, then by key.
   * - Starts right after the place, if given.
   */
  listByState(workspaceId: WorkspaceId, state: ReminderState, page: ReminderPage): Promise<readonly Reminder[]>

  /**
   * Notes what has become of a reminder.
   * - Resolves `false`, and changes nothing, if it is in another state or in another round by now.
   */
  settle(workspaceId: WorkspaceId, settlement: ReminderSettlement): Promise<boolean>
}
