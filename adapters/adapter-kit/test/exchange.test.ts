/** What is known of a request that went wrong. Rules: docs/concepts/messages.md (MSG-6). */
import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { type Exchange, exchange } from '@crmkit/adapter-kit'
import { afterEach, describe, expect, it } from 'vitest'
import { canCertify, selfSigned } from '../../../test/certificate.ts'

const patient = { timeoutMs: 10_000 }
const hasty = { timeoutMs: 300 }
const secret = 'Bearer of-secrets'

/** What runs on this machine until the end of a test. */
const running: { readonly server: Server; readonly sockets: Set<Socket> }[] = []

afterEach(async () => {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** Where a server listens, and how many have connected. */
async function listen(server: Server): Promise<{ readonly host: string; readonly connections: () => number }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push({ server, sockets })
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, connections: () => sockets.size }
}

async function ask(answer: RequestListener, limits: Parameters<typeof exchange>[1] = patient): Promise<Exchange> {
  const { host } = await listen(createHttpServer(answer))
  return exchange(
    { method: 'POST', url: `http://${host}/mails`, headers: { authorization: secret }, body: 'é' },
    limits,
  )
}

describe('MSG-6 An exchange', () => {
  it('asks for what it was given, and gives the answer', async () => {
    const asked: { request: IncomingMessage; body: string }[] = []
    const outcome = await ask((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => {
        asked.push({ request, body })
        response.writeHead(202, { 'X-Name': 'pear', 'Set-Cookie': ['a=1', 'b=2'] }).end('Bartók')
      })
    })
    expect(outcome).toMatchObject({ kind: 'answered', status: 202, body: 'Bartók' })
    expect(outcome.kind === 'answered' && outcome.headers).toMatchObject({ 'x-name': 'pear', 'set-cookie': 'a=1, b=2' })
    expect(asked.map(({ request: { method, url }, body }) => ({ method, url, body }))).toEqual([
      { method: 'POST', url: '/mails', body: 'é' },
    ])
    expect(asked[0]?.request.headers).toMatchObject({ authorization: secret, 'content-length': '2' })
  })

  it('follows no redirect', async () => {
    const outcome = await ask((_request, response) => response.writeHead(307, { location: '/elsewhere' }).end())
    expect(outcome).toMatchObject({ kind: 'answered', status: 307, headers: { location: '/elsewhere' } })
  })

  it('has a connection of its own', async () => {
    const { host, connections } = await listen(createHttpServer((_request, response) => response.end()))
    for (let time = 0; time < 3; time += 1)
      await exchange({ method: 'GET', url: `http://${host}/`, headers: {} }, patient)
    expect(connections()).toBe(3)
  })

  it('is unreached where nobody listens', async () => {
    const { host } = await listen(createTcpServer())
    const [gone] = running.splice(0)
    await new Promise((resolve) => gone?.server.close(resolve))
    const outcome = await exchange({ method: 'GET', url: `http://${host}/`, headers: {} }, patient)
    expect(outcome).toEqual({ kind: 'unreached', problem: 'ECONNREFUSED' })
  })

  it('is unreached if time runs out before a secure connection stands', async () => {
    const { host } = await listen(createTcpServer())
    const outcome = await exchange({ method: 'GET', url: `https://${host}/`, headers: {} }, hasty)
    expect(outcome).toEqual({ kind: 'unreached', problem: 'timeout' })
  })

  it.skipIf(!canCertify)('is unreached if nobody vouches for the other side', async () => {
    const asked: string[] = []
    const server = createHttpsServer(selfSigned(), ({ url = '' }, response) => {
      asked.push(url)
      response.end()
    })
    const { host } = await listen(server)
    const outcome = await exchange({ method: 'GET', url: `https://${host}/`, headers: {} }, patient)
    expect(outcome).toEqual({ kind: 'unreached', problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(asked).toEqual([])
  })

  it.each<readonly [string, RequestListener, RegExp]>([
    ['no answer comes', () => {}, /^timeout$/],
    ['the other side hangs up', ({ socket }) => socket.destroy(), /^(ECONNRESET|closed)$/],
    [
      'half an answer comes',
      ({ socket }, response) => response.writeHead(202, { 'content-length': 9 }).write('half', () => socket.destroy()),
      /^(ECONNRESET|closed)$/,
    ],
    ['an answer has no end', (_request, response) => response.writeHead(202).write('…'), /^timeout$/],
    [
      'another protocol is answered',
      (_request, response) => response.writeHead(101, { connection: 'upgrade', upgrade: 'chess' }).end(),
      /^another protocol$/,
    ],
    ['what is answered is no HTTP', ({ socket }) => socket.end('+OK\r\n\r\n'), /^HPE_\w+$/],
  ])('is lost if %s', async (_name, answer, problem) => {
    expect(await ask(answer, hasty)).toEqual({ kind: 'lost', problem: expect.stringMatching(problem) })
  })

  it('is lost if the answer is longer than is read', async () => {
    const long = (bytes: number): RequestListener => {
      return (_request, response) => response.end('x'.repeat(bytes))
    }
    expect(await ask(long(11), { ...patient, mostAnswerBytes: 10 })).toEqual({
      kind: 'lost',
      problem: 'too long an answer',
    })
    expect(await ask(long(10), { ...patient, mostAnswerBytes: 10 })).toMatchObject({ kind: 'answered' })
    expect(await ask(long(5 * 1024 * 1024))).toMatchObject({ kind: 'lost' })
  })

  it('rejects for mistakes of the caller', async () => {
    await expect(exchange({ method: 'GET', url: 'nowhere', headers: {} }, patient)).rejects.toThrow('Invalid URL')
    const headers = { subject: 'one\r\ntwo' }
    await expect(exchange({ method: 'GET', url: 'http://127.0.0.1:9/', headers }, patient)).rejects.toThrow('subject')
  })
})
