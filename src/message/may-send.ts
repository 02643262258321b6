/** Whether a message may be sent: everything that is against it, at once. Rules: docs/concepts/messages.md (MSG-3, MSG-5, ACC-1). @module */
import type { Actor } from '../access/actor.ts'
import { roleRules } from '../access/role.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { Channel, MessageAddress, Purpose } from './channel.ts'
import { type ConsentEntry, consentTo, isConsentEnough } from './consent.ts'
import type { Sender } from './sender.ts'
import { debitCredit } from './sms-credit.ts'
import { type SuppressionEntry, type SuppressionReason, suppressionsAt } from './suppression.ts'

/** Somebody to write to. */
export interface SendRecipient {
  /** In normal form; `null`: what was given is no address of this channel. */
  readonly address: MessageAddress | null
  /** His lines of the suppression list; others don't matter. */
  readonly suppressions: readonly SuppressionEntry[]
  /** The ledger of the contact; empty where it is nobody's. */
  readonly consents: readonly ConsentEntry[]
}

/** A message that somebody wants to send. */
export type SendWish = {
  readonly purpose: Purpose
  readonly by: Actor
  readonly recipients: readonly SendRecipient[]
} & (
  | { readonly channel: 'email' }
  | {
      readonly channel: 'sms'
      /** How many parts the text has. */
      readonly segments: number
      /** The workspace's, in parts. */
      readonly credit: number
      /** Whether this member may send text messages. */
      readonly authorized: boolean
    }
)

/** Why a message is not sent. Docs and tests read the remedies. */
export type SendProblem = {
  /** `recipients.0`; `''`: the whole of it. */
  readonly path: string
  /** What to do about it: a sentence. */
  readonly remedy: string
} & (
  | { readonly problem: 'read-only' | 'no-recipient' | 'invalid-address' | 'no-unsubscribe-link' }
  | { readonly problem: 'no-authorization'; readonly needs: 'sms' | 'bulk-mail' }
  | { readonly problem: 'no-credit'; readonly needed: number; readonly available: number }
  | { readonly problem: 'suppressed'; readonly because: SuppressionReason; readonly since: Instant }
  | { readonly problem: 'unsubscribed'; readonly since: Instant }
  | { readonly problem: 'no-consent'; readonly consent: 'unasked' | 'withdrawn' }
  | { readonly problem: 'sender-not-allowed'; readonly allowed: readonly Sender[] }
  | { readonly problem: 'too-large'; readonly bytes: number; readonly limit: number }
)

/** That a message may not be sent, and all that is against it. */
export interface SendRefusal {
  readonly code: 'send-refused'
  readonly problems: readonly SendProblem[]
}

/** That a message may be sent. */
export interface SendPermit {
  /** To whom; each address once. */
  readonly addresses: readonly MessageAddress[]
  /** The parts to take from the workspace's credit. */
  readonly parts: number
}

/** So many recipients are many at once: whoever writes to more needs the capability for it. */
export const manyRecipients = 10

/** Decides whether a message may be sent. If one recipient can't have it, nobody gets it: leave him out, and ask again. */
export function maySend(wish: SendWish): Result<SendPermit, SendRefusal> {
  const { by, channel, purpose, recipients } = wish
  const problems: SendProblem[] = []
  const addresses = new Set<MessageAddress>()
  if (recipients.length === 0) problems.push({ path: '', problem: 'no-recipient', remedy: remedies['no-recipient'] })
  for (const [index, recipient] of recipients.entries()) {
    if (recipient.address !== null) addresses.add(recipient.address)
    problems.push(...problemsOf(`recipients.${index}`, recipient, channel, purpose))
  }
  problems.push(...problemsOfActor(by, purpose, addresses.size))
  const parts = wish.channel === 'sms' ? wish.segments * addresses.size : 0
  if (wish.channel === 'sms') {
    if (by.kind === 'member' && !wish.authorized) problems.push(unauthorized('sms'))
    const debit = debitCredit(wish.credit, parts)
    if (!debit.ok) {
      const { needed, available } = debit.error
      problems.push({ path: '', problem: 'no-credit', needed, available, remedy: remedies['no-credit'] })
    }
  }
  return problems.length === 0 ? ok({ addresses: [...addresses], parts }) : err({ code: 'send-refused', problems })
}

/**
 * What the lists say against sending, whoever sends: what is asked again right before a message goes out, which may be long
 * after it was written.
 */
export function judgeLists(
  { channel, purpose }: Pick<SendWish, 'channel' | 'purpose'>,
  recipients: readonly SendRecipient[],
): readonly SendProblem[] {
  return recipients.flatMap((recipient, index) => problemsOf(`recipients.${index}`, recipient, channel, purpose))
}

/** What is to be done about each problem. */
const remedies = {
  'read-only': 'Ask somebody whose role may change things to send it.',
  'no-recipient': 'Name at least one recipient.',
  'invalid-address': 'Correct the address, or leave this recipient out.',
  sms: 'Ask an administrator to authorize you for text messages.',
  'bulk-mail': `Ask for the right to write to many, or write to at most ${manyRecipients}.`,
  'no-credit': 'Buy credit for text messages, shorten the text, or name fewer recipients.',
  unsubscribed: 'Leave this recipient out until he subscribes again by himself.',
  member: 'Leave this recipient out, or lift the suppression once the address is right.',
  person: 'Leave this recipient out until he asks to be written to again.',
  'no-consent': 'Leave this recipient out, or ask for consent first.',
} as const

function problemsOf(
  path: string,
  { address, suppressions, consents }: SendRecipient,
  channel: Channel,
  purpose: Purpose,
): readonly SendProblem[] {
  if (address === null) return [{ path, problem: 'invalid-address', remedy: remedies['invalid-address'] }]
  const held = suppressionsAt(suppressions, { channel, purpose, address })
  const problems = held.map(({ reason, at }): SendProblem => {
    if (reason === 'unsubscribed') return { path, problem: reason, since: at, remedy: remedies.unsubscribed }
    const remedy = reason === 'hard-bounce' || reason === 'by-hand' ? remedies.member : remedies.person
    return { path, problem: 'suppressed', because: reason, since: at, remedy }
  })
  const consent = consentTo(consents, channel, purpose)
  if (consent === 'given' || isConsentEnough(consent, purpose)) return problems
  return [...problems, { path, problem: 'no-consent', consent, remedy: remedies['no-consent'] }]
}

function problemsOfActor(by: Actor, purpose: Purpose, recipients: number): readonly SendProblem[] {
  if (by.kind === 'system') return []
  if (!roleRules[by.role].changes) return [{ path: '', problem: 'read-only', remedy: remedies['read-only'] }]
  const isMany = purpose === 'marketing' || recipients > manyRecipients
  return isMany && !by.capabilities.includes('bulk-mail') ? [unauthorized('bulk-mail')] : []
}

function unauthorized(needs: 'sms' | 'bulk-mail'): SendProblem {
  return { path: '', problem: 'no-authorization', needs, remedy: remedies[needs] }
}
