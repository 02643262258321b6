/**
 * Reading interactions, their notes and the time spent on them. Writing is {@link Store.commit}'s alone.
 *
 * - scope: the workspace and the access predicate; what does not pass it is as if it did not exist.
 * - position: the sort value and id of the last entry of a page.
 * @module
 */
import type { AccessScope } from '../access/actor.ts'
import type { StoredCall } from '../call/stored-call.ts'
import type { ContactDates } from '../interaction/contact-dates.ts'
import type { Interaction, InteractionState } from '../interaction/interaction.ts'
import type { Note } from '../interaction/note.ts'
import type { StepType } from '../interaction/pipeline.ts'
import type { Period } from '../interaction/schedule.ts'
import type { StoredTimer, StoredTimeSpent } from '../interaction/time-spent.ts'
import type { ImportId, InteractionId, MemberId, WorkspaceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { DomainEvent } from './history.ts'
import type { StoredMessage } from './message-repository.ts'
import type { PagePosition } from './page.ts'

/**
 * The fixed set of orders. Ties are broken by id. What is not planned comes after what is, whatever the direction; its
 * position has the value `notPlanned`.
 */
export type InteractionOrder = 'subject' | 'number' | 'created' | 'updated' | 'update-date' | 'planned'

/** Which interactions. What is left out is no condition; of several conditions, those that meet all. */
export interface InteractionFilter {
  /** Folded words, each of which must occur in the search text, or be the short number. Empty: no condition. */
  readonly words: readonly string[]
  /** Those in use, or those in the trash. */
  readonly trashed: boolean
  readonly states?: readonly InteractionState[]
  /** Pipelines and steps: on any of them. */
  readonly types?: readonly StepType[]
  /** `null`: those that nobody owns. */
  readonly ownerId?: MemberId | null
  /** Those of which any of these members or resources is the owner or a participant. */
  readonly attendeeIds?: readonly string[]
  readonly companyId?: string
  readonly contactId?: string
  readonly parentId?: InteractionId
  /** Planned at some time within: their span and the period overlap. */
  readonly planned?: Period
  /**
   * Not done, and planned neither after this instant, nor is any part that is not done (INT-9). Parts count whether or
   * not the scope sees them.
   */
  readonly withoutPlanAfter?: Instant
}

/** One page of interactions. */
export interface InteractionQuery extends InteractionFilter {
  readonly order: InteractionOrder
  readonly descending: boolean
  /** Those after this position; absent for the first page. */
  readonly after?: PagePosition
  readonly limit: number
}

/** Of what a timeline is: of one interaction, or of all of a company or a contact, with those that were merged into it. */
export interface TimelinePlace {
  readonly kind: 'company' | 'contact' | 'interaction'
  readonly ids: readonly string[]
}

/** Something on a timeline: a note, an event, a message that was sent, a call, or that an import made or changed the record. */
export type TimelineEntry =
  | { readonly kind: 'note'; readonly at: Instant; readonly id: string; readonly note: Note }
  | { readonly kind: 'event'; readonly at: Instant; readonly id: string; readonly event: DomainEvent }
  | {
      readonly kind: 'import'
      readonly at: Instant
      /** That of the record. */
      readonly id: string
      readonly importId: ImportId
      readonly row: number
      /** Whether the import created the record. */
      readonly created: boolean
    }
  | { readonly kind: 'message'; readonly at: Instant; readonly id: string; readonly message: StoredMessage }
  | { readonly kind: 'call'; readonly at: Instant; readonly id: string; readonly call: StoredCall }

/** The place of an entry on a timeline: by instant, then by id. */
export interface TimelinePosition {
  readonly at: Instant
  readonly id: string
}

/** What is known of one company or contact. */
export interface PlaceDates extends ContactDates {
  readonly id: string
}

/** Reads interactions. */
export interface InteractionRepository {
  /**
   * The interaction with this id.
   * - Resolves `null` for an id that is unknown, of another workspace, or not visible in the scope.
   * - An interaction in the trash is found.
   * - Sees under every filter what a company of the same owner, visibility and shares would be seen by.
   */
  find(scope: AccessScope, id: string): Promise<Interaction | null>

  /**
   * The interactions with these ids.
   * - Leaves out ids that are unknown, of another workspace, or not visible in the scope.
   * - One named twice comes once; the order is not specified.
   */
  findMany(scope: AccessScope, ids: readonly string[]): Promise<readonly Interaction[]>

  /**
   * One page of interactions, in the order asked for, ties by id in the same direction.
   * - Holds only interactions of the scope: a page is full whenever enough visible ones follow.
   * - Those in the trash come only, and alone, when asked for.
   * - Meets every condition of the filter, each as {@link InteractionFilter} says.
   * - What is not planned comes last in the order `planned`, in both directions.
   * - Starts right after the position, whether or not the interaction there still exists.
   */
  list(scope: AccessScope, query: InteractionQuery): Promise<readonly Interaction[]>

  /**
   * The value of an interaction's position in the order `planned`, as its index was written: `notPlanned` for one that
   * is not planned.
   * - Resolves `null` for an id that is unknown or of another workspace.
   */
  findPlannedFrom(workspaceId: WorkspaceId, id: string): Promise<Instant | null>

  /**
   * How many interactions a query without limit and position would list.
   * - Stops counting at the cap.
   */
  count(scope: AccessScope, filter: InteractionFilter, cap: number): Promise<number>

  /** One page of the interactions that this member owns, by id, whatever their visibility, those in the trash too. */
  listOwnedBy(
    workspaceId: WorkspaceId,
    ownerId: MemberId,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly Interaction[]>

  /** How many interactions this member owns: all that {@link InteractionRepository.listOwnedBy} gives, page after page. */
  countOwnedBy(workspaceId: WorkspaceId, ownerId: MemberId): Promise<number>

  /** Whether any interaction of the workspace stands on this step, or would come back to it, the trash included. */
  isStepInUse(workspaceId: WorkspaceId, type: StepType): Promise<boolean>

  /**
   * One page of a timeline, the latest first (by instant, then by id). A note stands at the instant at which it happened.
   * - Of an interaction: its notes, and the events that are about it.
   * - Of a company or a contact: the events that are about it, what imports did to it, and what the timelines of its
   *   interactions hold.
   * - Calls that name it, or a matter of it, stand at the instant at which they began.
   * - Messages that were sent stand at the instant at which they were written, with what became of them by now.
   * - Holds nothing of interactions that the scope does not see, or that are in the trash, unless it is theirs.
   * - An event that only tells of a note (`interaction.noted`) is not there beside the note.
   * - Starts right after the position, if given.
   */
  timeline(
    scope: AccessScope,
    place: TimelinePlace,
    page: { readonly after?: TimelinePosition; readonly limit: number },
  ): Promise<readonly TimelineEntry[]>

  /**
   * The dates of companies or contacts: of each of these, the latest of its interactions (INT-5).
   * - Counts only interactions of the scope that are not in the trash.
   * - Of what nothing is known there is no entry; the order is not specified.
   */
  datesOf(scope: AccessScope, kind: 'company' | 'contact', ids: readonly string[]): Promise<readonly PlaceDates[]>

  /** One page of an interaction's notes, by id, the first one first. */
  listNotes(
    workspaceId: WorkspaceId,
    interactionId: InteractionId,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly Note[]>

  /** The timer that a member has running. - Resolves `null` if there is none. */
  findTimer(workspaceId: WorkspaceId, memberId: MemberId): Promise<StoredTimer | null>

  /** All time spent on an interaction, by id. */
  listTimeSpent(workspaceId: WorkspaceId, interactionId: InteractionId): Promise<readonly StoredTimeSpent[]>
}
