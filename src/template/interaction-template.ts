/** Templates that prefill a matter. Rules: docs/concepts/templates.md (TPL-1). @module */
import { type Budget, type NewBudget, readBudget } from '../interaction/budget.ts'
import type { Occasion } from '../interaction/commands.ts'
import { readStepType } from '../interaction/enter-step.ts'
import type { InteractionState } from '../interaction/interaction.ts'
import type { NewInteraction } from '../interaction/new-interaction.ts'
import type { NewSchedule } from '../interaction/new-schedule.ts'
import { isFinal, type Labels, type StepType } from '../interaction/pipeline.ts'
import { isKey, type NewLabel, readLabel } from '../interaction/read-steps.ts'
import type { CurrencyCode } from '../kernel/country.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type Instant, plainDateIn, type TimeZone } from '../kernel/time.ts'
import { addDays, parsePlainTime } from '../kernel/wall-clock.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { parseTemplate, readTemplate } from './parse-template.ts'
import { type MissingPolicies, readMissing, renderTemplate, type TagValues } from './render-template.ts'

/** A task, counted in days from the day on which the template is used. */
export interface TaskOffset {
  readonly dueInDays: number
  readonly startInDays?: number | undefined
}

/** A meeting, so many days after the template is used, at a time of the workspace's zone. */
export interface MeetingOffset {
  readonly inDays: number
  /** `HH:MM` */
  readonly startAt: string
  /** How long it is, on the clock: 1 to 1440. */
  readonly minutes: number
}

/** When a matter is to be done, counted from the day on which its template is used. */
export type ScheduleOffset = { readonly task: TaskOffset } | { readonly meeting: MeetingOffset }

/** A template that prefills a matter. */
export interface InteractionTemplate<Type extends StepType = StepType> {
  /** Unique within a workspace, for ever: `support-ticket`. */
  readonly key: string
  readonly label: Labels
  /** With tags in it, in braces or bare. */
  readonly subject: string
  readonly type: Type
  /** Absent: as the step has it. */
  readonly state?: InteractionState
  readonly budget?: Budget
  readonly schedule?: ScheduleOffset
  /** What becomes of tags without a value, where it is not as in the catalog. */
  readonly missing?: MissingPolicies
}

/** A template to save. */
export interface NewInteractionTemplate<Type extends StepType = StepType> {
  /** Lower-case words with hyphens between them. It never changes. */
  readonly key: string
  readonly label: NewLabel
  /** With tags in it: `Sale / {{company.name}}`, `Vente / ANNEEmoisJOURidSociété`. */
  readonly subject: string
  readonly type: Type
  readonly state?: InteractionState | undefined
  readonly budget?: NewBudget | null | undefined
  readonly schedule?: ScheduleOffset | null | undefined
  readonly missing?: MissingPolicies | undefined
}

/** What a template is saved with. */
export interface TemplateDefaults<Type extends StepType = StepType> extends Pick<Occasion<Type>, 'pipelines'> {
  /** The workspace's. */
  readonly currency: CurrencyCode
}

/** A template in normal form. Unknown tags, broken braces, unknown steps and impossible offsets refuse it. */
export function normalizeInteractionTemplate<Type extends StepType>(
  input: NewInteractionTemplate<NoInfer<Type>>,
  defaults: TemplateDefaults<Type>,
): Result<InteractionTemplate<Type>, InputRefusal> {
  const issues: InputIssue[] = []
  isKey(issues, 'key', input.key)
  const label = readLabel(issues, 'label', input.label)
  const subject = input.subject.trim()
  readTemplate(issues, 'subject', subject, 'both')
  if (subject === '') issues.push({ path: 'subject', problem: 'missing', remedy: 'Give the template a subject.' })
  const found = readStepType(issues, 'type', input.type, { pipelines: defaults.pipelines })
  const { state, schedule } = input
  if (found !== undefined && isFinal(found.step.kind) && state !== undefined && state !== 'done') {
    const remedy = `A matter on a ${found.step.kind} step is done. Leave the state out, or name another step.`
    issues.push({ path: 'state', problem: 'contradiction', value: state, allowed: ['done'], remedy })
  }
  const budget = readBudget(issues, 'budget', input.budget, undefined, defaults.currency)
  if (schedule) checkOffset(issues, schedule)
  const missing = input.missing === undefined ? {} : readMissing(issues, 'missing', input.missing)
  if (issues.length > 0) return refuseInput(issues)
  return ok({
    key: input.key,
    label,
    subject,
    type: input.type,
    ...(state !== undefined && { state }),
    ...(budget !== undefined && { budget }),
    ...(schedule && { schedule }),
    ...(Object.keys(missing).length > 0 && { missing }),
  })
}

