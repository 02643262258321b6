/** The part of the desk of matters that is about recurrence. Rules: docs/concepts/calendar.md (CAL-3). @module */
import type { InteractionOptions } from '../../inputs/interaction.ts'
import type { NewSeriesChanges, OccurrenceChanges } from '../../inputs/series.ts'
import type { OccurrenceKey } from '../../interaction/recurring.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import { parseInteractionOptions } from '../../schemas/interaction-call.ts'
import { parseOccurrenceChanges, parseOccurrenceKey, parseRuleText, parseSeriesChanges } from '../../schemas/series.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import type { WrittenInteraction } from '../interactions/write-interaction.ts'
import { readId } from '../read-id.ts'
import { addBack, changeAll, endFrom, repeatMatter, skipOne, splitFrom } from './change-series.ts'
import { touchOne } from './touch-occurrence.ts'

/**
 * Matters that recur. An occurrence is named by its key: when its rule brings it, such as `2026-12-04T09:00`, or
 * `2026-12-04` for a deadline that is a day; calendars show it. A matter that is done has to be taken up again first.
 */
export interface SeriesDesk {
  /**
   * Lets a matter recur, by a rule of RFC 5545. Its schedule is the first occurrence. A task that recurs is there once:
   * concluded, it brings the next.
   * @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict
   * @throws {CrmError} resource-taken - at one of its times
   * @example
   * await desk.interactions.repeat(call.id, 'FREQ=WEEKLY;BYDAY=MO;COUNT=10')
   */
  repeat(id: InteractionId, rule: string, options?: InteractionOptions): Promise<WrittenInteraction>

  /**
   * This one: it becomes a matter of its own, a part of the series' matter, and is what is answered. Move it, conclude it,
   * write notes on it like on any other.
   * @param changes what is to be different; nothing: it only becomes a matter
   * @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict, resource-taken
   * @example
   * const { record } = await desk.interactions.changeOccurrence(call.id, '2026-12-07T09:00', {
   *   schedule: { meeting: { startOn: '2026-12-08', startAt: '14:00', endAt: '15:00' } },
   * })
   */
  changeOccurrence(
    id: InteractionId,
    occurrence: OccurrenceKey,
    changes?: OccurrenceChanges,
    options?: InteractionOptions,
  ): Promise<WrittenInteraction>

  /**
   * This one: it doesn't take place. One that has become a matter goes on as a matter like any other.
   * @throws {CrmError} not-found, forbidden, invalid-input, transition-refused, version-conflict
   */
  skipOccurrence(
    id: InteractionId,
    occurrence: OccurrenceKey,
    options?: InteractionOptions,
  ): Promise<WrittenInteraction>

  /** One that was skipped takes place after all; or one more, which no rule brings. @throws {CrmError} as {@link SeriesDesk.repeat} */
  addOccurrence(id: InteractionId, occurrence: OccurrenceKey, options?: InteractionOptions): Promise<WrittenInteraction>

  /** All: another first time, or another rule. @throws {CrmError} as {@link SeriesDesk.repeat} */
  changeSeries(id: InteractionId, changes: NewSeriesChanges, options?: InteractionOptions): Promise<WrittenInteraction>

  /**
   * This and following: they become a series of a matter of their own, which is what is answered. From the first
   * occurrence on, the matter itself is changed.
   * @throws {CrmError} as {@link SeriesDesk.repeat}
   */
  splitSeries(
    id: InteractionId,
    occurrence: OccurrenceKey,
    changes?: NewSeriesChanges,
    options?: InteractionOptions,
  ): Promise<WrittenInteraction>

  /** This and following: they don't take place. @throws {CrmError} as {@link SeriesDesk.skipOccurrence} */
  endSeries(id: InteractionId, occurrence: OccurrenceKey, options?: InteractionOptions): Promise<WrittenInteraction>
}

/** The calls about recurrence, of whoever the session is opened for. */
export function seriesDesk(open: OpenSession): SeriesDesk {
  return {
    repeat: async (id, rule, options = {}) => {
      const [known, text] = [readId(id, 'id'), accept(parseRuleText(rule))]
      const how = accept(parseInteractionOptions(options))
      return repeatMatter(await open('interactions.repeat'), known, text, how)
    },
    changeOccurrence: async (id, occurrence, changes = {}, options = {}) => {
      const [known, key] = [readId(id, 'id'), accept(parseOccurrenceKey(occurrence))]
      const [asked, how] = [accept(parseOccurrenceChanges(changes)), accept(parseInteractionOptions(options))]
      return touchOne(await open('interactions.changeOccurrence'), known, key, asked, how)
    },
    skipOccurrence: async (id, occurrence, options = {}) => {
      const [known, key] = [readId(id, 'id'), accept(parseOccurrenceKey(occurrence))]
      const how = accept(parseInteractionOptions(options))
      return skipOne(await open('interactions.skipOccurrence'), known, key, how)
    },
    addOccurrence: async (id, occurrence, options = {}) => {
      const [known, key] = [readId(id, 'id'), accept(parseOccurrenceKey(occurrence))]
      const how = accept(parseInteractionOptions(options))
      return addBack(await open('interactions.addOccurrence'), known, key, how)
    },
    changeSeries: async (id, changes, options = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parseSeriesChanges(changes))]
      const how = accept(parseInteractionOptions(options))
      return changeAll(await open('interactions.changeSeries'), known, asked, how)
    },
    splitSeries: async (id, occurrence, changes = {}, options = {}) => {
      const [known, key] = [readId(id, 'id'), accept(parseOccurrenceKey(occurrence))]
      const [asked, how] = [accept(parseSeriesChanges(changes)), accept(parseInteractionOptions(options))]
      return splitFrom(await open('interactions.splitSeries'), known, key, asked, how)
    },
    endSeries: async (id, occurrence, options = {}) => {
      const [known, key] = [readId(id, 'id'), accept(parseOccurrenceKey(occurrence))]
      const how = accept(parseInteractionOptions(options))
      return endFrom(await open('interactions.endSeries'), known, key, how)
    },
  }
}
