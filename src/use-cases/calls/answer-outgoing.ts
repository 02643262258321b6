/**
 * Whether an operator may call, asked again when the provider asks: what a browser says of itself is not believed, for
 * calls cost money. Rules: docs/concepts/calls.md (TEL-1, TEL-4).
 * @module
 */
import { isRecorded, mayCallOut } from '../../call/line.ts'
import { hearOfCall, type StoredCall, type StoredLine } from '../../call/stored-call.ts'
import type { MemberId } from '../../kernel/ids.ts'
import { type PhoneE164, parsePhone } from '../../party/phone.ts'
import type { CallInstruction } from '../../ports/telephony.ts'
import { memberActor } from '../context.ts'
import { type CallContext, callOfEvent, type FactOf, findLineByNumber, logCall, saying } from './answer-call.ts'
import { changeCall } from './change-call.ts'
import { callerIds, findCallers } from './find-callers.ts'

/** Puts an operator through, if he may call, and logs the call either way. */
export async function answerOutgoing(context: CallContext, fact: FactOf<'outgoing'>): Promise<CallInstruction> {
  const { ports, workspaceId } = context
  const find = callOfEvent(context, fact.callId, fact.providerCallId)
  const asked = fact.callId === null ? null : await find(ports.store.calls)
  const from = asked?.lineNumber ?? parsePhone(fact.from, undefined).e164
  // A call that was asked for here goes where it was asked to go.
  const to = asked?.number ?? fact.to
  const [workspace, line] = await Promise.all([
    ports.store.workspaces.find(workspaceId),
    from === undefined ? null : findLineByNumber(context, from),
  ])
  const isStrange = fact.callId !== null && (asked === null || asked.memberId !== fact.memberId)
  const number = isStrange ? null : await allowedNumber(context, line, fact.memberId, to)
  const dialed = number ?? parsePhone(to, undefined).e164 ?? null
  const callers = await findCallers(ports.store, workspaceId, dialed)
  const call = await changeCall(ports, workspaceId, find, (before) => {
    // Nothing is written of a call that says it is ours and is not.
    if (before === null && fact.callId !== null) return null
    const parties = {
      direction: 'outbound',
      number: dialed,
      lineId: line?.id ?? null,
      lineNumber: from ?? null,
      ...callerIds(callers),
      operatorIds: [],
    } as const
    const logged = logCall(context, before, fact.providerCallId, parties, fact.at, fact.memberId)
    if (isStrange) return logged
    const named = { ...logged, providerCallId: logged.providerCallId ?? fact.providerCallId }
    return number === null ? refused(named, fact.at) : accepted(named)
  })
  if (number === null || line === null || call === null || call.placing === 'refused') {
    return { kind: 'hang-up', says: [saying(workspace, 'refused')] }
  }
  return { kind: 'connect', from: line.number, to: number, isRecorded: isRecorded(line, [fact.memberId]) }
}

/** The number that the member may call from this line as things are now; `null`: he may not. */
async function allowedNumber(
  { ports, workspaceId }: CallContext,
  line: StoredLine | null,
  memberId: MemberId,
  to: string,
): Promise<PhoneE164 | null> {
  const [workspace, member] = await Promise.all([
    ports.store.workspaces.find(workspaceId),
    ports.store.workspaces.findMember(workspaceId, memberId),
  ])
  if (line === null || workspace === null || member?.state !== 'active') return null
  const may = mayCallOut(line, memberActor(workspaceId, member, workspace.settings), to)
  return may.ok ? may.value : null
}

function accepted(call: StoredCall): StoredCall {
  return call.placing === undefined || call.placing === 'accepted' || call.placing === 'refused'
    ? call
    : { ...call, placing: 'accepted' }
}

/** It ends before it began. One that has begun goes on being what it is. */
function refused(call: StoredCall, at: number): StoredCall {
  if (call.reach === 'answered') return call
  return { ...hearOfCall(call, { kind: 'ended', at, end: 'failed' }), placing: 'refused' }
}
