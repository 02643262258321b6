/** Reading arguments. What is wrong with them is told in a sentence that says what to write instead. @module */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './usage-error.ts'

/** The options of a command, as `node:util` wants them described. */
export type OptionTable = NonNullable<ParseArgsConfig['options']>

/** What was read: the values of options, and what stands beside them. */
export type ReadArguments<Options extends OptionTable> = ReturnType<
  typeof parseArgs<{ options: Options; strict: true; allowPositionals: true }>
>

/** The option that names the store, and those that go with it. */
export const storeOptions = { store: { type: 'string' }, workspace: { type: 'string', default: 'default' } } as const

/** Options that every command takes; `run` has looked at them already. */
const everywhere = { debug: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const

/**
 * Reads the arguments of a command.
 * @param positionals what has to stand beside the options, in order: `['FILE']`
 * @throws {UsageError} an option that does not exist, a value that is missing, too much or too little beside them
 */
export function readArguments<const Options extends OptionTable>(
  argv: readonly string[],
  options: Options,
  positionals: readonly string[],
): ReadArguments<Options & typeof everywhere> {
  const read = parse(argv, { ...options, ...everywhere })
  checkPositionals(read.positionals, positionals)
  return read
}

/** One of the things that a command does. */
export interface Verb {
  /** What has to stand beside the options after its name, in order: `['ID']`. */
  readonly positionals: readonly string[]
  /** The options that go with it, besides those that every command has. */
  readonly takes: readonly string[]
}

/** Arguments of a command that does several things. */
export type ReadVerb<Name extends string, Options extends OptionTable> = ReadArguments<
  Options & typeof storeOptions & typeof everywhere
> & { readonly verb: Name }

/**
 * Reads the arguments of a command that does several things, and which of them it is asked to do.
 * @param options those that have a default go with whatever it does
 * @param usual what it does unless it is told
 * @param about what has to stand before all: `google`
 * @throws {UsageError} as {@link readArguments}; there is no such thing to do, or an option does not go with it
 */
export function readVerb<const Options extends OptionTable, Name extends string>(
  argv: readonly string[],
  options: Options,
  verbs: Readonly<Record<Name, Verb>>,
  usual: Name,
  about?: string,
): ReadVerb<Name, Options> {
  const read = parse(argv, { ...options, ...storeOptions, ...everywhere })
  if (about !== undefined && read.positionals[0] !== about) {
    const said = read.positionals[0]
    throw new UsageError(said === undefined ? `Say "${about}" first.` : `"${said}" is not known here: "${about}" is.`)
  }
  const [said, ...positionals] = read.positionals.slice(about === undefined ? 0 : 1)
  const isVerb = (name: string): name is Name => Object.hasOwn(verbs, name)
  if (said !== undefined && !isVerb(said)) {
    throw new UsageError(`"${said}" is none of ${Object.keys(verbs).join(', ')}.`)
  }
  const verb = said ?? usual
  checkPositionals(positionals, verbs[verb].positionals)
  const known = new Set([...verbs[verb].takes, ...Object.keys({ ...storeOptions, ...everywhere })])
  const stray = Object.keys(read.values).find((option) => !known.has(option))
  if (stray !== undefined) throw new UsageError(`--${stray} does not go with "${verb}".`)
  return { ...read, positionals, verb }
}

/** The value of an option that knows only a few. @throws {UsageError} */
export function oneOf<Value extends string>(option: string, value: string, choices: readonly Value[]): Value {
  const choice = choices.find((candidate) => candidate === value)
  if (choice !== undefined) return choice
  throw new UsageError(`--${option} is one of ${choices.join(', ')}, not "${value}".`)
}

/** The value of an option that counts. @throws {UsageError} */
export function wholeNumber(option: string, value: string, most: number): number {
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= 1 && number <= most) return number
  throw new UsageError(`--${option} is a number from 1 to ${most}, not "${value}".`)
}

function checkPositionals(said: readonly string[], wanted: readonly string[]): void {
  const missing = wanted[said.length]
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`)
  const extra = said[wanted.length]
  if (extra !== undefined) throw new UsageError(`"${extra}" is too much. Quote names and paths that hold blanks.`)
}

function parse<const Options extends OptionTable>(argv: readonly string[], options: Options): ReadArguments<Options> {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_PARSE_ARGS')) {
      throw new UsageError(`${firstSentence(cause.message)}.`, { cause })
    }
    throw cause
  }
}

function firstSentence(message: string): string {
  return message.split(/\. |\n/, 1)[0]?.replace(/\.$/, '') ?? message
}
