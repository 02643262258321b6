/** Letting matters recur, and changing how: one time, one and those after it, or all. Rules: docs/concepts/calendar.md (CAL-3). @module */
import type { Right } from '../../access/actor.ts'
import {
  addOccurrence,
  type ChangedSeries,
  changeSeries,
  endSeries,
  removeOccurrence,
  type SeriesChanges,
  splitSeries,
  startSeries,
} from '../../calendar/series.ts'
import type { InteractionOptions } from '../../inputs/interaction.ts'
import type { NewSeriesChanges } from '../../inputs/series.ts'
import { interactionCommands, refuseCommand } from '../../interaction/commands.ts'
import type { Interaction, InteractionDetails } from '../../interaction/interaction.ts'
import { readSchedule } from '../../interaction/new-schedule.ts'
import type { OccurrenceKey, Series } from '../../interaction/recurring.ts'
import { followSchedule, updateDateOf } from '../../interaction/update-date.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import { aboutRecord, carryOut, type Decision } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { changedMatter, createdMatter, effectOfMatters, type MatterEffect } from '../interactions/interaction-effect.ts'
import { occasionOf } from '../interactions/interaction-occasion.ts'
import { refusedStep } from '../interactions/interaction-refusal.ts'
import { requireNextAction } from '../interactions/next-action.ts'
import {
  appendNote,
  decideChange,
  getChangeable,
  nothingChanged,
  numbered,
  recallInteraction,
  untouched,
  type WrittenInteraction,
} from '../interactions/write-interaction.ts'
import { heirOf, reattachedChildren } from './occurrence-children.ts'
import { overlapWarnings } from './overlap-warnings.ts'

/** What becomes of a series. */
interface SeriesChange extends ChangedSeries {
  /** A series of its own, of another matter. */
  readonly heir?: Series
}

