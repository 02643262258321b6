/** The desk of reminders: what is planned, and what has become of it. Rules: docs/concepts/reminders.md (REM-2). @module */
import type { PageQuery, ReminderQuery } from '../../inputs/call.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import type { ReminderPage, ReminderPosition } from '../../ports/reminder-ledger.ts'
import type { Reminder } from '../../reminder/ledger.ts'
import { parsePageQuery, parseReminderQuery } from '../../schemas/call.ts'
import type { OpenSession, Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { type Page, usualLimit } from '../records/list-records.ts'
import { getRecord } from '../records/record-access.ts'

/** Reminders of one workspace. They are planned by what is done to interactions, and by nothing else. */
export interface ReminderDesk {
  /**
   * The reminders of an interaction, whatever has become of them, by when they are due.
   * @throws {CrmError} not-found, invalid-input
   * @example
   * const { items } = await desk.reminders.listOf(meeting.id)
   */
  listOf(interactionId: InteractionId, query?: PageQuery): Promise<Page<Reminder>>

  /**
   * The reminders of the whole workspace in one state, by when they are due. It takes a manager, an administrator or a
   * system job. Dead ones are done after all by `desk.jobs.replay`.
   * @throws {CrmError} forbidden, invalid-input
   */
  list(query: ReminderQuery): Promise<Page<Reminder>>
}

/** The reminder desk of whoever the session is opened for. */
export function reminderDesk(open: OpenSession): ReminderDesk {
  return {
    listOf: async (interactionId, query = {}) => {
      const known = readId(interactionId, 'interactionId')
      const asked = accept(parsePageQuery(query))
      const session = await open('reminders.listOf')
      const { id } = await getRecord(session, session.store.interactions, 'interaction', known)
      return listPage(session, { interactionId: id }, asked, (page) =>
        session.store.reminders.listOf(session.actor.workspaceId, id, page),
      )
    },
    list: async (query) => {
      const { state, ...asked } = accept(parseReminderQuery(query))
      const session = await open('reminders.list')
      return listPage(session, { state }, asked, (page) =>
        session.store.reminders.listByState(session.actor.workspaceId, state, page),
      )
    },
  }
}

async function listPage(
  { actor }: Session,
  query: object,
  { limit = usualLimit, cursor }: PageQuery,
  read: (page: ReminderPage) => Promise<readonly Reminder[]>,
): Promise<Page<Reminder>> {
  const list = listName('reminders', query)
  const after = cursor === undefined ? undefined : positionOf(String(readCursor(list, cursor, 'text').value))
  const lines = await read({ limit: limit + 1, ...(after !== undefined && { after }) })
  const items = lines.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || lines.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: `${last.dueAt} ${last.key}`, id: actor.workspaceId }) }
}

/** Instant and key, as a cursor holds them. */
function positionOf(value: string): ReminderPosition {
  const end = value.indexOf(' ')
  return { dueAt: Number(value.slice(0, end)), key: value.slice(end + 1) }
}
