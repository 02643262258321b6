/** Mail fetched from a mailbox. @module */

import { readWholeMail } from '@crmkit/adapter-kit/mail'
import type { FetchedMail, InboundMailbox, MailHeader, ReceivedMail } from 'crmkit'
import { headersOf } from 'crmkit/domain'
import type { FetchMessageObject, FetchQueryObject, ImapFlow } from 'imapflow'
import { checkMailbox } from './check-mailbox.ts'
import { closeMailbox, mailboxError, type OpenMailbox, openMailbox } from './imap-session.ts'
import type { ImapMailboxOptions } from './options.ts'
import { withinTime } from './within-time.ts'

/**
 * Fetches mail from a mailbox by IMAP.
 *
 * @example
 * const mailbox = imapMailbox({ host: 'mail.verger.example', login: { user: 'crm', password } })
 */
export function imapMailbox(options: ImapMailboxOptions): InboundMailbox {
  return {
    provider: 'imap',
    fetch: (after, limit) => fetchMails(options, after, limit),
    settle: (upTo) => settleMails(options, upTo),
    check: ({ timeoutMs }) => withinTime(timeoutMs, (signal) => checkMailbox(options, signal)),
  }
}

const usualMaxMailBytes = 25 * 1024 * 1024

async function* fetchMails(
  options: ImapMailboxOptions,
  after: string | null,
  limit: number,
): AsyncGenerator<FetchedMail, void> {
  const cursor = after === null ? null : readCursor(after)
  const opened = await openMailbox(options, 'to-read')
  try {
    const { client, box } = opened
    const first = cursor !== null && cursor.validity === String(box.uidValidity) ? cursor.uid + 1 : 1
    const found = await told(client.search({ uid: `${first}:*` }, { uid: true }))
    // `n:*` means the last one even where it comes before n.
    const uids = found.filter((uid) => uid >= first).toSorted((one, other) => one - other)
    for (const uid of uids.slice(0, limit)) {
      const fetched = await fetchMail(opened, uid, options.maxMailBytes ?? usualMaxMailBytes)
      if (fetched !== null) yield { cursor: `${box.uidValidity}.${uid}`, ...fetched }
    }
  } finally {
    await closeMailbox(opened)
  }
}

type Content = FetchedMail extends infer Each ? (Each extends FetchedMail ? Omit<Each, 'cursor'> : never) : never

/** A mail; `null`: it was removed meanwhile. */
async function fetchMail({ client }: OpenMailbox, uid: number, maxBytes: number): Promise<Content | null> {
  const about = await fetchOne(client, uid, { size: true, internalDate: true })
  if (about === null) return null
  const { size = 0, internalDate = 0 } = about
  const receivedAt = new Date(internalDate).getTime()
  // Servers count the bytes themselves, but nobody has to believe them.
  const source = size > maxBytes ? { headers: true } : { source: { start: 0, maxLength: maxBytes + 1 } }
  const whole = await fetchOne(client, uid, source)
  if (whole === null) return null
  const bytes = whole.source ?? whole.headers ?? Buffer.alloc(0)
  const read = await readWholeMail(bytes)
  if (size > maxBytes || bytes.length > maxBytes) {
    const { headers } = read
    return { kind: 'refused', because: 'too-large', bytes: Math.max(size, bytes.length), headers, receivedAt }
  }
  return { kind: 'mail', mail: { ...read, ...broughtBy(read.headers), receivedAt } }
}

/** Some of a mail; `null`: it was removed meanwhile. */
async function fetchOne(client: ImapFlow, uid: number, query: FetchQueryObject): Promise<FetchMessageObject | null> {
  const found = await client.fetchOne(String(uid), query, { uid: true }).catch((failure) => {
    throw mailboxError(failure)
  })
  // A connection that has ended says the same.
  if (!client.usable) throw mailboxError({ code: 'closed' })
  return found === false || found === undefined ? null : found
}

/** What the server that put the mail into the mailbox wrote down of how it came. */
function broughtBy(headers: readonly MailHeader[]): Pick<ReceivedMail, 'envelopeFrom' | 'envelopeTo'> {
  const bare = (value: string) => value.trim().replace(/^<(.*)>$/, '$1')
  const [from] = headersOf({ headers }, 'return-path').map(bare)
  const to = deliveryHeaders.flatMap((name) => headersOf({ headers }, name).map(bare))
  return { ...(from !== undefined && { envelopeFrom: from }), envelopeTo: [...new Set(to)] }
}

/** Each server has another name for it. */
const deliveryHeaders = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']

async function settleMails(options: ImapMailboxOptions, upTo: string): Promise<void> {
  const { afterFiling = { kind: 'leave' }, maxMailBytes = usualMaxMailBytes } = options
  const { validity, uid } = readCursor(upTo)
  if (afterFiling.kind === 'leave') return
  const opened = await openMailbox(options, 'to-change')
  try {
    const { client, box } = opened
    if (String(box.uidValidity) !== validity) return
    const filed = { uid: `1:${uid}`, smaller: maxMailBytes + 1 }
    const unread = afterFiling.kind === 'mark-as-read' ? { seen: false } : {}
    const uids = await told(client.search({ ...filed, ...unread }, { uid: true }))
    for (let at = 0; at < uids.length; at += mostAtOnce) {
      const some = uids.slice(at, at + mostAtOnce)
      if (afterFiling.kind === 'move') await told(client.messageMove(some, afterFiling.folder, { uid: true }))
      else await told(client.messageFlagsAdd(some, ['\\Seen'], { uid: true }))
    }
  } finally {
    await closeMailbox(opened)
  }
}

/** Lines have an end at servers, too. */
const mostAtOnce = 500

function readCursor(text: string): { readonly validity: string; readonly uid: number } {
  const [, validity = '', uid = ''] = /^(\d+)\.(\d+)$/.exec(text) ?? []
  if (validity === '') throw new Error('This cursor is not one of a mailbox.')
  return { validity, uid: Number(uid) }
}

/** What the server answers. @throws {CrmError} where it says no: for some commands, imapflow says `false` */
async function told<Answer>(answer: Promise<Answer | false | undefined>): Promise<Answer> {
  const said = await answer.catch((failure) => {
    throw mailboxError(failure)
  })
  if (said === false || said === undefined) throw mailboxError({ responseStatus: 'NO' })
  return said
}
