/** Mail that was not read, for it is too long: what its headers say, and that somebody has to look. Rules: docs/concepts/messages.md (MSG-4). @module */
import type { Locale } from '../kernel/country.ts'
import type { Instant } from '../kernel/time.ts'
import { headersOf, type MailHeader, type ReceivedMail } from './received-mail.ts'

/** A mail of which only the headers were read. */
export interface UnreadMail {
  /** How long it is. */
  readonly bytes: number
  readonly headers: readonly MailHeader[]
  readonly receivedAt: Instant
}

/** What stands in place of the words. */
export const unreadSentences: Readonly<Record<Locale, (megabytes: number) => string>> = {
  en: (megabytes) => `This mail is ${megabytes} MB long and was not fetched. It is in the mailbox.`,
  fr: (megabytes) => `Ce message fait ${megabytes} Mo et n’a pas été relevé. Il est dans la boîte aux lettres.`,
  ro: (megabytes) => `Acest mesaj are ${megabytes} MB și nu a fost preluat. Se află în căsuța poștală.`,
  hu: (megabytes) => `Ez az üzenet ${megabytes} MB méretű, és nem lett letöltve. A postafiókban található.`,
}

/** Such a mail as one that can be filed: nothing is lost without a word. */
export function mailOfUnread({ bytes, headers, receivedAt }: UnreadMail, locale: Locale): ReceivedMail {
  const first = (name: string): string => headersOf({ headers }, name)[0] ?? ''
  const listed = (name: string): readonly string[] => headersOf({ headers }, name).flatMap((line) => line.split(','))
  return {
    envelopeTo: [...listed('delivered-to'), ...listed('x-original-to')].map((address) => address.trim()),
    from: first('from'),
    to: listed('to').map((address) => address.trim()),
    cc: listed('cc').map((address) => address.trim()),
    subject: first('subject'),
    text: unreadSentences[locale](Math.max(1, Math.round(bytes / 1_000_000))),
    headers,
    files: [],
    receivedAt,
  }
}
