/** What can be done with a matter, and in which state. Rules: docs/concepts/interactions.md (INT-2, INT-6). @module */
import { type Err, err } from '../kernel/result.ts'
import type { TimeZone } from '../kernel/time.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import type { Touch } from './contact-dates.ts'
import type { InteractionDetails, InteractionState, Outcome, StepEntry } from './interaction.ts'
import type { NewSchedule } from './new-schedule.ts'
import type { Doing, NewNote, UnfiledNote } from './note.ts'
import type { Pipelines, StepKind, StepType } from './pipeline.ts'
import type { Schedule, ScheduleShape } from './schedule.ts'

/** What is to be done with a matter. A note may come with each of them. */
export type InteractionCommand<Type extends StepType = StepType> = InteractionStep<Type> & { readonly note?: NewNote }

/** What is to be done, by its kind. */
export type InteractionStep<Type extends StepType = StepType> =
  | { readonly kind: 'begin' }
  | { readonly kind: 'pause' }
  /** `to` is the step where the pipeline has several of that kind. Without an outcome it is that of `to`, else neutral. */
  | { readonly kind: 'conclude'; readonly outcome?: Outcome | undefined; readonly to?: Type | undefined }
  | { readonly kind: 'reopen'; readonly as?: 'open' | 'in-progress' | undefined }
  | { readonly kind: 'move'; readonly to: Type }
  | { readonly kind: 'change-type'; readonly to: Type }
  | { readonly kind: 'reschedule'; readonly schedule: NewSchedule }
  | { readonly kind: 'convert'; readonly schedule: NewSchedule }
  /** `null`: that of the step again. */
  | { readonly kind: 'set-probability'; readonly probability: number | null }
  /** `YYYY-MM-DD` */
  | { readonly kind: 'correct-update-date'; readonly on: string }
  | { readonly kind: 'note'; readonly note: NewNote }

/** The kinds of commands. */
export type InteractionCommandKind = InteractionStep['kind']

/** The events that change the state. */
export type StateEvent = 'begin' | 'pause' | 'conclude' | 'reopen'

/**
 * The whole machine: what may be done with a matter in each state, and where it leads; the first one unless another is
 * asked for. Docs and tests read this table.
 */
export const interactionTransitions: Readonly<
  Record<InteractionState, Readonly<Partial<Record<StateEvent, readonly InteractionState[]>>>>
> = {
  open: { begin: ['in-progress'], conclude: ['done'] },
  'in-progress': { pause: ['open'], conclude: ['done'] },
  done: { reopen: ['open', 'in-progress'] },
}

const whilePending: readonly InteractionCommandKind[] = [
  'move',
  'change-type',
  'reschedule',
  'convert',
  'set-probability',
]
const always: readonly InteractionCommandKind[] = ['correct-update-date', 'note']

/** Every command that a state takes. Docs and tests read this table. */
export const interactionCommands: Readonly<Record<InteractionState, readonly InteractionCommandKind[]>> = {
  open: ['begin', 'conclude', ...whilePending, ...always],
  'in-progress': ['pause', 'conclude', ...whilePending, ...always],
  done: ['reopen', ...always],
}

/** How entering a step of each kind ends a matter; `null`: it goes on, in the state that it is in. */
export const stepOutcomes: Readonly<Record<StepKind, Exclude<Outcome, 'neutral'> | null>> = {
  lead: null,
  open: null,
  won: 'won',
  lost: 'lost',
}

/** The command that leads from each shape of a schedule to each. Docs and tests read this table. */
export const scheduleCommands: Readonly<
  Record<ScheduleShape, Readonly<Record<Schedule['kind'], 'reschedule' | 'convert'>>>
> = {
  none: { task: 'reschedule', meeting: 'reschedule' },
  task: { task: 'reschedule', meeting: 'convert' },
  meeting: { task: 'convert', meeting: 'reschedule' },
}

/** That a matter's state does not allow a command, and what it would allow. */
export interface InteractionStepRefused {
  readonly code: 'transition-refused'
  readonly state: InteractionState
  readonly asked: InteractionCommandKind
  readonly allowed: readonly InteractionCommandKind[]
}

/** Why a command is refused. */
export type InteractionRefusal = InteractionStepRefused | InputRefusal

/** Who does something and when, in which workspace. */
export interface Occasion<Type extends StepType = StepType> extends Doing {
  /** The workspace's. */
  readonly timeZone: TimeZone
  readonly pipelines: Pipelines<Type>
  /** The pipelines that the member may not use (INT-11). Default: none. */
  readonly withheld?: readonly string[]
}

/** What a command comes to. */
export interface Applied {
  readonly interaction: InteractionDetails
  /** The step that it came onto, for the history; `null`: it stayed. */
  readonly entered: StepEntry | null
  /** The note to append. */
  readonly note: UnfiledNote | null
  /** What its company and contacts learn of it: a note, or the conclusion. */
  readonly touch: Touch | null
}

/** Refuses a command that the state does not allow. */
export function refuseCommand(state: InteractionState, asked: InteractionCommandKind): Err<InteractionStepRefused> {
  return err({ code: 'transition-refused', state, asked, allowed: interactionCommands[state] })
}
