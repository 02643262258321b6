/** What every command is. @module */
import type { ExitCode } from './exit-codes.ts'
import type { CliIo } from './io.ts'

/** One option, as help shows it. */
export interface OptionHelp {
  /** `--store ADDRESS` */
  readonly option: string
  readonly meaning: string
}

/** A command of the program. */
export interface Command {
  readonly name: string
  readonly summary: string
  /** What stands after the name: `FILE --store ADDRESS [options]`. */
  readonly synopsis: string
  /** Options of its own; those that every command has come by themselves. */
  readonly options: readonly OptionHelp[]
  /** A few sentences and examples below the options. */
  readonly notes: string
  run(argv: readonly string[], io: CliIo): Promise<ExitCode>
}
