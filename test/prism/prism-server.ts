/** Prism, in a process of its own. @module */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const program = join(import.meta.dirname, 'node_modules', '@stoplight', 'prism-cli', 'dist', 'index.js')
const startsWithinMs = 60_000

/** Prism that answers as a description says. */
export interface PrismServer {
  readonly url: string
  /** What it had against requests so far, in its own words. */
  complaints(): readonly string[]
  stop(): Promise<void>
}

/** Starts it, on this machine only. @param file where the description is put */
export async function startPrism(document: object, file: string): Promise<PrismServer> {
  writeFileSync(file, JSON.stringify(document))
  // Answers that break the description are errors, too: nothing of an exchange is let pass.
  const args = [program, 'mock', '--host', '127.0.0.1', '--port', '0', '--errors', file]
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', SCARF_ANALYTICS: 'false' }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill()
    await once(child, 'exit')
  }
  let said = ''
  // It goes on to write of every request: what nobody reads would hold it up.
  const read = (chunk: Buffer) => {
    said += chunk.toString('utf8')
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  const complaints = () =>
    said.split('\n').flatMap((line) => {
      const [, complaint] = /\[VALIDATOR\] \S+\s+error\s+(.*)/.exec(line) ?? []
      return complaint === undefined ? [] : [complaint]
    })
  try {
    return { url: await addressOf(child, () => said), complaints, stop }
  } catch (failure) {
    await stop()
    throw failure
  }
}

function addressOf(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(deadline)
      reject(new Error(`Prism ${why}:\n${said().slice(-2_000)}`))
    }
    const deadline = setTimeout(() => fail('did not start'), startsWithinMs)
    child.stdout?.on('data', () => {
      const [, url] = /Prism is listening on (http:\/\/[\d.]+:\d+)/.exec(said()) ?? []
      if (url === undefined) return
      clearTimeout(deadline)
      resolve(url)
    })
    child.once('error', (failure) => fail(failure.message))
    child.once('exit', () => fail('ended'))
  })
}
