/** The contract of senders of text messages, against Twilio on this machine. */
import { describeContract, type SmsScript, smsSenderContract } from 'crmkit/testing'
import { describe, it } from 'vitest'
import { twilioSms } from '../src/index.ts'
import { authToken, now, optionsFor, ours } from './scene.ts'
import { resourcePath, type Script, startTwilio } from './twilio-server.ts'

const says = (status: number, code: number): Script => ({
  ...{ kind: 'says', status, retryAfter: '7' },
  body: JSON.stringify({ code, message: `${authToken} is no good` }),
})

const scripts: Readonly<Record<Exclude<SmsScript, 'nobody'>, Script>> = {
  takes: { kind: 'works' },
  stopped: says(400, 21610),
  refuses: says(400, 21211),
  busy: says(429, 20429),
  absurd: { kind: 'says', status: 201, body: 'welcome' },
  broken: says(500, 20500),
  never: { kind: 'never' },
  'hangs-up': { kind: 'hangs-up' },
  'wrong-key': says(401, 20003),
}

async function makeSender() {
  const server = await startTwilio()
  const sid = `PN${'1'.repeat(32)}`
  server.resources.set(resourcePath('IncomingPhoneNumbers', sid), { sid, phone_number: ours })
  let isThere = true
  const close = async () => {
    if (isThere) await server.close()
    isThere = false
  }
  const provider = {
    behave: async (script: SmsScript) => {
      if (script === 'nobody') await close()
      else server.script = scripts[script]
    },
    get asked() {
      return server.asked
        .filter(({ method }) => method === 'POST')
        .map(({ form }) => ({
          messageId: new URL(form.get('StatusCallback') ?? '').searchParams.get('message'),
          from: form.get('From'),
          to: form.get('To') ?? '',
          text: form.get('Body') ?? '',
        }))
    },
    charge: async (name: string, { amountMicros, currency }: { amountMicros: number; currency: string }) => {
      const charged = { price: String(-amountMicros / 1_000_000), price_unit: currency.toLowerCase() }
      Object.assign(server.resources.get(resourcePath('Messages', name)) ?? {}, charged)
    },
  }
  const sender = twilioSms({ ...optionsFor(server.url), from: ours })
  return { subject: { sender, provider, now, secrets: [authToken] }, close }
}

describeContract({ describe, it }, smsSenderContract, { make: makeSender })
