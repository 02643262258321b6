/** A workspace with matters that are written as commands write them, and a notifier that remembers. */
import {
  type Commit,
  type Crm,
  createCrm,
  type Notifier,
  type NotifierAnswer,
  type RecordStamp,
  type Reminder,
  type ReminderNotice,
  type Store,
  type Write,
} from 'crmkit'
import { type InteractionBase, normalizeSchedule, presetPipelines, type Schedule } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { buildCommit, buildContact, buildInteraction, countedId, countedIds, fixedClock } from 'crmkit/testing'
import { openSession } from '../../../src/use-cases/context.ts'
import { followInteractions } from '../../../src/use-cases/interactions/interaction-parts.ts'
import { withOutbox } from '../../../src/use-cases/jobs/outbox.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** A clock that may also be put back. */
export interface MovableClock {
  now(): number
  set(now: number): void
  advance(ms: number): void
}

/** What is written of a matter; one with `concludedAt` is done. */
type Change = Partial<InteractionBase & RecordStamp> & { readonly concludedAt?: number }

export interface ReminderScene {
  readonly crm: Crm
  readonly store: Store
  readonly clock: MovableClock
  readonly workspaceId: string
  readonly anneId: string
  /** Everything that was handed to the notifier. */
  readonly notices: ReminderNotice[]
  /** What the notifier says from now on. */
  answers: (notice: ReminderNotice) => NotifierAnswer | Promise<NotifierAnswer>
  /** Writes a matter as a command would: what follows comes in the same commit. `null` removes it. */
  write(id: string, change: Change | null): Promise<void>
  /** What the ledger says of a matter, as `offset state attempts`. */
  states(id: string): Promise<readonly string[]>
  lines(id: string): Promise<readonly Reminder[]>
}

/** Begins at nine in Paris, on Monday 2026-01-05. */
export async function beginReminders(
  store: Store = memoryStore(),
  options: { readonly notifier?: Notifier } = {},
): Promise<ReminderScene> {
  const clock = movable(Date.UTC(2026, 0, 5, 8))
  const ids = countedIds(77)
  const notices: ReminderNotice[] = []
  const remembering: Notifier = {
    deliver: async (notice) => {
      notices.push(notice)
      return scene.answers(notice)
    },
  }
  const crm = createCrm({ store, clock, ids, notifier: options.notifier ?? remembering })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  const workspaceId = workspace.id
  const ports = {
    store: withOutbox(store),
    clock,
    ids,
    pipelines: presetPipelines,
    channelsOf: () => ({}),
    chance: { bytes: (count: number) => new Uint8Array(count) },
  }
  const all = { workspaceId, filter: { sees: 'everything' } } as const
  const lines = (id: string) => store.reminders.listOf(workspaceId, id, { limit: 1_000 })
  const commit = async (writes: readonly Write[], followUp: Partial<Commit>): Promise<void> => {
    const result = await ports.store.commit(buildCommit({ workspaceId, writes, ...followUp }))
    if (!result.ok) throw new Error(JSON.stringify(result.error))
  }
  const scene: ReminderScene = {
    crm,
    store,
    clock,
    workspaceId,
    anneId: administrator.id,
    notices,
    answers: () => ({ kind: 'delivered' }),
    lines,
    states: async (id) => (await lines(id)).map(({ offset, state, attempts }) => `${offset} ${state} ${attempts}`),
    write: async (id, change) => {
      const session = await openSession(ports, { kind: 'system', workspaceId, reason: 'test' }, 'companies.create')
      const before = await store.interactions.find(all, id)
      if (change === null) {
        if (before === null) throw new Error('there is nothing to remove')
        const { remindersDropped = [] } = await followInteractions(session, [{ before, after: null }])
        const purge = { op: 'purge', kind: 'interaction', id, expectedVersion: before.version } as const
        await commit([purge], { remindersDropped })
        return
      }
      const { concludedAt, ...fields } = change
      const base = before ?? { ...buildInteraction({ id, ownerId: administrator.id }), number: 0, version: 0 }
      const open = { ...base, ...fields, version: base.version + 1, state: 'open' as const }
      const done = { ...open, state: 'done' as const, outcome: 'neutral' as const }
      const after = concludedAt === undefined ? open : { ...done, concludedAt }
      const { notices: _told, ...followUp } = await followInteractions(session, [{ before, after }])
      const index = { sortKey: '', searchText: '' }
      const kind = 'interaction'
      const { number: _number, ...fresh } = after
      await commit(
        [before === null ? { op: 'create', kind, record: fresh, index } : { op: 'update', kind, record: after, index }],
        followUp,
      )
    },
  }
  return scene
}

export const matterId = countedId(1, 500)
export const carlaId = countedId(2, 500)

/** A meeting in Paris, until six. */
export function meeting(startOn: string, startAt: string): Schedule {
  return scheduleOf({ meeting: { startOn, startAt, endAt: '18:00' } })
}

/** A task that is due on a day. */
export function task(dueOn: string): Schedule {
  return scheduleOf({ task: { dueOn } })
}

function scheduleOf(said: Parameters<typeof normalizeSchedule>[0]): Schedule {
  const read = normalizeSchedule(said, { now: fixedClock().now(), timeZone: 'Europe/Paris' })
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value
}

/** Adds Carla, a contact. */
export async function addCarla({ store, workspaceId }: ReminderScene): Promise<void> {
  const record = buildContact({ id: carlaId })
  const index = { sortKey: '', searchText: '' }
  const writes = [{ op: 'create', kind: 'contact', record, index }] as const
  const result = await store.commit(buildCommit({ workspaceId, writes }))
  if (!result.ok) throw new Error(JSON.stringify(result.error))
}

function movable(start: number): MovableClock {
  let now = start
  return {
    now: () => now,
    set: (to) => {
      now = to
    },
    advance: (ms) => {
      now += ms
    },
  }
}
