/** Headers by which a mail of ours is known again, and by which machines leave it alone. Rules: docs/concepts/messages.md (MSG-4). @module */
import { isUuid, type MessageId } from '../kernel/ids.ts'
import { domainOfHost, type InboundHost } from './inbound-address.ts'
import { headersOf, hopHeader, hopsOf, type MailHeader, messageIdsIn, type ReceivedMail } from './received-mail.ts'

/** What the headers of a mail depend on. */
export interface HeaderFacts {
  readonly messageId: MessageId
  readonly host: InboundHost
  /** The mail that it answers, or passes on. */
  readonly answers?: Pick<ReceivedMail, 'headers'>
  /** Whether a machine wrote it: a reminder, a confirmation. No machine is to answer it. */
  readonly isAutomatic: boolean
}

/** A conversation names its last mails; older ones are found by those. */
const mostReferences = 20

/** The id that a mail of ours has among mails, without angle brackets. */
export function mailIdOf(messageId: MessageId, host: InboundHost): string {
  return `${messageId}@${domainOfHost(host)}`
}

/** Which message of ours an id of a mail names; `null`: it is none of ours. */
export function messageIdOf(mailId: string, host: InboundHost): MessageId | null {
  const suffix = `@${domainOfHost(host)}`
  const lower = mailId.toLowerCase()
  const id = lower.slice(0, -suffix.length)
  return lower.endsWith(suffix) && isUuid(id) ? id : null
}

/**
 * The headers of a mail. Some providers write their own `Message-ID`; then an answer is known by the address to which it
 * is sent.
 * @see https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4 for the ids of a conversation
 */
export function outgoingHeaders({ messageId, host, answers, isAutomatic }: HeaderFacts): readonly MailHeader[] {
  const headers: MailHeader[] = [{ name: 'Message-ID', value: `<${mailIdOf(messageId, host)}>` }]
  if (answers !== undefined) {
    const [answered] = messageIdsIn(answers, 'message-id')
    const before = messageIdsIn(answers, headersOf(answers, 'references').length > 0 ? 'references' : 'in-reply-to')
    const line = [...new Set([...before, ...(answered === undefined ? [] : [answered])])].slice(-mostReferences)
    if (answered !== undefined) headers.push({ name: 'In-Reply-To', value: `<${answered}>` })
    if (line.length > 0) headers.push({ name: 'References', value: line.map((id) => `<${id}>`).join(' ') })
  }
  if (isAutomatic) {
    const kind = answers === undefined ? 'auto-generated' : 'auto-replied'
    headers.push({ name: 'Auto-Submitted', value: kind })
    headers.push({ name: 'X-Auto-Response-Suppress', value: 'All' })
  }
  const hops = answers === undefined ? 0 : hopsOf(answers)
  return [...headers, { name: hopHeader, value: String(hops + 1) }]
}
