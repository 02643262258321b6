import {
  inboundAddress,
  inboundToken,
  isInboundAddress,
  parseEmail,
  parseInboundAddress,
  tokenBytes,
} from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const bytes = fc.uint8Array({ minLength: tokenBytes, maxLength: tokenBytes })
const kinds = fc.constantFrom('member', 'interaction', 'bounce')
const hosts = fc.constantFrom('in.pomme.example', 'crm@pomme.example', 'CRM@Müller.example', 'a+b@pomme.example')

describe('MSG-4 Addresses of our own', () => {
  it('MSG-4 are read back, whatever case they come in', () => {
    fc.assert(
      fc.property(bytes, kinds, hosts, fc.boolean(), (random, kind, host, isLoud) => {
        const token = inboundToken(random)
        const address = inboundAddress({ kind, token }, host)
        expect(parseEmail(address).normalized).toBe(address)
        const written = isLoud ? `Pomme <${address.toUpperCase()}>` : address
        expect(parseInboundAddress(written, host)).toEqual({ kind, token })
        expect(parseInboundAddress(written, 'elsewhere.example')).toBeNull()
      }),
    )
  })

  it('MSG-4 no two tokens are made of different bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const isSame = one.every((byte, index) => byte === other[index])
        expect(inboundToken(one) === inboundToken(other)).toBe(isSame)
      }),
    )
    expect(inboundToken(new TextEncoder().encode('foobarbaz!'))).toBe('mzxw6ytbojrgc6rb')
    expect(() => inboundToken(new Uint8Array(9))).toThrow(RangeError)
  })

  it.each([
    ['crm@pomme.example', null],
    ['crm+i-mzxw6ytboi3gcytb@pomme.example', { kind: 'interaction', token: 'mzxw6ytboi3gcytb' }],
    ['crm+x-mzxw6ytboi3gcytb@pomme.example', null],
    ['crm+i-mzxw6ytboi3gcytb1@pomme.example', null],
    ['crm+i-mzxw6ytboi3gcyt@pomme.example', null],
    ['crm+i-mzxw6ytboi3gcyt0@pomme.example', null],
    ['other+i-mzxw6ytboi3gcytb@pomme.example', null],
    ['crm+i-mzxw6ytboi3gcytb@pomme.example.evil.example', null],
    ['not an address', null],
  ])('MSG-4 %s', (address, expected) => {
    expect(parseInboundAddress(address, 'crm@pomme.example')).toEqual(expected)
  })

  it('MSG-4 whatever is at our host is ours, and nothing else', () => {
    expect(isInboundAddress('CRM@pomme.example', 'crm@pomme.example')).toBe(true)
    expect(isInboundAddress('crm+anything@pomme.example', 'crm@pomme.example')).toBe(true)
    expect(isInboundAddress('crmx@pomme.example', 'crm@pomme.example')).toBe(false)
    expect(isInboundAddress('anything@in.pomme.example', 'in.pomme.example')).toBe(true)
    expect(isInboundAddress('anything@pomme.example', 'in.pomme.example')).toBe(false)
  })

  it('MSG-4 a host or a token that is none is a mistake of the caller', () => {
    const token = inboundToken(new Uint8Array(tokenBytes))
    expect(() => inboundAddress({ kind: 'member', token }, 'no host')).toThrow(RangeError)
    expect(() => inboundAddress({ kind: 'member', token: 'short' }, 'pomme.example')).toThrow(RangeError)
  })
})
