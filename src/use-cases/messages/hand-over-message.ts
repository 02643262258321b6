/** Handing a message to its provider: what it is made of, and asking. Rules: docs/concepts/messages.md (MSG-6). @module */
import { isCrmError } from '../../kernel/crm-error.ts'
import { within } from '../../kernel/deadline.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import { outgoingHeaders } from '../../message/outgoing-headers.ts'
import type { MailHeader } from '../../message/received-mail.ts'
import type { SendAnswer } from '../../message/send-answer.ts'
import { chooseSender } from '../../message/sender.ts'
import { suppressionHash } from '../../message/suppression.ts'
import { unsubscribeHeaders, unsubscribeToken } from '../../message/unsubscribe.ts'
import { parseEmail } from '../../party/email.ts'
import type { Channels, MailAccount } from '../../ports/channels.ts'
import type { FileToSend, Mailbox, MailToSend } from '../../ports/mailer.ts'
import type { MessageFile, MessageWords, StoredMessage } from '../../ports/message-repository.ts'
import type { SendLookup } from '../../ports/provider-checks.ts'
import type { SmsToSend } from '../../ports/sms-sender.ts'
import type { AnswerWays } from '../inbound/inbound-addresses.ts'

/** The account through which messages of a channel go. */
export interface Carrier {
  readonly provider: string
  readonly lookup: SendLookup | null
  /** Makes ready what is to be asked, or says why it can't be. Nothing is asked yet. */
  prepare(message: StoredMessage, words: MessageWords, ways: AnswerWays): Promise<Asking | Unready>
}

/** The problem of a message whose sender threw instead of answering: what it said stays out of the store. */
export const senderThrew = 'sender-threw'

/** Why a message can't be handed over. `file-missing`: something that goes along is there no more. */
interface Unready {
  readonly problem: 'file-missing' | 'sender-not-allowed'
}

/** Asks the provider, once. */
export type Asking = (options: { readonly timeoutMs: number }) => Promise<SendAnswer>

/** The account of a workspace for a channel; `null`: it has none. */
export function carrierOf(
  workspaceId: WorkspaceId,
  channels: Channels,
  channel: StoredMessage['channel'],
): Carrier | null {
  if (channel === 'sms') return channels.sms === undefined ? null : smsCarrier(channels.sms)
  const { mail } = channels
  if (mail === undefined) return null
  const { provider, lookup } = mail.mailer
  return {
    provider,
    lookup,
    prepare: async (message, words, ways) => {
      const files = await filesOf(workspaceId, channels, words.files)
      if (files === null) return { problem: 'file-missing' }
      const from = senderOf(mail, words)
      if (from === null) return { problem: 'sender-not-allowed' }
      const ready = {
        ...mailOf(workspaceId, channels, mail, message, { ...words, from }, files),
        ...sentBack(words, ways),
      }
      return (options) => mail.mailer.send(ready, options)
    },
  }
}

/** Whom mails of an account may be from, its usual sender first. */
export function sendersOf({ from, senders = [] }: MailAccount): readonly Mailbox[] {
  return [from, ...senders]
}

/** What came of asking, and what was thrown, if anything was. */
export interface Asked {
  readonly answer: SendAnswer
  readonly thrown?: unknown
}

/**
 * What a provider answers, whatever he does: one who never answers, and one who throws, say nothing of whether he has it.
 * Only `invalid-input` says that nobody was asked.
 */
export async function ask(asking: Asking, timeoutMs: number): Promise<Asked> {
  try {
    // Hosts write senders too: one that never settles must not keep the whole run from its end.
    return { answer: await within(asking({ timeoutMs }), timeoutMs, { kind: 'unknown', problem: 'timeout' } as const) }
  } catch (thrown) {
    if (isCrmError(thrown, 'invalid-input')) return { answer: { kind: 'refused', problem: thrown.code } }
    return { answer: { kind: 'unknown', problem: senderThrew }, thrown }
  }
}

