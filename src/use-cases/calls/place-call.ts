/**
 * Calling somebody with the provider's help. The call is written down before the provider is asked, and the answer
 * afterwards: a machine that dies between leaves a call of which it is not known whether it was made, and nobody asks twice.
 * Rules: docs/concepts/calls.md (TEL-1, TEL-4).
 * @module
 */
import { actorRight } from '../../access/actor.ts'
import { callWords } from '../../call/call-words.ts'
import { isRecorded, mayCallOut } from '../../call/line.ts'
import { beginCall, hearOfCall, type StoredCall } from '../../call/stored-call.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { NewCall } from '../../inputs/telephone.ts'
import type { MemberId } from '../../kernel/ids.ts'
import type { CallAccount } from '../../ports/channels.ts'
import type { CallAnswer } from '../../ports/telephony.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import { memberActor, type Session } from '../context.ts'
import { inputError } from '../input-error.ts'
import { notFound } from '../records/record-access.ts'
import { targetOf } from './answer-call.ts'
import { callRefused, requireCallAccount } from './call-account.ts'
import { callById, changeCall } from './change-call.ts'
import { callerIds, findCallers } from './find-callers.ts'

const command = 'calls.call'
/** A call that takes longer than that to be asked for is one of which nothing is known. */
const timeoutMs = 15_000

/** A call, and whether it is still to be asked for. */
interface Placed {
  readonly call: StoredCall
  readonly isNew: boolean
}

/** Calls somebody. */
export async function placeCall(
  session: Session,
  input: NewCall,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<StoredCall> {
  const account = await requireCallAccount(session)
  const { call, isNew } = await carryOut<Placed>(
    session,
    { command, input, options },
    () => decideCall(session, account, input),
    async (answer) => ({ call: await storedCall(session, onlyRecord(answer).id), isNew: false }),
  )
  if (!isNew) return call
  const answer = await ask(session, account, call)
  const after = await changeCall(
    session,
    session.actor.workspaceId,
    callById(session.actor.workspaceId, call.id),
    (now) => (now === null ? null : withAnswer(now, answer, session.clock.now())),
  )
  return after ?? call
}

async function decideCall(session: Session, account: CallAccount, input: NewCall): Promise<Decision<Placed>> {
  const { store, actor, clock, ids } = session
  const { workspaceId } = actor
  const memberId = callerOf(session, input)
  const [line, member] = await Promise.all([
    store.calls.findLine(workspaceId, input.lineId),
    store.workspaces.findMember(workspaceId, memberId),
  ])
  if (line === null || line.state !== 'in-use') throw notFound('line', input.lineId)
  if (member?.state !== 'active') throw notFound('member', memberId)
  const may = mayCallOut(line, memberActor(workspaceId, member, session.settings), input.to, session.settings.country)
  if (!may.ok) throw callRefused(may.error.because)
  const callers = await findCallers(store, workspaceId, may.value)
  const at = clock.now()
  const stamp = { id: ids.next(), provider: account.telephony.provider, providerCallId: null, createdAt: at }
  const parties = {
    direction: 'outbound',
    number: may.value,
    lineId: line.id,
    lineNumber: line.number,
    ...callerIds(callers),
    operatorIds: [],
  } as const
  const call: StoredCall = { ...beginCall(stamp, parties, at, memberId), placing: 'asked' }
  const happening = {
    command,
    right: actorRight(actor),
    subject: { kind: 'call' as const, id: call.id },
    // The number stands on the call, from where it can be erased.
    changes: [],
    event: 'call.placed',
    version: 1,
    data: { direction: call.direction, lineId: line.id, memberId, ...callerIds(callers) },
  }
  return {
    effect: { writes: [{ op: 'create', kind: 'call', record: call }], happenings: [happening] },
    answer: aboutRecord(call.id),
    outcome: () => ({ call, isNew: true }),
  }
}

/** Who calls: nobody calls in another's name, but a job may for a member. */
function callerOf({ actor }: Session, { memberId }: NewCall): MemberId {
  if (actor.kind === 'member') {
    if (memberId === undefined || memberId === actor.memberId) return actor.memberId
    throw callRefused('no-operator')
  }
  if (memberId !== undefined) return memberId
  throw inputError([{ path: 'memberId', problem: 'missing', remedy: 'Say who calls.' }])
}

async function ask(session: Session, account: CallAccount, call: StoredCall): Promise<CallAnswer> {
  const { id, number, lineNumber, lineId, memberId } = call
  if (number === null || lineNumber === null || memberId === null) return { kind: 'refused', problem: 'no-number' }
  const line = lineId === null ? null : await session.store.calls.findLine(session.actor.workspaceId, lineId)
  const { locale } = session.settings
  return account.telephony.makeCall(
    {
      callId: id,
      from: lineNumber,
      to: number,
      operator: await targetOf(account, memberId),
      asks: { say: callWords[locale].take, locale },
      isRecorded: line !== null && isRecorded(line, [memberId]),
    },
    { timeoutMs },
  )
}

/** What came of it. Events may have come before the answer: they know better. */
function withAnswer(call: StoredCall, answer: CallAnswer, at: number): StoredCall {
  switch (answer.kind) {
    case 'accepted':
      return { ...call, placing: 'accepted', providerCallId: call.providerCallId ?? answer.providerCallId }
    case 'refused':
      return { ...hearOfCall(call, { kind: 'ended', at, end: 'failed' }), placing: 'refused' }
    case 'unknown':
      return call.placing === 'asked' ? { ...call, placing: 'unknown' } : call
  }
}

async function storedCall(session: Session, id: string): Promise<StoredCall> {
  const call = await callById(session.actor.workspaceId, id)(session.store.calls)
  if (call === null) throw notFound('call', id)
  return call
}
