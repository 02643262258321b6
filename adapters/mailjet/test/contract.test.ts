import { mailjetInbound, mailjetMailer } from '@crmkit/mailjet'
import {
  type BroughtMail,
  describeContract,
  inboundMailContract,
  mailEventsContract,
  mailerContract,
  mailLookupContract,
} from 'crmkit/testing'
import { describe, it } from 'vitest'
import { address, apiKey, apiSecret, called, clock, now, startMailjet } from './fake-mailjet.ts'

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

async function makeInbound() {
  const inbound = mailjetInbound({ apiKey, apiSecret, clock, inbound: address })
  const bring = async (mail: BroughtMail) => called(JSON.stringify(parsed(mail)))
  const unsigned = async (mail: BroughtMail) => ({ ...(await bring(mail)), headers: {} })
  return { subject: { inbound, now, bring, unsigned } }
}

/** A mail as the Parse API brings it: headers by name, some of them as lists. */
function parsed({ envelopeFrom, envelopeTo, headers, text, html, files }: BroughtMail): object {
  const names = [...new Set(headers.map(({ name }) => name))]
  const valuesOf = (name: string) => headers.filter((header) => header.name === name).map(({ value }) => value)
  const byName = names.map((name) => [name, name === 'Received' ? valuesOf(name) : valuesOf(name).join()])
  const attached = files.map(({ bytes }, index) => [`Attachment${index + 1}`, Buffer.from(bytes).toString('base64')])
  const decoded = (name: string) => valuesOf(name)[0]?.replace('=?utf-8?q?=C3=89corces?=', 'Écorces')
  return {
    ...{ Sender: envelopeFrom, Recipient: envelopeTo[0], Date: '20261122T120000', From: decoded('From') },
    ...{ Subject: decoded('Subject'), Headers: Object.fromEntries(byName), 'Text-part': text, 'Html-part': html },
    Parts: files.map(({ name, type }, index) => ({
      Headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` },
      ContentRef: `Attachment${index + 1}`,
    })),
    ...Object.fromEntries(attached),
  }
}

describeContract({ describe, it }, inboundMailContract, { make: makeInbound })
