/**
 * What a provider is told when it asks what to do with a call. The route stands on the call, so that whichever machine is
 * asked next goes on where the last one was. Rules: docs/concepts/calls.md (TEL-1, TEL-2, TEL-5).
 * @module
 */
import type { Workspace } from '../../access/workspace.ts'
import { type Announcement, announcementsAt } from '../../call/announcement.ts'
import { callIdOf } from '../../call/call-id.ts'
import { type CallSaying, callWords } from '../../call/call-words.ts'
import { type Presence, routeCall } from '../../call/route-call.ts'
import {
  beginCall,
  beginUnknownCall,
  type CallParties,
  type CallProgress,
  hasWaited,
  identifyCall,
  ringNext,
  type StoredCall,
  type StoredLine,
  type TakenStep,
  takeStep,
} from '../../call/stored-call.ts'
import type { CallId, MemberId, WorkspaceId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { PhoneE164 } from '../../party/phone.ts'
import type { CallAccount } from '../../ports/channels.ts'
import type { CallFact, CallInstruction, OperatorTarget } from '../../ports/telephony.ts'
import type { CrmPorts } from '../context.ts'
import { callById, changeCall } from './change-call.ts'
import { callerIds, findCallers } from './find-callers.ts'

/** Where a call is, and whose account it is on. */
export interface CallContext {
  readonly ports: CrmPorts
  readonly workspaceId: WorkspaceId
  readonly account: CallAccount
}

/** A fact of one kind. */
export type FactOf<Kind extends CallFact['kind']> = Extract<CallFact, { readonly kind: Kind }>

/** Logs a call that comes in, and says who rings first. @param question the key of the event: asked again, it is given the same */
export async function answerIncoming(
  context: CallContext,
  fact: FactOf<'incoming'>,
  question: string,
): Promise<CallInstruction> {
  const { ports, workspaceId } = context
  const [workspace, line] = await Promise.all([
    ports.store.workspaces.find(workspaceId),
    findLineByNumber(context, fact.to),
  ])
  if (workspace === null) return { kind: 'reject' }
  const [callers, present] = await Promise.all([
    findCallers(ports.store, workspaceId, fact.from),
    line && lineOfToday(context, line),
  ])
  const parties: CallParties = {
    direction: 'inbound',
    number: fact.from,
    lineId: line?.id ?? null,
    lineNumber: fact.to,
    ...callerIds(callers),
    operatorIds: present?.operators.map(({ memberId }) => memberId) ?? [],
  }
  const plan =
    present &&
    routeCall({
      ...(await situation(context, workspace, present)),
      line: present,
      callers,
      isWithheld: fact.from === null,
    })
  const progress = plan && { steps: plan.steps, because: plan.because, given: {}, createsContact: plan.createsContact }
  const call = await changeCall(ports, workspaceId, callNamed(context, fact.providerCallId), (before) => {
    const known = logCall(context, before, fact.providerCallId, parties, fact.at)
    const route = known.route ?? progress
    return route === null ? known : { ...known, route: takeStep(route, question, line).route }
  })
  // A number of ours that nobody has set up here costs nothing that way.
  if (call?.route === undefined || line === null) return { kind: 'reject' }
  return instructionOf(context, workspace, line, takeStep(call.route, question, line))
}

/** Says what is next after a round in which nobody took the call. Of two machines that are asked at once, both say the same. */
export async function answerUnanswered(
  context: CallContext,
  fact: FactOf<'unanswered'>,
  question: string,
): Promise<CallInstruction> {
  const { ports, workspaceId } = context
  const call = await changeCall(ports, workspaceId, callNamed(context, fact.providerCallId), async (before) => {
    if (before?.route === undefined) return before
    const line = await findLineOf(context, before)
    const route = await withWhoIsFree(context, before.route, question, line)
    return { ...before, route: takeStep(route, question, line).route }
  })
  const [workspace, line] = await Promise.all([ports.store.workspaces.find(workspaceId), findLineOf(context, call)])
  if (call?.route === undefined || line === null || workspace === null) return { kind: 'hang-up' }
  return instructionOf(context, workspace, line, takeStep(call.route, question, line))
}

/** What an operator hears whose own telephone was taken: he is put through once he presses a key. */
export async function answerTaken(context: CallContext, { memberId }: FactOf<'taken'>): Promise<CallInstruction> {
  const workspace = await context.ports.store.workspaces.find(context.workspaceId)
  return { kind: 'confirm', memberId, asks: saying(workspace, 'take') }
}

/** The call that a provider knows by this name; where it is new, it gets an id that is made of it. */
export function callNamed({ workspaceId, account }: CallContext, providerCallId: string) {
  const { provider } = account.telephony
  return (calls: CrmPorts['store']['calls']): Promise<StoredCall | null> =>
    calls.findByProviderName(workspaceId, { provider, providerCallId })
}

/** The call that events are about: by our id, where the provider gives it back, or by its own. */
export function callOfEvent(context: CallContext, callId: CallId | null, providerCallId: string) {
  const byName = callNamed(context, providerCallId)
  return async (calls: CrmPorts['store']['calls']): Promise<StoredCall | null> => {
    const ours = callId === null ? null : await callById(context.workspaceId, callId)(calls)
    return ours ?? byName(calls)
  }
}

/** A call with its parties: begun now, identified now, or as it is. */
export function logCall(
  context: CallContext,
  before: StoredCall | null,
  providerCallId: string,
  parties: CallParties,
  at: Instant,
  memberId: MemberId | null = null,
): StoredCall {
  if (before === null) return beginCall(stampOf(context, providerCallId), parties, at, memberId)
  return before.early === undefined ? before : identifyCall(before, parties, at, memberId)
}

/** A call of which the first thing that is heard does not say who calls whom. */
export function logUnknown(context: CallContext, providerCallId: string, at: Instant): StoredCall {
  return beginUnknownCall(stampOf(context, providerCallId), at)
}

/** The number of ours that this is. */
export async function findLineByNumber(
  { ports, workspaceId }: Pick<CallContext, 'ports' | 'workspaceId'>,
  number: PhoneE164,
): Promise<StoredLine | null> {
  const lines = await ports.store.calls.listLines(workspaceId)
  return lines.find((line) => line.state === 'in-use' && line.number === number) ?? null
}

async function findLineOf({ ports, workspaceId }: CallContext, call: StoredCall | null): Promise<StoredLine | null> {
  return call === null || call.lineId === null ? null : ports.store.calls.findLine(workspaceId, call.lineId)
}

/** Something that is said, in the language of the workspace. */
export function saying(workspace: Workspace | null, what: CallSaying): Announcement {
  const locale = workspace?.settings.locale ?? 'en'
  return { say: callWords[locale][what], locale }
}

function stampOf({ ports, workspaceId, account }: CallContext, providerCallId: string) {
  const { provider } = account.telephony
  return {
    id: callIdOf(workspaceId, provider, providerCallId),
    provider,
    providerCallId,
    createdAt: ports.clock.now(),
  }
}

/** A line with those of its operators who work here: whoever has left neither rings, nor gets to know of the call. */
async function lineOfToday({ ports, workspaceId }: CallContext, line: StoredLine): Promise<StoredLine> {
  const members = await ports.store.workspaces.listMembers(workspaceId)
  const active = new Set(members.flatMap(({ id, state }) => (state === 'active' ? [id] : [])))
  return { ...line, operators: line.operators.filter(({ memberId }) => active.has(memberId)) }
}

async function situation(context: CallContext, { settings }: Workspace, line: StoredLine) {
  const now = context.ports.clock.now()
  const { workingHours, timeZone } = settings
  return { presence: await presenceOf(context, line), now, workingHours, timeZone }
}

/** Who is there and free: those whom the host does not know to be away. */
async function presenceOf({ account }: CallContext, line: StoredLine): Promise<ReadonlyMap<MemberId, Presence>> {
  const memberIds = line.operators.map(({ memberId }) => memberId)
  const said = await account.presence?.(memberIds)
  return new Map(
    memberIds.map((id): [MemberId, Presence] => [id, said === undefined ? 'online' : (said.get(id) ?? 'offline')]),
  )
}

/** The route of somebody who waits, with those next who have become free meanwhile. */
async function withWhoIsFree(
  context: CallContext,
  route: CallProgress,
  question: string,
  line: StoredLine | null,
): Promise<CallProgress> {
  if (line === null || !hasWaited(route, question)) return route
  const presence = await presenceOf(context, await lineOfToday(context, line))
  const free = [...presence].flatMap(([memberId, where]) => (where === 'online' ? [memberId] : []))
  return ringNext(route, free, line.ringSeconds)
}

/** A step of a route as an instruction. Past the last step the call ends. */
async function instructionOf(
  { account }: CallContext,
  { settings }: Workspace,
  line: StoredLine,
  { route, step, place, isRecorded }: TakenStep,
): Promise<CallInstruction> {
  const said = announcementsAt(route, place, line, settings.locale)
  const says = said.length > 0 && { says: said }
  switch (step?.kind) {
    case 'ring': {
      const operators = await Promise.all(step.memberIds.map((memberId) => targetOf(account, memberId)))
      return { kind: 'ring', ...says, operators, seconds: step.seconds, isRecorded, round: place }
    }
    case 'queue':
      return { kind: 'queue', seconds: step.seconds, ...says, round: place }
    case 'voicemail':
    case 'hang-up':
      return { kind: step.kind, ...says }
    case undefined:
      return { kind: 'hang-up' }
  }
}

/** Where an operator is rung: in his browser, unless the host says otherwise. */
export async function targetOf(account: CallAccount, memberId: MemberId): Promise<OperatorTarget> {
  return (await account.target?.(memberId)) ?? { memberId }
}
