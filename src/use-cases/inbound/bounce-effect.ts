/** What a bounce tells of the message that came back: its statuses, and addresses that are not there. Rules: docs/concepts/messages.md (MSG-1, MSG-3). @module */
import type { MessageId } from '../../kernel/ids.ts'
import { namedId } from '../../kernel/named-id.ts'
import { reportedIn } from '../../message/bounce-report.ts'
import type { InboundHost } from '../../message/inbound-address.ts'
import { type OutgoingMessage, type RecipientEvent, recordEvent } from '../../message/message.ts'
import { messageIdOf } from '../../message/outgoing-headers.ts'
import { mailKey, messageIdsIn, type ReceivedFile, type ReceivedMail } from '../../message/received-mail.ts'
import { suppressionHash, suppressionOf } from '../../message/suppression.ts'
import type { CommandEffect } from '../command.ts'
import type { Session } from '../context.ts'
import { followMessages, messageChange } from '../messages/message-change.ts'

/** In browsers, Node, Deno, Bun and workers; the types of the language alone do not name it. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string }

type BounceEffect = Pick<CommandEffect, 'writes' | 'notices' | 'jobs' | 'smsCredit' | 'suppressionsAdded'>

/**
 * What a bounce comes to. Only recipients of the message count: a report that names others may be forged. One that came to
 * the bounce address of its message suppresses addresses; one that only quotes the message may be from anybody who got it,
 * and changes nothing but what is shown of it – and nothing at all if somebody sent it, for servers send reports as nobody.
 * @param named the message of the address to which it was sent; `null`: the mail that came back says which it was
 */
export async function bounceEffect(
  session: Session,
  mail: ReceivedMail,
  host: InboundHost,
  named: MessageId | null,
): Promise<BounceEffect> {
  const { store, actor, clock } = session
  if (named === null && (mail.envelopeFrom ?? '') !== '') return { writes: [] }
  const ids = named === null ? returnedIds(mail, host) : [named]
  const found = ids.length === 0 ? [] : await store.messages.findMany(actor.workspaceId, ids)
  const [message] = found
  if (message === undefined) return { writes: [] }
  const told = eventsOf(mail).filter(({ address }) => message.recipients.some((each) => each.address === address))
  let after: OutgoingMessage = message
  for (const event of told) after = recordEvent(after, event)
  const change = messageChange(message, after)
  const { writes, told: notices, jobs, smsCredit } = followMessages(change === null ? [] : [change], clock.now())
  const believed = named === null ? [] : told
  const suppressionsAdded = believed.flatMap((event) => {
    const entry = suppressionOf(message, event)
    if (entry === null) return []
    const addressHash = suppressionHash(actor.workspaceId, message.channel, event.address)
    return [{ id: namedId(`bounce ${mailKey(mail)} ${event.address}`), addressHash, entry }]
  })
  return { writes, notices, jobs, suppressionsAdded, ...(smsCredit !== undefined && { smsCredit }) }
}

function eventsOf(mail: ReceivedMail): readonly RecipientEvent[] {
  return reportedIn(mail).map(({ address, kind, reason }) => ({
    address,
    kind,
    at: mail.receivedAt,
    ...(reason !== '' && { reason }),
  }))
}

/** The ids of messages of ours whose mail, or whose headers, the bounce brings back. */
function returnedIds(mail: ReceivedMail, host: InboundHost): readonly MessageId[] {
  const returned = mail.files.filter(({ type }) => /^(?:message\/(?:rfc822|global)|text\/rfc822-headers)\b/i.test(type))
  const written = returned.flatMap((file) => textOf(file).match(/^message-id:\s*<[^<>\s]+>/gim) ?? [])
  const mailIds = written.map((line) => line.slice(line.indexOf('<') + 1, -1))
  const answered = ['in-reply-to', 'references'].flatMap((name) => messageIdsIn(mail, name))
  return [...new Set([...mailIds, ...answered].flatMap((mailId) => messageIdOf(mailId, host) ?? []))]
}

/** Headers and reports are ASCII, or UTF-8 (RFC 6533). */
function textOf({ bytes }: ReceivedFile): string {
  return new TextDecoder().decode(bytes.subarray(0, longestReport))
}

const longestReport = 200_000
