import type { ConfigurationProblem, Price, SendAnswer, SmsSender, SmsToSend } from 'crmkit'
import { ok } from 'crmkit/domain'
import {
  type AskedSms,
  ContractFailure,
  describeContract,
  runCase,
  type SmsScript,
  type SmsSubject,
  smsSenderContract,
} from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

const now = Date.UTC(2026, 10, 22, 12)

interface Scripted extends SmsSubject {
  readonly state: { script: SmsScript }
  readonly asked: AskedSms[]
}

/** A sender without a network that is right. */
function scripted(): Scripted {
  const state: Scripted['state'] = { script: 'takes' }
  const asked: AskedSms[] = []
  const prices = new Map<string, Price>()
  const sender: SmsSender = {
    provider: 'scripted',
    lookup: null,
    events: { read: async () => ok([]), understand: () => null },
    send: async ({ messageId, from = null, to, text }) => {
      if (text === '') throw new Error('nothing to say')
      if (state.script === 'nobody') return { kind: 'postponed', problem: 'ECONNREFUSED' }
      asked.push({ messageId, from, to, text })
      return answer(state.script, to, `theirs ${asked.length}`)
    },
    check: async (): Promise<readonly ConfigurationProblem[]> => {
      if (state.script === 'wrong-key') return [{ field: 'token', problem: 'wrong', remedy: 'Give another one.' }]
      if (state.script === 'takes') return []
      return [{ field: 'baseUrl', problem: 'unreachable', remedy: 'Try again later.' }]
    },
    priceOf: async (name) => prices.get(name) ?? null,
  }
  const provider: SmsSubject['provider'] = {
    asked,
    behave: async (script) => {
      state.script = script
    },
    charge: async (name, price) => {
      prices.set(name, price)
    },
  }
  return { sender, provider, now, secrets: ['secret'], state, asked }
}

function answer(script: SmsScript, address: SmsToSend['to'], providerMessageId: string): SendAnswer {
  switch (script) {
    case 'takes':
      return { kind: 'accepted', recipients: [{ address, providerMessageId, event: { kind: 'accepted', at: now } }] }
    case 'stopped':
      return {
        ...{ kind: 'refused', problem: '21610' },
        recipients: [{ address, event: { kind: 'blocked', at: now, reason: '21610' } }],
      }
    case 'refuses':
    case 'wrong-key':
      return { kind: 'refused', problem: '400' }
    case 'busy':
      return { kind: 'postponed', problem: '429', notBefore: now + 7_000 }
    case 'nobody':
      return { kind: 'postponed', problem: 'ECONNREFUSED' }
    case 'absurd':
    case 'broken':
    case 'never':
    case 'hangs-up':
      return { kind: 'unknown', problem: script }
  }
}

describeContract({ describe, it }, smsSenderContract, { make: async () => ({ subject: scripted() }) })

type Send = (sms: SmsToSend) => Promise<SendAnswer>

function onSend(send: (scene: Scripted, sms: SmsToSend, good: Send) => Promise<SendAnswer>) {
  return (scene: Scripted): SmsSubject => ({
    ...scene,
    sender: { ...scene.sender, send: (sms, options) => send(scene, sms, (same) => scene.sender.send(same, options)) },
  })
}

function onAnswer(change: (answer: SendAnswer) => SendAnswer) {
  return onSend(async (_scene, sms, send) => change(await send(sms)))
}

function onCheck(
  change: (scene: Scripted, good: () => ReturnType<SmsSender['check']>) => ReturnType<SmsSender['check']>,
) {
  return (scene: Scripted): SmsSubject => ({
    ...scene,
    sender: { ...scene.sender, check: (options) => change(scene, () => scene.sender.check(options)) },
  })
}

/** Case name → a sender that differs from a right one in what the case is about. */
const saboteurs: Readonly<Record<string, (scene: Scripted) => SmsSubject>> = {
  'asks once, whatever comes of it': onSend(async (scene, sms, send) => {
    const first = await send(sms)
    return first.kind === 'unknown' && scene.state.script === 'hangs-up' ? send(sms) : first
  }),
  'says accepted with the provider’s own name for the message': onAnswer((said) =>
    said.kind === 'accepted'
      ? { ...said, recipients: said.recipients.map(({ address, event }) => ({ address, event })) }
      : said,
  ),
  'says refused of a message to a number that has said STOP, which is blocked': onAnswer((said) =>
    said.kind === 'refused' && said.recipients?.[0]?.event.kind === 'blocked'
      ? { kind: 'refused', problem: '21610' }
      : said,
  ),
  'says refused where the provider won’t ever take it': onAnswer((said) =>
    said.kind === 'refused' && said.recipients === undefined ? { kind: 'postponed', problem: '400' } : said,
  ),
  'says postponed only if the provider surely has not got it': onAnswer((said) =>
    said.kind === 'postponed' ? { kind: 'postponed', problem: '429' } : said,
  ),
  'says unknown after a timeout, and after an answer that says neither': onAnswer((said) =>
    said.kind === 'unknown' ? { kind: 'postponed', problem: '500' } : said,
  ),
  'sends our own id along, so that events name it': onSend((_scene, sms, send) =>
    send({ ...sms, messageId: 'another' }),
  ),
  'resolves for whatever the network and the provider do': onSend(async (scene, sms, send) => {
    if (scene.state.script === 'nobody' && scene.asked.length > 1) throw new Error('ECONNREFUSED')
    return send(sms)
  }),
  'rejects for mistakes of the caller': onSend((_scene, sms, send) =>
    send(sms).catch((): SendAnswer => ({ kind: 'refused', problem: 'mistake' })),
  ),
  'says a charge as a positive price': (scene) => ({
    ...scene,
    sender: {
      ...scene.sender,
      priceOf: async (name) => {
        const price = await scene.sender.priceOf(name)
        return price === null ? null : { ...price, amountMicros: -price.amountMicros }
      },
    },
  }),
  'asked about itself, sends nothing to anybody': onCheck(async ({ sender, state }, check) => {
    const to = '+33612345678' as SmsToSend['to']
    if (state.script === 'wrong-key') await sender.send({ messageId: 'trial', to, text: 'Trial' }, { timeoutMs: 1_000 })
    return check()
  }),
  'finds nothing wrong with what works': onCheck(async ({ state }, check) =>
    state.script === 'takes' ? [{ field: 'webhook', problem: 'missing', remedy: 'Make one.' }] : check(),
  ),
  'names what is wrong, with a remedy': onCheck(async (_scene, check) =>
    (await check()).map((problem) => (problem.problem === 'wrong' ? { ...problem, remedy: '' } : problem)),
  ),
  'says so if the provider can’t be reached': onCheck(async (_scene, check) =>
    (await check()).filter(({ problem }) => problem !== 'unreachable'),
  ),
}

describe('Saboteurs of a sender of text messages', () => {
  it('there is one for each case', () => {
    expect(Object.keys(saboteurs).toSorted()).toEqual(Object.keys(smsSenderContract.cases).toSorted())
  })

  it.each(Object.entries(saboteurs))('%s: fails this case alone', async (name, sabotage) => {
    const failing: string[] = []
    for (const [other, check] of Object.entries(smsSenderContract.cases)) {
      const make = async () => ({ subject: sabotage(scripted()) })
      const failure = await runCase(check, { make }).catch((thrown: unknown) => thrown)
      if (failure instanceof ContractFailure || failure instanceof Error) failing.push(other)
    }
    expect(failing).toEqual([name])
  })
})
