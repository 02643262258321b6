import { sendgridMailer } from '@crmkit/sendgrid'
import { describeContract, mailEventsContract, mailerContract, mailLookupContract } from 'crmkit/testing'
import { describe, it } from 'vitest'
import { apiKey, clock, now, publicKey, startSendgrid } from './fake-sendgrid.ts'

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
