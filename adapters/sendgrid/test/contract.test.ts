import { sendgridInbound, sendgridMailer } from '@crmkit/sendgrid'
import {
  type BroughtMail,
  describeContract,
  inboundMailContract,
  mailEventsContract,
  mailerContract,
  mailLookupContract,
} from 'crmkit/testing'
import { describe, it } from 'vitest'
import { apiKey, clock, now, publicKey, startSendgrid } from './fake-sendgrid.ts'
import { bringParsed, bringWhole, formHeaders } from './inbound-form.ts'

async function makeMailer() {
  const provider = await startSendgrid()
  const mailer = sendgridMailer({ apiKey, baseUrl: provider.url, clock, eventKeys: [publicKey], emailActivity: true })
  const { events, lookup } = mailer
  if (events === null || lookup === null) throw new Error('the mailer was set up for both')
  const subject = { mailer, provider, now, secrets: [apiKey], events, lookup }
  return { subject, close: () => provider.close() }
}

describeContract({ describe, it }, mailerContract, { make: makeMailer })
describeContract({ describe, it }, mailLookupContract, { make: makeMailer })
describeContract({ describe, it }, mailEventsContract, { make: makeMailer })

async function makeInbound() {
  const inbound = sendgridInbound({ apiKey, clock, inboundKeys: [publicKey] })
  const unsigned = async (mail: BroughtMail) => ({ ...(await bringParsed(mail)), headers: formHeaders })
  return { subject: { inbound, now, bring: bringParsed, unsigned } }
}

async function makeInboundOfWholeMails() {
  const { subject } = await makeInbound()
  return { subject: { ...subject, bring: bringWhole } }
}

describeContract({ describe, it }, inboundMailContract, { make: makeInbound })
describeContract(
  { describe, it },
  { ...inboundMailContract, name: 'InboundMail, brought whole' },
  {
    make: makeInboundOfWholeMails,
  },
)
