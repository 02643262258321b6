/** Time spent on matters: measured by a timer, or typed in. Rules: docs/concepts/interactions.md (INT-13). @module */
import { actorRight, type Right } from '../../access/actor.ts'
import type { HourlyCost } from '../../access/hourly-cost.ts'
import type { TimeOptions } from '../../inputs/interaction.ts'
import {
  costOfTime,
  type NewTimeSpent,
  normalizeTimeSpent,
  type StoredTimer,
  type StoredTimeSpent,
  startTimer,
  stopTimer,
  type TimeCost,
  type TimerRefused,
} from '../../interaction/time-spent.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { InteractionId, MemberId } from '../../kernel/ids.ts'
import { carryOut, type Decision, type KeptAnswer } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import { type Session, today } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import { getRecord, notFound, requireInUse, requireWriteRight } from '../records/record-access.ts'
import { getMember } from '../workspace/get-member.ts'
import { filedNote } from './interaction-effect.ts'

/** The timer that the actor has running; `null` if there is none. */
export async function findTimer({ store, actor }: Session): Promise<StoredTimer | null> {
  return actor.kind === 'member' ? store.interactions.findTimer(actor.workspaceId, actor.memberId) : null
}

/** Starts the timer of a member on a matter. */
export function startTimerOn(session: Session, id: InteractionId, options: TimeOptions): Promise<StoredTimer> {
  const { commandId, memberId: whose } = options
  const command = 'interactions.startTimer'
  return carryOut(
    session,
    { command, input: { id, memberId: whose }, options: { commandId } },
    async (): Promise<Decision<StoredTimer>> => {
      const { matterId, right } = await getWorkable(session, id)
      const memberId = await memberMeant(session, whose)
      const { store, actor, clock } = session
      const running = await store.interactions.findTimer(actor.workspaceId, memberId)
      const started = startTimer(running, { memberId, interactionId: matterId }, clock.now())
      if (!started.ok) throw refusedTimer(memberId, started.error)
      const timer: StoredTimer = { ...started.value.timer, id: memberId, version: 1 }
      const note = filedNote(session, matterId, started.value.note)
      return {
        effect: {
          writes: [{ op: 'create', kind: 'timer', record: timer }],
          notes: [note],
          happenings: [happened(command, right, matterId, 'interaction.timer-started', { memberId, noteId: note.id })],
        },
        // By now it may have been stopped: when it was started is all that a repeated call has to be told.
        answer: {
          records: [matterId, memberId].map((each) => ({ id: each, warnings: [] })),
          counts: { startedAt: timer.startedAt },
        },
        outcome: () => timer,
      }
    },
    async ({ records, counts }) => {
      const [interactionId = '', memberId = ''] = records.map((record) => record.id)
      return { id: memberId, version: 1, memberId, interactionId, startedAt: counts?.['startedAt'] ?? 0 }
    },
  )
}

/** Stops the timer of a member, on whatever matter it runs. */
export function stopRunningTimer(
  session: Session,
  { commandId, memberId: whose }: TimeOptions,
): Promise<StoredTimeSpent> {
  const command = 'interactions.stopTimer'
  return carryOut(
    session,
    { command, input: { memberId: whose }, options: { commandId } },
    async (): Promise<Decision<StoredTimeSpent>> => {
      const memberId = await memberMeant(session, whose)
      const { store, actor, clock, ids } = session
      const running = await store.interactions.findTimer(actor.workspaceId, memberId)
      const stopped = stopTimer(running, clock.now())
      if (!stopped.ok) throw refusedTimer(memberId, stopped.error)
      if (running === null) throw notFound('timer', memberId)
      const { interactionId } = running
      const spent: StoredTimeSpent = { ...stopped.value.spent, id: ids.next(), at: clock.now() }
      const note = filedNote(session, interactionId, stopped.value.note)
      const facts = { memberId, noteId: note.id, timeSpentId: spent.id }
      return {
        effect: {
          writes: [{ op: 'purge', kind: 'timer', id: running.id, expectedVersion: running.version }],
          notes: [note],
          timeSpent: [spent],
          happenings: [happened(command, actorRight(session.actor), interactionId, 'interaction.timer-stopped', facts)],
        },
        answer: aboutTime(spent),
        outcome: () => spent,
      }
    },
    (answer) => recallTime(session, answer),
  )
}

