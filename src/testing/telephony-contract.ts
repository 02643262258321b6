/** The contract of {@link Telephony}: the caller brings a provider on this machine that does as it is told. @module */
import type { Price } from '../kernel/price.ts'
import { type PhoneE164, parsePhone } from '../party/phone.ts'
import type { ProviderRequest } from '../ports/provider-events.ts'
import type { CallInstruction, CallToMake, Telephony } from '../ports/telephony.ts'
import { ContractFailure, expectEqual, expectThat } from './assert.ts'
import type { Contract } from './contract.ts'

/**
 * How a provider behaves:
 * - `works`: does what it is asked for, and says so;
 * - `refuses`: says that it won't;
 * - `never`: takes the request, and does not answer;
 * - `hangs-up`: takes the request, and closes the connection.
 */
export type TelephonyScript = 'works' | 'refuses' | 'never' | 'hangs-up'

/** A provider of calls on this machine. */
export interface ScriptedTelephonyProvider {
  /** From now on, behaves like this. At first it `works`. */
  behave(script: TelephonyScript): Promise<void>
  /** How often it was asked to change something: to sell, link or give back a number, to call, to delete. */
  readonly changesAsked: number
  /** Has a number be the account's, whose calls go elsewhere. Gives the provider's own name for it. */
  own(number: PhoneE164): Promise<string>
  /** Knows from now on what a call has cost. Gives the provider's own name for the call. */
  charge(price: Price): Promise<string>
  /** A call of which nobody knows yet what it costs. */
  uncharged(): Promise<string>
  /** Has a recording. Gives its name. */
  record(bytes: Uint8Array): Promise<string>
  /** The request with which it says that somebody calls, as it would say it. */
  tellIncoming(from: PhoneE164, to: PhoneE164): Promise<ProviderRequest>
  /** The same, told by somebody else. */
  unsigned(from: PhoneE164, to: PhoneE164): Promise<ProviderRequest>
  /** Whom a pass names, as the provider reads it, and whether it may call out. */
  readPass(token: string): { readonly memberId: string; readonly outgoing: boolean }
}

/** What a telephony is held against. */
export interface TelephonySubject {
  readonly telephony: Telephony
  readonly provider: ScriptedTelephonyProvider
  /** What the clock of the telephony says. */
  readonly now: number
}

const patient = { timeoutMs: 10_000 }
const hasty = { timeoutMs: 500 }
const [ours, theirs, another] = [numberOf('+33123458073'), numberOf('+33612345678'), numberOf('+33123458074')]
const memberId = '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f03'

/** The call that the cases ask for. */
export function callToMake(changes: Partial<CallToMake> = {}): CallToMake {
  return {
    callId: '018f4e2a-7b1c-7d3e-8f4a-5b6c7d8e9f02',
    from: ours,
    to: theirs,
    operator: { memberId },
    asks: { say: 'A call for you. Press any key.', locale: 'en' },
    isRecorded: false,
    ...changes,
  }
}

