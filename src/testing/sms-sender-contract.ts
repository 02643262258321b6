/** The contract of {@link SmsSender}: the caller brings a provider on this machine that does as it is told. @module */
import type { MessageId } from '../kernel/ids.ts'
import type { Price } from '../kernel/price.ts'
import type { Instant } from '../kernel/time.ts'
import { type PhoneE164, parsePhone } from '../party/phone.ts'
import type { SmsSender, SmsToSend } from '../ports/sms-sender.ts'
import { ContractFailure, expectEqual, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'

/**
 * How a provider behaves:
 * - `takes`: takes every message, and says so;
 * - `stopped`: says that this number has said STOP;
 * - `refuses`: says that it won't ever take it;
 * - `busy`: says that it has not got it, and asks to be left alone for seven seconds;
 * - `absurd`: answers with success, and with words that say nothing;
 * - `broken`: says that something went wrong, and not whether it has it;
 * - `never`: takes the request, and does not answer;
 * - `hangs-up`: takes the request, and closes the connection;
 * - `wrong-key`: knows nobody of that name and password;
 * - `nobody`: is not there at all, and does not come back.
 */
export type SmsScript =
  | 'takes'
  | 'stopped'
  | 'refuses'
  | 'busy'
  | 'absurd'
  | 'broken'
  | 'never'
  | 'hangs-up'
  | 'wrong-key'
  | 'nobody'

/** A text message as the provider understood it. */
export interface AskedSms {
  /** Ours, where events would name it. */
  readonly messageId: MessageId | null
  readonly from: string | null
  readonly to: string
  readonly text: string
}

/** A provider of text messages on this machine. */
export interface ScriptedSmsProvider {
  /** From now on, behaves like this. At first it `takes`. */
  behave(script: SmsScript): Promise<void>
  /** What it was asked to send, the first one first, whatever it answered. */
  readonly asked: readonly AskedSms[]
  /** Knows from now on what a message has cost, by its own name for it. */
  charge(providerMessageId: string, price: Price): Promise<void>
}

/** What a sender is held against. */
export interface SmsSubject {
  readonly sender: SmsSender
  readonly provider: ScriptedSmsProvider
  /** What the sender's clock says. */
  readonly now: Instant
  /** Passwords and keys that no answer may quote. */
  readonly secrets: readonly string[]
}

/** The id of the message that the cases send. */
export const sentSmsId: MessageId = '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f02'

const patient = { timeoutMs: 10_000 }
const hasty = { timeoutMs: 500 }

/** The message that the cases send. */
export function smsToSend(changes: Partial<SmsToSend> = {}): SmsToSend {
  return { messageId: sentSmsId, to: numberOf('+33612345678'), text: 'Votre rendez-vous : 14 h. Ça va ?', ...changes }
}

/** Every sentence of the port, as a case. */
export const smsSenderContract: Contract<SmsSubject> = {
  name: 'SmsSender',
  cases: {
    'asks once, whatever comes of it': async ({ sender, provider }) => {
      for (const [index, script] of reached.entries()) {
        await provider.behave(script)
        await sender.send(smsToSend(), script === 'never' ? hasty : patient)
        expectEqual(provider.asked.length, index + 1, `how often it was asked, until it ${script}`)
      }
      const { text, to } = smsToSend()
      const said = provider.asked.map((asked) => ({ text: asked.text, to: asked.to }))
      expectEqual(said, Array(reached.length).fill({ text, to }), 'what it was asked')
    },

    'says accepted with the provider’s own name for the message': async ({ sender, now }) => {
      const [one, other] = [await sender.send(smsToSend(), patient), await sender.send(smsToSend(), patient)]
      const names = [one, other].map((answer) => {
        const [recipient] = answer.kind === 'accepted' ? answer.recipients : []
        expectEqual(recipient?.address, smsToSend().to, 'who is accepted')
        expectEqual(recipient?.event, { kind: 'accepted', at: now }, 'the event')
        return recipient?.providerMessageId ?? ''
      })
      expectThat(names.every((name) => name !== '') && names[0] !== names[1], `the names ${names.join(', ')}`)
    },

    'says refused of a message to a number that has said STOP, which is blocked': async ({
      sender,
      provider,
      secrets,
    }) => {
      await provider.behave('stopped')
      const answer = await sender.send(smsToSend(), patient)
      const kinds = answer.kind === 'refused' ? answer.recipients?.map(({ event }) => event.kind) : []
      expectEqual(kinds, ['blocked'], 'the event')
      expectThat(!JSON.stringify(answer).includes(smsToSend().text), 'the answer quotes the message')
      expectQuotesNothing(answer, secrets)
    },

    'says refused where the provider won’t ever take it': async ({ sender, provider, secrets }) => {
      for (const script of ['refuses', 'wrong-key'] as const) {
        await provider.behave(script)
        const answer = await sender.send(smsToSend(), patient)
        expectEqual(answer.kind, 'refused', `the answer of one that ${script}`)
        expectQuotesNothing(answer, secrets)
      }
    },

    'says postponed only if the provider surely has not got it': async ({ sender, provider, now, secrets }) => {
      await provider.behave('busy')
      const busy = await sender.send(smsToSend(), patient)
      expectEqual(busy.kind, 'postponed', 'the answer of one that is busy')
      if (busy.kind === 'postponed') expectEqual(busy.notBefore, now + 7_000, 'when it may be asked again')
      await provider.behave('nobody')
      const unreached = await sender.send(smsToSend(), patient)
      expectEqual(unreached.kind, 'postponed', 'the answer where nobody is')
      expectQuotesNothing([busy, unreached], secrets)
    },

    'says unknown after a timeout, and after an answer that says neither': async ({ sender, provider, secrets }) => {
      for (const script of ['never', 'hangs-up', 'broken', 'absurd'] as const) {
        await provider.behave(script)
        const answer = await sender.send(smsToSend(), script === 'never' ? hasty : patient)
        expectEqual(answer.kind, 'unknown', `the answer of one that ${script}`)
        expectQuotesNothing(answer, secrets)
      }
    },

    'sends our own id along, so that events name it': async ({ sender, provider }) => {
      await sender.send(smsToSend({ from: 'Verger' }), patient)
      expectEqual(provider.asked[0]?.messageId, sentSmsId, 'the id')
      expectEqual(provider.asked[0]?.from, 'Verger', 'who sends it')
    },

    'resolves for whatever the network and the provider do': async ({ sender, provider }) => {
      for (const script of [...reached, 'nobody'] as const) {
        await provider.behave(script)
        const said = await sender.send(smsToSend(), hasty).then(
          ({ kind }) => kind,
          () => 'rejected',
        )
        expectThat(said !== 'rejected', `it rejects if the provider ${script}`)
      }
    },

    'rejects for mistakes of the caller': async ({ sender, provider }) => {
      const outcome = await sender.send(smsToSend({ text: '' }), patient).then(
        () => 'resolved',
        () => 'rejected',
      )
      expectEqual(outcome, 'rejected', 'a message without words')
      expectEqual(provider.asked, [], 'what was asked')
    },

    'says a charge as a positive price': async ({ sender, provider }) => {
      const answer = await sender.send(smsToSend(), patient)
      const name = (answer.kind === 'accepted' && answer.recipients[0]?.providerMessageId) || ''
      expectEqual(await sender.priceOf(name), null, 'the price, before it is known')
      const price = { amountMicros: 7_500, currency: 'USD' }
      await provider.charge(name, price)
      expectEqual(await sender.priceOf(name), price, 'the price')
    },

    'asked about itself, sends nothing to anybody': async ({ sender, provider }) => {
      for (const script of ['takes', 'wrong-key'] as const) {
        await provider.behave(script)
        await sender.check(patient)
      }
      expectEqual(provider.asked, [], 'what was asked')
    },

    'finds nothing wrong with what works': async ({ sender }) => {
      expectEqual(await sender.check(patient), [], 'what is wrong')
    },

    'names what is wrong, with a remedy': async ({ sender, provider, secrets }) => {
      await provider.behave('wrong-key')
      const problems = await sender.check(patient)
      expectThat(problems.length > 0, 'a wrong key was not found')
      for (const { field, problem, remedy } of problems) {
        expectEqual(problem, 'wrong', 'the problem')
        expectThat(field !== '' && remedy.endsWith('.'), `field “${field}”, remedy “${remedy}”`)
      }
      expectQuotesNothing(problems, secrets)
    },

    'says so if the provider can’t be reached': async ({ sender, provider, secrets }) => {
      for (const script of ['never', 'broken', 'nobody'] as const) {
        await provider.behave(script)
        const problems = await sender.check(hasty)
        const kinds = problems.map(({ problem }) => problem)
        expectEqual(kinds, ['unreachable'], `what is wrong if the provider ${script}`)
        expectQuotesNothing(problems, secrets)
      }
    },
  },
}

/** How a provider behaves that gets the request. */
const reached = ['takes', 'stopped', 'refuses', 'busy', 'absurd', 'broken', 'hangs-up', 'never', 'wrong-key'] as const

function numberOf(typed: string): PhoneE164 {
  const { e164 } = parsePhone(typed, undefined)
  if (e164 === undefined) throw new ContractFailure(`${typed} is no number`)
  return e164
}

/** Answers are stored and logged: they hold neither keys nor words. */
function expectQuotesNothing(answer: unknown, secrets: readonly string[]): void {
  const told = JSON.stringify(answer)
  for (const secret of [...secrets, smsToSend().text]) {
    expectThat(!told.includes(secret), 'an answer quotes what it must not')
  }
}
