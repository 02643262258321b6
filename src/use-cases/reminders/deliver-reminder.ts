/** Handing a reminder over. Rules: docs/concepts/reminders.md (REM-2, REM-3, REM-4) @module */
import { type AccessScope, isVisible, scopeOf } from '../../access/actor.ts'
import type { WorkspaceSettings } from '../../access/workspace.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { Job, JobProblem } from '../../job/job.ts'
import { within } from '../../kernel/deadline.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { Notifier, NotifierAnswer } from '../../ports/notifier.ts'
import type { Store } from '../../ports/store.ts'
import { judgeReminder, reminderRetryDelaysMs } from '../../reminder/judge.ts'
import { newRounds, type Reminder, type ReminderState } from '../../reminder/ledger.ts'
import { findWanted, type WantedReminder } from '../../reminder/plan.ts'
import { reminderGraceMs, reminderHours, reminderSource } from '../../reminder/source.ts'
import { memberActor } from '../context.ts'
import type { JobContext, JobHandler, JobOutcome } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { type ReminderPayload, reminderKind } from './reminder-jobs.ts'

/** How long a notifier may take, unless the lease is shorter. */
const usualTimeoutMs = 30_000

/** How often a line that keeps changing is looked at. */
const mostTries = 5

const done: JobOutcome = { outcome: 'done' }
const tooLate: NotifierAnswer = { kind: 'failed', retryable: true, problem: { code: 'timeout' } }

/**
 * Hands reminders over, each as what it is when its time has come: what was dropped, moved or settled since is left alone.
 * The line is settled after the notifier has answered; a machine that is killed between the two is followed by one that
 * asks again, under the same key.
 * @param kind of the jobs: those that remind members, or those that remind customers
 */
export function reminderHandler(notifier: Notifier, kind: string = reminderKind): JobHandler {
  return {
    kind,
    retryDelaysMs: reminderRetryDelaysMs,
    run: async (job, context) => {
      const { store } = context.ports
      const { workspaceId } = context
      const { key, round, interactionId } = payloadOf<ReminderPayload>(job)
      // The matter first: what is pending after that in this round was wanted by the matter as it is here.
      const matter = await store.interactions.find(everything(workspaceId), interactionId)
      const [line, workspace] = await Promise.all([store.reminders.find(workspaceId, key), context.workspace()])
      if (line === null || workspace === null || line.round !== round || !isOpen(line.state)) return done
      // It was given up by whoever held this job before, and who was killed before he could end it.
      const wasGivenUp = line.state === 'dead' && job.attempts + job.takeovers > line.attempts
      if (wasGivenUp) return { outcome: 'dead', problem: job.problem ?? { code: 'not-delivered' } }
      return handOver({ job, context, notifier, line, matter, settings: workspace.settings })
    },
  }
}

/** A reminder whose job is done now. */
interface Due {
  readonly job: Job
  readonly context: JobContext
  readonly notifier: Notifier
  readonly line: Reminder
  readonly matter: Interaction | null
  readonly settings: WorkspaceSettings
}

async function handOver(due: Due): Promise<JobOutcome> {
  const { job, context, line, matter, settings } = due
  const { store, clock } = context.ports
  // The queue found it due by the clock of whoever claimed it; a clock that was put back since changes nothing.
  const now = Math.max(clock.now(), line.dueAt)
  const before = line.attempts + job.attempts + job.takeovers - 1
  const wanted =
    matter === null ? null : findWanted(line, reminderSource(matter), { now, hours: reminderHours(settings) })
  if (matter === null || wanted === null || !(await mayBeTold(store, context.workspaceId, due, matter))) {
    await settle(due, 'dropped', before)
    return done
  }
  if (wanted.reminder.dueAt > now) {
    await move(due, wanted.reminder, now)
    return done
  }
  const judged = judgeReminder(
    { ...wanted.reminder, dueAt: line.dueAt },
    { now, attempts: before, graceMs: reminderGraceMs(settings) },
  )
  if (judged.kind !== 'due') {
    await settle(due, 'missed', before)
    return done
  }
  return tell(due, matter, wanted, before + 1)
}

