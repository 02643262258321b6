/**
 * Taking in what providers send to the host. What they tell is kept as it came and interpreted by a job, so that the
 * answer is quick whatever the load is. Rules: docs/concepts/messages.md (MSG-2), docs/concepts/calls.md (TEL-5).
 * @module
 */
import { CrmError } from '../../kernel/crm-error.ts'
import { isUuid, type WorkspaceId } from '../../kernel/ids.ts'
import type { ProviderRequest } from '../../ports/provider-events.ts'
import { receiveCallEvents } from '../calls/receive-calls.ts'
import type { CrmPorts } from '../context.ts'
import { receiveInboundMail } from '../inbound/receive-inbound.ts'
import { noAccount } from '../no-account.ts'
import { eventKeeper } from './event-keeper.ts'
import { receiveMailEvents, receiveSmsEvents } from './receive-events.ts'
import type { ProviderReply, Received } from './received.ts'
import { recentKeys } from './recent-keys.ts'

/** What a provider's request is about, and so which account it comes from. */
export type ReceivedTopic = 'mail' | 'sms' | 'inbound' | 'calls'

/** For which workspace a request is, and what it is about: the address of the host says so. */
export interface ProviderAddress {
  readonly workspaceId: WorkspaceId
  readonly topic: ReceivedTopic
}

/** What takes in requests of a topic; `null`: the workspace has no such account. */
type Receiver = (received: Received) => Promise<ProviderReply | null>

const receivers: Readonly<Record<ReceivedTopic, Receiver>> = {
  mail: receiveMailEvents,
  sms: receiveSmsEvents,
  inbound: receiveInboundMail,
  calls: receiveCallEvents,
}

/** Of so many workspaces it is known at least that they are there. */
const knownWorkspaces = 1_000

/** Takes in a request of a provider. @throws {CrmError} not-found, no-account */
export type Receive = (request: ProviderRequest, to: ProviderAddress) => Promise<ProviderReply>

/** Takes in requests of providers, of which several may be under way at once. */
export function providerReceiver(ports: CrmPorts): Receive {
  const keeper = eventKeeper(ports)
  // No workspace is ever removed: one that was there is there, unless it was read before it was there for good.
  const known = recentKeys(knownWorkspaces)
  return async (request, { workspaceId, topic }) => {
    if (!known.has('workspace', workspaceId)) {
      const workspace = isUuid(workspaceId) ? await ports.store.workspaces.find(workspaceId) : null
      if (workspace === null) throw nobodyHears(workspaceId, 'is none')
      if (ports.store.commitsAreFinal === true) known.add('workspace', workspaceId)
    }
    const channels = await ports.channelsOf(workspaceId)
    // The topic comes out of an address: only what is a key of its own is one.
    if (!Object.hasOwn(receivers, topic)) throw nobodyHears(workspaceId, 'hears of no such topic')
    const reply = await receivers[topic]({ ports, keeper, workspaceId, channels, request })
    if (reply === null) throw noAccount(topic)
    return reply
  }
}

function nobodyHears(workspaceId: string, why: string): CrmError<'not-found'> {
  return new CrmError('not-found', {
    message: `A provider sent something for workspace ${workspaceId}, which ${why}.`,
    details: { kind: 'workspace', id: workspaceId },
  })
}
