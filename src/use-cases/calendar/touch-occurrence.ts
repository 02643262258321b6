/** Occurrences that become matters of their own: moved, noted, or concluded. Rules: docs/concepts/calendar.md (CAL-3). @module */
import { actorRight, type Right } from '../../access/actor.ts'
import { findOccurrence, nextOccurrence, type Occurrence } from '../../calendar/recurrence.ts'
import { touchOccurrence } from '../../calendar/series.ts'
import type { InteractionOptions } from '../../inputs/interaction.ts'
import type { OccurrenceChanges } from '../../inputs/series.ts'
import type { Applied, InteractionStep, Occasion } from '../../interaction/commands.ts'
import { decideInteraction } from '../../interaction/decide-interaction.ts'
import type { Interaction, InteractionDetails } from '../../interaction/interaction.ts'
import { changeInteraction } from '../../interaction/new-interaction.ts'
import { readSchedule } from '../../interaction/new-schedule.ts'
import type { NewNote } from '../../interaction/note.ts'
import type { OccurrenceKey, Series } from '../../interaction/recurring.ts'
import type { Schedule } from '../../interaction/schedule.ts'
import { pause } from '../../interaction/states.ts'
import { updateDateOf } from '../../interaction/update-date.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { checkReferences } from '../interactions/check-interaction.ts'
import { changedMatter, createdMatter, effectOfMatters, type MatterEffect } from '../interactions/interaction-effect.ts'
import { occasionOf } from '../interactions/interaction-occasion.ts'
import { refusedStep } from '../interactions/interaction-refusal.ts'
import { numbered, recallInteraction, untouched, type WrittenInteraction } from '../interactions/write-interaction.ts'
import { checkOwnershipChange } from '../records/check-ownership.ts'
import { getRecurring, seriesOf, withSeries } from './change-series.ts'
import { heirOf } from './occurrence-children.ts'
import { overlapWarnings } from './overlap-warnings.ts'

/** Makes an occurrence a matter of its own, with changes. */
export function touchOne(
  session: Session,
  id: InteractionId,
  key: OccurrenceKey,
  { schedule, ...changes }: OccurrenceChanges,
  { note, ...options }: InteractionOptions,
): Promise<WrittenInteraction> {
  const command = 'interactions.changeOccurrence'
  return carryOut(
    session,
    { command, input: { id, occurrence: key, schedule, changes, note }, options },
    async () => {
      const { before, right } = await getRecurring(session, id, options)
      const occurrence = untouchedOccurrence(seriesOf(before), key)
      const occasion = await occasionOf(session)
      const child = childOf(session, before, occurrence)
      const at = schedule === undefined ? occurrence.schedule : readMoved(schedule, occurrence.schedule, occasion)
      const changed = accept(changeInteraction({ ...child, schedule: at }, changes, session.settings))
      await checkOwnershipChange(session, 'interaction', before, changed)
      const childId: InteractionId = session.ids.next()
      const details = await checkReferences(session, childId, { ...before, parentId: before.id }, changed)
      const applied = note === undefined ? untouched(details) : noted(session, childId, details, note, occasion)
      const matters = matterAndChild(session, command, right, before, childId, occurrence.key, applied)
      return aboutChild(session, matters)
    },
    (answer) => recallInteraction(session, answer),
  )
}

/**
 * The end of a recurring task: its present occurrence is done, as a matter of its own, and the next one is there. After the
 * last one the matter itself is done.
 * @returns `null` if no occurrence is left: then the matter itself is concluded
 */
export function concludeOccurrence(
  session: Session,
  command: string,
  right: Right,
  before: Interaction,
  step: InteractionStep,
  note: NewNote | undefined,
  occasion: Occasion,
): readonly [MatterEffect<Interaction>, MatterEffect] | null {
  const occurrence = before.series === undefined ? null : nextOccurrence(before.series)
  if (occurrence === null) return null
  const childId: InteractionId = session.ids.next()
  const child = { ...childOf(session, before, occurrence), createdAt: session.clock.now() }
  const decided = decideInteraction(child, note === undefined ? step : { ...step, note }, occasion)
  if (!decided.ok) throw refusedStep(before.id, decided.error)
  return matterAndChild(session, command, right, before, childId, occurrence.key, decided.value, occasion)
}

