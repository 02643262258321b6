/**
 * What people agreed to: a ledger for each of them. Lines are added and never changed; the latest one of a way and a
 * purpose counts. Rules: docs/concepts/messages.md (MSG-3).
 * @module
 */
import type { MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import { type Channel, channels, type Purpose, purposeRules, purposes } from './channel.ts'

/** How somebody stands to a purpose: he agreed, was not asked (or has to be asked again), or wants nothing of it. */
export type Consent = 'given' | 'unasked' | 'withdrawn'

/** How it is known: he said it on a form, to a member, by a link in a mail, by a word in a text message; or it follows from a merge. */
export type ConsentSource = 'form' | 'member' | 'link' | 'word' | 'import' | 'merge'

/** A line of the ledger. */
export interface ConsentEntry {
  readonly channel: Channel
  readonly purpose: Purpose
  readonly consent: Consent
  readonly at: Instant
  readonly source: ConsentSource
  /** Who wrote it down; `null`: nobody did. */
  readonly memberId: MemberId | null
  /** What proves it: the address of a form, the text that was agreed to. */
  readonly proof?: string
}

/** From the freest to the most restrictive. Docs and tests read this list. */
export const consents: readonly Consent[] = ['given', 'unasked', 'withdrawn']

/** How somebody stands to a purpose on a way: by the latest line; of two at one instant, by the more restrictive one. */
export function consentTo(ledger: readonly ConsentEntry[], channel: Channel, purpose: Purpose): Consent {
  let latest: ConsentEntry | undefined
  for (const entry of ledger) {
    if (entry.channel !== channel || entry.purpose !== purpose) continue
    const counts =
      latest === undefined ||
      entry.at > latest.at ||
      (entry.at === latest.at && isStricter(entry.consent, latest.consent))
    if (counts) latest = entry
  }
  return latest?.consent ?? 'unasked'
}

/** Whether a purpose may be served with this consent. */
export function isConsentEnough(consent: Consent, purpose: Purpose): boolean {
  return purposeRules[purpose].needsConsent ? consent === 'given' : consent !== 'withdrawn'
}

/**
 * The ledger of two records that became one: all lines of both, and a line more wherever the latest of them would allow
 * what one of the two did not. Nothing may be sent afterwards that might not have been sent to both.
 */
export function mergeConsent(
  kept: readonly ConsentEntry[],
  gone: readonly ConsentEntry[],
  merge: { readonly at: Instant; readonly memberId: MemberId | null },
): readonly ConsentEntry[] {
  const both = [...kept, ...gone.filter((entry) => !kept.some((known) => isSame(known, entry)))]
  const at = both.reduce((latest, entry) => Math.max(latest, entry.at), merge.at)
  const closing = channels.flatMap((channel) =>
    purposes.flatMap((purpose): readonly ConsentEntry[] => {
      const consent = stricter(consentTo(kept, channel, purpose), consentTo(gone, channel, purpose))
      if (consent === consentTo(both, channel, purpose)) return []
      // After all of them, so that it is the latest.
      return [{ channel, purpose, consent, at: at + 1, source: 'merge', memberId: merge.memberId }]
    }),
  )
  return [...both, ...closing]
}

/** The more restrictive one of two. */
export function stricter(one: Consent, other: Consent): Consent {
  return isStricter(one, other) ? one : other
}

function isStricter(one: Consent, other: Consent): boolean {
  return consents.indexOf(one) > consents.indexOf(other)
}

function isSame(one: ConsentEntry, other: ConsentEntry): boolean {
  return (
    one.channel === other.channel &&
    one.purpose === other.purpose &&
    one.consent === other.consent &&
    one.at === other.at &&
    one.source === other.source &&
    one.memberId === other.memberId &&
    one.proof === other.proof
  )
}
