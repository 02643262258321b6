/** Whom crmkit asks, everything it asks for, and what has to be refused. @module */
import type { OutgoingRequest } from '@crmkit/adapter-kit'
import { mailjetInbound, mailjetMailer } from '@crmkit/mailjet'
import { sendgridInbound, sendgridMailer } from '@crmkit/sendgrid'
import { twilioSms, twilioTelephony } from '@crmkit/twilio'
import type { MailToSend } from 'crmkit'
import { mailToSend, sentMailId } from 'crmkit/testing'
import * as mailjet from '../../adapters/mailjet/test/fake-mailjet.ts'
import { operations as mailjetOperations } from '../../adapters/mailjet/test/operations.ts'
import * as sendgrid from '../../adapters/sendgrid/test/fake-sendgrid.ts'
import { operations as sendgridOperations } from '../../adapters/sendgrid/test/operations.ts'
import { operations as twilioOperations } from '../../adapters/twilio/test/operations.ts'
import * as twilio from '../../adapters/twilio/test/scene.ts'
import { accountSid } from '../../adapters/twilio/test/twilio-server.ts'
import type { Operations } from '../operations.ts'
import type { Answers } from './description.ts'

/** A request that is wrong, from its path on. */
export type Mistake = Omit<OutgoingRequest, 'url'> & { readonly name: string; readonly path: string }

/** A provider. */
export interface Provider {
  readonly name: string
  readonly operations: Operations
  readonly answers: Answers
  readonly mistakes: readonly Mistake[]
  /** Has our adapter ask for everything. */
  walk(baseUrl: string): Promise<void>
}

const limits = { timeoutMs: 10_000 }
const now = twilio.now
const ones = '1'.repeat(32)

async function walkTwilio(baseUrl: string): Promise<void> {
  const { apiKey, applicationSid, ours, carla, mobile, messageId, callId, anne } = twilio
  const account = { ...twilio.optionsFor(baseUrl), apiKey }
  const sms = twilioSms({ ...account, from: ours })
  for (const from of [ours, `MG${ones}`]) {
    await twilioSms({ ...account, from }).send({ messageId, to: carla, text: 'Ripe & “red” + 1' }, limits)
  }
  await sms.priceOf(`SM${ones}`)
  await sms.lookup?.find({ messageId, recipients: [carla], askedAt: now, text: 'Ripe' }, limits)
  await sms.check(limits)
  const lawful = { addressSid: `AD${ones}`, bundleSid: `BU${ones}` }
  const telephony = twilioTelephony({ ...account, applicationSid, ...lawful })
  await telephony.check(limits)
  for (const kind of ['local', 'mobile', 'toll-free'] as const) {
    await telephony.searchNumbers({ country: 'FR', kind, contains: '458', takesSms: true, limit: 3 })
  }
  await telephony.buyNumber(ours)
  await twilioTelephony({ ...account, applicationSid }).buyNumber(ours)
  await telephony.listNumbers()
  await telephony.linkNumber(`PN${ones}`)
  await telephony.releaseNumber(`PN${ones}`)
  const asks = { say: 'Press a key', locale: 'en' } as const
  for (const operator of [{ memberId: anne }, { memberId: anne, number: mobile }]) {
    await telephony.makeCall({ callId, from: ours, to: carla, operator, asks, isRecorded: true }, limits)
  }
  await telephony.priceOf(`CA${ones}`)
  await telephony.openRecording(`RE${ones}`)
  await telephony.deleteRecording(`RE${ones}`)
}

/** Whatever a mail may have and lack. */
function mails(): readonly MailToSend[] {
  const [to, cc, bcc] = mailToSend().recipients
  if (to === undefined || cc === undefined || bcc === undefined) throw new Error('the scene has three recipients')
  const { replyTo: _, ...unanswered } = mailToSend()
  const picture = { name: 'a.png', type: 'image/png', bytes: Uint8Array.of(1), contentId: 'logo@verger' }
  return [
    mailToSend(),
    unanswered,
    mailToSend({ recipients: [cc], files: [picture] }),
    mailToSend({ recipients: [bcc, { ...to, kind: 'bcc' }] }),
    mailToSend({ content: { subject: 'Only HTML', html: '<p>a</p>' }, headers: [], files: [] }),
    mailToSend({ content: { subject: 'Nothing much', text: '' } }),
  ]
}

