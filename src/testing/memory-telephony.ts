/**
 * A telephone company in memory: it has numbers to sell, and plays everybody at the other end. For tests of hosts, whose
 * clock it takes. Rules: docs/concepts/calls.md
 * @module
 */
import { CrmError } from '../kernel/crm-error.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Price } from '../kernel/price.ts'
import { err, ok } from '../kernel/result.ts'
import { type PhoneE164, parsePhone } from '../party/phone.ts'
import type { Clock } from '../ports/clock.ts'
import type { ProviderEvent, ProviderRequest } from '../ports/provider-events.ts'
import type {
  CallAnswer,
  CallFact,
  CallInstruction,
  CallToMake,
  NumberPurchase,
  ProviderNumber,
  Telephony,
} from '../ports/telephony.ts'
import {
  type AnswerRequest,
  type PlayedCall,
  type PlayedOutgoingCall,
  playIncoming,
  playOutgoing,
} from './played-calls.ts'
import type { ScriptedTelephonyProvider, TelephonyScript } from './telephony-contract.ts'

/** Something that the company tells; its key is its own, or its words. */
export type ToldFact = CallFact | readonly [string, CallFact]

/** Somebody who calls a number of ours. */
export interface IncomingDial {
  /** In international form; `null`: withheld. */
  readonly from: string | null
  readonly to: string
}

/** An operator who calls with his browser, which says whatever it likes of the two numbers. */
export interface BrowserDial {
  /** The pass: `desk.calls.operatorToken()`. */
  readonly token: string
  readonly from: string
  readonly to: string
}

/**
 * The company's own side. Of its scripts, `hangs-up` does what it is asked for before it closes the connection, and `never`
 * does nothing: to the host both look the same.
 */
export interface TelephoneCompany extends ScriptedTelephonyProvider {
  /** Where its requests go: to `crm.receive`, with the workspace and the topic `calls`. */
  connect(host: AnswerRequest): void
  /** Somebody calls: the company asks what to do with the call. */
  dial(call: IncomingDial): Promise<PlayedCall>
  /** An operator calls with his browser: the company asks whether he may. */
  dialOut(call: BrowserDial): Promise<PlayedOutgoingCall>
  /** The calls that it was asked to make, in that order. */
  readonly made: readonly PlayedOutgoingCall[]
  /** The numbers that it was asked for and sold, in that order. */
  readonly sold: readonly PhoneE164[]
  /** The recordings that it has, by their names. */
  readonly recordings: ReadonlyMap<string, Uint8Array>
  own(number: string): Promise<string>
  /** @param providerCallId its name for the call. Default: a new one */
  charge(price: Price, providerCallId?: string): Promise<string>
  /** @param recordingId its name for the recording. Default: a new one */
  record(bytes: Uint8Array, recordingId?: string): Promise<string>
}

/** A telephone company in memory. */
export interface MemoryTelephony extends Telephony {
  readonly company: TelephoneCompany
}

/** How a telephone company in memory is set up. */
export interface MemoryTelephonyOptions {
  readonly clock: Clock
  /** What a search finds. It sells any other number, too. Default: nothing. */
  readonly offers?: readonly string[]
}

/** Proves that a request is the company's. */
const proof = 'proof'

/** A request in which a telephone company in memory tells these facts. For what no played call does: twice, late, in another order. */
export function callRequest(...facts: readonly ToldFact[]): ProviderRequest {
  const told = facts.map((each) => ('kind' in each ? [JSON.stringify(each), each] : each))
  const body = new TextEncoder().encode(proof + JSON.stringify(told))
  return { method: 'POST', path: '/voice', headers: {}, body }
}

/**
 * Opens a telephone company that has no numbers of ours yet.
 * @example
 * const telephony = memoryTelephony({ clock: fixedClock() })
 */
