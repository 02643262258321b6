/** Events of Mailjet in the words of crmkit. @module */
import { createHash } from 'node:crypto'
import { type Fields, fieldsOf, readJson, textOf, writtenItems } from '@crmkit/adapter-kit'
import type { DeliveryEventKind, MailFact, ProviderEvent, ProviderEvents } from 'crmkit'
import { err, isUuid, ok, parseEmail } from 'crmkit/domain'
import type { MailjetMailerOptions } from './options.ts'
import { checkAddress, distrustOf } from './secret-address.ts'

/** Events of Mailjet that are always the same of ours. */
const eventKinds: Readonly<Record<string, DeliveryEventKind>> = {
  // Mailjet says so once the other server has taken it.
  sent: 'delivered',
  open: 'opened',
  click: 'clicked',
  blocked: 'blocked',
  spam: 'complained',
  unsub: 'unsubscribed',
}

/** Why a hard bounce is one of an address that is not there. */
const absentAddressErrors: readonly string[] = ['user unknown', 'mailbox inactive', 'invalid domain', 'no mail host']

/** Reads what Mailjet calls with. */
export function mailEvents({ events }: MailjetMailerOptions): ProviderEvents<MailFact> | null {
  if (events === undefined) return null
  checkAddress(events)
  return {
    read: async (request) => {
      const distrust = distrustOf(request, events)
      if (distrust !== null) return err(distrust)
      const items = writtenItems(Buffer.from(request.body).toString('utf8'))
      return items === null ? err({ code: 'unreadable' }) : ok(items.map(toEvent))
    },
    understand: (raw) => toEvent(raw).fact,
  }
}

function toEvent(raw: string): ProviderEvent<MailFact> {
  const fields = fieldsOf(readJson(raw))
  return { key: keyOf(fields, raw), raw, fact: factOf(fields) }
}

/** Mailjet gives events no name: what happened to whom, when and by what makes one. */
function keyOf(fields: Fields, raw: string): string {
  const named = ['event', 'time', 'Message_GUID', 'email', 'url', 'ip', 'agent', 'error', 'source', 'mj_list_id']
  // Read and written again, this number is another one; as it was written, it is not.
  const [, id = ''] = /"MessageID"\s*:\s*"?(\d+)/.exec(raw) ?? []
  const parts = textOf(fields['event']) === '' ? [raw] : [id, ...named.map((name) => fields[name] ?? null)]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function factOf(fields: Fields): MailFact | null {
  const kind = kindOf(fields)
  const { time } = fields
  const { normalized: address } = parseEmail(textOf(fields['email']))
  if (kind === null || address === undefined || typeof time !== 'number') return null
  const ours = textOf(fields['CustomID'])
  const name = textOf(fields['Message_GUID'])
  const reason = reasonOf(fields)
  return {
    messageId: isUuid(ours) ? ours : null,
    event: {
      ...{ kind, at: time * 1_000, address },
      ...(name !== '' && { providerMessageId: name }),
      ...(reason !== '' && { reason }),
    },
  }
}

function kindOf(fields: Fields): DeliveryEventKind | null {
  const event = textOf(fields['event'])
  if (event !== 'bounce') return Object.hasOwn(eventKinds, event) ? (eventKinds[event] ?? null) : null
  // A soft one: Mailjet tries on.
  if (fields['hard_bounce'] !== true) return 'deferred'
  const error = textOf(fields['error']).toLowerCase()
  return error === '' || absentAddressErrors.includes(error) ? 'bounced' : 'failed'
}

/** Codes only: the sentences of servers quote people. */
function reasonOf(fields: Fields): string {
  const said = textOf(fields['smtp_reply'])
  const [code = ''] = /\b\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(said) ?? []
  const error = [fields['error_related_to'], fields['error']]
    .map(textOf)
    .filter((part) => /^[a-z /-]{1,60}$/i.test(part))
  return code === '' ? error.join(': ') : code.replace('-', ' ')
}
