/** The next action of a matter: judged after a command, and made in the same one. Rules: docs/concepts/interactions.md (INT-9). @module */
import { scopeOf } from '../../access/actor.ts'
import { nextOccurrence } from '../../calendar/recurrence.ts'
import type { NextAction } from '../../inputs/interaction.ts'
import type { Applied, Occasion } from '../../interaction/commands.ts'
import type { Interaction, InteractionFields, UnnumberedInteraction } from '../../interaction/interaction.ts'
import {
  type InteractionDefaults,
  type NewInteraction,
  normalizeInteraction,
} from '../../interaction/new-interaction.ts'
import { judgeNextAction, lacksNextAction, type Plan, usualNextActionPolicy } from '../../interaction/next-action.ts'
import { lastDay, type Period } from '../../interaction/schedule.ts'
import { isCrmError } from '../../kernel/crm-error.ts'
import { ok, type Result } from '../../kernel/result.ts'
import { type Instant, plainDateIn } from '../../kernel/time.ts'
import { addDays, instantIn, midnight } from '../../kernel/wall-clock.ts'
import type { InputRefusal } from '../../party/input-issue.ts'
import { type Session, today } from '../context.ts'
import { accept, inputError } from '../input-error.ts'
import type { RecordWarning } from '../record-warning.ts'
import { everythingOf } from '../records/record-access.ts'

/** The end of all days that schedules may name. */
const endOfDays: Instant = Date.UTC(3000, 0, 2)

/** From today on, in the workspace's zone. */
export function fromToday(session: Session): Period {
  const from = instantIn({ on: today(session), at: midnight }, session.settings.timeZone)
  return { from, until: endOfDays }
}

/** When a matter is to be done from today on; what recurs, when it comes round next. */
export function planOf({ clock, settings }: Session, matter: UnnumberedInteraction): Plan {
  const { state, schedule, series } = matter
  if (series === undefined) return schedule === undefined ? { state } : { state, schedule }
  const day = plainDateIn(clock.now(), settings.timeZone)
  // A task waits until it is done; a meeting that is over does not come again.
  const isTask = series.schedule.kind === 'task'
  let next = nextOccurrence(series, isTask ? undefined : `${addDays(day, -7)}T00:00`)
  while (!isTask && next !== null && lastDay(next.schedule, settings.timeZone) < day) {
    next = nextOccurrence(series, next.key)
  }
  return next === null ? { state } : { state, schedule: next.schedule }
}

/** How a command stands to the next action of what it is about. */
export type NextActionCheck = 'warn' | 'refuse'

/**
 * Says which matters are left without a next action: the one that a command was about, and the one that it is a part of.
 * @param about the matter as it will be
 * @param others what else the command writes
 * @param most what comes of it at the most: nobody is kept from writing down what came in
 * @throws {CrmError} invalid-input - the workspace requires one
 */
export async function requireNextAction(
  session: Session,
  about: UnnumberedInteraction,
  others: readonly UnnumberedInteraction[],
  most: NextActionCheck,
): Promise<readonly RecordWarning[]> {
  const { nextActionPolicy = usualNextActionPolicy } = session.settings
  if (nextActionPolicy === 'off') return []
  const policy = most === 'warn' ? 'warn' : nextActionPolicy
  const written = [about, ...others]
  // A new matter has no parts yet, and the one that it is a part of only gains by it.
  const isNew = about.version === 1
  const parent = isNew ? null : await findParent(session, about)
  const at = { now: session.clock.now(), timeZone: session.settings.timeZone }
  const warnings: RecordWarning[] = []
  for (const matter of parent === null ? [about] : [about, parent]) {
    const plan = planOf(session, matter)
    const isAlone = isNew || !lacksNextAction(plan, [], at)
    const judged = judgeNextAction(policy, plan, isAlone ? [] : await partsOf(session, matter, written), at)
    if (accept(judged) !== null) warnings.push({ code: 'no-next-action', interactionId: matter.id })
  }
  return warnings
}

/**
 * Reads the next action of a matter. Where owner and visibility are as in the matter, so is whom it is shared with.
 * @param before the matter before the command, whose type it has unless it says otherwise
 */
export function readNextAction(
  next: NextAction,
  before: Interaction,
  after: UnnumberedInteraction,
  occasion: Occasion,
  { ownerId, currency }: Pick<InteractionDefaults, 'ownerId' | 'currency'>,
): Result<Applied, InputRefusal> {
  const parentId = after.state === 'done' ? after.parentId : after.id
  const { subject, companyId, contactIds, participants, visibility, shares } = after
  const input: NewInteraction = {
    ...next,
    subject: next.subject ?? subject,
    type: next.type ?? before.type,
    companyId: next.companyId === undefined ? companyId : next.companyId,
    contactIds: next.contactIds === undefined ? contactIds : next.contactIds,
    participants: next.participants === undefined ? participants : next.participants,
    parentId,
  }
  const read = normalizeInteraction(input, { ownerId, visibility, currency }, occasion)
  const isSharedAlike = next.ownerId === undefined && next.visibility === undefined && shares !== undefined
  return read.ok && isSharedAlike ? ok({ ...read.value, interaction: { ...read.value.interaction, shares } }) : read
}

/**
 * What is done about the next action: what is wrong with it is said under `next`.
 * @throws {CrmError} invalid-input, and what `make` throws
 */
export async function underNext<Made>(make: () => Promise<Made>): Promise<Made> {
  try {
    return await make()
  } catch (error) {
    if (!isCrmError(error, 'invalid-input')) throw error
    throw inputError(error.details.issues.map((issue) => ({ ...issue, path: `next.${issue.path}` })))
  }
}

/** The parts that are not done and have a date ahead, as they will be. */
async function partsOf(
  session: Session,
  { id }: UnnumberedInteraction,
  written: readonly UnnumberedInteraction[],
): Promise<readonly Plan[]> {
  const own = written.filter(({ parentId }) => parentId === id)
  const stored = await session.store.interactions.list(everythingOf(session), {
    words: [],
    trashed: false,
    states: ['open', 'in-progress'],
    parentId: id,
    planned: fromToday(session),
    order: 'planned',
    descending: true,
    // One that is not written just now is enough.
    limit: written.length + 1,
  })
  const others = stored.filter((part) => !written.some((each) => each.id === part.id))
  return [...own, ...others].map((part) => planOf(session, part))
}

/** The matter that a matter is a part of, if the actor may see it, and it goes on. */
async function findParent({ store, actor }: Session, { parentId }: InteractionFields): Promise<Interaction | null> {
  if (parentId === undefined) return null
  const parent = await store.interactions.find(scopeOf(actor), parentId)
  return parent === null || parent.trashedAt !== undefined || parent.state === 'done' ? null : parent
}
