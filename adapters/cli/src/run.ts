/** Running the program: which command, and how it ended. @module */
import { isCrmError } from 'crmkit'
import { commands, findCommand } from './commands.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { describeCommand, describeProgram } from './help.ts'
import type { CliIo } from './io.ts'
import { RowsWrittenError } from './rows-written-error.ts'
import { sayWhatIsThere } from './text-table.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

/**
 * Runs `crmkit` with these arguments.
 * @param argv what stands after the program's name
 */
export async function run(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const [name = 'help', ...rest] = argv
  if (name === '--version' || name === '-v') return say(io, version())
  if (name === 'help' || name === '--help' || name === '-h') return help(rest[0], io)
  const command = findCommand(name)
  if (command === null) return complain(io, `There is no command "${name}". ${listOfCommands()}`)
  if (isAskingForHelp(rest)) return say(io, describeCommand(command))
  try {
    return await command.run(rest, io)
  } catch (failure) {
    return report(failure, name, rest.includes('--debug'), io)
  }
}

function help(name: string | undefined, io: CliIo): ExitCode {
  if (name === undefined) return say(io, describeProgram())
  const command = findCommand(name)
  if (command === null) return complain(io, `There is no command "${name}". ${listOfCommands()}`)
  return say(io, describeCommand(command))
}

function isAskingForHelp(argv: readonly string[]): boolean {
  return argv.includes('--help') || argv.includes('-h')
}

function listOfCommands(): string {
  return `There are ${commands.map(({ name }) => name).join(', ')} and help.`
}

function say(io: CliIo, text: string): ExitCode {
  io.stdout.write(`${text}\n`)
  return exitCodes.done
}

function complain(io: CliIo, sentence: string): ExitCode {
  io.stderr.write(`crmkit: ${sentence}\n`)
  return exitCodes.refused
}

function report(failure: unknown, command: string, isDebug: boolean, io: CliIo): ExitCode {
  const isRefusal = failure instanceof UsageError || isRefused(failure)
  const cause = failure instanceof RowsWrittenError ? failure.cause : failure
  const remedy = remedyOf(cause, command)
  const isExplained = isRefusal || isRefused(cause) || isCrmError(cause, 'import-refused')
  const hint = isExplained || isDebug ? '' : ' (--debug shows where this comes from)'
  io.stderr.write(`crmkit: ${sentenceOf(failure)}${remedy}${hint}\n`)
  if (isDebug && failure instanceof Error) io.stderr.write(`${stackOf(failure)}\n`)
  return isRefusal ? exitCodes.refused : exitCodes.failed
}

function remedyOf(failure: unknown, command: string): string {
  if (failure instanceof UsageError) return ` See "crmkit help ${command}".`
  if (isCrmError(failure, 'schema-outdated')) return ' "crmkit migrate" does that.'
  const choices = isCrmError(failure, 'invalid-input') ? (failure.details.issues[0]?.allowed ?? []) : []
  return choices.length > mostChoices ? '' : sayWhatIsThere(choices)
}

/** More choices than this are looked up rather than read. */
const mostChoices = 12

/** What the user asked for can't be had, and asking again won't help: nothing was written. */
function isRefused(failure: unknown): boolean {
  // Rows may be written by then.
  if (isCrmError(failure, 'import-refused') && failure.details.code === 'file-changed-meanwhile') return false
  return isCrmError(failure) && refusals.has(failure.code)
}

const refusals: ReadonlySet<string> = new Set([
  'import-refused',
  'invalid-input',
  'not-found',
  'forbidden',
  'transition-refused',
  'resource-taken',
])

function sentenceOf(failure: unknown): string {
  const message = failure instanceof Error ? failure.message : String(failure)
  const sentence = message.split('\n', 1)[0] ?? ''
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

function stackOf(failure: Error): string {
  const cause = failure.cause instanceof Error ? `\nCaused by: ${stackOf(failure.cause)}` : ''
  return `${failure.stack ?? failure.message}${cause}`
}
