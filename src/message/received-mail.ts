/** Mail as it came in, whoever brought it, and what its headers say of its nature. Rules: docs/concepts/messages.md (MSG-4). @module */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Instant } from '../kernel/time.ts'
import { parseEmail } from '../party/email.ts'

/** A header of a mail, unfolded and decoded. A mail may have several of one name. */
export interface MailHeader {
  readonly name: string
  readonly value: string
}

/** A file that came with a mail. */
export interface ReceivedFile {
  readonly name: string
  /** A media type, such as `application/pdf`. */
  readonly type: string
  readonly bytes: Uint8Array
  /** Under which an HTML text shows it, without angle brackets. */
  readonly contentId?: string
}

/** A mail that came in. Addresses are as they were written. */
export interface ReceivedMail {
  /** The address after `MAIL FROM`; `''` where it was empty, as it is for bounces; absent where the provider does not say. */
  readonly envelopeFrom?: string
  /** The addresses after `RCPT TO`: for whom it was brought to us. */
  readonly envelopeTo: readonly string[]
  readonly from: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly subject: string
  readonly text?: string
  readonly html?: string
  /** In their order, the last server's first. */
  readonly headers: readonly MailHeader[]
  readonly files: readonly ReceivedFile[]
  /** When it came to us. */
  readonly receivedAt: Instant
}

/**
 * What a mail is that no person wrote to us:
 * - `bounce`: a server says what became of a mail of ours;
 * - `auto-reply`: "I am away until Monday";
 * - `auto-generated`: a machine wrote it, of itself;
 * - `list`: it went to many.
 */
export type AutomaticKind = 'bounce' | 'auto-reply' | 'auto-generated' | 'list'

/** The header by which a mail of ours is known again; its value counts through how many of us it went. */
export const hopHeader = 'X-Crmkit-Hops'

/** Nobody's mail goes through more servers than that: who has seen more is in a circle (RFC 5321, 6.3). */
export const mostServers = 100

/** The values of a header, in their order. */
export function headersOf({ headers }: Pick<ReceivedMail, 'headers'>, name: string): readonly string[] {
  const wanted = name.toLowerCase()
  return headers.filter((header) => header.name.toLowerCase() === wanted).map(({ value }) => value.trim())
}

/**
 * The ids that a header names, without angle brackets, each once. What no program writes is none: control characters, halves
 * of characters, and more than a line may hold.
 */
export function messageIdsIn(mail: Pick<ReceivedMail, 'headers'>, name: string): readonly string[] {
  const found = headersOf(mail, name).flatMap((value) => value.match(/<[^<>\s]+>/g) ?? [])
  return [...new Set(found.map((id) => id.slice(1, -1)))].filter(isMailId)
}

/**
 * What a mail is, if no person wrote it to us; `null`: somebody did, as far as its headers say.
 * @see https://www.rfc-editor.org/rfc/rfc3834 for who may be answered by a machine
 */
export function automaticKind(mail: ReceivedMail): AutomaticKind | null {
  const first = (name: string): string => (headersOf(mail, name)[0] ?? '').toLowerCase()
  const submitted = first('auto-submitted').split(/[;(\s]/)[0] ?? ''
  if (isBounce(mail, first('content-type'))) return 'bounce'
  if (submitted === 'auto-replied' || first('x-autoreply') !== '' || first('x-autorespond') !== '') return 'auto-reply'
  if (first('precedence') === 'auto_reply') return 'auto-reply'
  if (headersOf(mail, 'list-id').length > 0 || headersOf(mail, 'list-unsubscribe').length > 0) return 'list'
  if (/^(?:bulk|list|junk)$/.test(first('precedence'))) return 'list'
  return submitted !== '' && submitted !== 'no' ? 'auto-generated' : null
}

/** Whether a machine of ours may answer a mail: a person wrote it, and nobody is in a circle with us. */
export function mayAnswerByMachine(mail: ReceivedMail): boolean {
  if (automaticKind(mail) !== null || mail.envelopeFrom === '' || hopsOf(mail) > 0) return false
  const suppressed = headersOf(mail, 'x-auto-response-suppress').join(',').toLowerCase()
  return !/\b(?:all|autoreply|oof)\b/.test(suppressed)
}

/** Through how many of us a mail has gone. */
export function hopsOf(mail: Pick<ReceivedMail, 'headers'>): number {
  const said = headersOf(mail, hopHeader).map((value) => (/^\d{1,3}$/.test(value) ? Number(value) : 1))
  return Math.max(0, ...said)
}

/**
 * The key of a mail, so that it is filed once, however often and to however many of our addresses it is brought. It is made
 * of what does not change on the way: id, sender and date. Ids alone are not enough, for some scanners give the same to all.
 */
export function mailKey(mail: ReceivedMail): string {
  const [id = ''] = messageIdsIn(mail, 'message-id')
  const date = headersOf(mail, 'date')[0] ?? ''
  const from = parseEmail(mail.from).normalized ?? mail.from
  // A scanner that names all of its mails alike, or none, is told by words and files.
  const words = id === '' || date === '' ? wordsOf(mail) : []
  return hashOf(utf8ToBytes(JSON.stringify([id, from, date, ...words].map((text) => text.toWellFormed()))))
}

function wordsOf({ subject, text = '', html = '', files }: ReceivedMail): readonly string[] {
  return [subject, text, html, ...files.flatMap(({ name, bytes }) => [name, hashOf(bytes)])]
}

function isBounce({ envelopeFrom, from }: ReceivedMail, contentType: string): boolean {
  if (/^multipart\/report\b.*report-type="?delivery-status\b/s.test(contentType)) return true
  // Old servers write words only, from nobody.
  return envelopeFrom === '' && /^(?:mailer-daemon|postmaster)@/.test(parseEmail(from).normalized ?? '')
}

/** The longest line that a mail may have, in bytes (RFC 5322, 2.1.1). */
const longestLine = 998

function isMailId(id: string): boolean {
  if (id.length > longestLine || /\p{Cc}/u.test(id) || !id.isWellFormed()) return false
  return utf8ToBytes(id).length <= longestLine
}

function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}