/** Hands it over, and notes what came of it. */
async function tell(due: Due, matter: Interaction, { schedule }: WantedReminder, attempt: number): Promise<JobOutcome> {
  const { job, context, notifier, line } = due
  const { workspaceId, leaseMs } = context
  const { id, number, version, subject, type } = matter
  const notice = {
    key: line.key,
    workspaceId,
    audience: line.audience,
    offset: line.offset,
    dueAt: line.dueAt,
    interaction: { id, number, version, subject, type },
    occurrence: line.occurrence,
    schedule,
    attempt,
  }
  const isLast = reminderRetryDelaysMs[job.attempts - 1] === undefined
  // Before the lease ends, or two machines would hand it over.
  const timeoutMs = Math.min(usualTimeoutMs, Math.floor(leaseMs * 0.8))
  let answer: NotifierAnswer
  try {
    // Hosts write notifiers: one that never answers must not keep the whole run from its end.
    answer = await within(notifier.deliver(notice, { timeoutMs }), timeoutMs, tooLate)
  } catch (cause) {
    if (isLast) await settle(due, 'dead', attempt)
    throw cause
  }
  if (answer.kind === 'delivered') {
    if (!(await settle(due, 'delivered', attempt))) await noteArrival(due, attempt)
    return done
  }
  if (answer.kind === 'unwanted') {
    await settle(due, 'dropped', attempt)
    return done
  }
  const problem: JobProblem = answer.problem ?? { code: 'not-delivered' }
  if (answer.retryable && !isLast) return { outcome: 'retry', problem }
  await settle(due, 'dead', attempt)
  return { outcome: 'dead', problem }
}

/** The hours of the workspace have changed, and it is due later: it goes at its new time. */
async function move({ context, line }: Due, later: WantedReminder['reminder'], now: number): Promise<void> {
  const { workspaceId, ports } = context
  const known = await ports.store.reminders.findMany(workspaceId, [later.key])
  await ports.store.commit({
    workspaceId,
    writes: [],
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    audit: [],
    events: [],
    remindersAdded: newRounds([later], known),
    remindersDropped: [{ key: line.key, at: now }],
  })
}

function settle({ context, line }: Due, to: ReminderState, attempts: number): Promise<boolean> {
  const { ports, workspaceId } = context
  const { key, round, state } = line
  return ports.store.reminders.settle(workspaceId, { key, round, from: state, to, at: ports.clock.now(), attempts })
}

/** It was dropped while it was being handed over, and may even be wanted again: it has arrived, and is not to come twice. */
async function noteArrival(due: Due, attempts: number): Promise<void> {
  const { ports, workspaceId } = due.context
  for (let tries = 0; tries < mostTries; tries += 1) {
    const line = await ports.store.reminders.find(workspaceId, due.line.key)
    if (line === null || line.state === 'delivered') return
    if (await settle({ ...due, line }, 'delivered', attempts)) return
  }
}

/** Whether it may still be handed over. Whoever has the job of a dead one done after all wants that. */
function isOpen(state: ReminderState): boolean {
  return state === 'pending' || state === 'dead'
}

/**
 * Whether there is still somebody to tell: an active member who may see the matter, whether or not he takes part in it;
 * a contact that is not in the trash, merged or erased.
 */
async function mayBeTold(
  store: Store,
  workspaceId: WorkspaceId,
  { line, settings }: Due,
  matter: Interaction,
): Promise<boolean> {
  const { kind, id } = line.audience
  if (kind === 'member') {
    const member = await store.workspaces.findMember(workspaceId, id)
    if (member?.state !== 'active') return false
    return isVisible(scopeOf(memberActor(workspaceId, member, settings)).filter, matter)
  }
  const contact = await store.contacts.find(everything(workspaceId), id)
  if (contact === null) return false
  return contact.trashedAt === undefined && contact.anonymizedAt === undefined && contact.mergedInto === undefined
}

function everything(workspaceId: WorkspaceId): AccessScope {
  return { workspaceId, filter: { sees: 'everything' } }
}