function smsCarrier({ sender, from }: NonNullable<Channels['sms']>): Carrier {
  return {
    provider: sender.provider,
    lookup: sender.lookup,
    prepare: async ({ id, recipients }, { text }) => {
      const [recipient] = recipients
      if (recipient === undefined) throw new Error(`text message ${id} is to nobody`)
      // A message of this channel was made of a number.
      const to = recipient.address as SmsToSend['to']
      const sms: SmsToSend = { messageId: id, to, text, ...(from !== undefined && { from }) }
      return (options) => sender.send(sms, options)
    },
  }
}

function mailOf(
  workspaceId: WorkspaceId,
  { inbound }: Channels,
  { from, tracking, unsubscribe }: MailAccount,
  { id, recipients, purpose, memberId }: StoredMessage,
  words: MessageWords & { readonly from: Mailbox },
  files: readonly FileToSend[],
): MailToSend {
  const { subject = '', text, html, names, answers } = words
  const replyTo = words.replyTo === undefined ? undefined : mailbox(words.replyTo)
  const headers: MailHeader[] = [
    ...outgoingHeaders({
      messageId: id,
      host: inbound?.host ?? from.address,
      isAutomatic: memberId === null,
      ...(answers.length > 0 && { answers: answered(answers) }),
    }),
  ]
  // Such a message goes to one recipient.
  const [recipient] = recipients
  if (purpose === 'marketing' && unsubscribe !== undefined && recipient !== undefined) {
    const addressHash = suppressionHash(workspaceId, 'email', recipient.address)
    const token = unsubscribeToken({ workspaceId, messageId: id, addressHash }, unsubscribe.secrets[0])
    headers.push(...unsubscribeHeaders(unsubscribe.url, token))
  }
  return {
    messageId: id,
    from: words.from,
    ...(replyTo !== undefined && { replyTo }),
    recipients: recipients.map(({ kind, address }) => {
      const name = names[address]
      // A message of this channel was made of e-mail addresses.
      return { kind, address: address as Mailbox['address'], ...(name !== undefined && { name }) }
    }),
    content: { subject, ...(text !== '' && { text }), ...(html !== undefined && { html }) },
    headers,
    files,
    tracking: tracking ?? { opens: false, clicks: false },
  }
}

/** Whom a mail is from. The account may have changed since it was written: its address counts, under the name of today. */
function senderOf(account: MailAccount, { from }: MessageWords): Mailbox | null {
  if (from === undefined) return account.from
  const senders = sendersOf(account)
  return chooseSender(senders, from) ?? chooseSender(senders, { address: from.address })
}

/** Where answers and bounces go, besides what the message says itself. */
function sentBack({ replyTo }: MessageWords, ways: AnswerWays): Pick<MailToSend, 'replyTo' | 'bounceTo'> {
  const answers = replyTo === undefined && ways.replyTo !== undefined ? { replyTo: { address: ways.replyTo } } : {}
  return { ...answers, ...(ways.bounceTo !== undefined && { bounceTo: ways.bounceTo }) }
}

function mailbox({ address, name }: NonNullable<MessageWords['replyTo']>): Mailbox | undefined {
  const { normalized } = parseEmail(address)
  return normalized === undefined ? undefined : { address: normalized, ...(name !== undefined && { name }) }
}

/** The mails that are answered, as their headers would say it. */
function answered(answers: readonly string[]): { readonly headers: readonly MailHeader[] } {
  const ids = answers.map((id) => `<${id}>`)
  const last = ids.at(-1) ?? ''
  const before = ids.slice(0, -1).join(' ')
  return {
    headers: [{ name: 'Message-ID', value: last }, ...(before === '' ? [] : [{ name: 'References', value: before }])],
  }
}

/** The files that go along, with their bytes; `null`: one of them is not there. */
async function filesOf(
  workspaceId: WorkspaceId,
  { files: store }: Channels,
  files: readonly MessageFile[],
): Promise<readonly FileToSend[] | null> {
  const loaded: FileToSend[] = []
  for (const { fileId, name, type, size, contentId } of files) {
    const pieces = store === undefined ? null : await store.open(workspaceId, fileId)
    if (pieces === null) return null
    const bytes = new Uint8Array(size)
    let at = 0
    for await (const piece of pieces) {
      if (at + piece.length > size) return null
      bytes.set(piece, at)
      at += piece.length
    }
    if (at < size) return null
    loaded.push({ name, type, bytes, ...(contentId !== undefined && { contentId }) })
  }
  return loaded
}
