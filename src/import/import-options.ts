/** How a file is to be imported. Rules: docs/concepts/imports.md (IMP-4, IMP-6). @module */
import type { MemberId } from '../kernel/ids.ts'
import type { Visibility } from '../party/record.ts'

/**
 * What happens to a record that a row matches: a cell that is not blank replaces (`update`), fills what is blank
 * (`fill-blank`), the record stays as it is (`skip`), or another one is created beside it (`create-anyway`).
 */
export type MatchMode = 'update' | 'fill-blank' | 'skip' | 'create-anyway'

/** The choices that a workspace offers for a field; without a list, every text is taken. */
export interface FieldChoices {
  readonly type?: readonly string[]
  readonly temperature?: readonly string[]
  readonly tags?: readonly string[]
}

/** Choices of whoever imports. */
export interface ImportOptions {
  /** Default: `update`. */
  readonly mode: MatchMode
  /** Whether an invalid number refuses its row, or is left out and told. Default: `error`. */
  readonly invalidIds: 'error' | 'drop'
  /** Whether legal forms must be equal for a match by name. Default: `false`. */
  readonly strictNames: boolean
  /** What to do with an owner whom nobody knows: refuse the row, leave the record unassigned, or name a member. */
  readonly unknownOwner: 'error' | 'unassigned' | { readonly memberId: MemberId }
  /** What may stand in fields that are chosen from a list: anything else is a problem on its row. Default: anything may. */
  readonly choices?: FieldChoices
  /** Owner of new records whose row names none: a member or nobody. Default: who imports. */
  readonly ownerId: MemberId | null
  /** Visibility of new companies and contacts. Default: as the workspace's settings say. */
  readonly visibility?: Visibility
}
