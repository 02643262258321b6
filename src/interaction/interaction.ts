/** Interactions: one matter that evolves, from the first call to its end. Rules: docs/concepts/interactions.md (INT-1, INT-2). @module */
import type { CompanyId, ContactId, InteractionId, MemberId, ResourceId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Ownership, RecordStamp } from '../party/record.ts'
import type { Budget } from './budget.ts'
import type { ContactDates } from './contact-dates.ts'
import type { StepType } from './pipeline.ts'
import type { OccurrenceKey, Series } from './recurring.ts'
import type { ReminderWishes } from './reminder-wishes.ts'
import type { Schedule } from './schedule.ts'
import type { UpdateDate } from './update-date.ts'

/** How far a matter is: planned and not begun, being worked on, or finished. */
export type InteractionState = 'open' | 'in-progress' | 'done'

/** How a matter ended. Neutral: it is simply finished. */
export type Outcome = 'won' | 'lost' | 'neutral'

/** Who takes part: a member, or something that is booked. */
export type Participant =
  | { readonly kind: 'member'; readonly id: MemberId }
  | { readonly kind: 'resource'; readonly id: ResourceId }

/** What people write down about a matter. */
export interface InteractionFields extends Ownership {
  readonly subject: string
  readonly companyId?: CompanyId
  readonly contactIds: readonly ContactId[]
  /** The matter that this one is a part of. */
  readonly parentId?: InteractionId
  /** Who takes part besides the owner. */
  readonly participants: readonly Participant[]
  readonly budget?: Budget
  /** What is to be done next, in words. */
  readonly nextStep?: string
  /** By which way it came or goes: telephone, fair, web form, … */
  readonly channel?: string
  readonly tags: readonly string[]
  /** What reminders it has. Default: those that `usualWishes` gives its schedule. */
  readonly reminders?: ReminderWishes
}

/** Which occurrence of which series a matter was. */
export interface OccurrenceOf {
  readonly seriesId: InteractionId
  readonly key: OccurrenceKey
}

/** What a matter has in every state. */
export interface InteractionBase extends InteractionFields {
  /** Pipeline and step: `sale/first-contact`. */
  readonly type: StepType
  /** Of a matter that recurs, that of the first occurrence. */
  readonly schedule?: Schedule
  /** Present where it recurs (CAL-3). */
  readonly series?: Series
  /** Of a matter that was an occurrence of another one: of which, and which. */
  readonly occurrenceOf?: OccurrenceOf
  readonly updateDate: UpdateDate
  /** Set for this matter, in percent; absent while it is the step's. The next step clears it. */
  readonly probability?: number
  /** What happened on this very matter between us and its company and contacts (INT-5). Absent while nothing did. */
  readonly contactDates?: ContactDates
}

/** A matter that is planned, and not begun. */
export interface OpenInteraction extends InteractionBase {
  readonly state: 'open'
}

/** A matter that is being worked on. */
export interface InProgressInteraction extends InteractionBase {
  readonly state: 'in-progress'
  /** When it was begun, the last time. */
  readonly begunAt: Instant
}

/** A matter that is finished. */
export interface DoneInteraction extends InteractionBase {
  readonly state: 'done'
  readonly concludedAt: Instant
  /** Won and lost ones stand on a step of that kind. */
  readonly outcome: Outcome
  /** The step before the final one, to which reopening leads back; absent if it was created there. */
  readonly cameFrom?: StepType
}

/** A matter, whoever stores it: each state carries only what it has. */
export type InteractionDetails = OpenInteraction | InProgressInteraction | DoneInteraction

/** A matter without its number, which the store gives. */
export type UnnumberedInteraction = InteractionDetails & RecordStamp & { readonly id: InteractionId }

/** A matter as it is stored. */
export type Interaction = UnnumberedInteraction & {
  /** The short number that people say on the phone; counted from 1 in each workspace. */
  readonly number: number
}

/** That a matter came onto a step: an entry of its history. */
export interface StepEntry {
  readonly type: StepType
  readonly at: Instant
  /** Who moved it; `null`: a job. */
  readonly memberId: MemberId | null
}

/** What a matter has whatever its state. */
export function baseOf(interaction: InteractionDetails): InteractionBase {
  switch (interaction.state) {
    case 'open': {
      const { state: _state, ...base } = interaction
      return base
    }
    case 'in-progress': {
      const { state: _state, begunAt: _begunAt, ...base } = interaction
      return base
    }
    case 'done': {
      const { state: _state, concludedAt: _at, outcome: _outcome, cameFrom: _from, ...base } = interaction
      return base
    }
  }
}

/** The colors in which states are shown. */
export const stateColors: Readonly<Record<InteractionState, 'red' | 'yellow' | 'green'>> = {
  open: 'red',
  'in-progress': 'yellow',
  done: 'green',
}
