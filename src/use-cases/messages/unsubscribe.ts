/** Unsubscribing by the link in a mail. Rules: docs/concepts/messages.md (MSG-3). @module */
import { CrmError } from '../../kernel/crm-error.ts'
import { type Channel, erasedAddress, type Purpose } from '../../message/channel.ts'
import { recordEvent } from '../../message/message.ts'
import { suppress, suppressionsAt } from '../../message/suppression.ts'
import { isUnsubscribeToken, parseUnsubscribeToken } from '../../message/unsubscribe.ts'
import { parseUnsubscribe } from '../../schemas/consent.ts'
import { type CrmPorts, openSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { followMerges } from '../merging/follow-merges.ts'
import { commitMessages, messageChange } from './message-change.ts'
import { channelsOf } from './plan-message.ts'
import { storedSuppression } from './write-consent.ts'
import { findMessage } from './write-message.ts'

/** What somebody is not sent any more. */
export interface Unsubscribed {
  readonly channel: Channel
  readonly purpose: Purpose
}

/** How often it is written anew because the message changes meanwhile. */
const mostTries = 10

/** Takes an address off whatever the message was for. Done twice, it is done. @throws {CrmError} not-found */
export async function unsubscribe(ports: CrmPorts, given: string): Promise<Unsubscribed> {
  const token = parseUnsubscribeToken(accept(parseUnsubscribe(given)).trim())
  if (token === null) throw noToken()
  const { workspaceId, messageId, addressHash } = token
  if ((await ports.store.workspaces.find(workspaceId)) === null) throw noToken()
  const door = { kind: 'system', workspaceId, reason: 'unsubscribed by link' } as const
  const session = await openSession(ports, door, 'consent.suppress')
  const secrets = (await channelsOf(session)).mail?.unsubscribe?.secrets ?? []
  if (!isUnsubscribeToken(token, secrets)) throw noToken()
  for (let tries = 1; ; tries += 1) {
    const message = await findMessage(session, messageId)
    const [recipient] = message?.recipients ?? []
    // A token is made for one recipient.
    if (message === null || recipient === undefined || message.recipients.length > 1) throw noToken()
    const { channel, purpose } = message
    const { address } = recipient
    const contact = recipient.contactId && (await followMerges(session, ports.store.contacts, recipient.contactId))
    const to = { channel, purpose, address }
    const at = session.clock.now()
    // Of an address that was erased only the hash is known, and nobody can be asked what is said of it already.
    const lines =
      address === erasedAddress
        ? []
        : ((await ports.store.consents.suppressionsOf(workspaceId, channel, [address])).get(address) ?? [])
    if (suppressionsAt(lines, to).some(({ reason }) => reason === 'unsubscribed')) return { channel, purpose }
    const change = messageChange(message, recordEvent(message, { kind: 'unsubscribed', at, address }))
    const entry = { ...suppress('unsubscribed', to, at, null), messageId }
    const consent = { channel, purpose, consent: 'withdrawn', at, source: 'link', memberId: null } as const
    const result = await commitMessages(session, change === null ? [] : [change], {
      suppressionsAdded: [{ ...storedSuppression(session, entry), addressHash }],
      consentsAdded: contact ? [{ contactId: contact.id, entry: consent }] : [],
    })
    if (result.ok) return { channel, purpose }
    if (result.error.code !== 'version-conflict' || tries === mostTries) {
      throw new CrmError('transaction-conflict', {
        message: 'The message was changed at the same time. Repeat the request.',
        retryable: true,
      })
    }
  }
}

/** Whoever has no token of ours learns nothing of what there is. */
function noToken(): CrmError<'not-found'> {
  return new CrmError('not-found', {
    message: 'Nobody is unsubscribed by this link: it is damaged, or of a message that is there no more.',
    details: { kind: 'message', id: '' },
  })
}
