/**
 * One request and its answer. What counts is whether the other side may have got the request: before a connection stands,
 * it surely has not; from then on nobody knows until an answer came. Redirects are not followed, no proxy is asked whatever
 * the environment says, and each request has a connection of its own: one that was kept may be closed by the other side at
 * the moment it is used, and then nobody knows either.
 * @module
 */
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/** What to ask for. */
export interface OutgoingRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Absent: none. */
  readonly body?: string
}

/** What came of a request. */
export type Exchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly body: string
    }
  /** The other side surely has not got it. */
  | { readonly kind: 'unreached'; readonly problem: string }
  /** It may have. */
  | { readonly kind: 'lost'; readonly problem: string }

/** More than a page of a thousand people has, and so more than other adapters take. */
const mostAnswerBytes = 64 * 1024 * 1024

/** Asks once. Rejects for what is no failure of the network but a mistake of the caller. */
export function exchange(asked: OutgoingRequest, timeoutMs: number): Promise<Exchange> {
  const url = new URL(asked.url)
  const isSecure = url.protocol === 'https:'
  const bytes = asked.body === undefined ? null : Buffer.from(asked.body)
  const headers = { ...asked.headers, ...(bytes !== null && { 'content-length': bytes.length }), connection: 'close' }
  let isReached = false
  return new Promise((resolve) => {
    const request: ClientRequest = (isSecure ? requestHttps : requestHttp)(url, {
      method: asked.method,
      headers,
      agent: false,
    })
    const end = (outcome: Exchange) => {
      clearTimeout(deadline)
      resolve(outcome)
      request.destroy()
    }
    const fail = (problem: string) => end({ kind: isReached ? 'lost' : 'unreached', problem })
    const deadline = setTimeout(() => fail('timeout'), timeoutMs)
    request.on('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isReached = true
      })
    })
    request.on('response', (response) => readAnswer(response, end, fail))
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      fail('another protocol')
    })
    request.on('error', (failure) => fail(codeOf(failure)))
    request.on('close', () => fail('closed'))
    request.end(bytes ?? undefined)
  })
}

function readAnswer(response: IncomingMessage, end: (outcome: Exchange) => void, fail: (problem: string) => void) {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size > mostAnswerBytes) fail('too long an answer')
  })
  response.on('error', (failure) => fail(codeOf(failure)))
  response.on('end', () => {
    const { statusCode: status = 0, headers } = response
    end({ kind: 'answered', status, headers, body: Buffer.concat(chunks).toString('utf8') })
  })
}

/** A code only: messages of the network name addresses, and some quote what was sent. */
function codeOf(failure: Error): string {
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name
}
