/**
 * Handing a message over to its provider. No provider knows a repeated request again, so a message whose outcome is not
 * known is never sent a second time by itself. Rules: docs/concepts/messages.md (MSG-6).
 * @module
 */
import type { FailedAttempt } from '../job/retry.ts'
import { retryAt } from '../job/retry.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { SendAnswer } from './send-answer.ts'

/**
 * Where a message is on its way to the provider:
 * - `queued`: with us; nobody was asked to send it, or he surely did not;
 * - `sending`: somebody is asking the provider this moment;
 * - `uncertain`: the provider was asked, and nobody knows what came of it;
 * - `accepted`: the provider has it;
 * - `failed`: the provider surely has not, and won't be asked again by itself;
 * - `cancelled`: somebody changed his mind while it was queued.
 */
export type SendState = 'queued' | 'sending' | 'uncertain' | 'accepted' | 'failed' | 'cancelled'

/** What may happen on that way. */
export type SendStepKind =
  | 'claim'
  | 'accept'
  | 'refuse'
  | 'postpone'
  | 'lose'
  | 'prove'
  | 'disprove'
  | 'cancel'
  | 'resend'

/**
 * The whole machine: what may happen in each state, and where it leads. Only a queued message is ever sent, and nothing
 * leads from `uncertain` back to it. Docs and tests read this table.
 */
export const sendTransitions: Readonly<Record<SendState, Readonly<Partial<Record<SendStepKind, SendState>>>>> = {
  queued: { claim: 'sending', cancel: 'cancelled', accept: 'accepted', prove: 'accepted' },
  sending: { accept: 'accepted', refuse: 'failed', postpone: 'queued', lose: 'uncertain', prove: 'accepted' },
  uncertain: { accept: 'accepted', refuse: 'failed', disprove: 'failed', prove: 'accepted' },
  accepted: { accept: 'accepted', prove: 'accepted' },
  failed: { resend: 'queued', accept: 'accepted', prove: 'accepted' },
  cancelled: { accept: 'accepted', prove: 'accepted' },
}

/** All states, in the order of the table. */
export const sendStates: readonly SendState[] = ['queued', 'sending', 'uncertain', 'accepted', 'failed', 'cancelled']

/** Where a message is on its way, with what each state has. */
export type Sending = {
  /** How often the provider was asked. */
  readonly attempts: number
} & (
  | { readonly state: 'queued'; readonly notBefore: Instant }
  | { readonly state: 'sending'; readonly claimedAt: Instant }
  | { readonly state: 'uncertain'; readonly lostAt: Instant; readonly problem: string }
  | { readonly state: 'accepted'; readonly acceptedAt: Instant }
  | { readonly state: 'failed'; readonly failedAt: Instant; readonly problem: string }
  | { readonly state: 'cancelled'; readonly cancelledAt: Instant }
)

/** Which attempt it is that ended so: a late answer of an earlier one says nothing of this one, unless it was taken. */
export interface AttemptEnd {
  /** `attempts` of the message as it was claimed. */
  readonly attempt: number
}

/** Something that happened on that way. */
export type SendStep =
  /** Somebody sets about asking the provider. */
  | { readonly kind: 'claim'; readonly at: Instant }
  /** The provider took it. */
  | ({ readonly kind: 'accept'; readonly at: Instant } & AttemptEnd)
  /** The provider said no, for good. */
  | ({ readonly kind: 'refuse'; readonly at: Instant; readonly problem: string } & AttemptEnd)
  /** It surely was not taken, and may be later. */
  | ({ readonly kind: 'postpone'; readonly until: Instant } & AttemptEnd)
  /** No answer came, or whoever asked did not come back. */
  | ({ readonly kind: 'lose'; readonly at: Instant; readonly problem: string } & AttemptEnd)
  /** An event of the provider, or a look at what he sent, shows that he has it. */
  | { readonly kind: 'prove'; readonly at: Instant }
  /** A look at what the provider sent shows that he has not, or a member says so. */
  | { readonly kind: 'disprove'; readonly at: Instant; readonly problem: string }
  | { readonly kind: 'cancel'; readonly at: Instant }
  /** Somebody decides to send it once more. Whether it may be sent is asked again. */
  | { readonly kind: 'resend'; readonly at: Instant }

