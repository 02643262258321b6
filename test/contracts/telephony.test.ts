/** The contract of telephony holds for one that is right, and catches each that is wrong in just one thing. */
import type { Announcement, PhoneE164, Telephony } from 'crmkit'
import {
  ContractFailure,
  describeContract,
  fixedClock,
  memoryTelephony,
  runCase,
  type TelephonySubject,
  telephonyContract,
} from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

function makeTelephony(): TelephonySubject {
  const clock = fixedClock()
  const telephony = memoryTelephony({ clock, offers: ['+33123458074'] })
  return { telephony, provider: telephony.company, now: clock.now() }
}

describeContract({ describe, it }, telephonyContract, { make: async () => ({ subject: makeTelephony() }) })

/** Case name → what is wrong. */
const saboteurs: Readonly<Record<string, (telephony: Telephony) => Partial<Telephony>>> = {
  'searchNumbers buys nothing': (telephony) => ({
    searchNumbers: async (search) => {
      await telephony.buyNumber('+33123458079' as PhoneE164)
      return telephony.searchNumbers(search)
    },
  }),
  'buyNumber asks once, whatever comes of it, and says unknown where no answer comes': (telephony) => ({
    buyNumber: async (number) => {
      const first = await telephony.buyNumber(number)
      return first.kind === 'unknown' ? telephony.buyNumber(number) : first
    },
  }),
  'a number that was bought is listed, and its calls come here': (telephony) => ({
    buyNumber: async (number) => {
      const bought = await telephony.buyNumber(number)
      return bought.kind === 'bought' ? { ...bought, number: { ...bought.number, isLinked: false } } : bought
    },
  }),
  'linkNumber does nothing more for a number that is linked': (telephony) => ({
    linkNumber: async (id) => ({ ...(await telephony.linkNumber(id)), isLinked: false }),
  }),
  'releaseNumber does nothing for a number that is not ours any more': (telephony) => ({
    releaseNumber: async (id) => {
      const numbers = await telephony.listNumbers()
      // Some other one, where it is gone.
      const found = numbers.find(({ providerId }) => providerId === id) ?? numbers[0]
      if (found !== undefined) await telephony.releaseNumber(found.providerId)
    },
  }),
  'operatorToken names the operator, and lets nobody call out who may not': (telephony) => ({
    operatorToken: (access) => telephony.operatorToken({ ...access, outgoing: true }),
  }),
  'makeCall asks once, whatever comes of it, and says unknown after a timeout': (telephony) => ({
    makeCall: async (call, options) => {
      const answer = await telephony.makeCall(call, options)
      return answer.kind === 'unknown' ? { kind: 'refused', problem: answer.problem } : answer
    },
  }),
  'priceOf says a charge as a positive price, and null while nobody knows it': (telephony) => ({
    priceOf: async (call) => (await telephony.priceOf(call)) ?? { amountMicros: 0, currency: 'USD' },
  }),
  'openRecording gives a recording byte for byte': (telephony) => ({
    openRecording: async (id) => {
      const pieces = await telephony.openRecording(id)
      return pieces === null ? null : firstOf(pieces)
    },
  }),
  'deleteRecording does nothing where there is none': () => ({ deleteRecording: async () => {} }),
  'instruct says the same for the same instruction, and something else for each other': (telephony) => ({
    instruct: (instruction) =>
      telephony.instruct(instruction.kind === 'ring' ? { ...instruction, isRecorded: false } : instruction),
  }),
  'instruct quotes nothing unescaped': (telephony) => ({
    instruct: (instruction) => {
      const { contentType, body } = telephony.instruct(instruction)
      return { contentType, body: instruction.kind === 'hang-up' ? `${body}${wordsOf(instruction.says)}` : body }
    },
  }),
  'instruct says every word and plays every sound, in their order': (telephony) => ({
    instruct: (instruction) =>
      telephony.instruct(
        'says' in instruction && instruction.says !== undefined
          ? { ...instruction, says: instruction.says.filter((each) => 'say' in each) }
          : instruction,
      ),
  }),
  'instruct says the words of a text whatever characters stand between them': (telephony) => ({
    instruct: (instruction) => {
      const { contentType, body } = telephony.instruct(instruction)
      if (body.includes('\\u000b')) throw new Error('Invalid character in string')
      return { contentType, body }
    },
  }),
  'events refuses a request that its provider did not sign': (telephony) => ({
    events: {
      ...telephony.events,
      read: (request) => {
        const text = new TextDecoder().decode(request.body)
        const body = new TextEncoder().encode(text.startsWith('proof') ? text : `p${text}`)
        return telephony.events.read({ ...request, body })
      },
    },
  }),
  'events says who calls, of the request and of its raw text': (telephony) => ({
    events: { ...telephony.events, understand: () => null },
  }),
}

function wordsOf(says: readonly Announcement[] = []): string {
  return says.map((each) => ('say' in each ? each.say : each.play)).join('')
}

async function* firstOf(pieces: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const piece of pieces) {
    yield piece
    return
  }
}

describe('Saboteurs of Telephony', () => {
  const cases = Object.entries(telephonyContract.cases)

  it('every case has one, and every one a case', () => {
    expect(Object.keys(saboteurs).toSorted()).toEqual(cases.map(([name]) => name).toSorted())
  })

  it.each(cases)('is caught, and nothing else: %s', async (name) => {
    const change = saboteurs[name]
    if (change === undefined) throw new Error(`no saboteur for “${name}”`)
    const failing: string[] = []
    for (const [other, check] of cases) {
      const right = makeTelephony()
      const subject = { ...right, telephony: { ...right.telephony, ...change(right.telephony) } }
      const failure = await runCase(check, { make: async () => ({ subject }) }).catch((error: unknown) => error)
      if (failure instanceof ContractFailure) failing.push(other)
    }
    expect(failing).toEqual([name])
  })
})
