/** Schemas of what is handed in about access: shares, groups, capabilities, questions. @module */
import * as z from 'zod'
import { type CallName, callRules } from '../access/call-rules.ts'
import { type Capability, capabilities, type WithheldFromRoles } from '../access/role.ts'
import type { AccessQuestion, GroupMembers, NewGroup } from '../inputs/access.ts'
import type { MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import type { Share } from '../party/record.ts'
import { id } from './parts.ts'
import { parseParameter, parseWith, schemaOf } from './schema.ts'

const withheld: z.ZodType<readonly Capability[]> = z.array(z.enum(capabilities)).max(capabilities.length).readonly()

/** Capabilities to take from whole roles. */
export const withheldFromRoles: z.ZodType<WithheldFromRoles> = schemaOf<WithheldFromRoles>()(
  z
    .strictObject({
      manager: withheld.optional(),
      user: withheld.optional(),
      restricted: withheld.optional(),
      'read-only': withheld.optional(),
    })
    .readonly(),
)

/** A group to make. */
export const newGroupSchema: z.ZodType<NewGroup> = schemaOf<NewGroup>()(z.strictObject({ name: z.string() }).readonly())

const memberIds = z
  .array(id.transform((value): MemberId => value))
  .max(1_000)
  .readonly()
  .optional()

/** Who is to come into a group, and who is to leave it. */
export const groupMembersSchema: z.ZodType<GroupMembers> = schemaOf<GroupMembers>()(
  z.strictObject({ add: memberIds, remove: memberIds }).readonly(),
)

/** With whom a record is to be shared. */
export const shareSchema: z.ZodType<Share> = schemaOf<Share>()(
  z.strictObject({ with: id.transform((value): Share['with'] => value), level: z.enum(['read', 'write']) }).readonly(),
)

const call: z.ZodType<CallName> = z.custom<CallName>(
  (value) => typeof value === 'string' && Object.hasOwn(callRules, value),
  {
    error: 'Name a call as a desk does: companies.update.',
  },
)

/** What is to be explained. */
export const accessQuestionSchema: z.ZodType<AccessQuestion> = schemaOf<AccessQuestion>()(
  z
    .strictObject({ call, recordId: id.optional(), memberId: id.transform((value): MemberId => value).optional() })
    .readonly(),
)

/** Reads the capabilities to take from a member from anything. */
export function parseWithheld(value: unknown): Result<readonly Capability[], InputRefusal> {
  return parseWith(withheld, value)
}

/** Reads whether a member is to be let do something from anything. */
export function parseAuthorized(value: unknown): Result<boolean, InputRefusal> {
  return parseParameter('authorized', z.boolean(), value)
}

/** Reads a group to make from anything. */
export function parseNewGroup(value: unknown): Result<NewGroup, InputRefusal> {
  return parseWith(newGroupSchema, value)
}

/** Reads who is to come into a group and to leave it from anything. */
export function parseGroupMembers(value: unknown): Result<GroupMembers, InputRefusal> {
  return parseWith(groupMembersSchema, value)
}

/** Reads with whom a record is to be shared from anything. */
export function parseShare(value: unknown): Result<Share, InputRefusal> {
  return parseWith(shareSchema, value)
}

/** Reads a question about access from anything. */
export function parseAccessQuestion(value: unknown): Result<AccessQuestion, InputRefusal> {
  return parseWith(accessQuestionSchema, value)
}
