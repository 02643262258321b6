/** What a provider tells and asks of calls: what it asks is answered at once. Rules: docs/concepts/calls.md (TEL-2, TEL-5). @module */
import type { ProviderEvent } from '../../ports/provider-events.ts'
import type { CallFact, CallInstruction } from '../../ports/telephony.ts'
import { keepEvents } from '../providers/receive-events.ts'
import { distrusted, type ProviderReply, type Received } from '../providers/received.ts'
import { answerIncoming, answerTaken, answerUnanswered, type CallContext } from './answer-call.ts'
import { answerOutgoing } from './answer-outgoing.ts'

/** Takes in a request of the workspace's provider of calls: keeps it as it came, and says what to do next with the call. */
export async function receiveCallEvents(received: Received): Promise<ProviderReply | null> {
  const { ports, workspaceId, channels, request } = received
  const account = channels.calls
  if (account === undefined) return null
  const { telephony } = account
  const read = await telephony.events.read(request)
  if (!read.ok) return distrusted(read.error)
  await keepEvents(received, 'calls', telephony.provider, { read: async () => read })
  let instruction: CallInstruction = { kind: 'nothing' }
  for (const event of read.value) instruction = (await answer({ ports, workspaceId, account }, event)) ?? instruction
  return { status: 200, ...telephony.instruct(instruction) }
}

/** What is asked is answered, what is told is not: the job interprets it. */
async function answer(context: CallContext, { fact, key }: ProviderEvent<CallFact>): Promise<CallInstruction | null> {
  switch (fact?.kind) {
    case 'incoming':
      return answerIncoming(context, fact, key)
    case 'outgoing':
      return answerOutgoing(context, fact)
    case 'unanswered':
      return answerUnanswered(context, fact, key)
    case 'taken':
      return answerTaken(context, fact)
    case 'event':
    case undefined:
      return null
  }
}
