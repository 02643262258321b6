/** What the cases about calls and telephone numbers are written with. @module */
import type { AccessScope } from '../access/actor.ts'
import type { StoredCall } from '../call/stored-call.ts'
import type { Write } from '../ports/commit.ts'
import type { Store } from '../ports/store.ts'
import { buildCall } from './builders.ts'
import { countedId } from './fixed-time-and-ids.ts'
import { idsOf, write } from './store-scene.ts'

/** The telephone number of a customer. */
export const first = '+33123458073' as NonNullable<StoredCall['number']>
/** That of another one. */
export const second = '+33123458074' as NonNullable<StoredCall['number']>
/** Which part of a list: the whole. */
export const all = { limit: 100 } as const

/** The n-th call of a case. */
export function callId(n: number): string {
  return countedId(n, 0x7)
}

/** Writes calls, each as it is to be. */
export async function log(
  store: Store,
  calls: readonly (Partial<StoredCall> & Pick<StoredCall, 'id'>)[],
): Promise<void> {
  await write(
    store,
    calls.map((fields): Write => ({ op: 'create', kind: 'call', record: buildCall(fields) })),
  )
}

/** The whole log of a scope. */
export async function logOf(store: Store, scope: AccessScope): Promise<readonly string[]> {
  return idsOf(await store.calls.list(scope, all))
}