export function memoryTelephony({ clock, offers = [] }: MemoryTelephonyOptions): MemoryTelephony {
  const numbers: ProviderNumber[] = []
  const sold: PhoneE164[] = []
  const made: PlayedOutgoingCall[] = []
  const prices = new Map<string, Price>()
  const recordings = new Map<string, Uint8Array>()
  let script: TelephonyScript = 'works'
  let changesAsked = 0
  let named = 0
  let told = 0
  let host: AnswerRequest | null = null

  function name(kind: string): string {
    named += 1
    return `${kind}${named}`
  }

  /** What can't say that it is not known fails, as it does with a real company. */
  function failUnlessItWorks(what: string): void {
    if (script === 'works') return
    const isRefused = script === 'refuses'
    const message = isRefused ? `the company refused ${what}` : `the company did not answer ${what}`
    throw new CrmError(isRefused ? 'backend-refused' : 'backend-unavailable', { message, retryable: !isRefused })
  }

  function change(what: string): void {
    changesAsked += 1
    failUnlessItWorks(what)
  }

  function find(providerId: string): number {
    return numbers.findIndex((each) => each.providerId === providerId)
  }

  function buy(number: PhoneE164): NumberPurchase {
    changesAsked += 1
    if (script === 'refuses') return { kind: 'refused', problem: 'not for sale' }
    if (script === 'never') return { kind: 'unknown', problem: 'timeout' }
    const bought = { providerId: name('number-'), number, isLinked: true }
    sold.push(number)
    numbers.push(bought)
    return script === 'works' ? { kind: 'bought', number: bought } : { kind: 'unknown', problem: 'connection closed' }
  }

  function make(call: CallToMake): CallAnswer {
    changesAsked += 1
    if (script === 'refuses') return { kind: 'refused', problem: 'no such number' }
    if (script === 'never') return { kind: 'unknown', problem: 'timeout' }
    const providerCallId = name('call-')
    made.push(playOutgoing(exchange, providerCallId, structuredClone(call)))
    return script === 'works' ? { kind: 'accepted', providerCallId } : { kind: 'unknown', problem: 'connection closed' }
  }

  /** Tells the host, and hears what to do. Each request has a key of its own. */
  async function tell(fact: CallFact): Promise<CallInstruction> {
    if (host === null) throw new Error('Say with company.connect where its requests go.')
    told += 1
    const { status, body } = await host(callRequest([`told-${told}`, fact]))
    if (status !== 200) throw new Error(`the company was answered ${status}`)
    return JSON.parse(body)
  }

  async function keep(bytes: Uint8Array, recordingId: string = name('recording-')): Promise<string> {
    recordings.set(recordingId, bytes.slice())
    return recordingId
  }

  const exchange = { now: () => clock.now(), tell, record: keep }

  const company: TelephoneCompany = {
    connect: (receive) => {
      host = receive
    },
    dial: async ({ from, to }) =>
      playIncoming(exchange, name('call-'), from === null ? null : numberOf(from), numberOf(to)),
    dialOut: async ({ token, from, to }) => {
      const { memberId, outgoing } = readPass(token)
      if (!outgoing) throw new Error('This pass lets nobody call out.')
      const call = playOutgoing(exchange, name('call-'), { memberId, from, to })
      await call.pickUp()
      return call
    },
    get made() {
      return [...made]
    },
    get sold() {
      return [...sold]
    },
    get recordings() {
      return new Map(recordings)
    },
    get changesAsked() {
      return changesAsked
    },
    behave: async (next) => {
      script = next
    },
    own: async (number) => {
      const providerId = name('number-')
      numbers.push({ providerId, number: numberOf(number), isLinked: false })
      return providerId
    },
    charge: async (price, providerCallId = name('call-')) => {
      prices.set(providerCallId, price)
      return providerCallId
    },
    uncharged: async () => name('call-'),
    record: keep,
    tellIncoming: async (from, to) => incoming(from, to),
    unsigned: async (from, to) => {
      const request = incoming(from, to)
      return { ...request, body: request.body.slice(1) }
    },
    readPass,
  }

  function incoming(from: PhoneE164, to: PhoneE164): ProviderRequest {
    return callRequest({ kind: 'incoming', providerCallId: name('call-'), from, to, at: clock.now() })
  }

  return {
    provider: 'memory',
    company,
    check: async () => [],
    events: {
      read: async ({ body }) => {
        const text = new TextDecoder().decode(body)
        if (!text.startsWith(proof)) return err({ code: 'wrong-signature' })
        const read: readonly (readonly [string, CallFact])[] = JSON.parse(text.slice(proof.length))
        return ok(read.map(([key, fact]): ProviderEvent<CallFact> => ({ key, raw: JSON.stringify(fact), fact })))
      },
      understand: (raw) => (raw.startsWith('{"kind"') ? JSON.parse(raw) : null),
    },
    instruct: (instruction) => ({ contentType: 'application/json', body: JSON.stringify(instruction) }),
    async searchNumbers({ limit, contains = '' }) {
      failUnlessItWorks('searchNumbers')
      const found = offers.map(numberOf).filter((number) => number.includes(contains))
      return found.slice(0, limit).map((number) => ({ number, takesCalls: true, takesSms: false, needsAddress: false }))
    },
    buyNumber: async (number) => buy(number),
    async listNumbers() {
      failUnlessItWorks('listNumbers')
      return [...numbers]
    },
    async linkNumber(providerId) {
      const known = numbers[find(providerId)]
      if (known?.isLinked) return known
      change('linkNumber')
      if (known === undefined) throw new CrmError('backend-refused', { message: `there is no number ${providerId}` })
      const linked = { ...known, isLinked: true }
      numbers[find(providerId)] = linked
      return linked
    },
    async releaseNumber(providerId) {
      change('releaseNumber')
      if (find(providerId) >= 0) numbers.splice(find(providerId), 1)
    },
    operatorToken: async ({ memberId, outgoing, seconds }) => ({
      token: `${memberId} ${outgoing}`,
      expiresAt: clock.now() + seconds * 1000,
    }),
    makeCall: async (call) => make(call),
    async priceOf(providerCallId) {
      failUnlessItWorks('priceOf')
      return prices.get(providerCallId) ?? null
    },
    async openRecording(recordingId) {
      failUnlessItWorks('openRecording')
      const bytes = recordings.get(recordingId)
      return bytes === undefined ? null : pieces(bytes)
    },
    async deleteRecording(recordingId) {
      change('deleteRecording')
      recordings.delete(recordingId)
    },
  }
}

function readPass(token: string): { readonly memberId: MemberId; readonly outgoing: boolean } {
  const [memberId = '', outgoing] = token.split(' ')
  return { memberId, outgoing: outgoing === 'true' }
}

function numberOf(written: string): PhoneE164 {
  const { e164 } = parsePhone(written, undefined)
  if (e164 === undefined) throw new Error(`${written} is no number in international form`)
  return e164
}

async function* pieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes.slice(0, 3)
  yield bytes.slice(3)
}
