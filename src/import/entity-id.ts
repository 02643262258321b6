/** Ids of what an import makes: they follow from the import and the row, so that a resumed import makes the same. @module */
import type { ImportId } from '../kernel/ids.ts'

const slots = { company: 0, contact: 1, affiliation: 2, audit: 3, event: 4 } as const

/** The most rows that one import can have ids for. */
export const mostRows: number = 2 ** 29 - 1

/**
 * The id of what a row makes: the import's own id with its last 32 bits replaced, still a UUID of version 7.
 * @param row counted from 1; at most {@link mostRows}
 */
export function entityId(importId: ImportId, row: number, slot: keyof typeof slots): string {
  return importId.slice(0, 28) + (row * 8 + slots[slot]).toString(16).padStart(8, '0')
}

/** Whether an id is the one of {@link entityId}; nothing is made to find out. */
export function isEntityId(id: string, importId: ImportId, row: number, slot: keyof typeof slots): boolean {
  let rest = row * 8 + slots[slot]
  for (let index = 35; index >= 28; index--) {
    if (id.charCodeAt(index) !== hexDigits.charCodeAt(rest % 16)) return false
    rest = Math.floor(rest / 16)
  }
  return rest === 0 && id.length === 36 && id.startsWith(importId.slice(0, 28))
}

const hexDigits = '0123456789abcdef'
