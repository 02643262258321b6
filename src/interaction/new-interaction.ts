/** Interactions as people hand them in, and the normal form that is stored. Rules: docs/concepts/interactions.md (INT-1, INT-2, INT-10). @module */
import type { CurrencyCode } from '../kernel/country.ts'
import type { CompanyId, ContactId, InteractionId, MemberId } from '../kernel/ids.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type InputIssue, type InputRefusal, refuseInput } from '../party/input-issue.ts'
import { isFew, longest, present, readText, readTexts, type Said } from '../party/read-fields.ts'
import type { Ownership, Visibility } from '../party/record.ts'
import { type NewBudget, readBudget, readOverride } from './budget.ts'
import type { Applied, Occasion } from './commands.ts'
import { appliedOf } from './decide-interaction.ts'
import { enterStep, readStepType } from './enter-step.ts'
import type {
  InteractionBase,
  InteractionDetails,
  InteractionFields,
  InteractionState,
  Participant,
} from './interaction.ts'
import { type NewSchedule, readSchedule } from './new-schedule.ts'
import { type NewNote, readNote } from './note.ts'
import { isFinal, type StepType, typesOf } from './pipeline.ts'
import { type ReminderWishes, readWishes } from './reminder-wishes.ts'
import { concludeHere } from './states.ts'
import { updateDateOf } from './update-date.ts'

/**
 * What a matter is to become. What is left out keeps its value, `null` and blanks clear it. State, step, schedule,
 * probability and update date are changed by commands of their own.
 */
export interface InteractionChanges {
  readonly subject?: string | undefined
  readonly companyId?: CompanyId | null | undefined
  /** All of them: the list that is there is replaced. So are the other lists. */
  readonly contactIds?: readonly ContactId[] | null | undefined
  /** The matter that this one is a part of. */
  readonly parentId?: InteractionId | null | undefined
  /** Who takes part besides the owner. */
  readonly participants?: readonly Participant[] | null | undefined
  readonly budget?: NewBudget | null | undefined
  /** What is to be done next, in words. */
  readonly nextStep?: string | null | undefined
  /** By which way it came or goes: telephone, fair, web form, … */
  readonly channel?: string | null | undefined
  readonly tags?: readonly string[] | null | undefined
  /** What reminders it has; `null`: those that its schedule has unless it says otherwise. */
  readonly reminders?: ReminderWishes | null | undefined
  /** The responsible member; `null`: nobody. */
  readonly ownerId?: MemberId | null | undefined
  readonly visibility?: Visibility | undefined
}

/** A matter to create: everything but subject and type may be left out. Its owner is then whoever creates it. */
export interface NewInteraction<Type extends StepType = StepType> extends InteractionChanges {
  readonly subject: string
  /** Pipeline and step: `sale/first-contact`. */
  readonly type: Type
  /** Default: open; done on a won or lost step. */
  readonly state?: InteractionState | undefined
  /** Default: none. */
  readonly schedule?: NewSchedule | null | undefined
  /** In percent. Default: that of the step. */
  readonly probability?: number | null | undefined
  /** A first note. */
  readonly note?: NewNote | undefined
}

/** What a new matter has that states none. */
export interface InteractionDefaults extends Ownership {
  /** The workspace's. */
  readonly currency: CurrencyCode
}

const states: readonly InteractionState[] = ['open', 'in-progress', 'done']

/** How many matters may be made in one call. */
export const mostAtOnce = 200

/** Normalizes a new matter. One that is created on a won or lost step is done, and stamped if the step stamps. */
export function normalizeInteraction<Type extends StepType>(
  input: NewInteraction<NoInfer<Type>>,
  defaults: InteractionDefaults,
  occasion: Occasion<Type>,
): Result<Applied, InputRefusal> {
  const issues: InputIssue[] = []
  const fields = readInteraction(issues, input, { ...blankFields, ...defaultsOf(defaults) }, defaults.currency)
  const found = readStepType(issues, 'type', input.type, occasion)
  const schedule = input.schedule ? readSchedule(issues, 'schedule', input.schedule, occasion) : undefined
  const probability = readOverride(issues, 'probability', input.probability ?? null)
  const note = readNote(issues, 'note', input.note, occasion)
  if (found !== undefined) checkStart(issues, input, found.step.kind, typesOf(found.pipeline, ['lead', 'open']))
  if (found === undefined || issues.length > 0) return refuseInput(issues)
  const { now, timeZone } = occasion
  const base: InteractionBase = {
    ...fields,
    type: input.type,
    ...(schedule !== undefined && { schedule }),
    updateDate: updateDateOf(schedule, { createdAt: now, timeZone }),
  }
  const { interaction, entered } = enterStep({ ...base, state: 'open' }, found, occasion)
  const begun = startIn(input.state, interaction, occasion)
  const started = probability === undefined ? begun : { ...begun, probability }
  return ok(appliedOf(null, { interaction: started, entered }, note, occasion))
}

/**
 * Normalizes the same matter for each of many contacts, so that each goes its own way (INT-10). A contact that is named
 * twice gets one. All of them are right, or none is taken.
 */
