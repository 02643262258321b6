/** A terminal that remembers what was written to it, and a directory that goes when the test ends. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CliIo, type ExitCode, type OpenStore, run, type Stores } from '@crmkit/cli'
import { openPglite, pgliteStore, pgliteTokens } from '@crmkit/postgres/pglite'
import { onTestFinished } from 'vitest'

/** How a run ended and what it said. */
export interface Finished {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** A place to run the program in. */
export interface Terminal {
  readonly cwd: string
  /** Runs the program in a workspace of its own, in a database that all tests of a file share. */
  crmkit(...argv: readonly string[]): Promise<Finished>
  /** The same, in other surroundings. */
  crmkitWith(io: Partial<CliIo>, ...argv: readonly string[]): Promise<Finished>
  /** Runs the program with exactly these arguments, and with databases of its own. */
  bare(argv: readonly string[], io?: Partial<CliIo>): Promise<Finished>
  write(name: string, text: string | Uint8Array): void
  read(name: string): string
}

let terminals = 0

/** Opens a terminal in an empty directory. */
export function openTerminal(): Terminal {
  const cwd = mkdtempSync(join(tmpdir(), 'crmkit-cli-'))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  terminals += 1
  const place = ['--store', 'pglite:db', '--workspace', `terminal ${terminals}`]
  const stores = sharedStores()

  async function bare(argv: readonly string[], io: Partial<CliIo> = {}): Promise<Finished> {
    const [out, err]: [string[], string[]] = [[], []]
    const code = await run(argv, {
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
      isTerminal: false,
      cwd,
      env: {},
      ...io,
    })
    return { code, out: out.join(''), err: err.join('') }
  }

  // Of an option that is said twice, the last one counts.
  const crmkitWith: Terminal['crmkitWith'] = (io, name = '', ...argv) =>
    bare([name, ...place, ...argv], { ...io, stores })

  return {
    cwd,
    bare,
    crmkitWith,
    crmkit: (...argv) => crmkitWith({}, ...argv),
    write: (name, text) => writeFileSync(join(cwd, name), text),
    read: (name) => readFileSync(join(cwd, name), 'utf8'),
  }
}

/** The one line of JSON that a run printed. */
export function jsonOf({ out }: Finished): Record<string, unknown> {
  const lines = out.trimEnd().split('\n')
  if (lines.length !== 1) throw new Error(`expected one line, got ${lines.length}: ${out}`)
  return JSON.parse(out) as Record<string, unknown>
}

/** Stores that look empty to each terminal, and are one database behind: opening one takes a second. */
function sharedStores(): Stores {
  let isThere = false
  const open = async (): Promise<OpenStore> => ({ ...(await sharedStore()), close: async () => undefined })
  return {
    openExisting: async () => (isThere ? open() : null),
    openOrCreate: async () => {
      isThere = true
      return open()
    },
  }
}

let shared: Promise<Omit<OpenStore, 'close'>> | undefined

function sharedStore(): Promise<Omit<OpenStore, 'close'>> {
  shared ??= openPglite().then((db) => ({ store: pgliteStore({ db }), tokens: pgliteTokens({ db }) }))
  return shared
}
