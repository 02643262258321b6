/** Files that stand in several adapters, each of which is published by itself: a mend of one is a mend of all. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './consumer.ts'

const copies: Readonly<Record<string, readonly string[]>> = {
  'test/certificate.ts': ['webhooks', 'smtp'],
  'src/exchange.ts': ['sendgrid', 'mailjet', 'twilio'],
  'src/json.ts': ['sendgrid', 'mailjet'],
  'src/outgoing-text.ts': ['sendgrid', 'mailjet', 'smtp'],
  'src/received-headers.ts': ['sendgrid', 'mailjet', 'smtp'],
  'src/whole-mail.ts': ['sendgrid', 'smtp'],
}

describe('Copies', () => {
  for (const [file, [first = '', ...others]] of Object.entries(copies)) {
    const textIn = (adapter: string) => readFileSync(join(root, 'adapters', adapter, file), 'utf8')
    it.each(others)(`${file} of %s is the one of ${first}`, (other) => {
      expect(textIn(other)).toBe(textIn(first))
    })
  }
})
