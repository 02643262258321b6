/** Schemas of what the desk of incoming mail is given. @module */
import * as z from 'zod'
import type { MailLink, MailOwner } from '../inputs/inbound.ts'
import type { ContactId, InteractionId, MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { id } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

const interactionId = id.transform((value): InteractionId => value)
const memberId = id.transform((value): MemberId => value)
const contactId = id.transform((value): ContactId => value)
const mostContacts = 100
const oneOfTwo =
  'Give contactIds, and the mail gets a matter of its own with these people, or interactionId, and it goes onto that matter. For both, link it to the matter and add the people to that.'

/** Whose address is meant. */
export const mailOwnerSchema: z.ZodType<MailOwner> = schemaOf<MailOwner>()(
  z.union([z.strictObject({ memberId }).readonly(), z.strictObject({ interactionId }).readonly()]),
)

/** Where a mail is to go. */
export const mailLinkSchema: z.ZodType<MailLink> = schemaOf<MailLink>()(
  z
    .strictObject({
      contactIds: z.array(contactId).min(1).max(mostContacts).readonly().optional(),
      interactionId: interactionId.optional(),
    })
    .transform(({ contactIds, interactionId }, context): MailLink => {
      if (contactIds !== undefined && interactionId === undefined) return { contactIds }
      if (interactionId !== undefined && contactIds === undefined) return { interactionId }
      context.addIssue({ code: 'custom', message: oneOfTwo })
      return z.NEVER
    }),
)

/** Whose address is meant, read. */
export function parseMailOwner(input: unknown): Result<MailOwner, InputRefusal> {
  return parseWith(mailOwnerSchema, input)
}

/** Where a mail is to go, read. */
export function parseMailLink(input: unknown): Result<MailLink, InputRefusal> {
  return parseWith(mailLinkSchema, input)
}