/** Writes down time that was typed in. */
export function addTime(
  session: Session,
  id: InteractionId,
  input: NewTimeSpent,
  { commandId, memberId: whose }: TimeOptions,
): Promise<StoredTimeSpent> {
  const command = 'interactions.addTimeSpent'
  return carryOut(
    session,
    { command, input: { id, input, memberId: whose }, options: { commandId } },
    async (): Promise<Decision<StoredTimeSpent>> => {
      const { matterId, right } = await getWorkable(session, id)
      const memberId = await memberMeant(session, whose)
      const read = accept(normalizeTimeSpent(input, { memberId, interactionId: matterId }, today(session)))
      const spent: StoredTimeSpent = { ...read, id: session.ids.next(), at: session.clock.now() }
      const facts = { memberId, timeSpentId: spent.id }
      return {
        effect: {
          writes: [],
          timeSpent: [spent],
          happenings: [happened(command, right, matterId, 'interaction.time-added', facts)],
        },
        answer: aboutTime(spent),
        outcome: () => spent,
      }
    },
    (answer) => recallTime(session, answer),
  )
}

/** All time spent on a matter, in the order in which it was written down. */
export async function listTimeSpent(session: Session, id: InteractionId): Promise<readonly StoredTimeSpent[]> {
  const { store, actor } = session
  const matter = await getRecord(session, store.interactions, 'interaction', id)
  return store.interactions.listTimeSpent(actor.workspaceId, matter.id)
}

/** What the time spent on a matter costs. */
export async function costOfInteraction(session: Session, id: InteractionId): Promise<TimeCost> {
  const times = await listTimeSpent(session, id)
  const costs = new Map<MemberId, readonly HourlyCost[]>()
  for (const { memberId } of times) {
    if (!costs.has(memberId)) costs.set(memberId, (await getMember(session, memberId)).hourlyCosts)
  }
  return costOfTime(times, (memberId) => costs.get(memberId) ?? [], session.settings.timeZone)
}

interface Workable {
  readonly matterId: InteractionId
  readonly right: Right
}

/** A matter that may be worked on; a done one too: time is often written down late. */
async function getWorkable(session: Session, id: InteractionId): Promise<Workable> {
  const matter = await getRecord(session, session.store.interactions, 'interaction', id)
  const right = requireWriteRight(session, 'interaction', matter)
  requireInUse('interaction', matter)
  return { matterId: matter.id, right }
}

/** Whose time is meant. @throws {CrmError} forbidden, invalid-input, not-found */
async function memberMeant(session: Session, whose: MemberId | undefined): Promise<MemberId> {
  const { actor } = session
  const own = actor.kind === 'member' ? actor.memberId : undefined
  const memberId = whose ?? own
  if (memberId === undefined) {
    const remedy = 'Name the member whose time it is: a system job has none.'
    throw inputError([{ path: 'memberId', problem: 'missing', remedy }])
  }
  if (memberId !== own && actorRight(actor) === 'member') {
    throw new CrmError('forbidden', {
      message: 'Another member’s time is for managers and administrators to write down.',
      details: { needs: 'manager', ...(own !== undefined && { memberId: own }) },
    })
  }
  return memberId === own ? memberId : (await getMember(session, memberId)).id
}

function happened(
  command: string,
  right: Right,
  matterId: InteractionId,
  event: string,
  data: Readonly<Record<string, unknown>>,
): Happening {
  const subject = { kind: 'interaction' as const, id: matterId }
  return { command, right, subject, changes: [{ field: 'timeSpent' }], event, data }
}

function aboutTime({ interactionId, id }: StoredTimeSpent): KeptAnswer {
  return { records: [interactionId, id].map((each) => ({ id: each, warnings: [] })) }
}

async function recallTime({ store, actor }: Session, { records }: KeptAnswer): Promise<StoredTimeSpent> {
  const [interactionId = '', id = ''] = records.map((record) => record.id)
  const all = await store.interactions.listTimeSpent(actor.workspaceId, interactionId)
  const spent = all.find((each) => each.id === id)
  if (spent === undefined) throw notFound('interaction', interactionId)
  return spent
}

function refusedTimer(memberId: MemberId, { state, asked, allowed, runsOn }: TimerRefused): CrmError {
  const where = runsOn === null ? '' : ` on the interaction ${runsOn}`
  return new CrmError('transition-refused', {
    message: `The timer of member ${memberId} is ${state}${where}: ${asked} is refused. It allows ${allowed.join(', ')}.`,
    details: {
      kind: 'timer',
      id: memberId,
      state,
      asked,
      allowed,
      ...(runsOn !== null && { because: { kind: 'interaction', id: runsOn } }),
    },
  })
}
