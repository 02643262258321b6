/** SendGrid on this machine: takes what its description allows, and tells of events with its signature. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Mailbox, ProviderRequest } from 'crmkit'
import { parseEmail } from 'crmkit/domain'
import type { AskedMail, ScriptedMailProvider, TellingProvider, ToldEvent } from 'crmkit/testing'
import { refusedAddress } from 'crmkit/testing'
import { type Answer, type Received, startFakeServer } from '../../../test/fake-server.ts'
import { operationOf } from '../../../test/operations.ts'
import { mailSendProblems } from './official-schema.ts'
import { operations } from './operations.ts'

export const apiKey = 'SG.secret-of-the-test'
export const now = Date.UTC(2026, 10, 22, 12)
export const clock = { now: () => now }

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** The key of the webhook, as SendGrid shows it. */
export const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

/** SendGrid. */
export interface FakeSendgrid extends ScriptedMailProvider, TellingProvider {
  readonly url: string
  /** What the description had against the requests. */
  readonly problems: readonly string[]
  readonly requests: readonly Received[]
  close(): Promise<void>
}

interface Body {
  readonly from: Sent
  readonly reply_to?: Sent
  readonly subject: string
  readonly personalizations: readonly {
    readonly to: readonly Sent[]
    readonly cc?: readonly Sent[]
    readonly bcc?: readonly Sent[]
    readonly custom_args?: Readonly<Record<string, string>>
  }[]
  readonly content: readonly { readonly type: string; readonly value: string }[]
  readonly headers?: Readonly<Record<string, string>>
  readonly attachments?: readonly {
    readonly content: string
    readonly filename: string
    readonly type: string
    readonly content_id?: string
  }[]
  readonly tracking_settings?: {
    readonly open_tracking: { readonly enable: boolean }
    readonly click_tracking: { readonly enable: boolean }
  }
}

interface Sent {
  readonly email: string
  readonly name?: string
}

/** Starts SendGrid. */
export async function startSendgrid(): Promise<FakeSendgrid> {
  const asked: AskedMail[] = []
  const problems: string[] = []
  const requests: Received[] = []
  const server = await startFakeServer((received, script): Answer => {
    requests.push(received)
    if (operationOf(operations, received.method, received.url.pathname) === undefined) return nowhere
    const { pathname } = received.url
    if (pathname === '/v3/mail/send') {
      const body = JSON.parse(received.body) as Body
      const mails = understood(body)
      asked.push(...mails)
      problems.push(...mailSendProblems(body))
      const isRefused =
        script === 'takes-some' && mails.some(({ to }) => to.some((each) => each.address === refusedAddress))
      if (script === 'refuses' || isRefused) return { status: 400, body: refusal(mails[0]?.subject ?? '') }
    }
    if (script === 'wrong-key' || received.headers.authorization !== `Bearer ${apiKey}`) {
      return { status: 401, body: { errors: [{ message: `The key ${apiKey} is wrong`, field: null }] } }
    }
    return settings(received, asked)
  })
  return { ...server, asked, problems, requests, ...telling() }
}

const nowhere: Answer = { status: 404, body: { errors: [{ message: 'not found' }] } }

function refusal(subject: string): object {
  return { errors: [{ message: `“${subject}” can’t be sent.`, field: 'personalizations.0.to', help: null }] }
}

function settings({ url }: Received, asked: readonly AskedMail[]): Answer {
  switch (url.pathname) {
    case '/v3/mail/send':
      return { status: 202, headers: { 'x-message-id': '14c5d75ce93' } }
    case '/v3/scopes': {
      const read = ['user.webhooks.event.settings.read', 'user.webhooks.parse.settings.read', 'messages.read']
      return { status: 200, body: { scopes: ['mail.send', ...read] } }
    }
    case '/v3/user/webhooks/event/settings/all':
      return { status: 200, body: { max_allowed: 5, webhooks: [{ enabled: true, public_key: publicKey }] } }
    case '/v3/user/webhooks/parse/settings':
      return {
        status: 200,
        body: { result: [{ url: 'https://crm.verger.example/in', hostname: 'in.verger.example' }] },
      }
    case '/v3/user/webhooks/security/policies':
      return { status: 200, body: { policies: [{ id: '1', signature: { public_key: publicKey } }] } }
    case '/v3/messages': {
      const found = asked.filter(({ messageId }) => url.searchParams.get('query')?.includes(`="${messageId}"`))
      const messages = found.flatMap(({ from, to, cc, bcc, subject }) =>
        [...to, ...cc, ...bcc].map(({ address }) => ({
          ...{ from_email: from.address, msg_id: '14c5d75ce93.filter-1', subject, to_email: address },
          ...{ status: 'processed', opens_count: 0, clicks_count: 0, last_event_time: '2026-11-22T11:59:00Z' },
        })),
      )
      return { status: 200, body: { messages } }
    }
    default:
      return nowhere
  }
}

