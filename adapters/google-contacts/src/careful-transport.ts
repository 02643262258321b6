/**
 * What Google's packages hand their requests to. They follow redirects, try again by themselves, ask proxies that the
 * environment names, and put what was sent into their errors; here each request is made once, and its outcome kept.
 * @module
 */
import { type Exchange, exchange, type OutgoingRequest } from '@crmkit/adapter-kit'
import type { FetchHandler } from './options.ts'

/** More than a page of a thousand people has, and so more than other adapters take. */
const mostAnswerBytes = 64 * 1024 * 1024

/** A request as gaxios has prepared it. */
interface PreparedRequest {
  readonly url: URL
  readonly method?: string
  readonly headers: Headers
  readonly body?: unknown
}

/** The options of a request that make it careful. */
export interface CarefulOptions {
  readonly retry: false
  readonly responseType: 'text'
  readonly validateStatus: () => true
  readonly adapter: <Prepared extends PreparedRequest, Data>(
    prepared: Prepared,
  ) => Promise<Response & { config: Prepared; data: Data }>
}

/** Makes a request once, and tells what came of it. */
export function carefulOptions(
  { fetch, timeoutMs }: { readonly fetch?: FetchHandler | undefined; readonly timeoutMs: number },
  tell: (outcome: Exchange) => void,
): CarefulOptions {
  return {
    retry: false,
    responseType: 'text',
    validateStatus: () => true,
    adapter: async (prepared) => {
      const request = outgoing(prepared)
      const outcome = await (fetch === undefined
        ? exchange(request, { timeoutMs, mostAnswerBytes })
        : byFetch(fetch, request, timeoutMs))
      tell(outcome)
      // Nobody looks at this answer: the outcome is what counts.
      return Object.assign(new Response(), { config: prepared, data: JSON.parse('{}') })
    },
  }
}

function outgoing({ url, method = 'GET', headers, body }: PreparedRequest): OutgoingRequest {
  const sent = Object.fromEntries(headers)
  // Answers are read as they come.
  delete sent['accept-encoding']
  const text = typeof body === 'string' ? body : body instanceof URLSearchParams ? body.toString() : null
  const isForm = body instanceof URLSearchParams
  return {
    method,
    url: url.href,
    headers: { ...(isForm && { 'content-type': 'application/x-www-form-urlencoded' }), ...sent },
    ...(text !== null && { body: text }),
  }
}

async function byFetch(fetch: FetchHandler, asked: OutgoingRequest, timeoutMs: number): Promise<Exchange> {
  const { url, method, headers, body } = asked
  const signal = AbortSignal.timeout(Math.ceil(timeoutMs))
  const given = { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body }) } as const
  try {
    const response = await fetch(new Request(url, given))
    const said = await response.text()
    return { kind: 'answered', status: response.status, headers: Object.fromEntries(response.headers), body: said }
  } catch (failure) {
    return { kind: 'lost', problem: failure instanceof Error ? failure.name : 'failed' }
  }
}
