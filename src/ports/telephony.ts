/**
 * Telephone numbers, calls and recordings at a provider. While a call is being made the provider asks what to do: it says
 * so as a fact, and {@link Telephony.instruct} writes the answer in its language.
 * @module
 */
import type { Announcement } from '../call/announcement.ts'
import type { CallEvent } from '../call/call.ts'
import type { CountryCode } from '../kernel/country.ts'
import type { CallId, MemberId } from '../kernel/ids.ts'
import type { Price } from '../kernel/price.ts'
import type { Instant } from '../kernel/time.ts'
import type { PhoneE164 } from '../party/phone.ts'
import type { ConfigurationCheck } from './provider-checks.ts'
import type { ProviderEvents } from './provider-events.ts'

/** What sort of number is looked for. */
export interface NumberSearch {
  readonly country: CountryCode
  readonly kind: 'local' | 'mobile' | 'toll-free'
  /** Digits that it has to have somewhere. */
  readonly contains?: string
  readonly takesSms?: boolean
  readonly limit: number
}

/** A number that can be bought. */
export interface NumberOffer {
  readonly number: PhoneE164
  /** Where it is, in the provider's words. */
  readonly place?: string
  readonly takesCalls: boolean
  readonly takesSms: boolean
  /** Whether the law asks for an address before it is one's own. */
  readonly needsAddress: boolean
}

/** A number that is ours at the provider. */
export interface ProviderNumber {
  /** The provider's own name for it. */
  readonly providerId: string
  readonly number: PhoneE164
  /** Whether its calls and messages come to this host. */
  readonly isLinked: boolean
}

/** What came of buying a number. Buying twice costs twice: what is unknown is looked up with `listNumbers`, and not done again. */
export type NumberPurchase =
  | { readonly kind: 'bought'; readonly number: ProviderNumber }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'unknown'; readonly problem: string }

/** An operator whose browser is to be able to talk. */
export interface OperatorAccess {
  readonly memberId: MemberId
  /** Whether he may call out at all; each call is asked about again. */
  readonly outgoing: boolean
  readonly seconds: number
}

/** Where an operator is rung: in his browser, or on a telephone of his. */
export interface OperatorTarget {
  readonly memberId: MemberId
  /** Absent: in his browser. */
  readonly number?: PhoneE164
}

/** A call to make: the operator's telephone rings first, then the other side. */
export interface CallToMake {
  /** Ours: the provider gives it back with every event. */
  readonly callId: CallId
  /** A number of ours, which the other side sees. */
  readonly from: PhoneE164
  readonly to: PhoneE164
  readonly operator: OperatorTarget
  /** What he hears on a telephone of his, where he presses a key before the other side rings: his voicemail presses none. */
  readonly asks: Announcement
  readonly isRecorded: boolean
}

/** What came of asking for a call. */
export type CallAnswer =
  | { readonly kind: 'accepted'; readonly providerCallId: string }
  | { readonly kind: 'refused'; readonly problem: string }
  | { readonly kind: 'unknown'; readonly problem: string }

/** What a provider tells and asks of calls. */
export type CallFact =
  /** Somebody calls a number of ours: what is to be done? */
  | {
      readonly kind: 'incoming'
      readonly providerCallId: string
      /** `null`: withheld. */
      readonly from: PhoneE164 | null
      readonly to: PhoneE164
      readonly at: Instant
    }
  /**
   * An operator wants to call, from his browser or with a call that was made for him: may he? The provider vouches for
   * who it is, and for nothing else.
   */
  | {
      readonly kind: 'outgoing'
      /** `null`: it began in his browser. */
      readonly callId: CallId | null
      readonly providerCallId: string
      readonly memberId: MemberId
      /** As the browser says them. */
      readonly from: string
      readonly to: string
      readonly at: Instant
    }
  /** A round of ringing or waiting is over, and nobody took it: what is next? */
  | { readonly kind: 'unanswered'; readonly providerCallId: string; readonly at: Instant }
  /** A telephone of an operator's was taken, by him or by his voicemail: he is asked to `confirm`. */
  | { readonly kind: 'taken'; readonly providerCallId: string; readonly memberId: MemberId; readonly at: Instant }
  /** The legs of a call are one call: the first one's name. */
  | {
      readonly kind: 'event'
      readonly callId: CallId | null
      readonly providerCallId: string
      readonly event: CallEvent
    }

