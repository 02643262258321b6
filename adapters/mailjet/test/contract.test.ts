import { mailjetMailer } from '@crmkit/mailjet'
import { describeContract, mailEventsContract, mailerContract, mailLookupContract } from 'crmkit/testing'
import { describe, it } from 'vitest'
import { address, apiKey, apiSecret, clock, now, startMailjet } from './fake-mailjet.ts'

async function makeMailer() {
  const provider = await startMailjet()
  const mailer = mailjetMailer({ apiKey, apiSecret, baseUrl: provider.url, clock, events: address })
  const { events, lookup } = mailer
  if (events === null || lookup === null) throw new Error('the mailer was set up for both')
  const subject = { mailer, provider, now, secrets: [apiKey, apiSecret], events, lookup }
  return { subject, close: () => provider.close() }
}

describeContract({ describe, it }, mailerContract, { make: makeMailer })
describeContract({ describe, it }, mailLookupContract, { make: makeMailer })
describeContract({ describe, it }, mailEventsContract, { make: makeMailer })