/** Every sentence of the port, as a case. */
export const telephonyContract: Contract<TelephonySubject> = {
  name: 'Telephony',
  cases: {
    'searchNumbers buys nothing': async ({ telephony, provider }) => {
      await telephony.searchNumbers({ country: 'FR', kind: 'local', contains: '458', limit: 3 })
      expectEqual(provider.changesAsked, 0, 'changes that it was asked for')
      expectEqual(await telephony.listNumbers(), [], 'numbers that are ours')
    },

    'buyNumber asks once, whatever comes of it, and says unknown where no answer comes': async (subject) => {
      const { telephony, provider } = subject
      const expected = { works: 'bought', refuses: 'refused', 'hangs-up': 'unknown', never: 'unknown' } as const
      for (const [index, script] of scripts.entries()) {
        await provider.behave(script)
        expectEqual((await telephony.buyNumber(ours)).kind, expected[script], `the answer of one that ${script}`)
        expectEqual(provider.changesAsked, index + 1, `how often it was asked, until it ${script}`)
      }
    },

    'a number that was bought is listed, and its calls come here': async ({ telephony }) => {
      const purchase = await telephony.buyNumber(ours)
      if (purchase.kind !== 'bought') throw new ContractFailure(`the number is ${purchase.kind}`)
      expectEqual([purchase.number.number, purchase.number.isLinked], [ours, true], 'the number')
      expectEqual(await telephony.listNumbers(), [purchase.number], 'numbers that are ours')
    },

    'linkNumber does nothing more for a number that is linked': async ({ telephony, provider }) => {
      const providerId = await provider.own(another)
      expectEqual(await telephony.listNumbers(), [{ providerId, number: another, isLinked: false }], 'before')
      const linked = await telephony.linkNumber(providerId)
      expectEqual(linked, { providerId, number: another, isLinked: true }, 'the number')
      const asked = provider.changesAsked
      expectEqual(await telephony.linkNumber(providerId), linked, 'the number, once more')
      expectEqual(provider.changesAsked, asked, 'changes that it was asked for')
      expectEqual(await telephony.listNumbers(), [linked], 'numbers that are ours')
    },

    'releaseNumber does nothing for a number that is not ours any more': async ({ telephony, provider }) => {
      const providerId = await provider.own(ours)
      const other = await provider.own(another)
      await telephony.releaseNumber(providerId)
      await telephony.releaseNumber(providerId)
      const left = (await telephony.listNumbers()).map((each) => each.providerId)
      expectEqual(left, [other], 'numbers that are ours')
    },

    'operatorToken names the operator, and lets nobody call out who may not': async (subject) => {
      const { telephony, provider, now } = subject
      for (const outgoing of [true, false]) {
        const { token, expiresAt } = await telephony.operatorToken({ memberId, outgoing, seconds: 600 })
        expectEqual(provider.readPass(token), { memberId, outgoing }, 'what the pass says')
        // Passes are written in whole seconds, and with clocks of their own.
        expectThat(expiresAt > now, 'the pass has ended already')
      }
    },

    'makeCall asks once, whatever comes of it, and says unknown after a timeout': async ({ telephony, provider }) => {
      const expected = { works: 'accepted', refuses: 'refused', 'hangs-up': 'unknown', never: 'unknown' } as const
      for (const [index, script] of scripts.entries()) {
        await provider.behave(script)
        const answer = await telephony.makeCall(callToMake(), script === 'never' ? hasty : patient)
        expectEqual(answer.kind, expected[script], `the answer of one that ${script}`)
        expectThat(answer.kind !== 'accepted' || answer.providerCallId !== '', 'the call has no name')
        expectEqual(provider.changesAsked, index + 1, `how often it was asked, until it ${script}`)
      }
    },

    'priceOf says a charge as a positive price, and null while nobody knows it': async ({ telephony, provider }) => {
      const price = { amountMicros: 7_500, currency: 'USD' }
      expectEqual(await telephony.priceOf(await provider.charge(price)), price, 'the price')
      expectEqual(await telephony.priceOf(await provider.uncharged()), null, 'the price that nobody knows')
    },

    'openRecording gives a recording byte for byte': async ({ telephony, provider }) => {
      const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256)
      const name = await provider.record(bytes)
      const heard: number[] = []
      for await (const piece of (await telephony.openRecording(name)) ?? []) heard.push(...piece)
      expectEqual(heard.length, bytes.length, 'how long it is')
      expectThat(
        heard.every((byte, index) => byte === bytes[index]),
        'a byte is different',
      )
    },

    'deleteRecording does nothing where there is none': async ({ telephony, provider }) => {
      const [name, other] = [await provider.record(Uint8Array.of(1)), await provider.record(Uint8Array.of(2))]
      await telephony.deleteRecording(name)
      await telephony.deleteRecording(name)
      expectEqual(await telephony.openRecording(name), null, 'the one that was deleted')
      expectThat((await telephony.openRecording(other)) !== null, 'another one is gone, too')
    },

    'instruct says the same for the same instruction, and something else for each other': async ({ telephony }) => {
      const said = instructions.map((each) => telephony.instruct(each))
      expectEqual(
        instructions.map((each) => telephony.instruct(structuredClone(each))),
        said,
        'the instructions, once more',
      )
      expectEqual(new Set(said.map(({ body }) => body)).size, said.length, 'different instructions')
    },

    'instruct quotes nothing unescaped': async ({ telephony }) => {
      const hostile = '</Say><Hangup/>"]}&'
      const { contentType, body } = telephony.instruct({ kind: 'hang-up', says: [{ say: hostile, locale: 'en' }] })
      expectThat(!body.includes(hostile), `a text stands in ${contentType} as it came`)
    },

    'instruct says every word and plays every sound, in their order': async ({ telephony }) => {
      const [first, second] = ['Welcome to Verger', 'https://verger.example/jingle.mp3']
      const says = [{ say: first, locale: 'en' }, { play: second }] as const
      for (const instruction of speaking) {
        for (const [said, inOrder] of [
          [says, [first, second]],
          [says.toReversed(), [second, first]],
        ] as const) {
          const { body } = telephony.instruct({ ...instruction, says: said })
          const places = inOrder.map((each) => body.indexOf(each))
          expectThat(!places.includes(-1), `something is not said at ${instruction.kind}`)
          expectThat((places[0] ?? 0) < (places[1] ?? 0), `the order is wrong at ${instruction.kind}`)
        }
      }
    },

    'instruct says the words of a text whatever characters stand between them': async ({ telephony }) => {
      const [first, last] = ['Welcome', 'to Verger']
      for (const between of unspoken) {
        const say = { say: `${first}${between}${last}`, locale: 'en' } as const
        const confirm: CallInstruction = { kind: 'confirm', memberId, asks: say }
        for (const instruction of [...speaking.map((each) => ({ ...each, says: [say] })), confirm]) {
          const body = bodyOf(telephony, instruction)
          const character = `U+${(between.codePointAt(0) ?? 0).toString(16)}`
          expectThat(body !== null, `${instruction.kind} fails because of ${character}`)
          const places = [body?.indexOf(first) ?? -1, body?.indexOf(last) ?? -1]
          expectThat(!places.includes(-1), `${instruction.kind} leaves words out because of ${character}`)
        }
      }
    },

    'events refuses a request that its provider did not sign': async ({ telephony, provider }) => {
      const read = await telephony.events.read(await provider.unsigned(theirs, ours))
      expectThat(!read.ok, 'an unsigned request was taken')
    },

    'events says who calls, of the request and of its raw text': async ({ telephony, provider }) => {
      const read = await telephony.events.read(await provider.tellIncoming(theirs, ours))
      if (!read.ok) throw new ContractFailure(`a request of the provider was refused: ${read.error.code}`)
      const [event] = read.value
      if (event?.fact?.kind !== 'incoming') throw new ContractFailure('the request does not say that somebody calls')
      expectEqual([event.fact.from, event.fact.to], [theirs, ours], 'who calls whom')
      expectThat(event.fact.providerCallId !== '' && event.key !== '', 'the call or the event has no name')
      expectEqual(telephony.events.understand(event.raw), event.fact, 'what the raw text says')
      expectEqual(telephony.events.understand('nothing of theirs'), null, 'what is no event')
    },
  },
}

