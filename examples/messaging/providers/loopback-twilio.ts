/**
 * Twilio, as far as the example needs it, on this machine: an account with one number, which takes and brings text messages
 * and calls. Whoever is sent something has his telephone on.
 * @see https://www.twilio.com/docs/usage/api
 * @module
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { parsePhone } from 'crmkit/domain'
import { Hono } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import type { TwilioKeys } from '../config.ts'
import { type Listening, listen } from '../listen.ts'
import { NotYet, type PlayedTelephones } from './played.ts'
import { addressIn, type Form, sendForm } from './twilio-webhook.ts'

/** Twilio, while it runs. */
export interface LoopbackTwilio extends Listening, PlayedTelephones {
  /** Made anew at each start. */
  readonly keys: TwilioKeys
}

/** So that somebody who looks can follow. */
const stepMs = 400

/** Starts Twilio, with an account of its own. @param publicUrl whom it tells and asks */
export async function startLoopbackTwilio(publicUrl: string): Promise<LoopbackTwilio> {
  const { e164: number } = parsePhone('+33123458073', undefined)
  if (number === undefined) throw new Error('Verger has no number')
  const accountSid = newSid('AC')
  const authToken = randomBytes(16).toString('hex')
  const apiKey = { sid: newSid('SK'), secret: randomBytes(16).toString('hex') }
  // Where the number's calls and messages go is told by whoever links it.
  const own: Record<string, string> = { sid: newSid('PN'), phone_number: number }
  let incoming: { readonly sid: string; readonly from: string; readonly action: string } | null = null

  const tell = (url: string, form: Form): Promise<string> => {
    return sendForm(authToken, url, { AccountSid: accountSid, ...form })
  }

  const app = new Hono().basePath(`/2010-04-01/Accounts/${accountSid}`)
  app.use(basicAuth({ username: apiKey.sid, password: apiKey.secret }))
  app.get('/IncomingPhoneNumbers.json', (c) => c.json({ incoming_phone_numbers: [own], next_page_uri: null }))
  app.on(['GET', 'POST'], `/IncomingPhoneNumbers/${own['sid']}.json`, async (c) => {
    for (const [name, value] of Object.entries(await formOf(c.req.raw))) own[snakeCase(name)] = value
    return c.json(own)
  })
  app.post('/Messages.json', async (c) => {
    const form = await formOf(c.req.raw)
    const sid = newSid('SM')
    carryText(sid, form).catch(console.error)
    return c.json({ sid, status: 'queued', error_code: null }, 201)
  })
  // Asked for some minutes later: what it cost.
  app.get('/Messages/:file', (c) => {
    return c.json({
      sid: c.req.param('file').replace('.json', ''),
      status: 'delivered',
      price: '-0.0798',
      price_unit: 'USD',
    })
  })
  app.post('/Calls.json', async (c) => {
    const form = await formOf(c.req.raw)
    const sid = newSid('CA')
    carryCall(sid, form).catch(console.error)
    return c.json({ sid, status: 'queued' }, 201)
  })
  // Asked for once a call is over: what it cost.
  app.get('/Calls.json', (c) => c.json({ calls: [], next_page_uri: null }))
  app.get('/Calls/:file', (c) => {
    const sid = c.req.param('file').replace('.json', '')
    return c.json({ sid, status: 'completed', price: '-0.0085', price_unit: 'USD' })
  })

  async function carryText(sid: string, form: Form): Promise<void> {
    for (const status of ['sent', 'delivered']) {
      await pause(stepMs)
      await tell(form['StatusCallback'] ?? '', { MessageSid: sid, MessageStatus: status, To: form['To'] ?? '' })
    }
  }

  /** The operator takes it in his browser, and the other side takes it, too; they talk, and hang up. */
  async function carryCall(sid: string, form: Form): Promise<void> {
    const { StatusCallback: status = '', Twiml: twiml = '' } = form
    const leg = newSid('CA')
    const call = { CallSid: sid }
    await pause(stepMs)
    await tell(status, { ...call, CallStatus: 'ringing', SequenceNumber: '0', ...atNow() })
    await pause(stepMs)
    const taken = { CallSid: leg, ParentCallSid: sid, CallStatus: 'in-progress', SequenceNumber: '1', ...atNow() }
    await tell(addressIn(twiml, 'Number', 'statusCallback') ?? '', taken)
    await pause(3 * stepMs)
    const talked = { DialCallSid: leg, DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '61' }
    await tell(addressIn(twiml, 'Dial', 'action') ?? '', { ...call, CallStatus: 'completed', ...talked })
    await tell(status, { ...call, CallStatus: 'completed', SequenceNumber: '2', ...atNow() })
  }

  const listening = await listen(app, 0)
  return {
    ...listening,
    keys: { accountSid, authToken, apiKey, applicationSid: newSid('AP'), number, publicUrl, baseUrl: listening.url },
    text: async (from, words) => {
      // A word that stops is known to Twilio, too, which says so.
      const known = words === 'STOP' ? { OptOutType: words } : {}
      await tell(own['sms_url'] ?? '', { MessageSid: newSid('SM'), From: from, To: number, Body: words, ...known })
    },
    ring: async (from) => {
      if (incoming !== null) throw new NotYet('Somebody is calling already.')
      const sid = newSid('CA')
      const twiml = await tell(own['voice_url'] ?? '', { CallSid: sid, CallStatus: 'ringing', From: from, To: number })
      const action = addressIn(twiml, 'Dial', 'action')
      if (action !== null) incoming = { sid, from, action }
    },
    letRing: async () => {
      if (incoming === null) throw new NotYet('Nobody is calling.')
      const { sid, from, action } = incoming
      const call = { CallSid: sid, From: from, To: number }
      incoming = null
      const unanswered = { CallStatus: 'in-progress', DialCallSid: newSid('CA'), DialCallStatus: 'no-answer' }
      await tell(action, { ...call, ...unanswered })
      const ended = { CallStatus: 'completed', SequenceNumber: '1', ...atNow() }
      await tell(own['status_callback'] ?? '', { ...call, ...ended })
    },
  }
}

function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex')
}

function atNow(): Form {
  return { Timestamp: new Date().toUTCString() }
}

async function formOf(request: Request): Promise<Form> {
  return Object.fromEntries(new URLSearchParams(await request.text()))
}

/** As Twilio writes fields in its answers: `VoiceUrl` is `voice_url`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase()
}
