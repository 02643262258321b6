/** Twilio, on this machine: it keeps what it was asked for, and refuses what its description does not know. @module */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openSpecification, type Specification } from './specification.ts'

/** How Twilio behaves: it answers as an account of its own would, or as the name says. */
export type Script =
  | { readonly kind: 'works' }
  | { readonly kind: 'says'; readonly status: number; readonly body: string; readonly retryAfter?: string }
  | { readonly kind: 'never' }
  | { readonly kind: 'hangs-up' }

/** What it was asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly authorization: string
}

/** Resources by their path below the account, as Twilio would say them. */
export type Resources = Map<string, Record<string, unknown>>

/** Twilio, on this machine. */
export interface TwilioServer {
  readonly url: string
  readonly asked: Asked[]
  /** What was wrong with requests, by the description. */
  readonly problems: string[]
  readonly specification: Specification
  readonly resources: Resources
  readonly sounds: Map<string, Uint8Array>
  script: Script
  close(): Promise<void>
}

export const accountSid: string = `AC${'a'.repeat(32)}`
const root = `/2010-04-01/Accounts/${accountSid}`
const created = 'Sun, 22 Nov 2026 10:00:00 +0000'

/** Starts it, with an account that has nothing yet. */
export async function startTwilio(specification: Specification = openSpecification()): Promise<TwilioServer> {
  const resources: Resources = new Map()
  const sounds = new Map<string, Uint8Array>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString('utf8')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const started: TwilioServer = {
    ...{ url: `http://127.0.0.1:${port}`, asked: [], problems: [], specification, resources, sounds },
    script: { kind: 'works' },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return started

  function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost')
    const { method = '', headers } = request
    const form = new URLSearchParams(body)
    const seen = { method, path: pathname, query, form }
    started.asked.push({ ...seen, authorization: headers.authorization ?? '' })
    const sound = sounds.get(pathname)
    const isSound = pathname.endsWith('.wav')
    if (!isSound) started.problems.push(...specification.check(seen))
    const { script } = started
    switch (script.kind) {
      case 'never':
        return
      case 'hangs-up':
        response.destroy()
        return
      case 'says':
        if (script.retryAfter !== undefined) response.setHeader('retry-after', script.retryAfter)
        response.writeHead(script.status).end(script.body)
        return
      case 'works': {
        if (isSound) {
          response.writeHead(sound === undefined ? 404 : 200).end(sound)
          return
        }
        const [status, said] = perform(method, pathname, query, form)
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(said === null ? undefined : JSON.stringify(said))
      }
    }
  }

  function perform(
    method: string,
    path: string,
    query: URLSearchParams,
    form: URLSearchParams,
  ): readonly [number, unknown] {
    const known = resources.get(path)
    if (path === `${root}.json`) return [200, known ?? { sid: accountSid, status: 'active' }]
    if (method === 'DELETE') {
      sounds.delete(path.replace(/\.json$/, '.wav'))
      return resources.delete(path) ? [204, null] : notFound
    }
    if (method === 'POST' && known === undefined) return create(path, form)
    if (known !== undefined) {
      for (const [name, value] of form) known[snake(name)] = value
      return [200, known]
    }
    return listOf(path, query)
  }

  function create(path: string, form: URLSearchParams): readonly [number, unknown] {
    const kind = Object.keys(prefixes).find((name) => path === `${root}/${name}.json`)
    if (kind === undefined) return notFound
    const sid = `${prefixes[kind]}${String(resources.size + 1).padStart(32, '0')}`
    const made = { sid, ...Object.fromEntries([...form].map(([name, value]) => [snake(name), value])) }
    const resource = { ...made, status: 'queued', date_created: created, error_code: null, price: null }
    resources.set(`${root}/${kind}/${sid}.json`, resource)
    return [201, resource]
  }

  function listOf(path: string, query: URLSearchParams): readonly [number, unknown] {
    const folder = path.replace(/\.json$/, '/')
    if (!isList(path)) return notFound
    const wanted = [...query].filter(([name]) => !/^Page/.test(name) && !path.includes('/Available'))
    const items = [...resources]
      .filter(([at]) => at.startsWith(folder))
      .map(([, item]) => item)
      .filter((item) => wanted.every(([name, value]) => item[snake(name)] === value))
    const size = Number(query.get('PageSize') ?? 50)
    const page = Number(query.get('Page') ?? 0)
    const more = items.length > (page + 1) * size
    const next = more ? `${path}?${new URLSearchParams({ PageSize: String(size), Page: String(page + 1) })}` : null
    const key = path.includes('/Available') ? 'available_phone_numbers' : (keys[folder.slice(root.length + 1)] ?? '')
    return [200, { [key]: items.slice(page * size, (page + 1) * size), next_page_uri: next, page, page_size: size }]
  }
}

const prefixes: Readonly<Record<string, string>> = { Messages: 'SM', Calls: 'CA', IncomingPhoneNumbers: 'PN' }
const keys: Readonly<Record<string, string>> = {
  'Messages/': 'messages',
  'Calls/': 'calls',
  'IncomingPhoneNumbers/': 'incoming_phone_numbers',
}
const notFound = [
  404,
  { code: 20404, message: 'The requested resource +33600000001 was not found', status: 404 },
] as const

function isList(path: string): boolean {
  return /\/(Messages|Calls|IncomingPhoneNumbers|(Local|Mobile|TollFree))\.json$/.test(path)
}

function snake(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
}

/** The path of a resource of the account. */
export function resourcePath(kind: string, sid: string): string {
  return `${root}/${kind}/${sid}.json`
}