export function normalizeForContacts<Type extends StepType>(
  input: Omit<NewInteraction<NoInfer<Type>>, 'contactIds'>,
  contactIds: readonly ContactId[],
  defaults: InteractionDefaults,
  occasion: Occasion<Type>,
): Result<readonly Applied[], InputRefusal> {
  const distinct = [...new Set(contactIds)]
  if (distinct.length === 0 || distinct.length > mostAtOnce) {
    const problem = distinct.length === 0 ? 'missing' : 'too-many'
    const remedy = `Name 1 to ${mostAtOnce} contacts.`
    return refuseInput([{ path: 'contactIds', problem, value: distinct.length, remedy }])
  }
  const first = normalizeInteraction<Type>({ ...input, contactIds: [] }, defaults, occasion)
  if (!first.ok) return first
  const { interaction, ...rest } = first.value
  return ok(distinct.map((id) => ({ ...rest, interaction: { ...interaction, contactIds: [id] } })))
}

/** A matter after changes of what people write down about it, in normal form. A done one may be edited too. */
export function changeInteraction(
  interaction: InteractionDetails,
  changes: InteractionChanges,
  defaults: Pick<InteractionDefaults, 'currency'>,
): Result<InteractionDetails, InputRefusal> {
  const issues: InputIssue[] = []
  const fields = readInteraction(issues, changes, interaction, defaults.currency)
  if (issues.length > 0) return refuseInput(issues)
  const { companyId: _c, parentId: _p, budget: _b, nextStep: _n, channel: _ch, reminders: _r, ...kept } = interaction
  return ok({ ...kept, ...fields })
}

const blankFields = { subject: '', contactIds: [], participants: [], tags: [] } as const

function defaultsOf({ ownerId, visibility }: Ownership): Ownership {
  return { ownerId, visibility }
}

function readInteraction(
  issues: InputIssue[],
  changes: InteractionChanges,
  current: InteractionFields,
  currency: CurrencyCode,
): InteractionFields {
  const subject = readText(issues, 'subject', changes.subject, current.subject)
  if (subject === undefined || subject === '') addMissingSubject(issues, changes.subject)
  return {
    subject: subject ?? '',
    ...present<Pick<InteractionFields, 'companyId' | 'parentId' | 'budget' | 'nextStep' | 'channel' | 'reminders'>>({
      companyId: changes.companyId === undefined ? current.companyId : (changes.companyId ?? undefined),
      parentId: changes.parentId === undefined ? current.parentId : (changes.parentId ?? undefined),
      budget: readBudget(issues, 'budget', changes.budget, current.budget, currency),
      nextStep: readText(issues, 'nextStep', changes.nextStep, current.nextStep, longest.description),
      channel: readText(issues, 'channel', changes.channel, current.channel),
      reminders: readWishes(changes.reminders, current.reminders),
    }),
    contactIds: readIds(issues, 'contactIds', changes.contactIds, current.contactIds),
    participants: readParticipants(issues, changes.participants, current.participants),
    tags: readTexts(issues, 'tags', changes.tags, current.tags),
    ownerId: changes.ownerId === undefined ? current.ownerId : changes.ownerId,
    visibility: changes.visibility ?? current.visibility,
  }
}

function addMissingSubject(issues: InputIssue[], value: string | undefined): void {
  if (issues.some(({ path }) => path === 'subject')) return
  issues.push({ path: 'subject', problem: 'missing', value, remedy: 'Say in a few words what it is about.' })
}

function readIds(
  issues: InputIssue[],
  path: string,
  said: Said<readonly ContactId[]>,
  current: readonly ContactId[],
): readonly ContactId[] {
  if (said === undefined) return current
  const distinct = [...new Set(said ?? [])]
  return isFew(issues, path, distinct) ? distinct : []
}

function readParticipants(
  issues: InputIssue[],
  said: Said<readonly Participant[]>,
  current: readonly Participant[],
): readonly Participant[] {
  if (said === undefined) return current
  const distinct = new Map((said ?? []).map((participant) => [`${participant.kind} ${participant.id}`, participant]))
  return isFew(issues, 'participants', [...distinct]) ? [...distinct.values()] : []
}

/** Whether state and probability fit the step on which a matter begins. */
function checkStart(
  issues: InputIssue[],
  { state, probability, type }: NewInteraction,
  kind: 'lead' | 'open' | 'won' | 'lost',
  pending: readonly StepType[],
): void {
  if (state !== undefined && !states.includes(state)) {
    const remedy = `Give one of ${states.join(', ')}.`
    issues.push({ path: 'state', problem: 'unknown-option', value: state, allowed: states, remedy })
  }
  if (!isFinal(kind)) return
  if (state !== undefined && state !== 'done') {
    const remedy = `A matter on a ${kind} step is done. Leave the state out, or name a step at which it goes on.`
    issues.push({ path: 'state', problem: 'contradiction', value: state, allowed: ['done'], remedy })
  }
  if (probability !== undefined && probability !== null) {
    const remedy = `Leave it out: on ${type} the matter is decided. Or name a step at which it goes on.`
    issues.push({ path: 'probability', problem: 'contradiction', value: probability, allowed: pending, remedy })
  }
}

function startIn(
  state: InteractionState | undefined,
  interaction: InteractionDetails,
  occasion: Occasion,
): InteractionDetails {
  // A final step has concluded it, with the outcome of its kind.
  if (interaction.state === 'done' || state === undefined || state === 'open') return interaction
  if (state === 'done') return concludeHere(interaction, occasion)
  return { ...interaction, state, begunAt: occasion.now }
}
