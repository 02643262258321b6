/** What merging is given. @module */
import type { MergeChoices } from '../identity/merge-plan.ts'
import type { CommandOptions } from './call.ts'

/** What a merge may be given. */
export interface MergeOptions<Field extends string> extends Pick<CommandOptions, 'commandId'> {
  /** Whose value a field gets, where it is not the survivor's. */
  readonly choices?: MergeChoices<Field> | undefined
  /** The version of the survivor that the caller has seen. */
  readonly expectedVersion?: number | undefined
  /** The version of the loser that the caller has seen. */
  readonly expectedLoserVersion?: number | undefined
}
