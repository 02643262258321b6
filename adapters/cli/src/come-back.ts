/** Somebody comes back from Google with his consent: to a port of this machine, or by what he pastes. @module */
import { createServer } from 'node:http'
import type { CliIo } from './io.ts'

/** Where somebody comes back to. */
export interface ComingBack {
  readonly redirectUri: string
  /** The whole address that he came back to; `null`: he does not. @param state what belongs to the question */
  wait(state: string): Promise<string | null>
  close(): void
}

/** Listens on a free port of the loopback interface. RFC 8252, section 7.3. */
export async function listenForReturn(signal: AbortSignal | undefined): Promise<ComingBack> {
  const came = Promise.withResolvers<string | null>()
  let expected: string | null = null
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    // Whoever else knows the port is no answer, and ends nothing.
    const isAnswer = expected !== null && url.pathname === '/' && url.searchParams.get('state') === expected
    response.writeHead(isAnswer ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
    response.end(isAnswer ? 'Thank you. Go back to the command line.\n' : 'There is nothing here.\n')
    if (isAnswer) came.resolve(url.href)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const stop = (): void => came.resolve(null)
  if (signal?.aborted === true) stop()
  signal?.addEventListener('abort', stop)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    redirectUri: `http://127.0.0.1:${port}/`,
    wait: (state) => {
      expected = state
      return came.promise
    },
    close: () => {
      signal?.removeEventListener('abort', stop)
      server.close()
      server.closeIdleConnections()
    },
  }
}

/** Takes what somebody pastes: he may sit at another machine. @param redirectUri where nobody listens */
export function pastedReturn(redirectUri: string, io: CliIo): ComingBack {
  return {
    redirectUri,
    wait: async () => {
      io.stderr.write('Your browser then shows an address that begins with 127.0.0.1 and can’t be reached. Paste it:\n')
      const line = (await io.readLine?.()) ?? ''
      return URL.canParse(line.trim()) ? line.trim() : null
    },
    close: () => undefined,
  }
}
