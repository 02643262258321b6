/** Whom a mail is from: its account says who may be named. Rules: docs/concepts/messages.md (MSG-1). @module */
import { type EmailNormalized, parseEmail } from '../party/email.ts'
import type { SendProblem } from './may-send.ts'

/** An address with the name that is shown with it. */
export interface Sender {
  readonly address: EmailNormalized
  readonly name?: string
}

/** A sender as somebody names him. */
export interface AskedSender {
  readonly address: string
  /** Default: as the account calls him; of several at the address, the first. */
  readonly name?: string | undefined
}

/** The sender that is meant; `null`: the account has none of this address and name. */
export function chooseSender(senders: readonly Sender[], { address, name }: AskedSender): Sender | null {
  const { normalized } = parseEmail(address)
  const there = senders.filter((sender) => sender.address === normalized)
  return there.find((sender) => name === undefined || (sender.name ?? '') === name.trim()) ?? null
}

/** What is against a sender who is named. */
export function judgeSender(senders: readonly Sender[], asked: AskedSender): readonly SendProblem[] {
  if (chooseSender(senders, asked) !== null) return []
  const remedy = 'Name one of those whom the account allows, or nobody.'
  return [{ path: 'from', problem: 'sender-not-allowed', allowed: senders, remedy }]
}
