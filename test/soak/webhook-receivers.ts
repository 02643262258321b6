/** Receivers on this machine: a good one, a moody one, and one that has enough after a while. @module */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyWebhook } from 'crmkit/domain'

/** One request, as it came in. */
export interface Delivery {
  readonly id: string
  readonly body: string
  readonly isSigned: boolean
  readonly subject: string
  readonly version: number
  readonly type: string
  /** Whether it was answered with success while somebody still listened. */
  isAccepted: boolean
}

/** A running receiver. */
export interface SoakReceiver {
  readonly url: string
  readonly deliveries: Delivery[]
  /** With what its requests are signed. */
  secrets: readonly string[]
  close(): Promise<void>
}

/** What a receiver does with a request. */
export type Mood = 'accept' | 'late' | 'fail' | 'redirect' | 'hang-up' | 'farewell'

/** Starts a receiver. @param moodOf asked for each request, by its number */
export async function startSoakReceiver(moodOf: (request: number) => Mood): Promise<SoakReceiver> {
  const deliveries: Delivery[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const mood = moodOf(deliveries.length)
      const { type, data } = JSON.parse(body)
      const checked = verifyWebhook({ headers: request.headers, body }, { secrets: receiver.secrets, now: Date.now() })
      const delivery = {
        id: String(request.headers['webhook-id']),
        body,
        isSigned: checked.ok,
        subject: data.subject.id,
        version: data.version,
        type,
        isAccepted: mood === 'accept',
      }
      deliveries.push(delivery)
      answer(response, mood, delivery)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const receiver: SoakReceiver = {
    url: `http://127.0.0.1:${port}/hooks`,
    deliveries,
    secrets: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return receiver
}

function answer(response: ServerResponse, mood: Mood, delivery: Delivery): void {
  switch (mood) {
    case 'accept':
      response.writeHead(204).end()
      break
    case 'late':
      // Who asks is a busy process: it may not have given up yet, and then this counts.
      setTimeout(() => {
        delivery.isAccepted = !response.destroyed
        response.writeHead(204).end()
      }, 600)
      break
    case 'fail':
      response.writeHead(503, { 'retry-after': '0' }).end('busy')
      break
    case 'redirect':
      response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()
      break
    case 'hang-up':
      response.destroy()
      break
    case 'farewell':
      response.writeHead(410).end()
      break
  }
}
