/** Recognizing a row, or a whole file, by what it says. @module */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { AffiliationDraft, CompanyDraft, ContactDraft } from './row-reading.ts'

/** The hash of drafts, 128 bits in hexadecimal: equal for equal values, whatever the order of the columns. */
export function hashDrafts(...drafts: readonly (CompanyDraft | ContactDraft | AffiliationDraft | undefined)[]): string {
  return hashData(drafts)
}

/** The hash of plain data, 128 bits in hexadecimal, whatever the order of its fields. */
export function hashData(data: unknown): string {
  return bytesToHex(sha256(new TextEncoder().encode(canonical(data))).subarray(0, 16))
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}
