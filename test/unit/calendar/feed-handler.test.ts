/** What a handler of feeds is made with. */
import { isCrmError } from 'crmkit'
import { feedHandler } from 'crmkit/ical'
import { describe, expect, it } from 'vitest'

const source = { readFeed: () => Promise.reject(new Error('nobody asked')) }

/** What is wrong with a domain; `undefined`: nothing. */
function problemOf(domain: string): string | undefined {
  try {
    feedHandler(source, { domain })
    return undefined
  } catch (refusal) {
    if (!isCrmError(refusal, 'invalid-input')) throw refusal
    expect(refusal.message).toContain('Give the domain of your application alone, such as crm.example.')
    const [{ path, problem } = { path: '', problem: '' }] = refusal.details.issues
    return `${path} ${problem}`
  }
}

describe('Feed handlers', () => {
  it.each(['crm.example', 'localhost', 'a.b-c.example', 'vergé.example', '192.0.2.1'])(
    'CAL-4 take the domain %s',
    (domain) => {
      expect(problemOf(domain)).toBeUndefined()
    },
  )

  it.each([
    ['', 'missing'],
    [' ', 'invalid-format'],
    ['https://crm.example', 'invalid-format'],
    ['crm.example/feeds', 'invalid-format'],
    ['crm.example:3000', 'invalid-format'],
    ['anne@crm.example', 'invalid-format'],
    ['crm..example', 'invalid-format'],
    ['crm.example\r\nX:1', 'invalid-format'],
  ])('CAL-4 refuse %j as a domain when they are made', (domain, problem) => {
    expect(problemOf(domain)).toBe(`domain ${problem}`)
  })

  it('CAL-4 refuse a domain that is not there, whatever the types say', () => {
    const options = JSON.parse('{}')
    expect(() => feedHandler(source, options)).toThrow('domain is missing')
  })
})
