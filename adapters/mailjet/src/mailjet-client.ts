/** Mailjet's own client, one for each request: it has no state that two workspaces could share. @module */

import { type Exchange, exchange, type Fields, fieldsOf, itemsOf, readJson, textOf } from '@crmkit/adapter-kit'
import mailjet from 'node-mailjet'
import type { MailjetOptions } from './options.ts'

const usualUrl = 'https://api.mailjet.com'

/** Asks for something, and changes nothing. */
export function ask(
  options: MailjetOptions,
  resource: string,
  params: Readonly<Record<string, string | number | boolean>>,
  timeoutMs: number,
): Promise<Exchange> {
  const request = clientOf(options).get(resource, { version: 'v3' })
  return make(options, 'GET', request, {}, params, timeoutMs)
}

/** Asks to send mails. */
export function post(
  options: MailjetOptions,
  body: Readonly<Record<string, unknown>>,
  timeoutMs: number,
): Promise<Exchange> {
  const request = clientOf(options).post('send', { version: 'v3.1' })
  return make(options, 'POST', request, body, {}, timeoutMs)
}

type Client = InstanceType<typeof mailjet.Client>
type ClientRequest = ReturnType<Client['get']>

function clientOf({ apiKey, apiSecret }: MailjetOptions): Client {
  return new mailjet.Client({ apiKey, apiSecret })
}

/**
 * Takes the request from Mailjet's client and makes it by itself: the one that it would make follows redirects, knows no
 * address but with https, asks proxies that the environment names, and puts the password into its errors.
 */
async function make(
  { apiKey, apiSecret, baseUrl = usualUrl }: MailjetOptions,
  method: 'GET' | 'POST',
  request: ClientRequest,
  body: Readonly<Record<string, unknown>>,
  params: Readonly<Record<string, string | number | boolean>>,
  timeoutMs: number,
): Promise<Exchange> {
  const { url } = await request.request({ ...body }, { ...params }, false)
  const { pathname } = new URL(url)
  const asked = new URL(pathname, baseUrl)
  for (const [name, value] of Object.entries(params)) asked.searchParams.set(name, String(value))
  const headers = {
    accept: 'application/json',
    authorization: `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`,
    'user-agent': request.getUserAgent(),
    ...(method === 'POST' && { 'content-type': 'application/json' }),
  }
  const content = method === 'POST' ? { body: JSON.stringify(body) } : {}
  return exchange({ method, url: asked.href, headers, ...content }, { timeoutMs })
}

/** The rows of a list; `null`: the answer is none. */
export function rowsOf(answer: Exchange): readonly Fields[] | null {
  if (answer.kind !== 'answered' || answer.status !== 200) return null
  const { Data } = fieldsOf(readJson(answer.body))
  return Array.isArray(Data) ? Data.map(fieldsOf) : null
}

/** What was wrong with a request, in Mailjet's codes and its words for fields: its sentences quote what was sent. */
export function problemOf(status: number, body: string): string {
  const whole = fieldsOf(readJson(body))
  const messages = itemsOf(whole['Messages']).flatMap((message) => itemsOf(fieldsOf(message)['Errors']))
  const codes = [whole, ...messages].flatMap((error) => {
    const { ErrorCode, ErrorRelatedTo } = fieldsOf(error)
    return [textOf(ErrorCode), ...itemsOf(ErrorRelatedTo).map(textOf)]
  })
  return [String(status), ...new Set(codes.filter((code) => /^[\w.[\]-]{1,80}$/.test(code)))].join(' ')
}
