/** The receiver that the contract of senders asks for. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ScriptedReceiver, ScriptedRequest } from 'crmkit/testing'

/** A receiver that is to be closed. */
export interface OpenReceiver extends ScriptedReceiver {
  close(): Promise<void>
}

/** Starts a receiver on a port of its own. */
export async function startScriptedReceiver(): Promise<OpenReceiver> {
  const requests: ScriptedRequest[] = []
  const drips = new Set<NodeJS.Timeout>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      requests.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') })
      answer(path, response, drips)
    })
  })
  const listen = () => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await listen()
  const { port: unused } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  await listen()
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    nobody: `http://127.0.0.1:${unused}/`,
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const drip of drips) clearInterval(drip)
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function answer(path: string, response: ServerResponse, drips: Set<NodeJS.Timeout>): void {
  switch (path) {
    case '/busy':
      response.writeHead(503, { 'retry-after': '7' }).end('busy')
      break
    case '/redirect':
      response.writeHead(307, { location: '/status/200' }).end()
      break
    case '/never':
      break
    case '/drip':
      response.socket?.write('HTTP/1.1 200 OK\r\n')
      drips.add(setInterval(() => response.socket?.write('x-drip: 1\r\n'), 10))
      break
    case '/upgrade':
      response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: pigeon\r\n\r\n')
      break
    case '/flood': {
      response.writeHead(200)
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384)));
      }
      response.on('drain', pour)
      pour()
      break
    }
    case '/hang-up':
      response.destroy()
      break
    default:
      response.writeHead(Number(path.split('/').at(-1))).end()
  }
}