/** Whether concluding a matter concludes one of its occurrences. */
export function isRecurringTask({ series }: Interaction): boolean {
  return series?.schedule.kind === 'task'
}

function matterAndChild(
  session: Session,
  command: string,
  right: Right,
  before: Interaction,
  childId: InteractionId,
  key: OccurrenceKey,
  applied: Applied,
  concluding?: Occasion,
): readonly [MatterEffect<Interaction>, MatterEffect] {
  const { schedule } = applied.interaction
  if (schedule === undefined) throw new Error('an occurrence has a schedule')
  const series = accept(touchOccurrence(seriesOf(before), { of: key, interactionId: childId, schedule }))
  const after = withSeries(session, before, series)
  const data = { occurrence: key, interactionId: childId }
  const event = 'interaction.occurrence-touched'
  const left = concluding === undefined ? untouched(after) : leftOf(before.id, after, series, concluding)
  const matter = changedMatter(session, before, { command, right, applied: left, event, data })
  if (matter === null) throw new Error('an occurrence that is touched changes its series')
  const child = createdMatter(session, childId, {
    command,
    right: actorRight(session.actor),
    applied,
    event: 'interaction.created',
    data: { type: applied.interaction.type, state: applied.interaction.state, occurrence: key, seriesId: before.id },
  })
  return [matter, child]
}

/** What is left of a recurring task, one of which is done: nobody has begun the next; after the last, it is done itself. */
function leftOf(id: InteractionId, matter: Interaction, series: Series, occasion: Occasion): Applied {
  if (nextOccurrence(series) !== null) {
    return untouched(matter.state === 'in-progress' ? pause(matter).interaction : matter)
  }
  const decided = decideInteraction(matter, { kind: 'conclude', outcome: 'neutral' }, occasion)
  if (!decided.ok) throw refusedStep(id, decided.error)
  return decided.value
}

/** An occurrence as a matter: open, at its time, a part of its series' matter. */
function childOf({ clock, settings }: Session, matter: Interaction, { key, schedule }: Occurrence): InteractionDetails {
  return {
    ...heirOf(matter),
    parentId: matter.id,
    occurrenceOf: { seriesId: matter.id, key },
    schedule,
    updateDate: updateDateOf(schedule, { createdAt: clock.now(), timeZone: settings.timeZone }),
  }
}

function untouchedOccurrence(series: Series, key: OccurrenceKey): Occurrence {
  const occurrence = findOccurrence(series, key)
  if (occurrence !== null && occurrence.interactionId === undefined) return occurrence
  const [problem, remedy] =
    occurrence === null
      ? (['unknown-option', 'Name an occurrence by when its rule brings it, such as 2026-12-04T09:00.'] as const)
      : (['used-before', 'It has become a matter of its own: change that one.'] as const)
  throw inputError([{ path: 'occurrence', problem, value: key, remedy }])
}

function readMoved(said: NonNullable<OccurrenceChanges['schedule']>, from: Schedule, occasion: Occasion): Schedule {
  const issues: InputIssue[] = []
  const schedule = readSchedule(issues, 'schedule', said, occasion)
  if (schedule !== undefined && schedule.kind !== from.kind) {
    const remedy = `It is a ${from.kind}: give it another time, and convert the matter that it becomes.`
    issues.push({ path: 'schedule', problem: 'contradiction', value: schedule.kind, remedy })
  }
  if (schedule === undefined || issues.length > 0) throw inputError(issues)
  return schedule
}

function noted(
  session: Session,
  id: InteractionId,
  details: InteractionDetails,
  note: NewNote,
  occasion: Occasion,
): Applied {
  const decided = decideInteraction({ ...details, createdAt: session.clock.now() }, { kind: 'note', note }, occasion)
  if (decided.ok) return decided.value
  throw refusedStep(id, decided.error)
}

async function aboutChild(
  session: Session,
  [matter, child]: readonly [MatterEffect, MatterEffect],
): Promise<Decision<WrittenInteraction>> {
  const warnings = await overlapWarnings(session, child.change, [matter.change.after])
  return {
    effect: await effectOfMatters(session, [matter, child]),
    answer: aboutRecord(child.change.after.id, warnings),
    outcome: (numbers) => ({ record: numbered(child, numbers), warnings }),
  }
}
