/**
 * Requests held against what Mailjet takes. Its published description lacks Send v3.1, so this is written after the
 * declarations of its client (`SendEmailV3_1`) and its guide: limits, required properties, and no others.
 * @see https://dev.mailjet.com/email/guides/send-api-v31/
 */
import { Ajv2020 } from 'ajv/dist/2020.js'

const mailbox = {
  type: 'object',
  required: ['Email'],
  properties: { Email: { type: 'string', pattern: '^[^@\\s]+@[^@\\s]+$' }, Name: { type: 'string' } },
  additionalProperties: false,
}
const mailboxes = { type: 'array', minItems: 1, maxItems: 50, items: mailbox }
const file = {
  type: 'object',
  required: ['ContentType', 'Filename', 'Base64Content'],
  properties: {
    ContentType: { type: 'string', pattern: '^[^/\\s]+/[^/\\s]+$' },
    Filename: { type: 'string' },
    Base64Content: { type: 'string', pattern: '^[A-Za-z0-9+/]*={0,2}$' },
    ContentID: { type: 'string' },
  },
  additionalProperties: false,
}
const tracking = { enum: ['account_default', 'disabled', 'enabled'] }

/** What Mailjet does not let anybody write by himself. */
const reserved = '^(?!(?:date|message-id|from|sender|subject|to|cc|bcc|reply-to|return-path|received)$)'

const schema = {
  type: 'object',
  required: ['Messages'],
  additionalProperties: false,
  properties: {
    SandboxMode: { type: 'boolean' },
    AdvanceErrorHandling: { type: 'boolean' },
    Messages: {
      type: 'array',
      minItems: 1,
      maxItems: 50,
      items: {
        type: 'object',
        required: ['From', 'To'],
        anyOf: [{ required: ['TextPart'] }, { required: ['HTMLPart'] }],
        additionalProperties: false,
        properties: {
          ...{ From: mailbox, ReplyTo: mailbox, To: mailboxes, Cc: mailboxes, Bcc: mailboxes },
          Subject: { type: 'string', maxLength: 255 },
          ...{ TextPart: { type: 'string' }, HTMLPart: { type: 'string' } },
          Attachments: { type: 'array', items: file },
          InlinedAttachments: { type: 'array', items: file },
          ...{ TrackOpens: tracking, TrackClicks: tracking },
          CustomID: { type: 'string', maxLength: 64 },
          Headers: {
            type: 'object',
            propertyNames: { pattern: `${reserved}[!-9;-~]+$` },
            additionalProperties: { type: 'string', pattern: '^[^\\r\\n]*$' },
          },
        },
      },
    },
  },
}

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(schema)

/** What there is against a request to send mails. */
export function messageProblems(body: unknown): readonly string[] {
  if (validate(body)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
