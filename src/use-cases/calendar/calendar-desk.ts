/** The desk of calendars: what stands in them, who is free, and feeds of them. Rules: docs/concepts/calendar.md (CAL-1, CAL-2, CAL-4). @module */
import { scopeOf } from '../../access/actor.ts'
import { type Busy, freeSlots } from '../../calendar/availability.ts'
import { type CalendarView, type CalendarWindow, calendarWindow } from '../../calendar/window.ts'
import type { CalendarQuery, SlotQuery } from '../../inputs/calendar.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { Period } from '../../interaction/schedule.ts'
import { parseCalendarQuery, parseSlotQuery } from '../../schemas/calendar.ts'
import type { OpenSession, Session } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { notFound } from '../records/record-access.ts'
import { attendeeIds, attendeesOfView, busyWithin } from './busy.ts'
import { type FeedDesk, type FeedSecrets, feedDesk } from './feed-desk.ts'
import { plannedMatters } from './planned-matters.ts'

/** A part of some calendars, with the matters that stand in it. */
export interface CalendarPage extends CalendarWindow {
  /** Those of the blocks and tasks, each once, by id. */
  readonly interactions: readonly Interaction[]
}

/** Calendars of members and resources. */
export interface CalendarDesk {
  /**
   * What stands in the calendars of several members and resources, as far as the actor may see it: meetings as blocks,
   * tasks as a list (CAL-1).
   * @throws {CrmError} not-found - a member or a resource
   * @throws {CrmError} invalid-input
   * @example
   * const { blocks, tasks } = await desk.calendar.window({ from, until, members: [anne, ben], resources: [van] })
   */
  window(query: CalendarQuery): Promise<CalendarPage>

  /**
   * When members and resources are taken, whatever by: periods that overlap or touch are one. It says when, and never what,
   * so that whoever plans with others need not see their matters.
   * @throws {CrmError} as {@link CalendarDesk.window}
   */
  busy(query: CalendarQuery): Promise<readonly Busy[]>

  /**
   * The first free slots of a length, within the workspace's working hours: all who are named are free then, whatever
   * takes the others (CAL-2).
   * @throws {CrmError} as {@link CalendarDesk.window}
   * @example
   * const [first] = await desk.calendar.freeSlots({ from, until, members: [anne, ben], resources: [van], lengthMinutes: 45 })
   */
  freeSlots(query: SlotQuery): Promise<readonly Period[]>

  /** Calendars behind addresses, for programs that subscribe to them (CAL-4). */
  readonly feeds: FeedDesk
}

const longestMs = 400 * 86_400_000

/** The calendar desk of whoever the session is opened for. */
export function calendarDesk(open: OpenSession, secrets: FeedSecrets): CalendarDesk {
  return {
    window: async (query) => {
      const asked = accept(parseCalendarQuery(query))
      const session = await open('calendar.window')
      const view = await viewOf(session, asked)
      const matters = await plannedMatters(session.store, scopeOf(session.actor), attendeeIds(view), view.window)
      const { blocks, tasks } = calendarWindow(matters, view)
      const shown = new Set([...blocks, ...tasks].map(({ interactionId }) => interactionId))
      const interactions = matters.filter(({ id }) => shown.has(id)).sort((one, other) => (one.id < other.id ? -1 : 1))
      return { blocks, tasks, interactions }
    },
    busy: async (query) => {
      const asked = accept(parseCalendarQuery(query))
      const session = await open('calendar.busy')
      return busyWithin(session, await viewOf(session, asked))
    },
    freeSlots: async (query) => {
      const { lengthMinutes, gridMinutes, limit = 100, ...asked } = accept(parseSlotQuery(query))
      const session = await open('calendar.freeSlots')
      const view = await viewOf(session, asked)
      const slots = freeSlots({
        window: view.window,
        who: attendeesOfView(view),
        busy: await busyWithin(session, view),
        lengthMinutes,
        ...(gridMinutes !== undefined && { gridMinutes }),
        workingHours: session.settings.workingHours,
        timeZone: session.settings.timeZone,
      })
      return slots.slice(0, limit)
    },
    feeds: feedDesk(open, secrets),
  }
}

async function viewOf(session: Session, query: CalendarQuery): Promise<CalendarView> {
  const { store, actor, settings } = session
  const { from, until, resources = [] } = query
  if (from >= until || until - from > longestMs) {
    const remedy = 'Give an end that is after the start, at most 400 days later.'
    throw inputError([{ path: 'until', problem: 'out-of-range', value: until, remedy }])
  }
  const own = actor.kind === 'member' && resources.length === 0 ? [actor.memberId] : []
  const members = query.members ?? own
  if (members.length + resources.length === 0) {
    throw inputError([{ path: 'members', problem: 'missing', remedy: 'Name members or resources.' }])
  }
  const [knownMembers, knownResources] = await Promise.all([
    query.members === undefined ? [] : store.workspaces.listMembers(actor.workspaceId),
    resources.length === 0 ? [] : store.workspaces.listResources(actor.workspaceId),
  ])
  requireKnown('member', query.members ?? [], knownMembers)
  requireKnown('resource', resources, knownResources)
  return {
    window: { from, until },
    members: [...new Set(members)],
    resources: [...new Set(resources)],
    timeZone: settings.timeZone,
  }
}

function requireKnown(
  kind: 'member' | 'resource',
  ids: readonly string[],
  known: readonly { readonly id: string }[],
): void {
  const there = new Set(known.map(({ id }) => id))
  const unknown = ids.find((id) => !there.has(id))
  if (unknown !== undefined) throw notFound(kind, unknown)
}
