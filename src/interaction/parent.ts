/** Matters that are parts of others. Rules: docs/concepts/interactions.md (INT-1). @module */
import type { InteractionId } from '../kernel/ids.ts'
import { ok, type Result } from '../kernel/result.ts'
import { type InputRefusal, refuseInput } from '../party/input-issue.ts'

/** How many matters may stand above one another. */
export const mostAncestors = 20

/**
 * Checks the matter that another is to be a part of: no circle, and not too deep.
 * @param ancestors of the parent: its parent, the parent of that, … up to the one at the top
 */
export function checkParent(
  id: InteractionId,
  parentId: InteractionId,
  ancestors: readonly InteractionId[],
): Result<InteractionId, InputRefusal> {
  if (parentId === id || ancestors.includes(id)) {
    const remedy = 'Name a matter that is not itself a part of this one.'
    return refuseInput([{ path: 'parentId', problem: 'cycle', value: parentId, remedy }])
  }
  if (ancestors.length < mostAncestors) return ok(parentId)
  const remedy = `Name a matter with fewer than ${mostAncestors} above it.`
  return refuseInput([{ path: 'parentId', problem: 'out-of-range', value: parentId, remedy }])
}