/** The matter that a template prefills: whatever it does not say is still to be said. */
export function fillTemplate<Type extends StepType>(
  template: InteractionTemplate<Type>,
  values: TagValues,
  { now, timeZone }: { readonly now: Instant; readonly timeZone: TimeZone },
): Result<NewInteraction<Type>, InputRefusal> {
  const read = parseTemplate(template.subject, 'both', 'subject')
  if (!read.ok) return read
  const rendered = renderTemplate(read.value, values, { target: 'plain', missing: template.missing })
  if (!rendered.ok) return rendered
  const { type, state, budget, schedule } = template
  return ok({
    // A subject is one line, and a tag without a value leaves no gap.
    subject: rendered.value.text.replace(/\s+/gu, ' ').trim(),
    type,
    ...(state !== undefined && { state }),
    ...(budget !== undefined && { budget: newBudget(budget) }),
    ...(schedule !== undefined && { schedule: scheduleFrom(schedule, now, timeZone) }),
  })
}

function newBudget({ amountMinor, currency, ...rest }: Budget): NewBudget {
  return rest.kind === 'fixed'
    ? { amountMinor, currency }
    : { amountMinor, currency, per: rest.per, periods: rest.periods }
}

const minutesOfDay = 1440

/** The schedule that an offset comes to. The length of a meeting is counted on the clock, whatever the clock does. */
function scheduleFrom(offset: ScheduleOffset, now: Instant, timeZone: TimeZone): NewSchedule {
  const today = plainDateIn(now, timeZone)
  if ('task' in offset) {
    const { dueInDays, startInDays } = offset.task
    const dueOn = addDays(today, dueInDays)
    return { task: startInDays === undefined ? { dueOn } : { dueOn, startOn: addDays(today, startInDays) } }
  }
  const { inDays, startAt, minutes } = offset.meeting
  const startOn = addDays(today, inDays)
  const end = Number(startAt.slice(0, 2)) * 60 + Number(startAt.slice(3)) + minutes
  const endAt = [end % minutesOfDay].map((minute) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`).join()
  return { meeting: { startOn, startAt, endOn: addDays(startOn, Math.floor(end / minutesOfDay)), endAt, timeZone } }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}

const mostDays = 3650

function checkOffset(issues: InputIssue[], offset: ScheduleOffset): void {
  if ('task' in offset) {
    const { dueInDays, startInDays } = offset.task
    checkWhole(issues, 'schedule.task.dueInDays', dueInDays, 0, mostDays)
    if (startInDays !== undefined) checkWhole(issues, 'schedule.task.startInDays', startInDays, 0, dueInDays)
    return
  }
  const { inDays, startAt, minutes } = offset.meeting
  checkWhole(issues, 'schedule.meeting.inDays', inDays, 0, mostDays)
  checkWhole(issues, 'schedule.meeting.minutes', minutes, 1, minutesOfDay)
  if (parsePlainTime(startAt) !== null) return
  const remedy = 'Give a time as HH:MM, from 00:00 to 23:59.'
  issues.push({ path: 'schedule.meeting.startAt', problem: 'invalid-format', value: startAt, remedy })
}

function checkWhole(issues: InputIssue[], path: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  issues.push({ path, problem: 'out-of-range', value, remedy: `Give a whole number from ${least} to ${most}.` })
}
