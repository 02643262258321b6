/** Mailjet on this machine: takes what its description allows, and tells of events at a secret address. */
import type { Mailbox, ProviderRequest } from 'crmkit'
import { parseEmail } from 'crmkit/domain'
import type { AskedMail, ScriptedMailProvider, TellingProvider, ToldEvent } from 'crmkit/testing'
import { refusedAddress } from 'crmkit/testing'
import { type Answer, type Received, startFakeServer } from '../../../test/fake-server.ts'
import { operationOf } from '../../../test/operations.ts'
import { operations } from './operations.ts'
import { messageProblems } from './send-schema.ts'

export const apiKey = 'public-key-of-the-test'
export const apiSecret = 'secret-key-of-the-test'
export const now = Date.UTC(2026, 10, 22, 12)
export const clock = { now: () => now }
export const address = { path: '/mailjet/k3yb1t5', user: 'mailjet', passwords: ['pass:word', 'older'] } as const

/** Mailjet. */
export interface FakeMailjet extends ScriptedMailProvider, TellingProvider {
  readonly url: string
  /** What the description had against the requests. */
  readonly problems: readonly string[]
  readonly requests: readonly Received[]
  close(): Promise<void>
}

interface Message {
  readonly From: Sent
  readonly ReplyTo?: Sent
  readonly To: readonly Sent[]
  readonly Cc?: readonly Sent[]
  readonly Bcc?: readonly Sent[]
  readonly Subject: string
  readonly TextPart?: string
  readonly HTMLPart?: string
  readonly Headers?: Readonly<Record<string, string>>
  readonly Attachments?: readonly SentFile[]
  readonly InlinedAttachments?: readonly SentFile[]
  readonly TrackOpens?: string
  readonly TrackClicks?: string
  readonly CustomID?: string
}

interface Sent {
  readonly Email: string
  readonly Name?: string
}

interface SentFile {
  readonly Filename: string
  readonly ContentType: string
  readonly Base64Content: string
  readonly ContentID?: string
}

