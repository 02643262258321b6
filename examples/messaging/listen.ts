/** Putting a Hono application on a port of this machine. @module */
import { serve } from '@hono/node-server'
import type { Hono } from 'hono'

/** A server while it runs. */
export interface Listening {
  readonly url: string
  close(): Promise<void>
}

/** Starts a server that only this machine reaches. @param port 0 for any that is free */
export function listen(app: Pick<Hono, 'fetch'>, port: number): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, (address) => {
      resolve({
        url: `http://127.0.0.1:${address.port}`,
        close: () => new Promise((done) => server.close(() => done())),
      })
    })
    server.once('error', (cause: Error & { readonly code?: string }) => {
      const taken = `Port ${port} of this machine is taken. Name others: PORT and HOOKS_PORT.`
      reject(cause.code === 'EADDRINUSE' ? new Error(taken, { cause }) : cause)
    })
  })
}
