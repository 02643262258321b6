/** What calls about matters are given besides: options, outcomes, queries. @module */
import type { InteractionState, Outcome } from '../interaction/interaction.ts'
import type { NewInteraction } from '../interaction/new-interaction.ts'
import type { NewSchedule } from '../interaction/new-schedule.ts'
import type { NewNote } from '../interaction/note.ts'
import type { StepType } from '../interaction/pipeline.ts'
import type { Period } from '../interaction/schedule.ts'
import type { CompanyId, ContactId, InteractionId, MemberId, ResourceId } from '../kernel/ids.ts'
import type { InteractionOrder } from '../ports/interaction-repository.ts'
import type { CommandOptions, PageQuery } from './call.ts'

/** What a command on a matter may be given. */
export interface InteractionOptions extends CommandOptions {
  /** A note to append in the same command: "busy, call back in 3 months". */
  readonly note?: NewNote | undefined
}

/**
 * What is to be done next, made in the same command: a part of the matter; of the one that this was a part of, if this
 * one is done by then; else a matter of its own. What is left out is as in the matter: subject, type, company, contacts,
 * participants, owner, visibility, and whom it is shared with; in place of an owner who has left, whoever acts.
 */
export interface NextAction<Type extends StepType = StepType>
  extends Omit<NewInteraction<Type>, 'subject' | 'type' | 'parentId' | 'schedule'> {
  readonly subject?: string | undefined
  readonly type?: Type | undefined
  readonly schedule: NewSchedule
}

/** What a command that moves a matter on may be given. */
export interface StepOptions<Type extends StepType = StepType> extends InteractionOptions {
  /** What is to be done next: made in the same command (INT-9). */
  readonly next?: NextAction<Type> | undefined
}

/** How a matter ends. */
export interface Conclusion<Type extends StepType = StepType> {
  /** Default: that of the step, if one is named; else neutral. */
  readonly outcome?: Outcome | undefined
  /** The step, where the pipeline has several of that outcome. */
  readonly to?: Type | undefined
}

/** As what a matter is taken up again. */
export interface Reopening {
  /** Default: `open`. */
  readonly as?: 'open' | 'in-progress' | undefined
}

/** Whose time a command is about. */
export interface TimeOptions extends Pick<CommandOptions, 'commandId'> {
  /** Default: whoever acts. Another member's takes a manager, an administrator or a system job. */
  readonly memberId?: MemberId | undefined
}

/** Which matters. What is left out is no condition; of several conditions, those that meet all. */
export interface InteractionConditions<Type extends StepType = StepType> {
  /** Words, each of which must occur in subject, next step, channel or tags, or be the number; accents and case do not count. */
  readonly search?: string | undefined
  readonly states?: readonly InteractionState[] | undefined
  /** Steps: on any of them. */
  readonly types?: readonly Type[] | undefined
  /** On any step of this pipeline. */
  readonly pipeline?: string | undefined
  /** `null`: those that nobody owns. */
  readonly ownerId?: MemberId | null | undefined
  /** Those of which any of these is the owner or a participant. */
  readonly attendeeIds?: readonly (MemberId | ResourceId)[] | undefined
  readonly companyId?: CompanyId | undefined
  readonly contactId?: ContactId | undefined
  /** Parts of this matter. */
  readonly parentId?: InteractionId | undefined
  /** Planned at some time within; `until` is exclusive. */
  readonly planned?: Period | undefined
  /** Those that are not done and have no date ahead, whatever the policy (INT-9). Default: `false`. */
  readonly withoutNextAction?: boolean | undefined
  /** Those in the trash instead of those in use. Default: `false`. */
  readonly trashed?: boolean | undefined
}

/** Which matters, in which order. */
export interface InteractionListQuery<Type extends StepType = StepType> extends InteractionConditions<Type>, PageQuery {
  /** Default: `planned`. What is not planned comes last. */
  readonly order?: InteractionOrder | undefined
  /** Default: `false`. */
  readonly descending?: boolean | undefined
}

/** Which matters to count. */
export interface InteractionCountQuery<Type extends StepType = StepType> extends InteractionConditions<Type> {
  /** Where to stop counting. Default: 10,000. */
  readonly cap?: number | undefined
}
