/** Schemas of messages that are handed in, and of what is asked about them. @module */
import * as z from 'zod'
import type {
  DeliverabilityQuery,
  MessageListQuery,
  NewMail,
  NewMailFile,
  NewMessageRecipient,
  NewSms,
} from '../inputs/message.ts'
import type { ContactId, FileId, InteractionId, MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { Instant } from '../kernel/time.ts'
import type { Channel, Purpose } from '../message/channel.ts'
import type { NewMessageTemplate } from '../message/saved-template.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import type { ProviderEventReplay } from '../ports/provider-event-log.ts'
import { cursorSchema, limitSchema } from './call.ts'
import { id, plainText } from './parts.ts'
import { newLabel } from './pipeline.ts'
import { parseParameter, parseWith, schemaOf } from './schema.ts'
import { missingPolicies } from './template.ts'

const contactId = id.transform((value): ContactId => value)
const interactionId = id.transform((value): InteractionId => value)
const fileId = id.transform((value): FileId => value)
const memberId = id.transform((value): MemberId => value)
const instant = z
  .number()
  .int()
  .transform((at): Instant => at)
const locale = z.enum(['en', 'fr', 'ro', 'hu'])

/** What a message is for. */
export const purposeSchema: z.ZodType<Purpose> = z.enum(['correspondence', 'reminder', 'marketing'])
/** On which way. */
export const channelSchema: z.ZodType<Channel> = z.enum(['email', 'sms'])

const recipient: z.ZodType<NewMessageRecipient> = schemaOf<NewMessageRecipient>()(
  z
    .strictObject({
      contactId: contactId.optional(),
      address: plainText.optional(),
      name: plainText.optional(),
      kind: z.enum(['to', 'cc', 'bcc']).optional(),
    })
    .readonly(),
)

/** No call names more. */
const mostRecipients = 1_000

const common = {
  recipients: z.array(recipient).max(mostRecipients).readonly(),
  purpose: purposeSchema.optional(),
  interactionId: interactionId.optional(),
  notBefore: instant.optional(),
  locale: locale.optional(),
  missing: missingPolicies.optional(),
}

const fileName = plainText.check(z.maxLength(1_000))
const mailFile: z.ZodType<NewMailFile> = schemaOf<NewMailFile>()(
  z.union([
    z
      .strictObject({
        name: fileName,
        type: plainText,
        // A copy: whoever hands them in may use his own again.
        bytes: z.instanceof(Uint8Array).transform((bytes): Uint8Array => Uint8Array.from(bytes)),
        contentId: plainText.optional(),
      })
      .readonly(),
    z.strictObject({ fileId, name: fileName.optional(), contentId: plainText.optional() }).readonly(),
  ]),
)

/** No mail has more. */
const mostFiles = 100

/** A mail to send. */
export const newMailSchema: z.ZodType<NewMail> = schemaOf<NewMail>()(
  z
    .strictObject({
      ...common,
      template: plainText.optional(),
      subject: plainText.optional(),
      text: plainText.optional(),
      html: plainText.optional(),
      from: z.strictObject({ address: plainText, name: plainText.optional() }).readonly().optional(),
      replyTo: plainText.optional(),
      answers: z.array(plainText).max(100).readonly().optional(),
      files: z.array(mailFile).max(mostFiles).readonly().optional(),
    })
    .readonly(),
)

/** A text message to send. */
export const newSmsSchema: z.ZodType<NewSms> = schemaOf<NewSms>()(
  z.strictObject({ ...common, template: plainText.optional(), text: plainText.optional() }).readonly(),
)

/** A template of messages to save. */
export const newMessageTemplateSchema: z.ZodType<NewMessageTemplate> = schemaOf<NewMessageTemplate>()(
  z
    .strictObject({
      key: z.string(),
      label: newLabel,
      channel: channelSchema,
      locale: locale.optional(),
      subject: plainText.optional(),
      text: plainText.optional(),
      html: plainText.optional(),
      missing: missingPolicies.optional(),
    })
    .readonly(),
)

const states = z.enum(['queued', 'sending', 'uncertain', 'accepted', 'failed', 'cancelled'])

/** Which messages. */
export const messageListQuerySchema: z.ZodType<MessageListQuery> = schemaOf<MessageListQuery>()(
  z
    .strictObject({
      limit: limitSchema.optional(),
      cursor: cursorSchema.optional(),
      interactionId: interactionId.optional(),
      contactId: contactId.optional(),
      memberId: memberId.optional(),
      channel: channelSchema.optional(),
      states: z.array(states).readonly().optional(),
    })
    .readonly(),
)

/** Of what a report is. */
export const deliverabilityQuerySchema: z.ZodType<DeliverabilityQuery> = schemaOf<DeliverabilityQuery>()(
  z
    .strictObject({ from: instant, until: instant, by: z.enum(['day', 'month', 'year']).optional() })
    .refine(({ from, until }) => from < until, { error: 'Give a period that ends after it began.', path: ['until'] })
    .readonly(),
)

/** What providers told that is to be interpreted again. */
export const eventReplaySchema: z.ZodType<ProviderEventReplay> = z
  .strictObject({
    topic: z.enum(['mail', 'sms', 'calls']),
    provider: plainText.optional(),
    from: instant.optional(),
    until: instant.optional(),
  })
  .readonly()
  .transform(
    ({ topic, provider, from, until }): ProviderEventReplay => ({
      topic,
      ...(provider !== undefined && { provider }),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    }),
  )

const mostCredit = 100_000_000
const creditChange = z
  .number()
  .int()
  .min(-mostCredit)
  .max(mostCredit)
  .refine((parts) => parts !== 0, { error: 'Give a number of parts other than 0.' })
const sendOutcome = z.enum(['sent', 'not-sent'])

/** Reads a mail to send from anything. */
export function parseNewMail(value: unknown): Result<NewMail, InputRefusal> {
  return parseWith(newMailSchema, value)
}

/** Reads a template of messages to save from anything. */
export function parseNewMessageTemplate(value: unknown): Result<NewMessageTemplate, InputRefusal> {
  return parseWith(newMessageTemplateSchema, value)
}

/** Reads a text message to send from anything. */
export function parseNewSms(value: unknown): Result<NewSms, InputRefusal> {
  return parseWith(newSmsSchema, value)
}

/** Reads a query of messages from anything. */
export function parseMessageListQuery(value: unknown): Result<MessageListQuery, InputRefusal> {
  return parseWith(messageListQuerySchema, value)
}

/** Reads of what a report is to be from anything. */
export function parseDeliverabilityQuery(value: unknown): Result<DeliverabilityQuery, InputRefusal> {
  return parseWith(deliverabilityQuerySchema, value)
}

/** Reads what is to be interpreted again from anything. */
export function parseEventReplay(value: unknown): Result<ProviderEventReplay, InputRefusal> {
  return parseWith(eventReplaySchema, value)
}

/** Reads a change of the credit from anything. */
export function parseCreditChange(value: unknown): Result<number, InputRefusal> {
  return parseParameter('parts', creditChange, value)
}

/** Reads what somebody found out about a message from anything. */
export function parseSendOutcome(value: unknown): Result<'sent' | 'not-sent', InputRefusal> {
  return parseParameter('outcome', sendOutcome, value)
}
