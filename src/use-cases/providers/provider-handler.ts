/** Providers' requests over HTTP, as any server with `Request` and `Response` mounts them. Rules: docs/concepts/messages.md (MSG-2). @module */
import { isCrmError } from '../../kernel/crm-error.ts'
import type { ProviderRequest } from '../../ports/provider-events.ts'
import type { ProviderAddress } from './receive.ts'
import type { ProviderReply } from './received.ts'

/** What is read of a `Request`. */
export interface ReceivedRequest {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
  arrayBuffer(): Promise<ArrayBuffer>
}

/** What is used of a `Response`, where the host's types name none. */
export interface PlainReply {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

/** The `Response` of the host's types: those of the DOM, of Node, Deno, Bun or a worker. */
export type HandlerReply = typeof globalThis extends { readonly Response: { readonly prototype: infer Known } }
  ? Known
  : PlainReply

/** In browsers, Node, Deno, Bun and workers; the types of the language alone do not name it. */
declare const Response: new (
  body: string | null,
  init: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
) => HandlerReply

/** What is used of a CRM: taking in requests of providers. */
export interface ProviderListener {
  receive(request: ProviderRequest, to: ProviderAddress): Promise<ProviderReply>
}

/**
 * Answers requests of providers. The body is read here, byte for byte, for signatures are over bytes: mount it before
 * anything that parses bodies. What fails besides – the database, say – is thrown: the host answers `500`, and the provider
 * comes again.
 *
 * | answer | |
 * |---|---|
 * | 200, 204 | it is kept |
 * | 400 | it can't be read |
 * | 403 | its proof is missing or wrong |
 * | 404 | there is no such workspace, or it has no such account |
 * | 413 | it is longer than `maxBytes` |
 *
 * @example
 * const heard = providerHandler(crm)
 * app.post('/hooks/:workspace/mail/*', (context) =>
 *   heard(context.req.raw, { workspaceId: context.req.param('workspace'), topic: 'mail' }))
 */
export function providerHandler(
  crm: ProviderListener,
  { maxBytes = usualMaxBytes }: { readonly maxBytes?: number } = {},
): (request: ReceivedRequest, to: ProviderAddress) => Promise<HandlerReply> {
  return async (request, to) => {
    if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return say({ status: 413, body: '' })
    const body = new Uint8Array(await request.arrayBuffer())
    if (body.length > maxBytes) return say({ status: 413, body: '' })
    const { method, headers } = request
    try {
      return say(await crm.receive({ method, path: pathOf(request.url), headers, body }, to))
    } catch (refusal) {
      if (isCrmError(refusal, 'not-found') || isCrmError(refusal, 'no-account')) return say({ status: 404, body: '' })
      throw refusal
    }
  }
}

/** Providers bring mail of up to 25 MB, a third longer on its way. */
const usualMaxBytes = 40_000_000

function say({ status, contentType, body }: ProviderReply): HandlerReply {
  const headers = { 'cache-control': 'no-store', ...(contentType !== undefined && { 'content-type': contentType }) }
  return new Response(body === '' ? null : body, { status, headers })
}

/** From the first slash on, with the query. */
function pathOf(url: string): string {
  const at = url.indexOf('://')
  const slash = at < 0 ? 0 : url.indexOf('/', at + 3)
  return slash < 0 ? '/' : (url.slice(slash).split('#', 1)[0] ?? '/')
}
