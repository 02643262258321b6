/** What `crmkit/domain` shows of this room: what recurs, who is free, what a calendar shows. @module */
export {
  type Busy,
  freeSlots,
  freeTime,
  judgeOverlaps,
  mergePeriods,
  type Overlaps,
  type ResourceTaken,
  type SlotSearch,
  workingPeriods,
} from './availability.ts'
export type * from './feed.ts'
export { feedEntries, feedTag } from './feed.ts'
export type * from './feed-address.ts'
export {
  type InteractionIndex,
  interactionIndex,
  notPlanned,
  type PlannedSpan,
  plannedSpan,
} from './planned-span.ts'
export {
  findOccurrence,
  keyOf,
  nextOccurrence,
  type Occurrence,
  occurrencesBetween,
  scheduleAt,
} from './recurrence.ts'
export type * from './recurrence-rule.ts'
export { formatRecurrenceRule, mostRecurrences, parseRecurrenceRule } from './recurrence-rule.ts'
export type * from './resource-bookings.ts'
export { bookedFrom, separateBookings } from './resource-bookings.ts'
export {
  addOccurrence,
  type ChangedSeries,
  changeSeries,
  endSeries,
  type NewSeries,
  removeOccurrence,
  type SeriesChanges,
  type SplitSeries,
  splitSeries,
  startSeries,
  touchOccurrence,
} from './series.ts'
export {
  attendeesOf,
  type Booking,
  bookingHorizon,
  bookingsOf,
  bookingYears,
  type CalendarBlock,
  type CalendarRecord,
  type CalendarTask,
  type CalendarView,
  type CalendarWindow,
  calendarWindow,
} from './window.ts'
