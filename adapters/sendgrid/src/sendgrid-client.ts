/// <reference path="./sendgrid-modules.d.ts" />
/** SendGrid's own client, one for each request: it has no state that two workspaces could share. @module */

import { type Exchange, exchange, fieldsOf, itemsOf, readJson } from '@crmkit/adapter-kit'
import { Client, type ClientRequest } from '@sendgrid/client'
import type { SendgridOptions } from './options.ts'

const usualUrl = 'https://api.sendgrid.com'

/**
 * Takes the request from SendGrid's client and makes it by itself: axios follows redirects, keeps connections, asks
 * proxies that the environment names, and puts the key into its errors.
 */
export class CarefulClient extends Client {
  /** What came of the last request. */
  outcome: Exchange = { kind: 'unreached', problem: 'not asked' }
  readonly #baseUrl: string
  readonly #timeoutMs: number

  constructor({ apiKey, baseUrl = usualUrl }: SendgridOptions, timeoutMs: number) {
    super()
    this.#baseUrl = baseUrl
    this.#timeoutMs = timeoutMs
    // Not `setApiKey`: it writes to the console if it does not like the key, and moves the address.
    this.setDefaultHeader('Authorization', `Bearer ${apiKey}`)
  }

  override async request(asked: ClientRequest): Promise<[unknown, unknown]> {
    const { method = 'GET', url, body } = asked
    this.outcome = await exchange(
      {
        method,
        url: new URL(url ?? '/', this.#baseUrl).href,
        headers: this.createHeaders({}),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      { timeoutMs: this.#timeoutMs },
    )
    // Nobody looks at this answer: `outcome` is what counts.
    return [null, null]
  }
}

/** Asks for something, and changes nothing. */
export async function ask(options: SendgridOptions, url: string, timeoutMs: number): Promise<Exchange> {
  const client = new CarefulClient(options, timeoutMs)
  await client.request({ method: 'GET', url })
  return client.outcome
}

/** What was wrong with a request, in SendGrid's words for fields: its sentences quote what was sent. */
export function problemOf(status: number, body: string): string {
  const fields = itemsOf(fieldsOf(readJson(body))['errors']).flatMap((error) => {
    const { field } = fieldsOf(error)
    return typeof field === 'string' && /^[\w.[\]]{1,80}$/.test(field) ? [field] : []
  })
  return [String(status), ...new Set(fields)].join(' ')
}
