/**
 * One request and its answer. What counts is whether the other side may have got the request: before a connection stands,
 * it surely has not; from then on nobody knows until an answer came. Redirects are not followed, no proxy is asked whatever
 * the environment says, and each request has a connection of its own: one that was kept may be closed by the other side at
 * the moment it is used, and then nobody knows either.
 * @module
 */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'

/** What to ask for. */
export interface OutgoingRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Absent: none. */
  readonly body?: string
}

/** How long to wait, and how much to read. */
export interface ExchangeLimits {
  /** From the first step to the last byte of the answer. */
  readonly timeoutMs: number
  /** What is longer counts as lost. Default: 4 MiB, more than providers answer to a question about one message. */
  readonly mostAnswerBytes?: number
}

/** What came of a request. `problem` is a code or a few words, and never quotes what was sent. */
export type Exchange =
  /** The names of the headers are in lower case; several values of one name are parted by commas. The body is UTF-8. */
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  /** The other side surely has not got it. */
  | { readonly kind: 'unreached'; readonly problem: string }
  /** It may have. */
  | { readonly kind: 'lost'; readonly problem: string }

const usualAnswerBytes = 4 * 1024 * 1024

/**
 * Asks once, whatever comes of it. Rejects for what is no failure of the network but a mistake of the caller.
 *
 * @throws {Error} of Node: an address that is none, a header that may not be sent
 */
export async function exchange(
  asked: OutgoingRequest,
  { timeoutMs, mostAnswerBytes = usualAnswerBytes }: ExchangeLimits,
): Promise<Exchange> {
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
    request.on('response', (response) => readAnswer(response, mostAnswerBytes, end, fail))
    request.on('upgrade', (_response, socket) => {
      socket.destroy()
      fail('another protocol')
    })
    request.on('error', (failure) => fail(codeOf(failure)))
    request.on('close', () => fail('closed'))
    request.end(bytes ?? undefined)
  })
}

function readAnswer(
  response: IncomingMessage,
  mostBytes: number,
  end: (outcome: Exchange) => void,
  fail: (problem: string) => void,
) {
  const chunks: Buffer[] = []
  let size = 0
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size > mostBytes) fail('too long an answer')
  })
  response.on('error', (failure) => fail(codeOf(failure)))
  response.on('end', () => {
    const { statusCode: status = 0 } = response
    end({ kind: 'answered', status, headers: headersIn(response), body: Buffer.concat(chunks).toString('utf8') })
  })
}

function headersIn({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const found = Object.entries(headers).map(([name, value = '']) => [name, [value].flat().join(', ')] as const)
  return Object.fromEntries(found)
}

/** A code only: messages of the network name addresses, and some quote what was sent. */
function codeOf(failure: Error): string {
  return 'code' in failure && typeof failure.code === 'string' ? failure.code : failure.name
}
