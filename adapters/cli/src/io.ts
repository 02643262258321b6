/** What a command line program is given by its surroundings, so that tests can give it something else. @module */
import type { Clock } from 'crmkit'
import type { GoogleAddresses } from './google-access.ts'
import type { Stores } from './open-store.ts'

/** Something that text can be written to. */
export interface TextOutput {
  write(text: string): unknown
}

/** The surroundings of one run. */
export interface CliIo {
  readonly stdout: TextOutput
  readonly stderr: TextOutput
  /** Whether stderr is a terminal: progress is drawn only there. */
  readonly isTerminal: boolean
  /** Where relative paths begin. */
  readonly cwd: string
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted when the user wants to stop. */
  readonly signal?: AbortSignal
  /** What opens `--store`. Default: PGlite directories and PostgreSQL servers. */
  readonly stores?: Stores
  /** Default: the system's. */
  readonly clock?: Clock
  /** The next line that the user types; `null`: there is none. Default: nobody is there to ask. */
  readonly readLine?: () => Promise<string | null>
  /** Where Google is. Default: Google's own addresses. */
  readonly google?: GoogleAddresses
}
