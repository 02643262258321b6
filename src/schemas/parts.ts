/** Parts that several schemas share. @module */
import * as z from 'zod'
import { isUuid } from '../kernel/ids.ts'
import type { AddressCategory } from '../party/address.ts'
import type { NewAddress, NewPhone } from '../party/new-coordinates.ts'
import type { PhoneKind } from '../party/phone.ts'
import { hasUnreadableCharacters } from '../party/read-fields.ts'
import type { Visibility } from '../party/record.ts'
import { schemaOf } from './schema.ts'

/** An id: a UUID in any letter case, given in lower case. */
export const id: z.ZodType<string> = z
  .string()
  .transform((text) => text.toLowerCase())
  .refine(isUuid, { error: 'Give the id of a record, a UUID.' })

/** A text that is stored or looked up as it is. */
export const plainText: z.ZodType<string> = z.string().refine((text) => !hasUnreadableCharacters(text), {
  error: 'Leave out NUL and halves of characters.',
  params: { problem: 'unreadable-text' },
})

/** A text that may be cleared. */
export const text: z.ZodType<string | null | undefined> = z.string().nullish()

/** A list of texts that may be cleared. */
export const texts: z.ZodType<readonly string[] | null | undefined> = z.array(z.string()).readonly().nullish()

export const visibility: z.ZodType<Visibility> = z.enum(['private', 'read', 'write'])

const phoneKind: z.ZodType<PhoneKind> = z.enum(['main', 'mobile', 'home', 'work', 'fax', 'other'])

const newPhone: z.ZodType<NewPhone> = schemaOf<NewPhone>()(
  z.union([z.string(), z.strictObject({ number: z.string(), kind: phoneKind.optional() }).readonly()], {
    error: 'Give the number as text, or { number, kind }.',
  }),
)

/** Phones, each as text or with its kind. */
export const phones: z.ZodType<readonly NewPhone[] | null | undefined> = z.array(newPhone).readonly().nullish()

const categories = ['head-office', 'billing', 'delivery', 'warehouse', 'shop', 'home', 'other'] as const
const addressCategory: z.ZodType<AddressCategory> = z.enum(categories)

/** One address. */
export const newAddress: z.ZodType<NewAddress> = schemaOf<NewAddress>()(
  z
    .strictObject({
      category: addressCategory.optional(),
      isDefault: z.boolean().optional(),
      line1: z.string().nullish(),
      line2: z.string().nullish(),
      postcode: z.string().nullish(),
      city: z.string().nullish(),
      region: z.string().nullish(),
      country: z.string().nullish(),
    })
    .readonly(),
)

/** Addresses. */
export const addresses: z.ZodType<readonly NewAddress[] | null | undefined> = z.array(newAddress).readonly().nullish()
