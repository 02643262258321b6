/** Stores with one fault each in their ledger of reminders. @module */
import type { Commit, ReminderLedger, ReminderPlan, Store } from 'crmkit'
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
  'a reminder to drop is dropped if it is pending, and stays as it is if it is not': onPlan(async (plan, store, id) => {
    const lines = await store.reminders.findMany(id, plan.drop)
    for (const { key, round, state } of lines) {
      await store.reminders.settle(id, { key, round, from: state, to: 'dropped', at: plan.at, attempts: 0 })
    }
    return plan
  }),
  'what was dropped is pending again in its next round; whatever else has become of a reminder stays so': onPlan(
    async (plan, store, id) => {
      const known = await store.reminders.findMany(
        id,
        plan.add.map(({ key }) => key),
      )
      const rounds = new Map(known.map((line) => [line.key, line.state === 'dropped' ? line.round + 1 : line.round]))
      return { ...plan, add: plan.add.map((line) => ({ ...line, round: rounds.get(line.key) ?? line.round })) }
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
        if (!result.ok && commit.reminders !== undefined) await store.commit(again)
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

function onPlan(
  change: (plan: ReminderPlan, store: Store, workspaceId: Commit['workspaceId']) => Promise<ReminderPlan>,
): Sabotage {
  return () => {
    const store = memoryStore()
    return {
      ...store,
      commit: async (commit) => {
        const { reminders, workspaceId } = commit
        if (reminders === undefined) return store.commit(commit)
        return store.commit({ ...commit, reminders: await change(reminders, store, workspaceId) })
      },
    }
  }
}
