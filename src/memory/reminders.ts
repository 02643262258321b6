/** The ledger of reminders in memory. @module */
import { compareCodePoints } from '../kernel/compare.ts'
import type { Commit } from '../ports/commit.ts'
import type { ReminderLedger, ReminderPage } from '../ports/reminder-ledger.ts'
import type { Reminder } from '../reminder/ledger.ts'
import type { Tables } from './tables.ts'

/** Drops and adds the reminders of a commit. */
export function writeReminders(
  tables: Tables,
  { remindersAdded = [], remindersDropped = [] }: Pick<Commit, 'remindersAdded' | 'remindersDropped'>,
): void {
  for (const { key, at } of remindersDropped) {
    const line = tables.reminders.get(key)
    if (line?.state === 'pending') tables.reminders.set(key, { ...line, state: 'dropped', settledAt: at })
  }
  for (const line of remindersAdded) {
    const known = tables.reminders.get(line.key)
    if (known === undefined || (known.state === 'dropped' && known.round === line.round - 1)) {
      tables.reminders.set(line.key, { ...line, state: 'pending', attempts: 0 })
    }
  }
}

/** The ledger of a memory store. @param read the tables of a workspace */
export function memoryReminderLedger(read: (workspaceId: string) => Tables): ReminderLedger {
  const list = (workspaceId: string, holds: (line: Reminder) => boolean, page?: ReminderPage): readonly Reminder[] => {
    const lines = [...read(workspaceId).reminders.values()].filter(holds).sort(byDue)
    const after = page?.after
    const start = after === undefined ? lines : lines.filter((line) => byDue(line, after) > 0)
    return structuredClone(start.slice(0, page?.limit))
  }
  return {
    find: async (workspaceId, key) => structuredClone(read(workspaceId).reminders.get(key) ?? null),
    findMany: async (workspaceId, keys) =>
      structuredClone([...new Set(keys)].flatMap((key) => read(workspaceId).reminders.get(key) ?? [])),
    listPending: async (workspaceId, interactionIds) => {
      const wanted = new Set(interactionIds)
      return list(workspaceId, (line) => line.state === 'pending' && wanted.has(line.interactionId))
    },
    listOf: async (workspaceId, interactionId, page) =>
      list(workspaceId, (line) => line.interactionId === interactionId, page),
    listByState: async (workspaceId, state, page) => list(workspaceId, (line) => line.state === state, page),
    settle: async (workspaceId, { key, round, from, to, at, attempts }) => {
      const { reminders } = read(workspaceId)
      const line = reminders.get(key)
      if (line === undefined || line.state !== from || line.round !== round) return false
      reminders.set(key, { ...line, state: to, attempts, settledAt: at })
      return true
    },
  }
}

type Place = Pick<Reminder, 'dueAt' | 'key'>

function byDue(a: Place, b: Place): number {
  return a.dueAt - b.dueAt || compareCodePoints(a.key, b.key)
}
