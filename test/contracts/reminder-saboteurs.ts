/** Stores with one fault each in their ledger of reminders. @module */
import type { Commit, ReminderLedger, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'

type Sabotage = () => Store

/** Case name → a store that differs from a right one in what the case is about. */
export const reminderSaboteurs: Readonly<Record<string, Sabotage>> = {
  'reminders come back with every field, by key, in their workspace only': onLedger((ledger) => ({
    find: async (workspaceId, key) => {
      const line = await ledger.find(workspaceId, key)
      return line && { ...line, occurrence: null }
    },
  })),
  'reminders of a matter, and those in a state, are listed by when they are due, page by page': onLedger((ledger) => ({
    // By instant alone: what is due at the same time is lost between two pages.
    listOf: async (workspaceId, interactionId, { after, limit }) => {
      const lines = await ledger.listOf(workspaceId, interactionId, { limit: 1_000 })
      return lines.filter(({ dueAt }) => after === undefined || dueAt > after.dueAt).slice(0, limit)
    },
  })),
  'what is pending of several matters is listed together': onLedger((ledger) => ({
    listPending: (workspaceId, [first]) => ledger.listPending(workspaceId, first === undefined ? [] : [first]),
  })),
  'a reminder to drop is dropped if it is pending, and stays as it is if it is not': onCommit(
    async (commit, { reminders }) => {
      for (const { key, at } of commit.remindersDropped ?? []) {
        const line = await reminders.find(commit.workspaceId, key)
        if (line === null) continue
        const { round, state } = line
        await reminders.settle(commit.workspaceId, { key, round, from: state, to: 'dropped', at, attempts: 0 })
      }
      return commit
    },
  ),
  'what was dropped is pending again in its next round; whatever else has become of a reminder stays so': onCommit(
    async (commit, { reminders }) => {
      const { workspaceId, remindersAdded = [] } = commit
      const keys = remindersAdded.map(({ key }) => key)
      const known = new Map((await reminders.findMany(workspaceId, keys)).map((line) => [line.key, line]))
      const next = remindersAdded.map((added) => {
        const line = known.get(added.key)
        return line?.state === 'dropped' ? { ...added, round: line.round + 1 } : added
      })
      return { ...commit, remindersAdded: next }
    },
  ),
  'a reminder is settled once, and only in the round and from the state that were known': onLedger((ledger) => ({
    settle: async (workspaceId, settlement) => {
      const line = await ledger.find(workspaceId, settlement.key)
      return ledger.settle(workspaceId, { ...settlement, round: line?.round ?? settlement.round })
    },
  })),
  'reminders of a commit that is refused are not written': () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const result = await store.commit(commit)
        const { command: _repeated, ...again } = commit
        if (!result.ok && commit.remindersAdded !== undefined) await store.commit(again)
        return result
      },
    }
  },
}

function onLedger(change: (ledger: ReminderLedger) => Partial<ReminderLedger>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, reminders: { ...store.reminders, ...change(store.reminders) } }
  }
}

function onCommit(change: (commit: Commit, store: Store) => Promise<Commit>): Sabotage {
  return () => {
    const store = memoryStore()
    return { ...store, commit: async (commit) => store.commit(await change(commit, store)) }
  }
}