/** Starts Mailjet. */
export async function startMailjet(): Promise<FakeMailjet> {
  const asked: AskedMail[] = []
  const problems: string[] = []
  const requests: Received[] = []
  const server = await startFakeServer((received, script): Answer => {
    requests.push(received)
    if (operationOf(operations, received.method, received.url.pathname) === undefined) return nowhere
    const isSending = received.url.pathname === '/v3.1/send'
    const { Messages = [] } = isSending ? (JSON.parse(received.body) as { readonly Messages?: readonly Message[] }) : {}
    asked.push(...Messages.map(understood))
    if (isSending) problems.push(...messageProblems(JSON.parse(received.body)))
    const credentials = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`
    if (script === 'wrong-key' || received.headers.authorization !== credentials) {
      return {
        status: 401,
        body: { ErrorCode: 'mj-0002', ErrorMessage: `The key ${apiKey} is wrong`, StatusCode: 401 },
      }
    }
    if (!isSending) return settings(received, asked)
    const isRefused = Messages.some(({ To }) => To.some(({ Email }) => Email === refusedAddress))
    if (script === 'refuses' || (script === 'takes-some' && isRefused)) return refusal(Messages)
    return { status: 200, body: { Messages: Messages.map(taken) } }
  })
  return { ...server, asked, problems, requests, ...telling() }
}

const nowhere: Answer = { status: 404, body: { ErrorMessage: 'not found' } }

function refusal(messages: readonly Message[]): Answer {
  const error = {
    ...{ ErrorIdentifier: '88b5ca9f', ErrorCode: 'mj-0013', StatusCode: 400, ErrorRelatedTo: ['To[0].Email'] },
    ErrorMessage: `“${messages[0]?.To[0]?.Email}” is an invalid email address.`,
  }
  return { status: 400, body: { Messages: [{ Status: 'error', Errors: [error] }] } }
}

function taken({ To, Cc = [], Bcc = [], CustomID }: Message): object {
  const named = ({ Email }: Sent) => ({
    ...{ Email, MessageUUID: `uuid-of-${Email.length}`, MessageID: 456 },
    MessageHref: 'https://api.mailjet.com/v3/message/456',
  })
  return { Status: 'success', CustomID, To: To.map(named), Cc: Cc.map(named), Bcc: Bcc.map(named) }
}

function settings({ url }: Received, asked: readonly AskedMail[]): Answer {
  const list = (Data: readonly object[]) => ({ status: 200, body: { Count: Data.length, Data, Total: Data.length } })
  const Url = `https://mailjet:pass%3Aword@crm.verger.example${address.path}`
  switch (url.pathname.toLowerCase()) {
    case '/v3/rest/eventcallbackurl': {
      const types = ['sent', 'open', 'click', 'bounce', 'blocked', 'spam', 'unsub']
      return list(types.map((EventType) => ({ EventType, Url, IsBackup: false, Status: 'alive', Version: 2 })))
    }
    case '/v3/rest/parseroute':
      return list([{ Url, Email: 'in@in.verger.example' }])
    case '/v3/rest/message': {
      const id = url.searchParams.get('CustomID')
      const found = asked.filter(({ messageId }) => messageId === id)
      return list(
        found.flatMap(({ to, cc, bcc }) =>
          [...to, ...cc, ...bcc].map((each) => ({
            ...{ ArrivedAt: '2026-11-22T11:59:00Z', ContactAlt: each.address, CustomID: id, UUID: 'uuid', ID: 456 },
          })),
        ),
      )
    }
    default:
      return nowhere
  }
}

function understood(message: Message): AskedMail {
  const { TextPart, HTMLPart, TrackOpens, TrackClicks } = message
  return {
    messageId: message.CustomID ?? null,
    from: mailbox(message.From),
    replyTo: message.ReplyTo === undefined ? null : mailbox(message.ReplyTo),
    to: message.To.map(mailbox),
    cc: (message.Cc ?? []).map(mailbox),
    bcc: (message.Bcc ?? []).map(mailbox),
    subject: message.Subject,
    ...(TextPart !== undefined && { text: TextPart }),
    ...(HTMLPart !== undefined && { html: HTMLPart }),
    headers: Object.entries(message.Headers ?? {}).map(([name, value]) => ({ name, value })),
    files: [...(message.Attachments ?? []), ...(message.InlinedAttachments ?? [])].map((file) => ({
      ...{ name: file.Filename, type: file.ContentType },
      bytes: Uint8Array.from(Buffer.from(file.Base64Content, 'base64')),
      ...(file.ContentID !== undefined && { contentId: file.ContentID }),
    })),
    tracking: TrackOpens === undefined ? null : { opens: TrackOpens === 'enabled', clicks: TrackClicks === 'enabled' },
  }
}

function mailbox({ Email, Name }: Sent): Mailbox {
  const { normalized } = parseEmail(Email)
  if (normalized === undefined) throw new Error(`${Email} is no address`)
  return { address: normalized, ...(Name !== undefined && { name: Name }) }
}

const names = { delivered: 'sent', opened: 'open', complained: 'spam', novelty: 'teleported' } as const

function telling(): TellingProvider {
  const tell = async (events: readonly ToldEvent[]) => {
    const told = events.map(({ messageId, kind, address: email, at }) => ({
      ...{ event: names[kind], time: at / 1_000, MessageID: 456, Message_GUID: 'uuid', email, CustomID: messageId },
    }))
    return called(JSON.stringify(told))
  }
  return {
    tell,
    unsigned: async (events) => [{ ...(await tell(events)), headers: { 'content-type': 'application/json' } }],
    changed: async (events) => {
      const whole = await tell(events)
      return [
        { ...whole, path: '/mailjet/k3yb1t6' },
        { ...whole, headers: authorization('mailjet', 'pass:worse') },
        { ...whole, headers: authorization('mailjeu', 'pass:word') },
      ]
    },
  }
}

/** A request of Mailjet at the secret address. */
export function called(body: string): ProviderRequest {
  return { method: 'POST', path: address.path, headers: authorization('mailjet', 'pass:word'), body: Buffer.from(body) }
}

function authorization(user: string, password: string): Readonly<Record<string, string>> {
  const credentials = Buffer.from(`${user}:${password}`).toString('base64')
  return { 'content-type': 'application/json', Authorization: `Basic ${credentials}` }
}
