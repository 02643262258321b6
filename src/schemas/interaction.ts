/** Schemas of matters, their schedules, notes and times that are handed in. @module */
import * as z from 'zod'
import type { NextAction } from '../inputs/interaction.ts'
import type { OccurrenceChanges } from '../inputs/series.ts'
import type { NewBudget } from '../interaction/budget.ts'
import type { Participant } from '../interaction/interaction.ts'
import type { InteractionChanges, NewInteraction } from '../interaction/new-interaction.ts'
import type { NewMeeting, NewSchedule, NewTask } from '../interaction/new-schedule.ts'
import type { NewNote } from '../interaction/note.ts'
import type { StepType } from '../interaction/pipeline.ts'
import type { ReminderWishes } from '../interaction/reminder-wishes.ts'
import type { NewTimeSpent } from '../interaction/time-spent.ts'
import type { CompanyId, ContactId, InteractionId, MemberId, ResourceId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { id, text, texts, visibility } from './parts.ts'
import { parseParameter, parseWith, schemaOf } from './schema.ts'

/** A step together with its pipeline, known or not. */
export const stepTypeSchema: z.ZodType<StepType> = z.custom<StepType>(
  (value) => typeof value === 'string' && value.includes('/') && value.length <= 200,
  {
    error: 'Name a pipeline and one of its steps, with a slash between them. desk.workspace.pipelines.list() has them.',
  },
)

const newTask: z.ZodType<NewTask> = schemaOf<NewTask>()(
  z
    .strictObject({
      dueOn: z.string(),
      dueAt: text.optional(),
      startOn: text.optional(),
      startAt: text.optional(),
      timeZone: text.optional(),
    })
    .readonly(),
)

const newMeeting: z.ZodType<NewMeeting> = schemaOf<NewMeeting>()(
  z
    .strictObject({
      startOn: z.string(),
      startAt: z.string(),
      endOn: text.optional(),
      endAt: z.string(),
      timeZone: text.optional(),
    })
    .readonly(),
)

/** A schedule to plan. */
export const newScheduleSchema: z.ZodType<NewSchedule> = schemaOf<NewSchedule>()(
  z.union([z.strictObject({ task: newTask }).readonly(), z.strictObject({ meeting: newMeeting }).readonly()], {
    error: 'Give { task: { dueOn } } or { meeting: { startOn, startAt, endAt } }.',
  }),
)

const noteFacts = {
  happenedAt: z.number().optional(),
  direction: z.enum(['inbound', 'outbound']).optional(),
} as const

/** A note to append. */
export const newNoteSchema: z.ZodType<NewNote> = z.union(
  [
    z.strictObject({ text: z.string(), ...noteFacts }).readonly(),
    z.strictObject({ said: z.string(), ...noteFacts }).readonly(),
  ],
  { error: 'Give { text }, or { said }: what somebody said.' },
)

/** A budget to set. */
export const newBudget: z.ZodType<NewBudget> = schemaOf<NewBudget>()(
  z
    .strictObject({
      amountMinor: z.number(),
      currency: z.string().optional(),
      per: z.enum(['hour', 'day', 'week', 'month', 'year']).optional(),
      periods: z.number().optional(),
    })
    .readonly(),
)

const participant: z.ZodType<Participant> = schemaOf<Participant>()(
  z.union(
    [
      z.strictObject({ kind: z.literal('member'), id: id.transform((value): MemberId => value) }).readonly(),
      z.strictObject({ kind: z.literal('resource'), id: id.transform((value): ResourceId => value) }).readonly(),
    ],
    { error: "Give { kind: 'member', id } or { kind: 'resource', id }." },
  ),
)

const memberOffset = z.enum(['none', '5-minutes', '15-minutes', '30-minutes', '1-hour', '2-hours', '1-day'])

const reminderWishes: z.ZodType<ReminderWishes> = schemaOf<ReminderWishes>()(
  z
    .strictObject({
      member: memberOffset,
      customer: z
        .array(z.enum(['day-before', 'same-day']))
        .max(2)
        .readonly(),
    })
    .readonly(),
)

const contactIds = z.array(id.transform((value): ContactId => value)).readonly()

const interactionFields = {
  companyId: id.transform((value): CompanyId => value).nullish(),
  contactIds: contactIds.nullish(),
  parentId: id.transform((value): InteractionId => value).nullish(),
  participants: z.array(participant).readonly().nullish(),
  budget: newBudget.nullish(),
  nextStep: text.optional(),
  channel: text.optional(),
  tags: texts.optional(),
  reminders: reminderWishes.nullish(),
  ownerId: id.transform((value): MemberId => value).nullish(),
  visibility: visibility.optional(),
} as const

const startFields = {
  state: z.enum(['open', 'in-progress', 'done']).optional(),
  probability: z.number().nullish(),
  note: newNoteSchema.optional(),
} as const

const schedule = newScheduleSchema.nullish()

/** A matter to create. */
export const newInteractionSchema: z.ZodType<NewInteraction> = schemaOf<NewInteraction>()(
  z
    .strictObject({ subject: z.string(), type: stepTypeSchema, ...interactionFields, ...startFields, schedule })
    .readonly(),
)

const { contactIds: _many, ...sharedFields } = interactionFields

/** What matters have in common that are created for many contacts. */
export const sharedInteractionSchema: z.ZodType<Omit<NewInteraction, 'contactIds'>> = schemaOf<
  Omit<NewInteraction, 'contactIds'>
>()(z.strictObject({ subject: z.string(), type: stepTypeSchema, ...sharedFields, ...startFields, schedule }).readonly())

/** What a matter is to become. */
export const interactionChangesSchema: z.ZodType<InteractionChanges> = schemaOf<InteractionChanges>()(
  z.strictObject({ subject: z.string().optional(), ...interactionFields }).readonly(),
)

const { parentId: _place, ...nextFields } = interactionFields

/** What is to be done next. */
export const nextActionSchema: z.ZodType<NextAction> = schemaOf<NextAction>()(
  z
    .strictObject({
      subject: z.string().optional(),
      type: stepTypeSchema.optional(),
      ...nextFields,
      ...startFields,
      schedule: newScheduleSchema,
    })
    .readonly(),
)

/** What is to be different at one occurrence of what recurs. */
export const occurrenceChangesSchema: z.ZodType<OccurrenceChanges> = schemaOf<OccurrenceChanges>()(
  z.strictObject({ subject: z.string().optional(), ...nextFields, schedule: newScheduleSchema.optional() }).readonly(),
)

/** Time to type in. */
export const newTimeSpentSchema: z.ZodType<NewTimeSpent> = schemaOf<NewTimeSpent>()(
  z.strictObject({ on: z.string().optional(), minutes: z.number() }).readonly(),
)

/** Reads a matter to create from anything. */
export function parseNewInteraction(value: unknown): Result<NewInteraction, InputRefusal> {
  return parseWith(newInteractionSchema, value)
}

/** Reads what matters for many contacts have in common from anything. */
export function parseSharedInteraction(value: unknown): Result<Omit<NewInteraction, 'contactIds'>, InputRefusal> {
  return parseWith(sharedInteractionSchema, value)
}

/** Reads changes of a matter from anything. */
export function parseInteractionChanges(value: unknown): Result<InteractionChanges, InputRefusal> {
  return parseWith(interactionChangesSchema, value)
}

/** Reads a schedule to plan from anything. */
export function parseNewSchedule(value: unknown): Result<NewSchedule, InputRefusal> {
  return parseParameter('schedule', newScheduleSchema, value)
}

/** Reads a note to append from anything. */
export function parseNewNote(value: unknown): Result<NewNote, InputRefusal> {
  return parseParameter('note', newNoteSchema, value)
}

/** Reads time to type in from anything. */
export function parseNewTimeSpent(value: unknown): Result<NewTimeSpent, InputRefusal> {
  return parseWith(newTimeSpentSchema, value)
}

/** Reads a step from anything. */
export function parseStepType(value: unknown): Result<StepType, InputRefusal> {
  return parseParameter('step', stepTypeSchema, value)
}
