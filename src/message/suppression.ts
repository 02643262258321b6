/**
 * Addresses to which nothing is sent any more. Lines are added and never changed, and the latest ones count, whatever
 * the order in which they came in. Rules: docs/concepts/messages.md (MSG-3).
 * @module
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { MemberId, MessageId, WorkspaceId } from '../kernel/ids.ts'
import { err, ok, type Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { PhoneE164 } from '../party/phone.ts'
import type { Channel, MessageAddress, Purpose } from './channel.ts'
import type { DeliveryEventKind } from './delivery.ts'
import type { OutgoingMessage, RecipientEvent } from './message.ts'
import type { SmsWord } from './sms-words.ts'

/** Why nothing is sent to an address. */
export type SuppressionReason = 'hard-bounce' | 'spam-report' | 'unsubscribed' | 'stop' | 'by-hand'

/** Who may say that it may be written to again: a member, or only the person whose address it is. */
export type LiftedBy = 'member' | 'person'

/** What a reason means. */
export interface SuppressionRule {
  /** Whether it counts for what the message was for, or for all that goes to this address. */
  readonly covers: 'purpose' | 'everything'
  readonly liftedBy: LiftedBy
}

/** All reasons. An address that is not there is not there for anything; STOP stops a number. Docs and tests read this table. */
export const suppressionRules: Readonly<Record<SuppressionReason, SuppressionRule>> = {
  'hard-bounce': { covers: 'everything', liftedBy: 'member' },
  'spam-report': { covers: 'purpose', liftedBy: 'person' },
  unsubscribed: { covers: 'purpose', liftedBy: 'person' },
  stop: { covers: 'everything', liftedBy: 'person' },
  'by-hand': { covers: 'purpose', liftedBy: 'member' },
}

/** The events of providers that suppress, and why. Docs and tests read this table. */
export const suppressingEvents: Readonly<
  Record<Channel, Readonly<Partial<Record<DeliveryEventKind, SuppressionReason>>>>
> = {
  email: { bounced: 'hard-bounce', complained: 'spam-report', unsubscribed: 'unsubscribed' },
  sms: { bounced: 'hard-bounce', complained: 'spam-report', unsubscribed: 'stop' },
}

/** A line of the list: that an address is suppressed for a reason, or is so no longer. */
export interface SuppressionEntry {
  readonly kind: 'suppressed' | 'lifted'
  readonly channel: Channel
  readonly address: MessageAddress
  readonly reason: SuppressionReason
  /** What it counts for; `null`: everything. */
  readonly purpose: Purpose | null
  readonly at: Instant
  /** The message that it came of. */
  readonly messageId?: MessageId
  /** Who wrote it down; `null`: nobody did, it follows from an event. */
  readonly memberId: MemberId | null
}

/** That a suppression can't be lifted by who asks. */
export interface LiftRefused {
  readonly code: 'not-lifted'
  /** `none`: it is not suppressed for that. `person-only`: the person has to ask for it. */
  readonly because: 'none' | 'person-only'
}

/** Where something goes, and what for. */
export interface SendingTo {
  readonly channel: Channel
  readonly purpose: Purpose
  readonly address: MessageAddress
}

/** A line that suppresses an address. */
export function suppress(
  reason: SuppressionReason,
  { channel, purpose, address }: SendingTo,
  at: Instant,
  memberId: MemberId | null,
): SuppressionEntry {
  const covered = suppressionRules[reason].covers === 'everything' ? null : purpose
  return { kind: 'suppressed', channel, address, reason, purpose: covered, at, memberId }
}

/** The line that follows from an event of a message; `null`: none does. Who subscribes again lifts his own word, not a bounce. */
export function suppressionOf(
  { id: messageId, channel, purpose }: Pick<OutgoingMessage, 'id' | 'channel' | 'purpose'>,
  { kind, address, at }: RecipientEvent,
): SuppressionEntry | null {
  const isLifted = kind === 'resubscribed'
  const reason = suppressingEvents[channel][isLifted ? 'unsubscribed' : kind]
  if (reason === undefined) return null
  const entry = suppress(reason, { channel, purpose, address }, at, null)
  return { ...entry, kind: isLifted ? 'lifted' : 'suppressed', messageId }
}

/** The line that follows from a word that somebody sent back from his telephone. `help` changes nothing. */
export function suppressionOfWord(word: SmsWord, from: PhoneE164, at: Instant): SuppressionEntry | null {
  if (word === 'help') return null
  const entry = suppress('stop', { channel: 'sms', purpose: 'correspondence', address: from }, at, null)
  return { ...entry, kind: word === 'stop' ? 'suppressed' : 'lifted' }
}

/** What keeps an address from being written to: the latest lines that hold, one a reason, in the order of the rules. */
export function suppressionsAt(entries: readonly SuppressionEntry[], to: SendingTo): readonly SuppressionEntry[] {
  const latest = new Map<SuppressionReason, SuppressionEntry>()
  for (const entry of entries) {
    if (entry.channel !== to.channel || entry.address !== to.address) continue
    if (entry.purpose !== null && entry.purpose !== to.purpose) continue
    const known = latest.get(entry.reason)
    if (known === undefined || isLater(entry, known)) latest.set(entry.reason, entry)
  }
  return suppressionReasons.flatMap((reason) => latest.get(reason) ?? []).filter(({ kind }) => kind === 'suppressed')
}

/** All reasons, in the order of the table. */
export const suppressionReasons: readonly SuppressionReason[] = [
  'hard-bounce',
  'spam-report',
  'unsubscribed',
  'stop',
  'by-hand',
]

/** The line that lifts a suppression. @param by a member, or the person by a word, a link or an event of the provider */
export function liftSuppression(
  entries: readonly SuppressionEntry[],
  to: SendingTo,
  reason: SuppressionReason,
  by: { readonly who: LiftedBy; readonly at: Instant; readonly memberId: MemberId | null },
): Result<SuppressionEntry, LiftRefused> {
  const held = suppressionsAt(entries, to).find((entry) => entry.reason === reason)
  if (held === undefined) return err({ code: 'not-lifted', because: 'none' })
  if (by.who === 'member' && suppressionRules[reason].liftedBy === 'person') {
    return err({ code: 'not-lifted', because: 'person-only' })
  }
  const { channel, address, purpose } = held
  // Later than what it lifts, even if a clock somewhere runs behind.
  const at = Math.max(by.at, held.at + 1)
  return ok({ kind: 'lifted', channel, address, reason, purpose, at, memberId: by.memberId })
}

/**
 * By what an address is known in the list, even after it was erased: SHA-256 of workspace, channel and address, in
 * hexadecimal. The workspace is part of it, so that the lists of two workspaces have nothing in common.
 */
export function suppressionHash(workspaceId: WorkspaceId, channel: Channel, address: MessageAddress): string {
  return bytesToHex(sha256(utf8ToBytes(`${workspaceId} ${channel} ${address}`)))
}

/** Of two at one instant, the one that suppresses holds. */
function isLater(entry: SuppressionEntry, known: SuppressionEntry): boolean {
  return entry.at > known.at || (entry.at === known.at && entry.kind === 'suppressed')
}
