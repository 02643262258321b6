/** What providers told of calls, as the log has it. Rules: docs/concepts/calls.md (TEL-3, TEL-5). @module */
import { hearOfCall, type StoredCall } from '../../call/stored-call.ts'
import type { CallId, WorkspaceId } from '../../kernel/ids.ts'
import type { CallAccount } from '../../ports/channels.ts'
import type { SettledProviderEvent, StoredProviderEvent } from '../../ports/provider-event-log.ts'
import type { CallFact } from '../../ports/telephony.ts'
import { type CrmPorts, openSession } from '../context.ts'
import { commitEvents } from '../providers/commit-events.ts'
import type { InterpretedPage, Interpreter } from '../providers/interpreter.ts'
import { createContact } from '../records/write-contact.ts'
import { answerIncoming, type CallContext, callNamed, callOfEvent, type FactOf, logUnknown } from './answer-call.ts'
import { answerOutgoing } from './answer-outgoing.ts'
import { type BesideCall, callById, changeCall } from './change-call.ts'
import { callerIds, findCallers } from './find-callers.ts'

type Settle = (state: SettledProviderEvent['state'], aboutId?: CallId) => SettledProviderEvent

/**
 * Interprets events of calls, one after the other: each is settled with what it changes. What is about no call is settled
 * with the job that looks at it later: where the next event fails, it is still pending.
 */
export const interpretCalls: Interpreter = async (session, events) => {
  const { workspaceId } = session.actor
  const { calls: account } = await session.channelsOf(workspaceId)
  const settled: SettledProviderEvent[] = []
  for (const event of events) settled.push(await interpretEvent(session, workspaceId, account, event))
  const unwritten = settled.filter(({ state }) => state !== 'interpreted')
  const write: InterpretedPage['write'] = async (jobs) => {
    if (unwritten.length > 0) await commitEvents(session, { providerEventsSettled: unwritten, jobs })
    return true
  }
  return { pages: [{ settled, later: [], write }], messages: new Map() }
}

/** Interprets an event, and settles it if it is about a call. One that was interpreted before comes to the same. */
async function interpretEvent(
  ports: CrmPorts,
  workspaceId: WorkspaceId,
  account: CallAccount | undefined,
  { topic, provider, key, position, raw }: StoredProviderEvent,
): Promise<SettledProviderEvent> {
  const settle: Settle = (state, aboutId) => {
    return { topic, provider, key, position, state, ...(aboutId !== undefined && { aboutId }) }
  }
  if (account === undefined || account.telephony.provider !== provider) {
    return settle('unmatched')
  }
  const fact = account.telephony.events.understand(raw)
  if (fact === null) return settle('unknown')
  const context: CallContext = { ports, workspaceId, account }
  if (fact.kind === 'event') return logEvent(context, fact, settle)
  await logQuestion(context, fact, key)
  const find = callNamed(context, fact.providerCallId)
  const call = await changeCall(ports, workspaceId, find, (before) => before, settledWith(settle))
  return settle('interpreted', call?.id)
}

/** An event is settled with its call. What is told late of one that was erased is not kept either. */
function settledWith(settle: Settle): (call: StoredCall | null) => BesideCall {
  return (call) => ({
    providerEventsSettled: [settle('interpreted', call?.id)],
    ...(call?.erasedAt !== undefined && { providerEventsBlanked: [call.id] }),
  })
}

/** What was asked was answered when it was asked; a machine that died over it has left the call to be logged here. */
async function logQuestion(context: CallContext, fact: Exclude<CallFact, FactOf<'event'>>, key: string): Promise<void> {
  if (fact.kind === 'unanswered' || fact.kind === 'taken') return
  if (fact.kind === 'outgoing') {
    await answerOutgoing(context, fact)
    return
  }
  await answerIncoming(context, fact, key)
  await addCaller(context, fact)
}

async function logEvent(
  context: CallContext,
  { callId, providerCallId, event }: FactOf<'event'>,
  settle: Settle,
): Promise<SettledProviderEvent> {
  const { ports, workspaceId } = context
  const find = callOfEvent(context, callId, providerCallId)
  const isThere = callId === null || (await find(ports.store.calls)) !== null
  if (!isThere) return settle('unmatched')
  const call = await changeCall(
    ports,
    workspaceId,
    find,
    (before) => {
      // Of a person who was forgotten nothing is kept any more.
      if (before?.erasedAt !== undefined) return before
      const heard = hearOfCall(before ?? logUnknown(context, providerCallId, event.at), event)
      return named(heard, providerCallId)
    },
    settledWith(settle),
  )
  return settle('interpreted', call?.id)
}

/** A call of which we did not hear whether the provider took it: it has. */
function named(call: StoredCall, providerCallId: string): StoredCall {
  if (call.providerCallId !== null) return call
  return { ...call, providerCallId, placing: 'accepted' }
}

/** Makes a contact of a number that nobody has, if the line says so. One call after the other: the second finds it. */
async function addCaller(context: CallContext, { providerCallId, from }: FactOf<'incoming'>): Promise<void> {
  const { ports, workspaceId } = context
  const call = await callNamed(context, providerCallId)(ports.store.calls)
  const isWanted = call?.route?.createsContact === true && call.contactIds.length === 0 && call.companyIds.length === 0
  if (call === null || !isWanted || from === null || call.erasedAt !== undefined) return
  const known = await findCallers(ports.store, workspaceId, from)
  const ids =
    known.length > 0 ? callerIds(known) : { contactIds: [await createCaller(context, call, from)], companyIds: [] }
  await changeCall(ports, workspaceId, callById(workspaceId, call.id), (now) =>
    now === null || now.contactIds.length > 0 || now.companyIds.length > 0 ? now : { ...now, ...ids },
  )
}

async function createCaller({ ports, workspaceId }: CallContext, { id }: StoredCall, number: string): Promise<string> {
  const door = { kind: 'system', workspaceId, reason: 'calls from unknown numbers' } as const
  const session = await openSession(ports, door, 'contacts.create')
  const person = { familyName: number, phones: [{ number }] }
  const { record } = await createContact(session, person, { commandId: `caller:${id}`, onDuplicate: 'create' })
  return record.id
}
