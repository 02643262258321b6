/** What a command has to say about a record that it wrote all the same. It names records and quotes nobody. @module */
import type { KnownRecord } from '../access/known-record.ts'
import type { KeyType, PossibleReason } from '../identity/verdict.ts'
import type { InteractionId, MemberId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Email } from '../party/email.ts'
import type { Phone } from '../party/phone.ts'

/** One thing to look at. */
export type RecordWarning =
  /** It may be the same as another; nothing proves it (IDN-5). */
  | { readonly code: 'possible-duplicate'; readonly record: KnownRecord; readonly reasons: readonly PossibleReason[] }
  /** It is another establishment of the same legal entity (IDN-3). */
  | { readonly code: 'sibling'; readonly record: KnownRecord; readonly by: KeyType }
  /** It is the same as another and was written although: it was so before, or `onDuplicate` was `create`. */
  | { readonly code: 'duplicate'; readonly record: KnownRecord; readonly by: KeyType }
  /** A weaker key leads to another record: perhaps the two should be merged (IDN-4). */
  | { readonly code: 'related'; readonly record: KnownRecord; readonly by: KeyType }
  /** A matter has no date ahead of it, neither its own nor that of a part (INT-9). */
  | { readonly code: 'no-next-action'; readonly interactionId: InteractionId }
  /** A member has something else at that time (CAL-2). */
  | { readonly code: 'overlap'; readonly memberId: MemberId; readonly from: Instant; readonly until: Instant }
  /** A phone is kept as typed, but finds and reaches nobody (PTY-4). */
  | { readonly code: 'phone-not-understood'; readonly path: string }
  /** An e-mail is kept as typed, but finds and reaches nobody (PTY-4). */
  | { readonly code: 'email-not-understood'; readonly path: string }

/** Phones and e-mails that could not be understood. @param prefix where they stand: `''`, or `affiliation.` */
export function coordinateWarnings(
  record: { readonly phones: readonly Phone[]; readonly emails: readonly Email[] },
  prefix = '',
): readonly RecordWarning[] {
  const warnings: RecordWarning[] = []
  for (const [index, phone] of record.phones.entries()) {
    if (phone.e164 === undefined) warnings.push({ code: 'phone-not-understood', path: `${prefix}phones.${index}` })
  }
  for (const [index, email] of record.emails.entries()) {
    if (email.normalized === undefined) {
      warnings.push({ code: 'email-not-understood', path: `${prefix}emails.${index}` })
    }
  }
  return warnings
}
