/** Events of SendGrid in the words of crmkit. @module */
import { createHash } from 'node:crypto'
import { type Fields, fieldsOf, readJson, textOf, writtenItems } from '@crmkit/adapter-kit'
import type { DeliveryEventKind, MailFact, ProviderEvent, ProviderEvents } from 'crmkit'
import { err, isUuid, ok, parseEmail } from 'crmkit/domain'
import { clockOf, type SendgridMailerOptions } from './options.ts'
import { messageArgument } from './send-mail.ts'
import { distrustOf, publicKeys } from './signature.ts'

/** Events of SendGrid that are always the same of ours. */
const eventKinds: Readonly<Record<string, DeliveryEventKind>> = {
  processed: 'accepted',
  deferred: 'deferred',
  delivered: 'delivered',
  // It won't be sent to an address that bounced or complained before: that is no news of the address.
  dropped: 'blocked',
  open: 'opened',
  click: 'clicked',
  spamreport: 'complained',
  unsubscribe: 'unsubscribed',
  group_unsubscribe: 'unsubscribed',
  group_resubscribe: 'resubscribed',
}

/** What a bounce is, by SendGrid's class for it: only an address that is not there is `bounced`. */
const bounceKinds: Readonly<Record<string, DeliveryEventKind>> = {
  'Invalid Address': 'bounced',
  'Mailbox Unavailable': 'failed',
  Technical: 'failed',
  'Frequency or Volume Too High': 'failed',
  Content: 'blocked',
  Reputation: 'blocked',
}

/** Reads what the Event Webhook sends. */
export function mailEvents(options: SendgridMailerOptions): ProviderEvents<MailFact> | null {
  const { eventKeys = [], maxEventAgeMs } = options
  if (eventKeys.length === 0) return null
  const keys = publicKeys(eventKeys)
  const clock = clockOf(options)
  return {
    read: async (request) => {
      const maxAgeMs = maxEventAgeMs === undefined ? {} : { maxAgeMs: maxEventAgeMs }
      const distrust = distrustOf(request, { keys, now: clock.now(), ...maxAgeMs })
      if (distrust !== null) return err(distrust)
      const items = writtenItems(Buffer.from(request.body).toString('utf8'))
      return items === null ? err({ code: 'unreadable' }) : ok(items.map(toEvent))
    },
    understand: (raw) => toEvent(raw).fact,
  }
}

function toEvent(raw: string): ProviderEvent<MailFact> {
  const fields = fieldsOf(readJson(raw))
  const id = textOf(fields['sg_event_id'])
  return { key: id === '' ? createHash('sha256').update(raw).digest('hex') : id, raw, fact: factOf(fields) }
}

function factOf(fields: Fields): MailFact | null {
  const kind = kindOf(fields)
  const { timestamp } = fields
  const { normalized: address } = parseEmail(textOf(fields['email']))
  if (kind === null || address === undefined || typeof timestamp !== 'number') return null
  const ours = textOf(fields[messageArgument])
  // The name with which the mail was taken comes first, and names of servers after it.
  const [name = ''] = textOf(fields['sg_message_id']).split('.')
  const reason = reasonOf(fields)
  return {
    messageId: isUuid(ours) ? ours : null,
    event: {
      ...{ kind, at: timestamp * 1_000, address },
      ...(name !== '' && { providerMessageId: name }),
      ...(reason !== '' && { reason }),
    },
  }
}

function kindOf(fields: Fields): DeliveryEventKind | null {
  const event = textOf(fields['event'])
  if (event === 'bounce') return bounceKind(fields)
  // A machine of the recipient's has fetched the pictures: the mail is there, and nobody has opened it.
  if (event === 'open' && fields['sg_machine_open'] === true) return 'delivered'
  return Object.hasOwn(eventKinds, event) ? (eventKinds[event] ?? null) : null
}

function bounceKind(fields: Fields): DeliveryEventKind {
  if (fields['type'] === 'blocked') return 'blocked'
  const known = bounceKinds[textOf(fields['bounce_classification'])]
  if (known !== undefined) return known
  const status = textOf(fields['status'])
  return status === '' || /^5\.1\./.test(status) ? 'bounced' : 'failed'
}

/** Codes only: the sentences of servers quote people. */
function reasonOf(fields: Fields): string {
  if (fields['event'] === 'dropped') {
    return textOf(fields['reason'])
      .toLowerCase()
      .replace(/[^a-z]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60)
  }
  const said = `${textOf(fields['reason'])} ${textOf(fields['response'])}`.trim()
  const [code = ''] = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(said) ?? []
  if (code.length > 3) return code.replace('-', ' ')
  const status = textOf(fields['status'])
  return [code, /^\d\.\d{1,3}\.\d{1,3}$/.test(status) ? status : ''].filter((part) => part !== '').join(' ')
}
