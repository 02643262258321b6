/** The desk of matters: what members do with them. Rules: docs/concepts/interactions.md (INT-1 … INT-13). @module */
import type { CommandOptions, PageQuery } from '../../inputs/call.ts'
import type {
  Conclusion,
  InteractionCountQuery,
  InteractionListQuery,
  InteractionOptions,
  Reopening,
  StepOptions,
  TimeOptions,
} from '../../inputs/interaction.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { InteractionChanges, NewInteraction } from '../../interaction/new-interaction.ts'
import type { NewSchedule } from '../../interaction/new-schedule.ts'
import type { NewNote, Note } from '../../interaction/note.ts'
import type { StepType } from '../../interaction/pipeline.ts'
import type { NewTimeSpent, StoredTimer, StoredTimeSpent, TimeCost } from '../../interaction/time-spent.ts'
import type { ContactId, InteractionId } from '../../kernel/ids.ts'
import type { TimelineEntry } from '../../ports/interaction-repository.ts'
import type { SeriesDesk } from '../calendar/series-desk.ts'
import type { Page } from '../records/list-records.ts'
import type { OwnedDesk } from '../records/owned-desk.ts'
import type { Written } from '../records/party.ts'
import type { WrittenInteraction } from './write-interaction.ts'

/**
 * Matters of one workspace, for one actor. What the actor may not see is as if it did not exist.
 *
 * Every command may bring a `note`; those that move a matter on may make the `next` action as well. A matter that is left
 * without a date ahead is written with the warning `no-next-action`, or refused, as the workspace's `nextActionPolicy`
 * says.
 */
export interface InteractionDesk<Type extends StepType = StepType>
  extends OwnedDesk<Interaction, InteractionId>,
    SeriesDesk {
  /**
   * Creates a matter. One on a won or lost step is done.
   * @throws {CrmError} invalid-input - with every field, problem and remedy
   * @throws {CrmError} forbidden
   * @example
   * const { record } = await desk.interactions.create({
   *   subject: 'Apples, 1,000 kg',
   *   type: 'sale/first-contact',
   *   schedule: { task: { dueOn: 'in-3-days' } },
   * })
   */
  create(input: NewInteraction<Type>, options?: Pick<CommandOptions, 'commandId'>): Promise<Written<Interaction>>

  /**
   * Creates the same matter for each of 1 to 200 contacts, in one commit: all of them, or none (INT-10). A contact that is
   * named twice gets one.
   * @throws {CrmError} forbidden, invalid-input
   */
  createMany(
    input: Omit<NewInteraction<Type>, 'contactIds'>,
    contactIds: readonly ContactId[],
    options?: Pick<CommandOptions, 'commandId'>,
  ): Promise<readonly Written<Interaction>[]>

  /** One page of matters. @throws {CrmError} invalid-input */
  list(query?: InteractionListQuery<Type>): Promise<Page<Interaction>>

  /** How many matters a list without pages would have, up to a cap. @throws {CrmError} invalid-input */
  count(query?: InteractionCountQuery<Type>): Promise<number>

  /**
   * Changes what people write down of a matter: what is left out keeps its value, `null` clears it. State, step, schedule,
   * probability and update date have commands of their own.
   * @throws {CrmError} not-found, forbidden, invalid-input, version-conflict
   */
  update(id: InteractionId, changes: InteractionChanges, options?: InteractionOptions): Promise<WrittenInteraction>

  /** Begins to work on a matter. @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict */
  begin(id: InteractionId, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /** Puts a matter aside. @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict */
  pause(id: InteractionId, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /**
   * Finishes a matter. Won and lost ones move to the step of that kind.
   * @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict
   */
  conclude(id: InteractionId, how?: Conclusion<Type>, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /** Takes a matter up again. @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict */
  reopen(id: InteractionId, how?: Reopening, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /**
   * Moves a matter to a step of its pipeline. A won or lost step finishes it; the step where it is changes nothing.
   * @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict
   * @example
   * const { record } = await desk.interactions.moveTo(sale.id, 'sale/won', { note: { said: 'We take all of them.' } })
   */
  moveTo(id: InteractionId, step: Type, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /** Moves a matter to another pipeline; its history stays. @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict */
  changeType(id: InteractionId, step: Type, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /**
   * Gives a matter another date, or its first one. A task stays a task, and a meeting a meeting.
   * @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict
   */
  reschedule(id: InteractionId, schedule: NewSchedule, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /** Turns a task into a meeting, or a meeting into a task. @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict */
  convert(id: InteractionId, schedule: NewSchedule, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /**
   * Sets how likely a good end of this very matter is, until the next step; `null`: that of the step again.
   * @param percent a whole number, 0 to 100
   * @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict
   */
  setProbability(id: InteractionId, percent: number | null, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /**
   * Corrects the day on which a matter counts in reports. It counts as stamped from then on (INT-4).
   * @param on `YYYY-MM-DD`
   * @throws {CrmError} not-found, forbidden, invalid-input, version-conflict
   */
  correctUpdateDate(id: InteractionId, on: string, options?: StepOptions<Type>): Promise<WrittenInteraction>

  /** Appends a note, which is never edited (INT-7). @throws {CrmError} not-found, forbidden, invalid-input, version-conflict */
  addNote(id: InteractionId, note: NewNote, options?: CommandOptions): Promise<WrittenInteraction>

  /** One page of the notes of a matter, in the order in which they were written. @throws {CrmError} not-found */
  notes(id: InteractionId, page?: PageQuery): Promise<Page<Note>>

  /** One page of what happened in a matter, the latest first: notes, and events. @throws {CrmError} not-found */
  timeline(id: InteractionId, page?: PageQuery): Promise<Page<TimelineEntry>>

  /** The timer that the actor has running, on whatever matter; `null` if there is none. */
  timer(): Promise<StoredTimer | null>

  /**
   * Starts to measure time. A member has one timer at most; the matter's state stays what it is (INT-13).
   * @throws {CrmError} transition-refused - a timer runs already; `details.because` says on which matter
   * @throws {CrmError} not-found, forbidden, invalid-input
   */
  startTimer(id: InteractionId, options?: TimeOptions): Promise<StoredTimer>

  /**
   * Stops the timer that runs, on whatever matter it does.
   * @throws {CrmError} transition-refused - there is none
   * @throws {CrmError} forbidden, invalid-input
   */
  stopTimer(options?: TimeOptions): Promise<StoredTimeSpent>

  /** Writes down time that nobody measured. @throws {CrmError} not-found, forbidden, invalid-input */
  addTimeSpent(id: InteractionId, time: NewTimeSpent, options?: TimeOptions): Promise<StoredTimeSpent>

  /** All time spent on a matter, in the order in which it was written down. @throws {CrmError} not-found */
  timeSpent(id: InteractionId): Promise<readonly StoredTimeSpent[]>

  /**
   * What the time spent on a matter costs, at what each member's hour cost then. It takes a manager or an administrator
   * who has the capability `financial`: what an hour of a colleague costs could be worked out of it.
   * @throws {CrmError} not-found, forbidden
   */
  timeCost(id: InteractionId): Promise<TimeCost>
}
