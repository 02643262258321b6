/** How a run ended, for scripts. @module */

/** The exit codes of `crmkit`. */
export const exitCodes = {
  done: 0,
  /** Something failed that nobody expected: the database, the disk, a mistake of ours. */
  failed: 1,
  /** Wrong arguments, or a file that is refused as a whole. Nothing was written. */
  refused: 2,
  /** Done, but some rows were refused: they are invalid, or several records could be meant. */
  rowsRefused: 3,
  /** Stopped by Ctrl+C; what was committed stays. */
  interrupted: 130,
} as const

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
