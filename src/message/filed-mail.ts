/** Mail that came in and was filed, as it is kept. Rules: docs/concepts/messages.md (MSG-4). @module */
import type { Direction } from '../interaction/note.ts'
import type { ContactId, FileId, InboundAddressId, InteractionId, MailId, NoteId } from '../kernel/ids.ts'
import { namedId } from '../kernel/named-id.ts'
import type { Instant } from '../kernel/time.ts'
import { parseEmail } from '../party/email.ts'
import { mostItems } from '../party/read-fields.ts'
import type { FiledBy, Filing, PendingBecause } from './file-mail.ts'
import type { InboundKind, InboundToken } from './inbound-address.ts'
import { type AutomaticKind, messageIdsIn, type ReceivedFile, type ReceivedMail } from './received-mail.ts'

/** A file that came with a mail; its bytes are in the file store. */
export interface MailFile {
  readonly fileId: FileId
  /** As the sender called it; `''` once it was erased. */
  readonly name: string
  /** A media type, such as `application/pdf`. */
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** SHA-256, in hexadecimal. */
  readonly hash: string
  /** Under which an HTML text shows it, without angle brackets. */
  readonly contentId?: string
}

/** Who wrote a mail to whom, and what it is about. Erased with the people it names. */
export interface MailHead {
  readonly from: string
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly subject: string
}

/** What became of a mail that came in. */
export type MailFiling =
  | { readonly kind: 'filed'; readonly by: FiledBy }
  | { readonly kind: 'pending'; readonly because: PendingBecause }
  | { readonly kind: 'linked' }
  | { readonly kind: 'bounce' }
  | { readonly kind: 'loop'; readonly because: Extract<Filing, { kind: 'loop' }>['because'] }

/** A mail that came in, as it is kept: what it said stands in the note that was made of it. */
export interface FiledMail {
  /** Follows from the mail's key: the same mail has the same, by whatever way it comes. */
  readonly id: MailId
  readonly version: number
  /** The provider that brought it, or the mailbox: `sendgrid`, `imap`. */
  readonly provider: string
  readonly receivedAt: Instant
  readonly filing: MailFiling
  readonly direction: Direction
  /** What wrote it, if that was no person. */
  readonly automatic: AutomaticKind | null
  /** The matter on whose timeline it stands; `null` for bounces and loops, and once that matter was removed. */
  readonly interactionId: InteractionId | null
  readonly noteId: NoteId | null
  /** Those whom it may be from, or for, while it waits to be linked. */
  readonly candidates: readonly ContactId[]
  /** Its own ids among mails, by which answers are known; without angle brackets, in lower case. */
  readonly mailIds: readonly string[]
  /** `null` once it was erased. */
  readonly head: MailHead | null
  readonly files: readonly MailFile[]
}

/** By whom a mail is found when what is held on a person is asked for: its sender's address, and those whose it may be. */
export function peopleOfMail({ head, candidates }: Pick<FiledMail, 'head' | 'candidates'>): readonly string[] {
  const sender = head === null ? undefined : parseEmail(head.from).normalized
  return [...new Set(sender === undefined ? candidates : [...candidates, sender])]
}

/** An address of ours to which mail is sent, as it is kept. */
export interface InboundAddress extends InboundToken {
  /** Follows from whose it is: nobody has two. */
  readonly id: InboundAddressId
  readonly version: number
  /** The member, the matter or the message whose it is. */
  readonly targetId: string
  readonly createdAt: Instant
}

/** Who wrote it to whom, cut to what is shown in a list; what can't be stored is left out. */
export function mailHead({ from, to, cc, subject }: ReceivedMail): MailHead {
  const few = (texts: readonly string[]): readonly string[] => texts.slice(0, mostItems).map(storable)
  return { from: storable(from), to: few(to), cc: few(cc), subject: storable(subject) }
}

/** The ids under which a mail is known to those who answer it. */
export function ownMailIds(mail: ReceivedMail): readonly string[] {
  const ids = messageIdsIn(mail, 'message-id').map((id) => id.toLowerCase())
  return [...new Set(ids)].slice(0, mostMailIds)
}

/** What is kept of a file beside its bytes. */
export function mailFileFacts({
  name,
  type,
  contentId,
}: ReceivedFile): Pick<MailFile, 'name' | 'type'> & Partial<Pick<MailFile, 'contentId'>> {
  const facts = { name: plainFileName(name), type: storable(type) }
  return contentId === undefined ? facts : { ...facts, contentId: storable(contentId) }
}

/** As much as is shown in a list. */
const longestHead = 1_000
/** A mail has one id; more than a few are nobody's. */
const mostMailIds = 10

function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed().slice(0, longestHead).toWellFormed()
}

/** A file's name without the folders in front of it, and without what no file has in its name: it names nothing but itself. */
export function plainFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  return last
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .toWellFormed()
    .trim()
    .slice(0, longestFileName)
    .toWellFormed()
}

const longestFileName = 255

/** The id of a mail in a workspace, made of its key. @param key as `mailKey` gives it */
export function mailIdOfKey(key: string): MailId {
  return namedId(`mail ${key}`)
}

/** The id of a file of a mail. @param attempt to file it: each has ids of its own @param index which one it is, from 0 */
export function mailFileId(key: string, attempt: string, index: number): FileId {
  return namedId(`file ${index} ${attempt} ${key}`)
}

/** The id of the address of a member, a matter or a message. */
export function inboundAddressId(kind: InboundKind, targetId: string): InboundAddressId {
  return namedId(`address ${kind} ${targetId}`)
}