async function walkSendgrid(baseUrl: string): Promise<void> {
  const { apiKey, clock, publicKey } = sendgrid
  const mailer = sendgridMailer({ apiKey, baseUrl, clock, eventKeys: [publicKey], emailActivity: true })
  for (const mail of mails()) await mailer.send(mail, limits)
  await mailer.lookup?.find({ messageId: sentMailId, recipients: [], askedAt: now }, limits)
  await mailer.check(limits)
  await sendgridInbound({ apiKey, baseUrl, clock, inboundKeys: [publicKey] }).check(limits)
}

async function walkMailjet(baseUrl: string): Promise<void> {
  const { apiKey, apiSecret, clock, address } = mailjet
  const mailer = mailjetMailer({ apiKey, apiSecret, baseUrl, clock, events: address })
  for (const mail of mails()) await mailer.send(mail, limits)
  await mailer.lookup?.find({ messageId: sentMailId, recipients: [], askedAt: now }, limits)
  await mailer.check(limits)
  await mailjetInbound({ apiKey, apiSecret, baseUrl, clock, inbound: address }).check(limits)
}

const basic = { authorization: `Basic ${btoa('user:password')}` }
const form = { ...basic, 'content-type': 'application/x-www-form-urlencoded' }
const bearer = { authorization: 'Bearer SG.key' }
const messages = `/2010-04-01/Accounts/${accountSid}/Messages.json`

function sms(name: string, fields: Readonly<Record<string, string>>): Mistake {
  const body = new URLSearchParams({ To: '+33612345678', From: '+33123458073', Body: 'Ripe', ...fields }).toString()
  return { name, method: 'POST', path: messages, headers: form, body }
}

function mail(name: string, changes: object): Mistake {
  const whole = {
    from: { email: 'anne@verger.example' },
    subject: 'Apples',
    personalizations: [{ to: [{ email: 'carla@pomme.example' }] }],
    content: [{ type: 'text/plain', value: 'Ripe' }],
  }
  const body = JSON.stringify({ ...whole, ...changes })
  return {
    name,
    method: 'POST',
    path: '/v3/mail/send',
    headers: { ...bearer, 'content-type': 'application/json' },
    body,
  }
}

/** In this order they are asked. */
export const providers: readonly Provider[] = [
  {
    name: 'Twilio',
    operations: twilioOperations,
    answers: {},
    walk: walkTwilio,
    mistakes: [
      sms('a field that Twilio does not know', { Words: 'Ripe' }),
      sms('a sender that is none', { MessagingServiceSid: 'MG1' }),
      sms('an address that is none', { StatusCallback: 'no address' }),
      { ...sms('no recipient', {}), body: 'From=%2B33123458073&Body=Ripe' },
      { ...sms('nobody who asks', {}), headers: { 'content-type': form['content-type'] } },
      { name: 'an account that is none', method: 'GET', path: '/2010-04-01/Accounts/AC1.json', headers: basic },
      { name: 'a path that is none', method: 'GET', path: '/2010-04-01/Nothing.json', headers: basic },
      { name: 'a parameter that Twilio does not know', method: 'GET', path: `${messages}?Words=Ripe`, headers: basic },
      { name: 'a parameter that is no number', method: 'GET', path: `${messages}?PageSize=many`, headers: basic },
    ],
  },
  {
    name: 'SendGrid',
    operations: sendgridOperations,
    answers: {
      'GET /v3/scopes': {
        scopes: [
          'mail.send',
          'messages.read',
          'user.webhooks.event.settings.read',
          'user.webhooks.parse.settings.read',
        ],
      },
    },
    walk: walkSendgrid,
    mistakes: [
      mail('a field that SendGrid does not know', { words: 'Ripe' }),
      mail('a field that it does not know, further down', { from: { email: 'anne@verger.example', words: 'Ripe' } }),
      mail('no sender', { from: undefined }),
      mail('an empty part', { content: [{ type: 'text/plain', value: '' }] }),
      { ...mail('nobody who asks', {}), headers: { 'content-type': 'application/json' } },
      { name: 'a question without its words', method: 'GET', path: '/v3/messages?limit=10', headers: bearer },
      { name: 'too high a limit', method: 'GET', path: '/v3/messages?query=a&limit=1001', headers: bearer },
      { name: 'an unknown parameter', method: 'GET', path: '/v3/messages?query=a&words=b', headers: bearer },
    ],
  },
  {
    name: 'Mailjet',
    operations: mailjetOperations,
    answers: {},
    walk: walkMailjet,
    mistakes: [
      { name: 'a limit that is no number', method: 'GET', path: '/v3/REST/message?Limit=many', headers: basic },
      { name: 'an unknown parameter', method: 'GET', path: '/v3/REST/message?Words=Ripe', headers: basic },
      { name: 'nobody who asks', method: 'GET', path: '/v3/REST/parseroute', headers: {} },
    ],
  },
]
