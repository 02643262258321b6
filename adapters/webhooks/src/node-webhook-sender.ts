/**
 * The sender of webhooks for Node. A name is resolved once, all of its addresses are checked, and the connection is made
 * to what was checked: a name that leads elsewhere a moment later (DNS rebinding) leads nowhere. `fetch` can't do that,
 * and follows redirects unless told otherwise; so this is `node:http`, one connection a request.
 * @module
 */
import { lookup } from 'node:dns/promises'
import { type ClientRequest, type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { WebhookAnswer, WebhookRequest, WebhookSender } from 'crmkit'
import { addressScope, checkWebhookUrl } from 'crmkit/domain'

/** What a name leads to. */
export interface ResolvedAddress {
  readonly address: string
  readonly family: number
}

/** How webhooks are sent. */
export interface NodeWebhookSenderOptions {
  /** Calls addresses of this machine as well: for tests and development, never where strangers type them in. */
  readonly allowLoopback?: boolean
  /** Resolves a name. Default: as the system does. */
  readonly resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>
}

type Failure = Extract<WebhookAnswer, { readonly kind: 'failed' }>['reason']

/** How much of an answer is taken before the connection is cut. Nothing of it is looked at. */
const mostAnswerBytes = 16_384

/**
 * A sender for Node.
 *
 * @example
 * const crm = createCrm({ store, webhooks: { sender: nodeWebhookSender() } })
 */
export function nodeWebhookSender(options: NodeWebhookSenderOptions = {}): WebhookSender {
  const { allowLoopback = false, resolve = resolveAll } = options
  return {
    allowsLoopback: allowLoopback,
    send: async (request, { timeoutMs }) => {
      if (!checkWebhookUrl(request.url, { loopback: allowLoopback }).ok) return failed('address-refused')
      const url = new URL(request.url)
      const deadline = AbortSignal.timeout(timeoutMs)
      try {
        const addresses = await withDeadline(addressesOf(url.hostname, resolve), deadline)
        if (addresses.length === 0) return failed('unknown-host')
        const isCalled = ({ address }: ResolvedAddress) => isAllowed(address, allowLoopback)
        // One address that is not public is enough: whoever names it among others hopes for the wrong one.
        if (!addresses.every(isCalled)) return failed('address-refused')
        return await withDeadline(post(url, request, addresses, allowLoopback, deadline), deadline)
      } catch (failure) {
        return failed(deadline.aborted ? 'timeout' : reasonOf(failure))
      }
    },
  }
}

function failed(reason: Failure): WebhookAnswer {
  return { kind: 'failed', reason }
}

function isAllowed(address: string, allowLoopback: boolean): boolean {
  const scope = addressScope(address)
  return scope === 'public' || (allowLoopback && scope === 'loopback')
}

async function addressesOf(
  hostname: string,
  resolve: NonNullable<NodeWebhookSenderOptions['resolve']>,
): Promise<readonly ResolvedAddress[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  return family === 0 ? resolve(host) : [{ address: host, family }]
}

function resolveAll(hostname: string): Promise<readonly ResolvedAddress[]> {
  return lookup(hostname, { all: true })
}

function post(
  url: URL,
  { headers, body }: WebhookRequest,
  addresses: readonly ResolvedAddress[],
  allowLoopback: boolean,
  deadline: AbortSignal,
): Promise<WebhookAnswer> {
  const bytes = Buffer.from(body)
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': bytes.length, connection: 'close' },
    // A connection of its own: none that was made to another address is used again, and no proxy is asked.
    agent: false,
    lookup: pinned(addresses),
    maxHeaderSize: mostAnswerBytes,
    signal: deadline,
  }
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      discard(response)
      const retryAfter = response.headers['retry-after']
      const status = response.statusCode ?? 0
      resolve({ kind: 'answered', status, ...(retryAfter !== undefined && { retryAfter }) })
    }
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, answered)
    request.on('error', reject)
    // Somebody who would rather speak another protocol has answered, and is not followed.
    request.on('upgrade', ({ statusCode = 101 }, socket) => {
      socket.destroy()
      resolve({ kind: 'answered', status: statusCode })
    })
    // Whatever else may end a request: nobody waits for what can't come any more.
    request.on('close', () => reject(new Error('The connection ended without an answer.')))
    distrust(request, allowLoopback, () => resolve(failed('address-refused')))
    request.end(bytes)
  })
}

/** Answers every question for a name with the addresses that were checked. */
function pinned(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses
    if (all === true) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family ?? 0)
  }
}

/** Looks once more at where the connection went, before anything is sent over it. */
function distrust(request: ClientRequest, allowLoopback: boolean, refuse: () => void): void {
  request.once('socket', (socket) => {
    socket.once('connect', () => {
      if (isAllowed(socket.remoteAddress ?? '', allowLoopback)) return
      refuse()
      request.destroy()
    })
  })
}

/** Takes what the other side still says, up to an end, so that a well-behaved one can finish. */
function discard(response: IncomingMessage): void {
  let taken = 0
  // It was answered: how the rest ends says nothing.
  response.on('error', () => {})
  response.on('data', (chunk: Buffer) => {
    taken += chunk.length
    if (taken > mostAnswerBytes) response.destroy()
  })
}

/** Not everything can be stopped, such as resolving a name; nobody waits for it longer than this. */
function withDeadline<Value>(work: Promise<Value>, deadline: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const late = () => reject(deadline.reason)
    if (deadline.aborted) late()
    deadline.addEventListener('abort', late, { once: true })
    work.then(resolve, reject).finally(() => deadline.removeEventListener('abort', late))
  })
}

const unknownHost = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME', 'EAI_FAIL', 'ENODATA', 'ESERVFAIL'])
const distrusted = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)|ERR_TLS/

/** @throws what is no failure of the network but a mistake of the caller */
function reasonOf(failure: unknown): Failure {
  const code = failure instanceof Error && 'code' in failure ? String(failure.code) : ''
  if (code.startsWith('ERR_INVALID') || code.startsWith('ERR_HTTP_INVALID')) throw failure
  if (unknownHost.has(code)) return 'unknown-host'
  return distrusted.test(code) ? 'untrusted-certificate' : 'unreachable'
}