const scripts: readonly TelephonyScript[] = ['works', 'refuses', 'hangs-up', 'never']

const instructions: readonly CallInstruction[] = [
  { kind: 'ring', operators: [{ memberId }], seconds: 20, isRecorded: false, round: 0 },
  { kind: 'ring', operators: [{ memberId }], seconds: 20, isRecorded: false, round: 1 },
  { kind: 'ring', operators: [{ memberId }], seconds: 20, isRecorded: true, round: 0 },
  { kind: 'ring', operators: [{ memberId, number: another }], seconds: 30, isRecorded: false, round: 0 },
  { kind: 'queue', seconds: 30, round: 1 },
  { kind: 'queue', seconds: 30, round: 2 },
  { kind: 'voicemail', says: [{ say: 'Leave a message.', locale: 'en' }] },
  { kind: 'hang-up', says: [{ say: 'Call later.', locale: 'en' }] },
  { kind: 'connect', from: ours, to: theirs, isRecorded: false },
  { kind: 'confirm', memberId, asks: { say: 'Press a key.', locale: 'en' } },
  { kind: 'reject' },
  { kind: 'nothing' },
]

/** All that a caller may be told something with. */
const speaking: readonly Extract<CallInstruction, { readonly says?: unknown }>[] = [
  { kind: 'ring', operators: [{ memberId }], seconds: 20, isRecorded: false, round: 0 },
  { kind: 'queue', seconds: 30, round: 1 },
  { kind: 'voicemail' },
  { kind: 'hang-up' },
]

/** Control characters that people paste, and what is no character at all: XML has no place for them. */
const unspoken = ['\u0001', '\u000b', '\u001b', '\u0085', '\ud800', '\ufffe', '\uffff']

function bodyOf(telephony: Telephony, instruction: CallInstruction): string | null {
  try {
    return telephony.instruct(instruction).body
  } catch {
    return null
  }
}

function numberOf(written: string): PhoneE164 {
  const { e164 } = parsePhone(written, undefined)
  if (e164 === undefined) throw new ContractFailure(`${written} is no number`)
  return e164
}
