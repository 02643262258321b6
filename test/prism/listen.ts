/** What goes over the wire of this process, as Node tells of it. @module */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ClientRequest, IncomingMessage } from 'node:http'

/** A request, and how it was answered. */
export interface Heard {
  readonly method: string
  readonly url: URL
  readonly status: number
  /** What Prism has against the request, or against its own answer. */
  readonly violations: string | undefined
}

const channel = 'http.client.response.finish'

/** Does something, and says what was asked of a server meanwhile. */
export async function listen(origin: string, act: () => Promise<unknown>): Promise<readonly Heard[]> {
  const heard: Heard[] = []
  const hear = (message: unknown) => {
    const { request, response } = Object(message)
    if (!(request instanceof ClientRequest && response instanceof IncomingMessage)) return
    const url = new URL(request.path, `${request.protocol}//${request.getHeader('host')}`)
    if (url.origin !== origin) return
    const violations = response.headers['sl-violations']
    const { statusCode: status = 0 } = response
    heard.push({ method: request.method, url, status, violations: violations?.toString() })
  }
  subscribe(channel, hear)
  try {
    await act()
  } finally {
    unsubscribe(channel, hear)
  }
  return heard
}