/** That a message is not where this could happen, and what could. */
export interface SendStepRefused {
  readonly code: 'transition-refused'
  /** The state does not allow it, or it is the end of an attempt that is over. */
  readonly because: 'state' | 'earlier-attempt'
  readonly state: SendState
  readonly asked: SendStepKind
  readonly allowed: readonly SendStepKind[]
}

/** Of a new message. @param notBefore when it is to be sent: now, or later */
export function queueSending(notBefore: Instant): Sending {
  return { state: 'queued', attempts: 0, notBefore }
}

/** Where a message is after a step. */
export function moveSending(sending: Sending, step: SendStep): Result<Sending, SendStepRefused> {
  const { state, attempts } = sending
  // That it was taken is true of whichever attempt; anything else could have this one made again while it is under way.
  const isLate = 'attempt' in step && step.kind !== 'accept' && step.attempt !== attempts
  if (isLate || !isStep(state, step.kind)) {
    const because = isLate ? 'earlier-attempt' : 'state'
    return err({ code: 'transition-refused', because, state, asked: step.kind, allowed: sendStepsFrom(state) })
  }
  switch (step.kind) {
    case 'claim':
      return ok({ state: 'sending', attempts: attempts + 1, claimedAt: step.at })
    case 'accept':
    case 'prove': {
      const acceptedAt = sending.state === 'accepted' ? Math.min(sending.acceptedAt, step.at) : step.at
      return ok({ state: 'accepted', attempts, acceptedAt })
    }
    case 'refuse':
    case 'disprove':
      return ok({ state: 'failed', attempts, failedAt: step.at, problem: step.problem })
    case 'postpone':
      return ok({ state: 'queued', attempts, notBefore: step.until })
    case 'lose':
      return ok({ state: 'uncertain', attempts, lostAt: step.at, problem: step.problem })
    case 'cancel':
      return ok({ state: 'cancelled', attempts, cancelledAt: step.at })
    case 'resend':
      return ok({ state: 'queued', attempts, notBefore: step.at })
  }
}

/** What may happen in a state. */
export function sendStepsFrom(state: SendState): readonly SendStepKind[] {
  // The table's own keys: `Object.keys` alone forgets their type.
  return Object.keys(sendTransitions[state]) as SendStepKind[]
}

/** Whether somebody may decide to send a message once more: only one that the provider surely has not. */
export function isResendable(state: SendState): boolean {
  return isStep(state, 'resend')
}

/**
 * The step that a provider's answer comes to. A provider who asks to come back later is asked again by the usual delays,
 * and refused when they are used up.
 */
export function stepOfAnswer(answer: SendAnswer, attempt: FailedAttempt, delaysMs?: readonly number[]): SendStep {
  const at = attempt.now
  const end: AttemptEnd = { attempt: attempt.attempts }
  switch (answer.kind) {
    case 'accepted':
      return { kind: 'accept', at, ...end }
    case 'refused':
      return { kind: 'refuse', at, problem: answer.problem, ...end }
    case 'unknown':
      return { kind: 'lose', at, problem: answer.problem, ...end }
    case 'postponed': {
      const until = retryAt({ ...attempt, notBefore: answer.notBefore }, delaysMs)
      if (until !== null) return { kind: 'postpone', until, ...end }
      return { kind: 'refuse', at, problem: answer.problem, ...end }
    }
  }
}

function isStep(state: SendState, kind: SendStepKind): boolean {
  return Object.hasOwn(sendTransitions[state], kind)
}
