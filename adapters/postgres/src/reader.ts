/** Reading: each read is one short transaction that is held to its workspace. @module */
import type { Answer, Statement } from './executor.ts'

/**
 * How statements that stay prepared are planned: `fitted` to the values at hand each time, as lists need it, where a few
 * or nearly all rows may be asked for; or `kept`, where the same plan is right for all values.
 */
export type Plans = 'fitted' | 'kept'

/** Runs reads in the name of one workspace. */
export interface Reader {
  /** The quoted name of the schema. */
  readonly schema: string
  /** Runs statements in one transaction and one round trip. Plans are `fitted` unless told otherwise. */
  readAll(workspaceId: string, statements: readonly Statement[], plans?: Plans): Promise<readonly Answer[]>
  /** Runs one statement. */
  read(workspaceId: string, statement: Statement, plans?: Plans): Promise<Answer>
}
