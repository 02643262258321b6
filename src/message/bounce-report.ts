/**
 * Reports of mail servers about what became of a mail. Only SMTP needs them: other providers read them for us.
 * Rules: docs/concepts/messages.md (MSG-1).
 * @see https://www.rfc-editor.org/rfc/rfc3464 for the report
 * @see https://www.rfc-editor.org/rfc/rfc3463 for its codes
 * @module
 */
import { type EmailNormalized, parseEmail } from '../party/email.ts'
import type { DeliveryEventKind } from './delivery.ts'
import type { ReceivedMail } from './received-mail.ts'

/** Present in every runtime crmkit targets; declared because the domain must not depend on the DOM library. */
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string }

/** What a server reports of one recipient. */
export interface ReportedRecipient {
  readonly address: EmailNormalized
  readonly kind: Extract<DeliveryEventKind, 'deferred' | 'sent' | 'failed' | 'blocked' | 'delivered' | 'bounced'>
  /** The code: `5.1.1`. */
  readonly reason: string
}

/** Reads the part of type `message/delivery-status`. What can't be understood is left out. */
export function readBounceReport(text: string): readonly ReportedRecipient[] {
  const blocks = text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n+/)
  return blocks.flatMap((block) => {
    const fields = readFields(block)
    const recipient = fields.get('original-recipient') ?? fields.get('final-recipient') ?? ''
    const final = fields.get('final-recipient') ?? ''
    const address = addressIn(recipient) ?? addressIn(final)
    const action = (fields.get('action') ?? '').toLowerCase()
    const reason = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(fields.get('status') ?? '')?.[0] ?? ''
    const kind = kindOf(action, reason)
    return address === undefined || kind === null ? [] : [{ address, kind, reason }]
  })
}

/** What a mail of a server reports: its report comes along as a file. A mail that is no report has none. */
export function reportedIn({ files }: Pick<ReceivedMail, 'files'>): readonly ReportedRecipient[] {
  const reports = files.filter(({ type }) => /^message\/(?:global-)?delivery-status$/i.test(type))
  return reports.flatMap(({ bytes }) => readBounceReport(new TextDecoder().decode(bytes)))
}

/** What a code of RFC 3463 says of a mail that was not delivered. */
export function kindOfStatus(code: string): Extract<DeliveryEventKind, 'failed' | 'blocked' | 'bounced'> {
  if (noSuchAddress.test(code)) return 'bounced'
  return /^5\.7\./.test(code) ? 'blocked' : 'failed'
}

/** The mailbox or its domain is not there, has moved, or takes no mail: 5.1.x less those about the sender, 5.2.1, 5.4.4. */
const noSuchAddress = /^5\.(?:1\.(?:[1236]|10)|2\.1|4\.4)$/

/** What a server did, apart from failing. */
const actions: ReadonlyMap<string, ReportedRecipient['kind']> = new Map([
  ['delayed', 'deferred'],
  ['delivered', 'delivered'],
  ['relayed', 'sent'],
  ['expanded', 'sent'],
])

function kindOf(action: string, reason: string): ReportedRecipient['kind'] | null {
  const [word = ''] = action.split(/[\s(;]/)
  return word === 'failed' ? kindOfStatus(reason) : (actions.get(word) ?? null)
}

/** `rfc822; anna@pomme.example` */
function addressIn(field: string): EmailNormalized | undefined {
  const match = /^\s*(?:rfc822|utf-?8)\s*;\s*(.*)$/i.exec(field)
  return match === null ? undefined : parseEmail(match[1] ?? '').normalized
}

function readFields(block: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of block.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const match = /^([\w-]+):\s*(.*)$/.exec(line)
    if (match !== null) fields.set((match[1] ?? '').toLowerCase(), (match[2] ?? '').trim())
  }
  return fields
}