/** How a command is called and told. */
interface SeriesCommand {
  /** The public name, without the desk: `repeat`. */
  readonly name: string
  readonly event: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Lets a matter recur. */
export function repeatMatter(
  session: Session,
  id: InteractionId,
  rule: string,
  options: InteractionOptions,
): Promise<WrittenInteraction> {
  const command = { name: 'repeat', event: 'interaction.repeated', input: { rule } }
  return carryOutChange(session, id, command, options, async ({ schedule, series }) => {
    if (series !== undefined) throw contradiction('It recurs already: change its series.')
    if (schedule === undefined) {
      const remedy = 'Give it a schedule first: that is its first occurrence.'
      throw inputError([{ path: 'schedule', problem: 'missing', remedy }])
    }
    return { series: accept(startSeries({ schedule, rule })), detached: [] }
  })
}

/** Takes an occurrence out. */
export function skipOne(
  session: Session,
  id: InteractionId,
  key: OccurrenceKey,
  options: InteractionOptions,
): Promise<WrittenInteraction> {
  const command = { name: 'skipOccurrence', event: 'interaction.occurrence-skipped', input: { occurrence: key } }
  return carryOutChange(session, id, command, options, async (matter) =>
    accept(removeOccurrence(seriesOf(matter), key)),
  )
}

/** Adds an occurrence, or brings one back. */
export function addBack(
  session: Session,
  id: InteractionId,
  key: OccurrenceKey,
  options: InteractionOptions,
): Promise<WrittenInteraction> {
  const command = { name: 'addOccurrence', event: 'interaction.occurrence-added', input: { occurrence: key } }
  return carryOutChange(session, id, command, options, async (matter) => {
    return { series: accept(addOccurrence(seriesOf(matter), key)), detached: [] }
  })
}

/** Changes a series as a whole. */
export function changeAll(
  session: Session,
  id: InteractionId,
  changes: NewSeriesChanges,
  options: InteractionOptions,
): Promise<WrittenInteraction> {
  const command = { name: 'changeSeries', event: 'interaction.series-changed', input: { changes } }
  return carryOutChange(session, id, command, options, async (matter) =>
    accept(changeSeries(seriesOf(matter), await readChanges(session, changes))),
  )
}

/** Ends a series before an occurrence. */
export function endFrom(
  session: Session,
  id: InteractionId,
  key: OccurrenceKey,
  options: InteractionOptions,
): Promise<WrittenInteraction> {
  const command = { name: 'endSeries', event: 'interaction.series-ended', input: { occurrence: key } }
  return carryOutChange(session, id, command, options, async (matter) => {
    const known = seriesOf(matter)
    const series = accept(endSeries(known, key))
    if (series === null) throw contradiction('Nothing would be left: conclude the matter, or put it into the trash.')
    const kept = new Set(series.overrides.map(({ of }) => of))
    return { series, detached: known.overrides.filter(({ of }) => !kept.has(of)) }
  })
}

/** Cuts a series in two. */
export function splitFrom(
  session: Session,
  id: InteractionId,
  key: OccurrenceKey,
  changes: NewSeriesChanges,
  options: InteractionOptions,
): Promise<WrittenInteraction> {
  const command = { name: 'splitSeries', event: 'interaction.series-split', input: { occurrence: key, changes } }
  return carryOutChange(session, id, command, options, async (matter) => {
    const { before, after, detached } = accept(splitSeries(seriesOf(matter), key, await readChanges(session, changes)))
    return before === null ? { series: after, detached } : { series: before, heir: after, detached }
  })
}

/** The series of a matter. @throws {CrmError} invalid-input - it does not recur */
export function seriesOf({ series }: Interaction): Series {
  if (series === undefined) throw contradiction('It does not recur: let it recur first.')
  return series
}

/** A matter that recurs otherwise than before; its schedule is that of the first occurrence. */
export function withSeries(
  { settings }: Pick<Session, 'settings'>,
  matter: Interaction,
  series: Series,
): InteractionDetails & Interaction {
  const { schedule } = series
  const { createdAt } = matter
  const updateDate = followSchedule(matter.updateDate, schedule, { createdAt, timeZone: settings.timeZone })
  return { ...matter, series, schedule, updateDate }
}

/** The matter whose series a command is about. @throws {CrmError} transition-refused - it is done */
export async function getRecurring(
  session: Session,
  id: InteractionId,
  options: InteractionOptions,
): ReturnType<typeof getChangeable> {
  const found = await getChangeable(session, id, options)
  const { state } = found.before
  if (interactionCommands[state].includes('reschedule')) return found
  throw refusedStep(found.before.id, refuseCommand(state, 'reschedule').error)
}

function carryOutChange(
  session: Session,
  id: InteractionId,
  { name, event, input }: SeriesCommand,
  { note, ...options }: InteractionOptions,
  change: (before: Interaction) => Promise<SeriesChange>,
): Promise<WrittenInteraction> {
  const command = `interactions.${name}`
  return carryOut(
    session,
    { command, input: { id, ...input, note }, options },
    async () => {
      const { before, right } = await getRecurring(session, id, options)
      const { series, detached, heir } = await change(before)
      const after = withSeries(session, before, series)
      const applied = note === undefined ? untouched(after) : await appendNote(session, after, note)
      const matter = changedMatter(session, before, { command, right, applied, event, data: input })
      if (matter === null) return nothingChanged(before)
      const born = heir === undefined ? null : heirMatter(session, command, right, before, heir)
      const children = await reattachedChildren(session, command, right, [
        { seriesId: before.id, known: before.series?.overrides ?? [], overrides: series.overrides, detached },
        ...(born === null
          ? []
          : [{ seriesId: born.change.after.id, known: [], overrides: heir?.overrides ?? [], detached: [] }]),
      ])
      const warnings = await requireNextAction(session, matter.change.after, [], 'warn')
      if (born === null) return decideChange(session, matter.change.after, [matter, ...children], warnings)
      return aboutHeir(session, born, [matter, born, ...children])
    },
    (answer) => recallInteraction(session, answer),
  )
}

/** The matter of what is cut off. */
function heirMatter(
  session: Session,
  command: string,
  right: Right,
  before: Interaction,
  series: Series,
): MatterEffect {
  const now = session.clock.now()
  const { schedule } = series
  const timeZone = session.settings.timeZone
  const interaction: InteractionDetails = {
    ...heirOf(before),
    series,
    schedule,
    updateDate: updateDateOf(schedule, { createdAt: now, timeZone }),
  }
  return createdMatter(session, session.ids.next(), {
    command,
    right,
    applied: untouched(interaction),
    event: 'interaction.created',
    data: { type: interaction.type, state: interaction.state, splitFrom: before.id },
  })
}

async function aboutHeir(
  session: Session,
  heir: MatterEffect,
  matters: readonly MatterEffect[],
): Promise<Decision<WrittenInteraction>> {
  const warnings = await overlapWarnings(
    session,
    heir.change,
    matters.map(({ change }) => change.after),
  )
  return {
    effect: await effectOfMatters(session, matters),
    answer: aboutRecord(heir.change.after.id, warnings),
    outcome: (numbers) => ({ record: numbered(heir, numbers), warnings }),
  }
}

async function readChanges(session: Session, { schedule, rule }: NewSeriesChanges): Promise<SeriesChanges> {
  const issues: InputIssue[] = []
  const read =
    schedule === undefined ? undefined : readSchedule(issues, 'schedule', schedule, await occasionOf(session))
  if (issues.length > 0) throw inputError(issues)
  return { ...(read !== undefined && { schedule: read }), ...(rule !== undefined && { rule }) }
}

function contradiction(remedy: string) {
  return inputError([{ path: 'id', problem: 'contradiction', remedy }])
}
