/** Outgoing messages: one for all of its recipients, with what became of it at each. Rules: docs/concepts/messages.md (MSG-1, MSG-2, MSG-6). @module */
import { compareCodePoints } from '../kernel/compare.ts'
import type { ContactId, InteractionId, MemberId, MessageId } from '../kernel/ids.ts'
import type { Price } from '../kernel/price.ts'
import type { Channel, MessageAddress, Purpose } from './channel.ts'
import { type Delivery, type DeliveryEvent, newDelivery, recordDelivery } from './delivery.ts'
import type { SendAnswer } from './send-answer.ts'
import { moveSending, type Sending } from './sending.ts'

/** In which line of a mail somebody stands. A text message has only `to`. */
export type RecipientKind = 'to' | 'cc' | 'bcc'

/** Somebody to whom a message goes. */
export interface NewRecipient {
  readonly kind: RecipientKind
  readonly address: MessageAddress
  readonly contactId?: ContactId
}

/** Somebody to whom a message goes, and what became of it. */
export interface Recipient extends NewRecipient {
  /** The provider's own name for the message to this recipient, once it is known. */
  readonly providerMessageId?: string
  /** Its further names: it was sent more than once. Events go by any of them. */
  readonly otherProviderNames?: readonly string[]
  readonly delivery: Delivery
  /** What a text message cost, once its provider has said so. */
  readonly price?: Price
}

/** A message to somebody outside. Its words stand elsewhere: they are erased by the person, and this is counted. */
export interface OutgoingMessage {
  readonly id: MessageId
  readonly channel: Channel
  readonly purpose: Purpose
  /** The matter that it belongs to. */
  readonly interactionId?: InteractionId
  /** Who wrote it; `null`: a job. */
  readonly memberId: MemberId | null
  readonly sending: Sending
  readonly recipients: readonly Recipient[]
}

/** What a provider tells of a message, of one recipient. */
export interface RecipientEvent extends DeliveryEvent {
  readonly address: MessageAddress
  readonly providerMessageId?: string
}

/** Recipients of a new message; who stands there twice gets it once, in the line that comes first. */
export function startRecipients(recipients: readonly NewRecipient[]): readonly Recipient[] {
  const first = new Map<MessageAddress, NewRecipient>()
  for (const recipient of recipients) {
    const known = first.get(recipient.address)
    if (known === undefined || lines.indexOf(recipient.kind) < lines.indexOf(known.kind)) {
      first.set(recipient.address, recipient)
    }
  }
  return [...first.values()].map((recipient) => ({ ...recipient, delivery: newDelivery }))
}

/**
 * The message after an event of its provider. That there is one proves that the provider has the message, whatever we
 * thought. What is told of an address that it did not go to changes nothing else.
 */
export function recordEvent(message: OutgoingMessage, event: RecipientEvent): OutgoingMessage {
  if (event.kind === 'resubscribed') return message
  const proven = moveSending(message.sending, { kind: 'prove', at: event.at })
  const recipients = message.recipients.map((recipient) => {
    return recipient.address === event.address ? recordAt(recipient, event) : recipient
  })
  return { ...message, sending: proven.ok ? proven.value : message.sending, recipients }
}

/** The recipients after the provider's answer. The message's own step is `stepOfAnswer`. */
export function recordAnswer(recipients: readonly Recipient[], answer: SendAnswer): readonly Recipient[] {
  const answers = 'recipients' in answer ? (answer.recipients ?? []) : []
  if (answers.length === 0) return recipients
  const answered = new Map(answers.map((each) => [each.address, each]))
  return recipients.map((recipient) => {
    const { event, providerMessageId } = answered.get(recipient.address) ?? {}
    if (event === undefined) return recipient
    return recordAt(recipient, { ...event, ...(providerMessageId !== undefined && { providerMessageId }) })
  })
}

const lines: readonly RecipientKind[] = ['to', 'cc', 'bcc']

type NamedEvent = DeliveryEvent & Pick<RecipientEvent, 'providerMessageId'>

function recordAt(recipient: Recipient, { providerMessageId, ...event }: NamedEvent): Recipient {
  return { ...named(recipient, providerMessageId), delivery: recordDelivery(recipient.delivery, event) }
}

/** How many names of a message are kept at a recipient. */
const mostNames = 10

/** Two names can only mean that it was sent twice: the first of them stands for it, whichever came first. */
function named(recipient: Recipient, told: string | undefined): Recipient {
  const { providerMessageId, otherProviderNames = [] } = recipient
  if (told === undefined || told === providerMessageId) return recipient
  if (providerMessageId === undefined) return { ...recipient, providerMessageId: told }
  const names = [...new Set([providerMessageId, ...otherProviderNames, told])].sort(compareCodePoints)
  const [name = told, ...others] = names.slice(0, mostNames)
  return { ...recipient, providerMessageId: name, otherProviderNames: others }
}
