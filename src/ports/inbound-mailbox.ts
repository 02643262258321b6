/** Mail that is fetched from a mailbox, for those without a provider that brings it: IMAP. @module */
import type { Instant } from '../kernel/time.ts'
import type { MailHeader, ReceivedMail } from '../message/received-mail.ts'
import type { ConfigurationCheck } from './provider-checks.ts'

/** A mail of a mailbox. */
export type FetchedMail = {
  /** From where on the next one follows. Opaque; of this mailbox only. */
  readonly cursor: string
} & (
  | { readonly kind: 'mail'; readonly mail: ReceivedMail }
  /** It was not read: somebody has to look at it in the mailbox, where it stays. */
  | {
      readonly kind: 'refused'
      readonly because: 'too-large'
      readonly bytes: number
      readonly headers: readonly MailHeader[]
      readonly receivedAt: Instant
    }
)

/** Fetches mail from a mailbox. */
export interface InboundMailbox extends ConfigurationCheck {
  /** The adapter's name: `imap`. */
  readonly provider: string

  /**
   * The mails after a cursor, in the order in which they came in. One after the other is read: none is held while another
   * is filed, and whoever stops early goes on after the last cursor that he had.
   * - Starts with the oldest one without a cursor.
   * - Gives each mail a cursor after which the next one follows.
   * - Says the same mails again for the same cursor: filing tells repeats.
   * - Starts again from the oldest one if the mailbox was made anew since.
   * - Deletes nothing, and marks nothing as read.
   * - Says at most so many.
   * - Says of a mail that is too long that it was refused, with its headers, and goes on.
   * - Says where a mail was brought to, and when.
   * @throws {CrmError} `backend-unavailable` if the mailbox can't be reached now, `backend-refused` if it is not to be had
   */
  fetch(after: string | null, limit: number): AsyncIterable<FetchedMail>

  /**
   * Says that all mails up to a cursor are filed. What the adapter is set up to do with those is done now: they are marked
   * as read, moved, or left as they are.
   * - Changes those up to the cursor, and none that came later or was refused.
   * - Does nothing for a cursor of before the mailbox was made anew.
   * @throws {CrmError} `backend-unavailable` if the mailbox can't be reached now, `backend-refused` if it is not to be had
   */
  settle(upTo: string): Promise<void>
}
