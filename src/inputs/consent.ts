/** Consent and suppressed addresses, as they are handed in. @module */
import type { Instant } from '../kernel/time.ts'
import type { Channel, Purpose } from '../message/channel.ts'
import type { ConsentSource } from '../message/consent.ts'
import type { SuppressionReason } from '../message/suppression.ts'
import type { PageQuery } from './call.ts'

/** What somebody said about being written to. */
export interface ConsentWord {
  readonly channel: Channel
  readonly purpose: Purpose
  /** How it is known. Default: `member`, who was told. */
  readonly source?: Extract<ConsentSource, 'form' | 'member' | 'import'> | undefined
  /** What proves it: the address of a form, the text that was agreed to. */
  readonly proof?: string | undefined
  /** When he said so. Default: now. Never later than now. */
  readonly at?: Instant | undefined
}

/** An address, on its channel, for a purpose. */
export interface AddressPurpose {
  readonly channel: Channel
  readonly address: string
  readonly purpose: Purpose
}

/** What is to be lifted. */
export interface Lifting extends Omit<AddressPurpose, 'purpose'> {
  /** For what; of a reason that covers everything, such as a bounce, it says nothing and is left out. */
  readonly purpose?: Purpose | null | undefined
  readonly reason: SuppressionReason
}

/** Which lines of the suppression list. */
export interface SuppressionQuery extends PageQuery {
  readonly channel?: Channel | undefined
}
