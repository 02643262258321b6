/** Reading: each read is one short transaction that is held to its workspace. @module */
import type { Answer, Statement } from './executor.ts'

/** Runs reads in the name of one workspace. */
export interface Reader {
  /** The quoted name of the schema. */
  readonly schema: string
  /** Runs statements in one transaction and one round trip. */
  readAll(workspaceId: string, statements: readonly Statement[]): Promise<readonly Answer[]>
  /** Runs one statement. */
  read(workspaceId: string, statement: Statement): Promise<Answer>
}
