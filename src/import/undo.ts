/** Whether an import's mark on a record can be taken back. Rules: docs/concepts/imports.md (IMP-9). @module */
import type { KeptRecord } from './import-preview.ts'
import type { BeforeImage, ImportTouch } from './import-record.ts'

/** What is to be done with one record of an undone import. */
export type UndoDecision =
  | { readonly decision: 'purge' }
  | { readonly decision: 'restore'; readonly before: BeforeImage }
  | { readonly decision: 'keep'; readonly reason: KeptRecord['reason'] }
  /** It is gone already, or settled. */
  | { readonly decision: 'nothing' }

/** What is known of a record that an import created or changed. */
export interface TouchedState {
  readonly created: boolean
  readonly touch: ImportTouch | null
  /** The record's present version; `null` if it is no more. */
  readonly version: number | null
  /** Whether something that stays points at the record. */
  readonly isReferenced: boolean
}

/** Decides on one record: purged if it was created, restored if it was changed, kept where people went on with it. */
export function decideUndo(state: TouchedState): UndoDecision {
  const { created, touch, version, isReferenced } = state
  if (version === null) return created ? { decision: 'nothing' } : { decision: 'keep', reason: 'purged-since' }
  if (version !== (touch?.versionAfter ?? 1)) return { decision: 'keep', reason: 'changed-since' }
  // Somebody else's change came between the import's own: it is in the first image that the import kept.
  if (created && touch !== null && touch.before?.record.version !== 1)
    return { decision: 'keep', reason: 'changed-since' }
  if (created) return isReferenced ? { decision: 'keep', reason: 'still-referenced' } : { decision: 'purge' }
  if (touch === null || touch.before === null) return { decision: 'keep', reason: 'erased' }
  return { decision: 'restore', before: touch.before }
}

/**
 * Decides once more on a record of an import that is undone. What the import created may have come free since; what it
 * only changed is settled, as a version never comes back.
 */
export function decideUndoAgain(state: TouchedState): UndoDecision {
  return state.created ? decideUndo(state) : { decision: 'nothing' }
}
