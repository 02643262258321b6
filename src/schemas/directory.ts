/** Schemas of address books, and of what is done with them. @module */
import * as z from 'zod'
import type { DirectoryAccountChanges, NewDirectory } from '../directory/new-account.ts'
import type { AbortSignalLike } from '../import/web-types.ts'
import type { DirectoryResolution, PreviewDirectoryOptions, SyncOptions } from '../inputs/directory.ts'
import type { CountryCode } from '../kernel/country.ts'
import type { ContactId, MemberId } from '../kernel/ids.ts'
import type { Result } from '../kernel/result.ts'
import type { InputRefusal } from '../party/input-issue.ts'
import { id, plainText } from './parts.ts'
import { parseWith, schemaOf } from './schema.ts'

const words = plainText
  .transform((text) => text.trim())
  .refine((text) => text !== '' && text.length <= 200, { error: 'Give 1 to 200 characters.' })
const country = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'Give the two letters of a country (ISO 3166), such as FR.' })
  .transform((code): CountryCode => code)

const wishes = {
  groupName: words.optional(),
  deletions: z.enum(['unlink', 'delete']).optional(),
  mostDeletions: z.number().int().min(0).max(1_000_000).optional(),
  contacts: z.enum(['own', 'visible']).optional(),
  country: country.nullish(),
  everyMinutes: z.number().int().min(5).max(10_080).nullish(),
}

/** An address book to connect. */
export const newDirectorySchema: z.ZodType<NewDirectory> = schemaOf<NewDirectory>()(
  z
    .strictObject({
      provider: words,
      label: words,
      memberId: id.transform((value): MemberId => value).nullish(),
      ...wishes,
    })
    .readonly(),
)

/** What an address book is to become. */
export const directoryChangesSchema: z.ZodType<DirectoryAccountChanges> = schemaOf<DirectoryAccountChanges>()(
  z.strictObject({ label: words.optional(), ...wishes }).readonly(),
)

const signal = z
  .custom<AbortSignalLike>((value) => typeof value === 'object' && value !== null && 'aborted' in value, {
    error: 'Give the signal of an AbortController.',
  })
  .optional()
const onProgress = z
  .custom<NonNullable<SyncOptions['onProgress']>>((value) => typeof value === 'function', { error: 'Give a function.' })
  .optional()

/** How an address book is synchronized. */
export const syncOptionsSchema: z.ZodType<SyncOptions> = schemaOf<SyncOptions>()(
  z.strictObject({ confirmDeletions: z.boolean().optional(), signal, onProgress }).readonly(),
)

/** How a synchronization is previewed. */
export const previewDirectoryOptionsSchema: z.ZodType<PreviewDirectoryOptions> = schemaOf<PreviewDirectoryOptions>()(
  z.strictObject({ signal }).readonly(),
)

/** What a person decides about a case. */
export const directoryResolutionSchema: z.ZodType<DirectoryResolution> = schemaOf<DirectoryResolution>()(
  z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('link'), contactId: id.transform((value): ContactId => value) }).readonly(),
    z.strictObject({ by: z.literal('create') }).readonly(),
    z.strictObject({ by: z.literal('leave') }).readonly(),
    z.strictObject({ by: z.literal('seen') }).readonly(),
  ]),
)

/** Reads an address book to connect from anything. */
export function parseNewDirectory(value: unknown): Result<NewDirectory, InputRefusal> {
  return parseWith(newDirectorySchema, value)
}

/** Reads changes of an address book from anything. */
export function parseDirectoryChanges(value: unknown): Result<DirectoryAccountChanges, InputRefusal> {
  return parseWith(directoryChangesSchema, value)
}

/** Reads how an address book is synchronized from anything. */
export function parseSyncOptions(value: unknown): Result<SyncOptions, InputRefusal> {
  return parseWith(syncOptionsSchema, value)
}

/** Reads how a synchronization is previewed from anything. */
export function parsePreviewDirectoryOptions(value: unknown): Result<PreviewDirectoryOptions, InputRefusal> {
  return parseWith(previewDirectoryOptionsSchema, value)
}

/** Reads what a person decides about a case from anything. */
export function parseDirectoryResolution(value: unknown): Result<DirectoryResolution, InputRefusal> {
  return parseWith(directoryResolutionSchema, value)
}
