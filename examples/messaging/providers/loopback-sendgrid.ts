/**
 * SendGrid, as far as a mail needs it, on this machine: it takes mail, and tells what became of it with a signature.
 * @see https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 * @module
 */
import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto'
import { parseEmail } from 'crmkit/domain'
import { Hono } from 'hono'
import type { SendgridKeys } from '../config.ts'
import { type Listening, listen } from '../listen.ts'
import { type MailFate, NotYet, type PlayedMail } from './played.ts'

/** SendGrid, while it runs. */
export interface LoopbackSendgrid extends Listening, PlayedMail {
  /** Made anew at each start. */
  readonly keys: SendgridKeys
}

/** A mail that was taken. */
interface TakenMail {
  readonly id: string
  readonly to: string
  /** What the sender wants back with every event: here, crmkit's own id. */
  readonly arguments: Readonly<Record<string, string>>
}

/** What is read of a mail that is handed in. */
interface MailSend {
  readonly personalizations: readonly {
    readonly to: readonly { readonly email: string }[]
    readonly custom_args?: Readonly<Record<string, string>>
  }[]
}

const bounced = { type: 'bounce', status: '5.1.1', reason: '550 5.1.1 There is nobody of this name.' }

/** Starts SendGrid, with an account of its own. @param eventUrl whom it tells */
export async function startLoopbackSendgrid(eventUrl: string): Promise<LoopbackSendgrid> {
  const apiKey = `SG.${randomBytes(24).toString('base64url')}`
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { normalized: address } = parseEmail('anne@verger.example')
  if (address === undefined) throw new Error('Anne has no address')
  let last: TakenMail | undefined

  const app = new Hono()
  app.post('/v3/mail/send', async (c) => {
    if (c.req.header('authorization') !== `Bearer ${apiKey}`)
      return c.json({ errors: [{ message: 'no such key' }] }, 401)
    const { personalizations } = await c.req.json<MailSend>()
    const id = randomBytes(11).toString('base64url')
    const taken = personalizations.flatMap(({ to, custom_args = {} }) => {
      return to.map(({ email }): TakenMail => ({ id, to: email, arguments: custom_args }))
    })
    last = taken.at(-1)
    tellOf(taken, 'processed').catch(console.error)
    return c.body(null, 202, { 'x-message-id': id })
  })

  const listening = await listen(app, 0)
  return {
    ...listening,
    keys: {
      apiKey,
      eventKey: signing.publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
      from: address,
      baseUrl: listening.url,
    },
    tell: async (fate) => {
      if (last === undefined) throw new NotYet('There is no mail yet: write one.')
      await tellOf([last], fate)
    },
  }

  async function tellOf(mails: readonly TakenMail[], event: MailFate | 'processed'): Promise<void> {
    const timestamp = Math.ceil(Date.now() / 1_000)
    const events = mails.map((mail) => ({
      ...mail.arguments,
      ...{ email: mail.to, event, timestamp, sg_event_id: randomUUID(), sg_message_id: `${mail.id}.recvd-0` },
      ...(event === 'bounce' && bounced),
    }))
    const body = JSON.stringify(events)
    const signature = sign('sha256', Buffer.from(`${timestamp}${body}`), signing.privateKey).toString('base64')
    await fetch(eventUrl, {
      ...{ method: 'POST', body },
      headers: {
        'content-type': 'application/json',
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': String(timestamp),
      },
    })
  }
}
