/** A server on this machine that behaves as it is told, whoever's API it stands for. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MailScript } from 'crmkit/testing'

/** A request as it came in. */
export interface Received {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An answer. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A server that runs. */
export interface FakeServer {
  readonly url: string
  behave(script: MailScript): Promise<void>
  close(): Promise<void>
}

/** Starts a server. @param answer what it says where the script leaves it to the API */
export async function startFakeServer(answer: (received: Received, script: MailScript) => Answer): Promise<FakeServer> {
  let script: MailScript = 'takes'
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '/', headers } = request
      const body = Buffer.concat(chunks).toString('utf8')
      const received = { method, url: new URL(url, 'http://fake.example'), headers, body }
      // What it understood is known whatever it says then.
      const said = answer(received, script)
      respond(said, script, response)
    })
  })
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    behave: async (next) => {
      if (next === 'nobody' && server.listening) await stop()
      if (next !== 'nobody' && !server.listening) await listen(port)
      script = next
    },
    close: async () => {
      if (server.listening) await stop()
    },
  }
}

function respond(said: Answer, script: MailScript, response: ServerResponse): void {
  const write = ({ status, headers = {}, body }: Answer) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }
  switch (script) {
    case 'never':
      break
    case 'hangs-up':
      response.destroy()
      break
    case 'broken':
      write({ status: 500, body: { message: 'Something went wrong.' } })
      break
    case 'absurd':
      write({ status: 200, body: { weather: 'fine' } })
      break
    case 'busy':
      write({ status: 429, headers: { 'retry-after': '7' }, body: { message: 'Too many requests.' } })
      break
    case 'takes':
    case 'takes-some':
    case 'refuses':
    case 'wrong-key':
    case 'nobody':
      write(said)
  }
}
