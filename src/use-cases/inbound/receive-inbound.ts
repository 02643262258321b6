/** Mail that a provider brings. Rules: docs/concepts/messages.md (MSG-4). @module */

import { distrusted, type ProviderReply, type Received } from '../providers/received.ts'
import { fileReceivedMail } from './file-received-mail.ts'

/**
 * Files what a request holds before it is answered: a provider that hears of a failure comes again for days, and drops what
 * it was told is taken.
 */
export async function receiveInboundMail(received: Received): Promise<ProviderReply | null> {
  const { ports, workspaceId, channels, request } = received
  const { inbound, files } = channels
  if (inbound?.mail === undefined) return null
  const { mail: account, host } = inbound
  const read = await account.mails.read(request)
  if (!read.ok) return distrusted(read.error)
  for (const { fact } of read.value) {
    if (fact === null) continue
    const way = { provider: account.provider, host, ...(files !== undefined && { files }) }
    await fileReceivedMail(ports, workspaceId, fact, way)
  }
  return { status: 204, body: '' }
}
