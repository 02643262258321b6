/** Mail that is fetched from a mailbox, for those without a provider that brings it: IMAP. @module */
import type { ReceivedMail } from '../message/received-mail.ts'
import type { ConfigurationCheck } from './provider-checks.ts'

/** Some mails of a mailbox, and from where on to fetch the next ones. */
export interface FetchedMails {
  readonly mails: readonly ReceivedMail[]
  /** Opaque; of this mailbox only. */
  readonly cursor: string
  /** Whether there are more by now. */
  readonly hasMore: boolean
}

/** Fetches mail from a mailbox. */
export interface InboundMailbox extends ConfigurationCheck {
  /** The adapter's name: `imap`. */
  readonly provider: string

  /**
   * The mails after a cursor, in the order in which they came in.
   * - Starts with the oldest one without a cursor.
   * - Says the same mails again for the same cursor: filing tells repeats.
   * - Starts again from the oldest one if the mailbox was made anew since.
   * - Deletes nothing, and marks nothing as read.
   * - Says at most so many.
   */
  fetch(after: string | null, limit: number): Promise<FetchedMails>
}
