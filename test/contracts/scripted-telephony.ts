/** A provider of calls without a network: what it is told to do stays in its memory. Saboteurs are made of it. @module */
import type {
  CallAnswer,
  CallFact,
  CallToMake,
  NumberPurchase,
  PhoneE164,
  Price,
  ProviderEvent,
  ProviderNumber,
  ProviderRequest,
  Telephony,
} from 'crmkit'
import { err, ok } from 'crmkit/domain'

/** Proves that a request is the provider's. */
const proof = 'proof'

/** What a test makes of the provider, and what was asked of it. */
export interface TelephonyState {
  purchase: 'buys' | 'refuses' | 'loses' | 'unreached'
  calling: 'accepts' | 'refuses' | 'loses'
  readonly numbers: ProviderNumber[]
  readonly offered: readonly PhoneE164[]
  readonly bought: PhoneE164[]
  readonly made: CallToMake[]
  readonly prices: Map<string, Price>
  readonly recordings: Map<string, Uint8Array>
  readonly now: { ms: number }
}

/** A provider that is right. */
export interface ScriptedTelephony {
  readonly telephony: Telephony
  readonly state: TelephonyState
}

/** Something that the provider tells; its key is its own, or its words. */
export type ToldFact = CallFact | readonly [string, CallFact]

/** A request in which the provider tells these facts. The key of each is its own, or its words. */
export function callRequest(...facts: readonly ToldFact[]): ProviderRequest {
  const told = facts.map((each) => ('kind' in each ? [JSON.stringify(each), each] : each))
  const body = new TextEncoder().encode(proof + JSON.stringify(told))
  return { method: 'POST', path: '/voice', headers: {}, body }
}

/** Makes one that has a number to sell for each that is offered. */
export function scriptedTelephony(offered: readonly string[] = []): ScriptedTelephony {
  const state: TelephonyState = {
    purchase: 'buys',
    calling: 'accepts',
    numbers: [],
    offered: offered as readonly PhoneE164[],
    bought: [],
    made: [],
    prices: new Map(),
    recordings: new Map(),
    now: { ms: Date.UTC(2026, 10, 23, 10) },
  }
  const telephony: Telephony = {
    provider: 'scripted',
    check: async () => [],
    events: {
      read: async ({ body }) => {
        const text = new TextDecoder().decode(body)
        if (!text.startsWith(proof)) return err({ code: 'wrong-signature' })
        const told = JSON.parse(text.slice(proof.length)) as readonly (readonly [string, CallFact])[]
        return ok(told.map(([key, fact]): ProviderEvent<CallFact> => ({ key, raw: JSON.stringify(fact), fact })))
      },
      understand: (raw) => (raw.startsWith('{"kind"') ? (JSON.parse(raw) as CallFact) : null),
    },
    instruct: (instruction) => ({ contentType: 'application/json', body: JSON.stringify(instruction) }),
    searchNumbers: async ({ limit }) =>
      state.offered
        .slice(0, limit)
        .map((number) => ({ number, takesCalls: true, takesSms: false, needsAddress: false })),
    buyNumber: async (number) => buy(state, number),
    listNumbers: async () => [...state.numbers],
    linkNumber: async (providerId) => {
      const at = state.numbers.findIndex((each) => each.providerId === providerId)
      const linked = { ...state.numbers[at], isLinked: true } as ProviderNumber
      state.numbers[at] = linked
      return linked
    },
    releaseNumber: async (providerId) => {
      const at = state.numbers.findIndex((each) => each.providerId === providerId)
      if (at >= 0) state.numbers.splice(at, 1)
    },
    operatorToken: async ({ memberId, outgoing, seconds }) => ({
      token: `${memberId} ${outgoing}`,
      expiresAt: state.now.ms + seconds * 1000,
    }),
    makeCall: async (call) => make(state, call),
    priceOf: async (providerCallId) => state.prices.get(providerCallId) ?? null,
    openRecording: async (id) => {
      const bytes = state.recordings.get(id)
      return bytes === undefined ? null : pieces(bytes)
    },
    deleteRecording: async (id) => {
      state.recordings.delete(id)
    },
  }
  return { telephony, state }
}

function buy(state: TelephonyState, number: PhoneE164): NumberPurchase {
  if (state.purchase === 'refuses') return { kind: 'refused', problem: '21422' }
  if (state.purchase === 'unreached') return { kind: 'unknown', problem: 'timeout' }
  const bought = { providerId: `PN${state.bought.length + 1}`, number, isLinked: true }
  state.bought.push(number)
  state.numbers.push(bought)
  return state.purchase === 'loses' ? { kind: 'unknown', problem: 'timeout' } : { kind: 'bought', number: bought }
}

function make(state: TelephonyState, call: CallToMake): CallAnswer {
  if (state.calling === 'refuses') return { kind: 'refused', problem: '21211' }
  state.made.push(call)
  if (state.calling === 'loses') return { kind: 'unknown', problem: 'timeout' }
  return { kind: 'accepted', providerCallId: `CA-made-${state.made.length}` }
}

async function* pieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes.slice(0, 3)
  yield bytes.slice(3)
}
