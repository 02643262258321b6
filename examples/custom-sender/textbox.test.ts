/** crmkit's own contract, held against the adapter; the provider is this file. Run it with: npx vitest run */

// #region contract
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AskedSms, describeContract, type SmsScript, type SmsSubject, smsSenderContract } from 'crmkit/testing'
import { describe, it } from 'vitest'
import { textbox } from './textbox.ts'

const [apiKey, now] = ['secret-key', Date.UTC(2026, 10, 22, 12)]

/** What the provider says: `null` says nothing, and keeps the caller waiting. */
const says: Readonly<Record<Exclude<SmsScript, 'takes' | 'nobody' | 'hangs-up'>, readonly [number, string] | null>> = {
  stopped: [403, '{"error":"stopped"}'],
  refuses: [422, '{"error":"no such number"}'],
  busy: [429, '{}'],
  absurd: [202, 'welcome'],
  broken: [500, `{"error":"${apiKey} broke it"}`],
  never: null,
  'wrong-key': [401, `{"error":"${apiKey} is no key"}`],
}

async function startProvider() {
  let script: SmsScript = 'takes'
  const asked: AskedSms[] = []
  const prices = new Map<string, { readonly price: string; readonly currency: string }>()

  const server = createServer(async (request, response) => {
    const body = await bodyOf(request)
    if (request.method === 'POST') {
      const { reference, from = null, to, text } = JSON.parse(body)
      asked.push({ messageId: reference, from, to, text })
    }
    const name = request.method === 'POST' ? `T${asked.length}` : (request.url?.split('/')[2] ?? '')
    if (script === 'hangs-up' || script === 'nobody') request.socket.destroy()
    else if (script !== 'takes') answer(response, says[script])
    else if (request.method === 'POST') answer(response, [202, JSON.stringify({ id: name })])
    else answer(response, [200, JSON.stringify(prices.get(name) ?? {})])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')

  const close = async () => {
    if (!server.listening) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  const provider: SmsSubject['provider'] = {
    asked,
    behave: async (next) => {
      script = next
      if (next === 'nobody') await close()
    },
    charge: async (name, { amountMicros, currency }) => {
      prices.set(name, { price: String(amountMicros / 1_000_000), currency })
    },
  }
  return { url: `http://127.0.0.1:${address.port}`, provider, close }
}

function answer(response: ServerResponse, said: readonly [number, string] | null): void {
  if (said !== null) response.writeHead(said[0], { 'retry-after': '7' }).end(said[1])
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function make() {
  const { url, provider, close } = await startProvider()
  const sender = textbox({ url, apiKey, now: () => now })
  return { subject: { sender, provider, now, secrets: [apiKey] }, close }
}

describeContract({ describe, it }, smsSenderContract, { make })
// #endregion
