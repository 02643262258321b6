/** Between a client and a mail server: passes on what they say, and breaks it off, or changes it, where it is told to. */
import { type AddressInfo, connect as connectTo, createServer, type Server, type Socket } from 'node:net'

/** What is under way: what the server is about to answer. `half`: half of a mail was sent. */
export type Phase = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'half' | 'message' | 'RSET'

/** What to do there instead of passing on the answer. */
export type Mischief = 'cut' | 'silence' | { readonly say: string }

/** Who stands between. */
export interface CutProxy {
  readonly port: number
  /** What to do, and where. Absent phases are passed on. */
  mischief: Partial<Record<Phase, Mischief>>
  /** How many connections there were. */
  readonly connections: number
  listen(): Promise<void>
  /** Nobody is there any longer. */
  stop(): Promise<void>
}

/** Stands before a server. */
export async function startCutProxy(port: number): Promise<CutProxy> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server: Server = createServer((client) => {
    connections += 1
    const upstream = connectTo(port, '127.0.0.1')
    let phase: Phase | 'other' = 'greeting'
    const cut = () => {
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        sockets.delete(socket)
        cut()
      })
    }
    let isMessage = false
    client.on('data', (chunk) => {
      if (isMessage) {
        if (chunk.toString('latin1').endsWith('\r\n.\r\n')) {
          isMessage = false
          phase = 'message'
        } else if (proxy.mischief.half === 'cut') return cut()
      } else phase = phaseOf(chunk.toString('latin1'))
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      if (phase === 'DATA' && chunk.toString('latin1').startsWith('354')) isMessage = true
      const mischief = phase === 'other' ? undefined : proxy.mischief[phase]
      if (mischief === undefined) client.write(chunk)
      else if (mischief === 'cut') cut()
      else if (mischief !== 'silence') client.write(mischief.say)
    })
  })
  const listen = (on: number) => new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve))
  await listen(0)
  const { port: own } = server.address() as AddressInfo
  const proxy: CutProxy = {
    port: own,
    mischief: {},
    get connections() {
      return connections
    },
    listen: async () => {
      if (!server.listening) await listen(own)
    },
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        if (server.listening) server.close(() => resolve())
        else resolve()
      }),
  }
  return proxy
}

const phases: readonly Phase[] = ['EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'RSET']

function phaseOf(line: string): Phase | 'other' {
  return phases.find((phase) => line.toUpperCase().startsWith(phase)) ?? 'other'
}
