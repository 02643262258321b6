#!/usr/bin/env node
/** The program `crmkit`. @module */
import { createInterface } from 'node:readline'
import { run } from './run.ts'

const stop = new AbortController()

// The first Ctrl+C asks to stop after the batch at hand, the second one stops at once.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stop.abort(new Error('stopped')))
// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => process.exit(failure.code === 'EPIPE' ? 0 : 1))

process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: process.stderr.isTTY === true,
  cwd: process.cwd(),
  env: process.env,
  signal: stop.signal,
  readLine,
})

async function readLine(): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, signal: stop.signal })
  for await (const line of lines) return line
  return null
}
