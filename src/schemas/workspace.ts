/** Schemas of workspaces, settings, members and resources that are handed in. @module */
import * as z from 'zod'
import type { MemberChanges, NewMember, NewWorkspace, SettingsChanges } from '../access/change-settings.ts'
import type { NewHourlyCost } from '../access/hourly-cost.ts'
import type { ReminderSettingsChanges } from '../access/reminder-settings.ts'
import type { NewResource, ResourceChanges } from '../access/resource.ts'
import { type Role, roles } from '../access/role.ts'
import type { WorkingHours } from '../access/workspace.ts'
import type { MemberId, ResourceId, WorkspaceId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { withheldFromRoles } from './access.ts'
import { id, newAddress, plainText, text, visibility } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

const weekday = z.literal([1, 2, 3, 4, 5, 6, 7])

const workingHours: z.ZodType<WorkingHours> = schemaOf<WorkingHours>()(
  z.strictObject({ weekday, from: z.string(), until: z.string() }).readonly(),
)

const reminderSettings: z.ZodType<ReminderSettingsChanges> = schemaOf<ReminderSettingsChanges>()(
  z
    .strictObject({
      deadlineAt: z.string().optional(),
      customerDayBeforeAt: z.string().optional(),
      customerSameDayAt: z.string().optional(),
      graceHours: z.number().optional(),
    })
    .readonly(),
)

const settings = {
  logo: text.optional(),
  address: newAddress.nullish(),
  siret: text.optional(),
  vat: text.optional(),
  country: z.string().optional(),
  currency: z.string().optional(),
  locale: z.enum(['en', 'fr', 'ro', 'hu']).optional(),
  timeZone: z.string().optional(),
  workingHours: z.array(workingHours).max(100).readonly().optional(),
  companyVisibility: visibility.optional(),
  contactVisibility: visibility.optional(),
  reminders: reminderSettings.nullish(),
  interactionVisibility: visibility.optional(),
  nextActionPolicy: z.enum(['off', 'warn', 'require']).optional(),
  withheld: withheldFromRoles.optional(),
} as const

const person = {
  id: id.transform((value): MemberId => value).optional(),
  name: z.string(),
  email: text.optional(),
} as const

/** What settings are to become. */
export const settingsChangesSchema: z.ZodType<SettingsChanges> = schemaOf<SettingsChanges>()(
  z.strictObject({ name: z.string().optional(), ...settings }).readonly(),
)

const role: z.ZodType<Role> = z.enum(roles)

/** A member to add. */
export const newMemberSchema: z.ZodType<NewMember> = schemaOf<NewMember>()(
  z.strictObject({ ...person, role: role.optional() }).readonly(),
)

/** What a member's name and e-mail are to become. */
export const memberChangesSchema: z.ZodType<MemberChanges> = schemaOf<MemberChanges>()(
  z.strictObject({ name: z.string().optional(), email: text.optional() }).readonly(),
)

/** What an hour of a member is to cost. */
export const newHourlyCostSchema: z.ZodType<NewHourlyCost> = schemaOf<NewHourlyCost>()(
  z.strictObject({ from: z.string().optional(), amountMinor: z.number(), currency: z.string().optional() }).readonly(),
)

/** A resource to add. */
export const newResourceSchema: z.ZodType<NewResource> = schemaOf<NewResource>()(
  z
    .strictObject({
      id: id.transform((value): ResourceId => value).optional(),
      name: z.string(),
      kind: z.string(),
      description: text.optional(),
      color: text.optional(),
    })
    .readonly(),
)

/** What a resource is to become. */
export const resourceChangesSchema: z.ZodType<ResourceChanges> = schemaOf<ResourceChanges>()(
  z
    .strictObject({
      name: z.string().optional(),
      kind: z.string().optional(),
      description: text.optional(),
      color: text.optional(),
    })
    .readonly(),
)

/** A workspace to create. */
export const newWorkspaceSchema: z.ZodType<NewWorkspace> = schemaOf<NewWorkspace>()(
  z
    .strictObject({
      id: id.transform((value): WorkspaceId => value).optional(),
      name: z.string(),
      ...settings,
      administrator: z.strictObject(person).readonly(),
    })
    .readonly(),
)

const reason: z.ZodType<string> = plainText.refine((words) => words.trim() !== '' && words.length <= 500, {
  error: 'Say in 1 to 500 characters why the job runs: it is written into the audit.',
})

/** Reads changes of settings from anything. */
export function parseSettingsChanges(value: unknown): Result<SettingsChanges, InputRefusal> {
  return parseWith(settingsChangesSchema, value)
}

/** Reads a member to add from anything. */
export function parseNewMember(value: unknown): Result<NewMember, InputRefusal> {
  return parseWith(newMemberSchema, value)
}

/** Reads changes of a member from anything. */
export function parseMemberChanges(value: unknown): Result<MemberChanges, InputRefusal> {
  return parseWith(memberChangesSchema, value)
}

/** Reads a cost to set from anything. */
export function parseNewHourlyCost(value: unknown): Result<NewHourlyCost, InputRefusal> {
  return parseWith(newHourlyCostSchema, value)
}

/** Reads a resource to add from anything. */
export function parseNewResource(value: unknown): Result<NewResource, InputRefusal> {
  return parseWith(newResourceSchema, value)
}

/** Reads changes of a resource from anything. */
export function parseResourceChanges(value: unknown): Result<ResourceChanges, InputRefusal> {
  return parseWith(resourceChangesSchema, value)
}

/** Reads a role from anything. */
export function parseRole(value: unknown): Result<Role, InputRefusal> {
  return parseWith(role, value)
}

/** Reads a workspace to create from anything. */
export function parseNewWorkspace(value: unknown): Result<NewWorkspace, InputRefusal> {
  return parseWith(newWorkspaceSchema, value)
}

/** Reads the reason of a system job from anything. */
export function parseReason(value: unknown): Result<string, InputRefusal> {
  return parseWith(reason, value)
}
