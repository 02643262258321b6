/**
 * How Twilio asks and tells: a form, signed over the address and its fields.
 * @see https://www.twilio.com/docs/usage/security
 * @module
 */
import { createHmac } from 'node:crypto'

/** Fields of a form. */
export type Form = Readonly<Record<string, string>>

/** Sends a form to an address of the account's owner, and gives what he answers. @throws {Error} he does not take it */
export async function sendForm(authToken: string, url: string, form: Form): Promise<string> {
  const signed =
    url +
    Object.keys(form)
      .toSorted()
      .map((name) => `${name}${form[name]}`)
      .join('')
  const response = await fetch(url, {
    ...{ method: 'POST', body: new URLSearchParams(form) },
    headers: { 'x-twilio-signature': createHmac('sha1', authToken).update(signed).digest('base64') },
  })
  if (!response.ok) throw new Error(`${new URL(url).pathname} answers ${response.status}`)
  return response.text()
}

/** The address in an attribute of TwiML: `addressIn(text, 'Dial', 'action')`. `null`: it has none. */
export function addressIn(twiml: string, verb: string, attribute: string): string | null {
  const [, found] = new RegExp(`<${verb}\\b[^>]* ${attribute}="([^"]+)"`).exec(twiml) ?? []
  return found?.replaceAll('&amp;', '&') ?? null
}
