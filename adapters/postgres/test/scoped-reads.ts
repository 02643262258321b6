/** Reads of a store, under each filter and of what one workspace has alone. */
import type { AccessScope, RecordFilter, Store } from 'crmkit'
import { id } from './fixtures.ts'

/** The member under whose filters is read, and a group of hers. */
export const anne = id(9, 1)
export const group = id(9, 20)

/** Smaller workspaces have the first of everything, and not this one. */
export const beyond = 5

export type Read = (store: Store, workspaceId: string) => Promise<unknown>

/** A read of something that both workspaces have, and of something that one of them has. */
export function each(read: (store: Store, workspaceId: string, n: number) => Promise<unknown>): Read {
  return (store, workspaceId) => Promise.all([1, 3, beyond, 6].map((n) => read(store, workspaceId, n)))
}

const filters: readonly RecordFilter[] = [
  { sees: 'everything' },
  { sees: 'granted', memberId: anne, grantees: [anne, group] },
  { sees: 'assigned', memberId: anne, grantees: [anne, group] },
]

/** A read under each filter. */
export function inScopes(read: (store: Store, scope: AccessScope) => Promise<unknown>): Read {
  return async (store, workspaceId) => {
    const answers: unknown[] = []
    for (const filter of filters) answers.push(await read(store, { workspaceId, filter }))
    return answers
  }
}