function understood(body: Body): readonly AskedMail[] {
  const text = body.content.find(({ type }) => type === 'text/plain')?.value
  const html = body.content.find(({ type }) => type === 'text/html')?.value
  const { open_tracking, click_tracking } = body.tracking_settings ?? {}
  return body.personalizations.map(({ to, cc = [], bcc = [], custom_args = {} }) => ({
    messageId: custom_args['crmkit_message_id'] ?? null,
    from: mailbox(body.from),
    replyTo: body.reply_to === undefined ? null : mailbox(body.reply_to),
    ...{ to: to.map(mailbox), cc: cc.map(mailbox), bcc: bcc.map(mailbox), subject: body.subject },
    ...(text !== undefined && { text }),
    ...(html !== undefined && { html }),
    headers: Object.entries(body.headers ?? {}).map(([name, value]) => ({ name, value })),
    files: (body.attachments ?? []).map(({ content, filename, type, content_id }) => ({
      ...{ name: filename, type, bytes: Uint8Array.from(Buffer.from(content, 'base64')) },
      ...(content_id !== undefined && { contentId: content_id }),
    })),
    tracking:
      open_tracking === undefined || click_tracking === undefined
        ? null
        : { opens: open_tracking.enable, clicks: click_tracking.enable },
  }))
}

function mailbox({ email, name }: Sent): Mailbox {
  const { normalized } = parseEmail(email)
  if (normalized === undefined) throw new Error(`${email} is no address`)
  return { address: normalized, ...(name !== undefined && { name }) }
}

const names = {
  delivered: 'delivered',
  opened: 'open',
  complained: 'spamreport',
  novelty: 'account_status_change',
} as const

function telling(): TellingProvider {
  const bodyOf = (events: readonly ToldEvent[]) => {
    const told = events.map(({ id, messageId, kind, address, at }) => ({
      ...{ email: address, timestamp: at / 1_000, event: names[kind], sg_event_id: `event-${id}` },
      ...{ sg_message_id: '14c5d75ce93.filterdrecv-1', crmkit_message_id: messageId },
    }))
    return Buffer.from(`${JSON.stringify(told)}\r\n`)
  }
  const tell = async (events: readonly ToldEvent[], signedAt = now) => signedRequest(bodyOf(events), signedAt)
  return {
    tell,
    unsigned: async (events) => {
      const signed = await tell(events)
      const strange = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
      const headers = { ...signed.headers, 'x-twilio-email-event-webhook-signature': 'AAAA' }
      return [{ ...signed, headers: {} }, { ...signed, headers }, signedRequest(bodyOf(events), now, {}, strange)]
    },
    changed: async (events) => {
      const signed = await tell(events)
      const later = { ...signed.headers, 'x-twilio-email-event-webhook-timestamp': String(now / 1_000 + 1) }
      const body = Uint8Array.from(signed.body)
      body[10] = (body[10] ?? 0) ^ 1
      return [
        { ...signed, body },
        { ...signed, body: signed.body.subarray(0, -2) },
        { ...signed, headers: later },
      ]
    },
  }
}

/** A request with the signature of SendGrid. */
export function signedRequest(
  body: Uint8Array,
  signedAt: number,
  headers: Readonly<Record<string, string>> = {},
  key: KeyObject = pair.privateKey,
): ProviderRequest & { readonly headers: Readonly<Record<string, string>> } {
  const timestamp = String(Math.floor(signedAt / 1_000))
  const signature = sign('sha256', Buffer.concat([Buffer.from(timestamp), body]), key).toString('base64')
  return {
    method: 'POST',
    path: '/sendgrid',
    headers: {
      'content-type': 'application/json',
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': timestamp,
      ...headers,
    },
    body,
  }
}
