/** What the cases about access are written with: what Anne sees under each filter, and shares. @module */
import type { AccessScope } from '../access/actor.ts'
import type { Share } from '../party/record.ts'
import { anne, ben, here, otherId } from './store-scene.ts'

/** A group that Anne is in. */
export const inside: string = otherId(1)
/** A group that she is not in. */
export const outside: string = otherId(2)

/** What Anne sees, under each filter, being in one group. */
export const granted: AccessScope = {
  workspaceId: here,
  filter: { sees: 'granted', memberId: anne, grantees: [anne, inside] },
}
export const assigned: AccessScope = {
  workspaceId: here,
  filter: { sees: 'assigned', memberId: anne, grantees: [anne, inside] },
}

export const withAnne: readonly Share[] = [{ with: anne, level: 'read' }]
export const withGroup: readonly Share[] = [{ with: inside, level: 'write' }]
export const withBoth: readonly Share[] = [...withAnne, ...withGroup]
export const withOthers: readonly Share[] = [
  { with: ben, level: 'write' },
  { with: outside, level: 'read' },
]
