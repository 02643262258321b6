/** The contract of telephony, against Twilio on this machine. */
import { describeContract, type TelephonyScript, telephonyContract } from 'crmkit/testing'
import { describe, it } from 'vitest'
import { twilioTelephony } from '../src/index.ts'
import { readOperatorName } from '../src/operator-name.ts'
import { apiKey, applicationSid, now, optionsFor, signedForm } from './scene.ts'
import { accountSid, resourcePath, type Script, startTwilio } from './twilio-server.ts'

const scripts: Readonly<Record<TelephonyScript, Script>> = {
  works: { kind: 'works' },
  refuses: { kind: 'says', status: 400, body: JSON.stringify({ code: 21422, message: 'no' }) },
  never: { kind: 'never' },
  'hangs-up': { kind: 'hangs-up' },
}

async function makeTelephony() {
  const server = await startTwilio()
  const telephony = twilioTelephony({
    ...optionsFor(server.url),
    apiKey,
    applicationSid,
    // In haste only where no answer will come: the first one waits until Twilio's description is compiled.
    get timeoutMs() {
      return server.script.kind === 'never' ? 1_000 : 15_000
    },
  })
  let things = 0
  const name = (prefix: string): string => {
    things += 1
    return `${prefix}${String(things).padStart(32, '0')}`
  }
  const charged = (price: string | null, unit: string): string => {
    const sid = name('CA')
    server.resources.set(resourcePath('Calls', sid), { sid, status: 'completed', price, price_unit: unit })
    return sid
  }
  const path = '/twilio/voice/in'
  const provider = {
    behave: async (script: TelephonyScript) => {
      server.script = scripts[script]
    },
    get changesAsked() {
      return server.asked.filter(({ method }) => method !== 'GET').length
    },
    own: async (number: string) => {
      const sid = name('PN')
      const elsewhere = { voice_url: 'https://other.example', sms_url: '', status_callback: '', capabilities: {} }
      server.resources.set(resourcePath('IncomingPhoneNumbers', sid), { sid, phone_number: number, ...elsewhere })
      return sid
    },
    charge: async ({ amountMicros, currency }: { readonly amountMicros: number; readonly currency: string }) =>
      charged(String(-amountMicros / 1_000_000), currency),
    uncharged: async () => charged(null, 'USD'),
    record: async (bytes: Uint8Array) => {
      const sid = name('RE')
      server.resources.set(resourcePath('Recordings', sid), { sid })
      server.sounds.set(`/2010-04-01/Accounts/${accountSid}/Recordings/${sid}.wav`, bytes)
      return sid
    },
    tellIncoming: async (From: string, To: string) => signedForm(path, { CallSid: name('CA'), From, To }),
    unsigned: async (From: string, To: string) => {
      const request = signedForm(path, { CallSid: name('CA'), From, To })
      return { ...request, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }
    },
    readPass: (token: string) => {
      const { grants } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      return { memberId: readOperatorName(`client:${grants.identity}`) ?? '', outgoing: 'outgoing' in grants.voice }
    },
  }
  return { subject: { telephony, provider, now }, close: () => server.close() }
}

describeContract({ describe, it }, telephonyContract, { make: makeTelephony })