/** What a provider is told to do next with a call. */
export type CallInstruction =
  /** What is said is said first. Then all of them ring; who takes it first has it. If nobody does, the provider asks again: `unanswered`. */
  | {
      readonly kind: 'ring'
      readonly says?: readonly Announcement[]
      readonly operators: readonly OperatorTarget[]
      readonly seconds: number
      readonly isRecorded: boolean
      /** Which round of this call it is: two rounds ask two questions, though nothing else tells them apart. */
      readonly round: number
    }
  /** The caller waits; then the provider asks again: `unanswered`. */
  | {
      readonly kind: 'queue'
      readonly seconds: number
      readonly says?: readonly Announcement[]
      /** As of a ring. */
      readonly round: number
    }
  | { readonly kind: 'voicemail'; readonly says?: readonly Announcement[] }
  | { readonly kind: 'hang-up'; readonly says?: readonly Announcement[] }
  /** An operator's browser is put through to somebody outside. */
  | { readonly kind: 'connect'; readonly from: PhoneE164; readonly to: PhoneE164; readonly isRecorded: boolean }
  /** An operator presses a key on his telephone, or is not put through. */
  | { readonly kind: 'confirm'; readonly memberId: MemberId; readonly asks: Announcement }
  /** It is not taken at all, and costs nothing. */
  | { readonly kind: 'reject' }
  /** Nothing more: the answer to a request that asks for nothing. What is going on goes on. */
  | { readonly kind: 'nothing' }

/** The answer to a provider's request. */
export interface ProviderResponse {
  readonly contentType: string
  readonly body: string
}

/** Makes and takes calls. */
export interface Telephony extends ConfigurationCheck {
  /** The provider's name: `twilio`. */
  readonly provider: string

  /** What the provider tells and asks. */
  readonly events: ProviderEvents<CallFact>

  /**
   * What the provider is told, in its own language.
   * - Says the same for the same instruction, and something else for each other.
   * - Quotes nothing unescaped.
   * - Says every word and plays every sound, in their order.
   * - Says the words of a text whatever characters stand between them: those that its language can't hold are blanks.
   * - Takes the voicemail of an operator's own telephone for nobody: he has to press a key.
   */
  instruct(instruction: CallInstruction): ProviderResponse

  /**
   * Numbers that can be bought.
   * - Buys nothing.
   */
  searchNumbers(search: NumberSearch): Promise<readonly NumberOffer[]>

  /**
   * Buys a number, and has its calls and messages come to this host.
   * - Asks once, whatever comes of it.
   * - Says `unknown` after a timeout.
   */
  buyNumber(number: PhoneE164): Promise<NumberPurchase>

  /** All numbers that are ours at the provider. */
  listNumbers(): Promise<readonly ProviderNumber[]>

  /**
   * Has the calls and messages of a number come to this host.
   * - Does nothing more for a number that is linked.
   */
  linkNumber(providerId: string): Promise<ProviderNumber>

  /**
   * Gives a number back, for good.
   * - Does nothing for a number that is not ours any more.
   */
  releaseNumber(providerId: string): Promise<void>

  /**
   * A pass with which the browser of an operator can talk, for a while.
   * - Names the operator so that the provider vouches for him.
   * - Lets nobody call out who may not.
   */
  operatorToken(access: OperatorAccess): Promise<{ readonly token: string; readonly expiresAt: Instant }>

  /**
   * Asks for a call, once.
   * - Asks once, whatever comes of it.
   * - Says `unknown` after a timeout.
   */
  makeCall(call: CallToMake, options: { readonly timeoutMs: number }): Promise<CallAnswer>

  /**
   * What a call cost; `null`: the provider does not know yet.
   * - Says a charge as a positive price.
   * @throws {CrmError} one that is `retryable` is asked again later; any other ends the asking, and nobody is alarmed
   */
  priceOf(providerCallId: string): Promise<Price | null>

  /**
   * The sound of a recording, in pieces; `null`: there is none.
   * - Gives a recording byte for byte.
   */
  openRecording(recordingId: string): Promise<AsyncIterable<Uint8Array> | null>

  /**
   * Deletes a recording at the provider, for good.
   * - Does nothing where there is none.
   */
  deleteRecording(recordingId: string): Promise<void>
}
