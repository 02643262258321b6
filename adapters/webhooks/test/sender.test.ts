import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { nodeWebhookSender, type ResolvedAddress } from '@crmkit/webhooks'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { canCertify, selfSigned } from '../../../test/certificate.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const headers = { 'content-type': 'application/json', 'webhook-id': 'x1' }
const body = '{"type":"company.created","name":"Pépin"}'
const here: ResolvedAddress = { address: '127.0.0.1', family: 4 }
const there: ResolvedAddress = { address: '93.184.215.14', family: 4 }
const patient = { timeoutMs: 5_000 }

describe('The sender for Node', () => {
  let receiver: Receiver
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  const sender = nodeWebhookSender({ allowLoopback: true })

  it('posts the body byte for byte, and says the status', async () => {
    expect(await sender.send({ url: receiver.url, headers, body }, patient)).toEqual({ kind: 'answered', status: 204 })
    expect(receiver.received).toMatchObject([{ method: 'POST', path: '/hooks', body, headers }])
  })

  it('says what the receiver asked for with Retry-After', async () => {
    receiver.answer((_received, response) => response.writeHead(503, { 'retry-after': '120' }).end('busy'))
    const answer = await sender.send({ url: receiver.url, headers, body }, patient)
    expect(answer).toEqual({ kind: 'answered', status: 503, retryAfter: '120' })
  })

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%i)', async (status) => {
    const other = await startReceiver()
    onTestFinished(() => other.close())
    receiver.answer((_received, response) => response.writeHead(status, { location: other.url }).end())
    expect(await sender.send({ url: receiver.url, headers, body }, patient)).toEqual({ kind: 'answered', status })
    expect(other.received).toEqual([])
  })

  it('gives up in time on who never answers, drips headers or never ends them', async () => {
    for (const answering of [
      () => {},
      (_received: unknown, response: { readonly socket: { write(text: string): void } | null }) => {
        const drip = setInterval(() => response.socket?.write('x-drop: 1\r\n'), 20)
        onTestFinished(() => clearInterval(drip))
        response.socket?.write('HTTP/1.1 200 OK\r\n')
      },
    ]) {
      receiver.answer(answering)
      const began = performance.now()
      const answer = await sender.send({ url: receiver.url, headers, body }, { timeoutMs: 200 })
      expect(answer).toEqual({ kind: 'failed', reason: 'timeout' })
      expect(performance.now() - began).toBeLessThan(2_000)
    }
  })

  it('does not wait for a body, and takes only the beginning of it', async () => {
    let written = 0
    const closed = new Promise<void>((resolve) => {
      receiver.answer((_received, response) => {
        response.writeHead(200)
        response.on('close', resolve)
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536
        }
        response.on('drain', pour)
        pour()
      })
    })
    expect(await sender.send({ url: receiver.url, headers, body }, patient)).toEqual({ kind: 'answered', status: 200 })
    await closed
    expect(written).toBeLessThan(20_000_000)
  })

  it('hangs up at once on who would rather speak another protocol', async () => {
    const hungUp = new Promise<void>((resolve) => {
      receiver.answer((_received, response) => {
        response.socket?.on('close', () => resolve())
        response.socket?.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: pigeon\r\n\r\n')
      })
    })
    expect(await sender.send({ url: receiver.url, headers, body }, patient)).toEqual({ kind: 'answered', status: 101 })
    await hungUp
  })

  it('tells whom it can’t reach, whom it can’t find', async () => {
    await receiver.close()
    expect(await sender.send({ url: receiver.url, headers, body }, patient)).toEqual({
      kind: 'failed',
      reason: 'unreachable',
    })
    const lost = Object.assign(new Error('queryA ENOTFOUND'), { code: 'ENOTFOUND' })
    const resolve = () => Promise.reject(lost)
    expect(await nodeWebhookSender({ resolve }).send({ url: 'https://gone.example/', headers, body }, patient)).toEqual(
      { kind: 'failed', reason: 'unknown-host' },
    )
  })

  it.skipIf(!canCertify)('tells who shows a certificate that nobody vouches for', async () => {
    const server = createServer(selfSigned(), (_request, response) => response.end())
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    expect(await sender.send({ url: `https://localhost:${port}/`, headers, body }, patient)).toEqual({
      kind: 'failed',
      reason: 'untrusted-certificate',
    })
    // Whoever speaks TLS makes no sense to who asks without.
    expect(await sender.send({ url: `http://127.0.0.1:${port}/`, headers, body }, patient)).toMatchObject({
      kind: 'failed',
    })
  })

  it('gives up in time on a name that nobody resolves', async () => {
    const resolve = () => new Promise<never>(() => {})
    const answer = await nodeWebhookSender({ resolve }).send(
      { url: 'https://slow.example/', headers, body },
      { timeoutMs: 50 },
    )
    expect(answer).toEqual({ kind: 'failed', reason: 'timeout' })
  })

  it('connects to what was checked, and asks for the name once', async () => {
    const resolve = vi.fn(async () => [here])
    const url = `http://hooks.verger.example:${receiver.port}/x`
    const pinning = nodeWebhookSender({ allowLoopback: true, resolve })
    expect(await pinning.send({ url, headers, body }, patient)).toEqual({ kind: 'answered', status: 204 })
    expect(resolve).toHaveBeenCalledExactlyOnceWith('hooks.verger.example')
    expect(receiver.received[0]?.headers.host).toBe(`hooks.verger.example:${receiver.port}`)
  })

  it.each([
    ['this machine', [here]],
    ['one public and one private address', [there, { address: '10.0.0.7', family: 4 }]],
    ['the address of a cloud’s metadata', [{ address: '169.254.169.254', family: 4 }]],
    ['this machine in the form of IPv6', [{ address: '::ffff:127.0.0.1', family: 6 }]],
    ['a network of its own', [{ address: 'fd00::1', family: 6 }]],
    ['a link', [{ address: 'fe80::1%eth0', family: 6 }]],
  ])('refuses a name that leads to %s', async (_what, addresses) => {
    const guarded = nodeWebhookSender({ resolve: async () => addresses })
    const url = `http://hooks.verger.example:${receiver.port}/x`
    const answer = await guarded.send({ url, headers, body }, patient)
    expect(answer).toEqual({ kind: 'failed', reason: 'address-refused' })
    expect(receiver.received).toEqual([])
  })

  it('refuses this machine by its address and its names, unless it is asked for', async () => {
    const guarded = nodeWebhookSender()
    expect(guarded.allowsLoopback).toBe(false)
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '[::ffff:7f00:1]', '0.0.0.0']) {
      const answer = await guarded.send({ url: `http://${host}:${receiver.port}/`, headers, body }, patient)
      expect(answer, host).toEqual({ kind: 'failed', reason: 'address-refused' })
    }
    expect(await sender.send({ url: `http://0.0.0.0:${receiver.port}/`, headers, body }, patient)).toEqual({
      kind: 'failed',
      reason: 'address-refused',
    })
    expect(receiver.received).toEqual([])
  })

  it('asks no proxy, whatever the environment says', async () => {
    const proxy = await startReceiver()
    onTestFinished(() => proxy.close())
    vi.stubEnv('NODE_USE_ENV_PROXY', '1')
    for (const name of ['HTTP_PROXY', 'http_proxy']) vi.stubEnv(name, `http://127.0.0.1:${proxy.port}`)
    onTestFinished(() => void vi.unstubAllEnvs())
    await sender.send({ url: receiver.url, headers, body }, patient)
    expect([receiver.received.length, proxy.received.length]).toEqual([1, 0])
  })

  it('rejects what no request can say', async () => {
    const bad = { url: receiver.url, headers: { 'x-bad': 'a\r\nb' }, body }
    await expect(sender.send(bad, patient)).rejects.toThrow()
  })
})
