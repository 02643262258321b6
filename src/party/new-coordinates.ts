/** Phones, e-mails and addresses as people hand them in. Rules: docs/concepts/parties.md (PTY-3, PTY-4). @module */
import type { CountryCode } from '../kernel/country.ts'
import type { Address, AddressCategory } from './address.ts'
import { type Email, parseEmail } from './email.ts'
import type { InputIssue } from './input-issue.ts'
import { type Phone, type PhoneKind, parsePhone } from './phone.ts'
import { isFew, isReadable, longest, present, readCountry, readText, type Said } from './read-fields.ts'

/** A phone number: as text, then its kind is `main`, or with its kind. */
export type NewPhone = string | { readonly number: string; readonly kind?: PhoneKind | undefined }

/** A postal address. */
export interface NewAddress {
  /** Default: `head-office` for a company, `home` for a contact. */
  readonly category?: AddressCategory | undefined
  /** Default: whether it is the first one of its category, unless another one is said to be. */
  readonly isDefault?: boolean | undefined
  readonly line1?: string | null | undefined
  readonly line2?: string | null | undefined
  readonly postcode?: string | null | undefined
  readonly city?: string | null | undefined
  readonly region?: string | null | undefined
  /** A code of ISO 3166-1 or a name; a blank one is the record's or the workspace's. */
  readonly country?: string | null | undefined
}

/** Reads phones. What can't be understood is kept, without `e164`; the same number comes once. */
export function readPhones(
  issues: InputIssue[],
  path: string,
  said: Said<readonly NewPhone[]>,
  current: readonly Phone[],
  country: CountryCode | undefined,
): readonly Phone[] {
  if (said === undefined) return current
  const phones = new Map<string, Phone>()
  for (const [index, item] of (said ?? []).entries()) {
    const { number, kind } = typeof item === 'string' ? { number: item, kind: undefined } : item
    const typed = number.trim()
    if (typed === '' || !isReadable(issues, `${path}.${index}`, typed, longest.short)) continue
    const phone = parsePhone(typed, country, kind)
    const key = `${phone.e164 ?? phone.typed} ${phone.extension ?? ''}`
    if (!phones.has(key)) phones.set(key, phone)
  }
  return isFew(issues, path, [...phones]) ? [...phones.values()] : []
}

/** Reads e-mail addresses. What is none is kept, without `normalized`; the same address comes once. */
export function readEmails(
  issues: InputIssue[],
  path: string,
  said: Said<readonly string[]>,
  current: readonly Email[],
): readonly Email[] {
  if (said === undefined) return current
  const emails = new Map<string, Email>()
  for (const [index, item] of (said ?? []).entries()) {
    const typed = item.trim()
    if (typed === '' || !isReadable(issues, `${path}.${index}`, typed, longest.short)) continue
    const email = parseEmail(typed)
    const key = email.normalized ?? typed
    if (!emails.has(key)) emails.set(key, email)
  }
  return isFew(issues, path, [...emails]) ? [...emails.values()] : []
}

/** Reads addresses. Empty ones are left out; each category that has some has exactly one default. */
export function readAddresses(
  issues: InputIssue[],
  path: string,
  said: Said<readonly NewAddress[]>,
  current: readonly Address[],
  usualCategory: AddressCategory,
): readonly Address[] {
  if (said === undefined) return current
  const read = (said ?? []).flatMap((item, index) => readAddress(issues, `${path}.${index}`, item, usualCategory))
  return isFew(issues, path, read) ? withOneDefaultEach(issues, path, read) : []
}

interface ReadAddress {
  readonly address: Omit<Address, 'isDefault'>
  readonly isDefault: boolean | undefined
}

function readAddress(
  issues: InputIssue[],
  path: string,
  said: NewAddress,
  usualCategory: AddressCategory,
): readonly ReadAddress[] {
  const place = present<Omit<Address, 'category' | 'isDefault'>>({
    line1: readText(issues, `${path}.line1`, said.line1, undefined),
    line2: readText(issues, `${path}.line2`, said.line2, undefined),
    postcode: readText(issues, `${path}.postcode`, said.postcode, undefined, longest.postcode),
    city: readText(issues, `${path}.city`, said.city, undefined, longest.city),
    region: readText(issues, `${path}.region`, said.region, undefined),
    country: readCountry(issues, `${path}.country`, said.country, undefined),
  })
  // A country alone is no address: forms have one selected from the start.
  if (Object.keys(place).every((part) => part === 'country')) return []
  return [{ address: { category: said.category ?? usualCategory, ...place }, isDefault: said.isDefault }]
}

function withOneDefaultEach(issues: InputIssue[], path: string, read: readonly ReadAddress[]): readonly Address[] {
  const defaults = new Map<AddressCategory, ReadAddress>()
  for (const item of read) {
    const { category } = item.address
    if (item.isDefault !== true) continue
    if (defaults.has(category)) {
      const remedy = `Say of only one ${category} address that it is the default.`
      issues.push({ path, problem: 'several-defaults', value: category, remedy })
    }
    defaults.set(category, item)
  }
  for (const item of read) if (!defaults.has(item.address.category)) defaults.set(item.address.category, item)
  return read.map((item) => ({ ...item.address, isDefault: defaults.get(item.address.category) === item }))
}
