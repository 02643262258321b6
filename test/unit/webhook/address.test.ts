import { BlockList, isIP } from 'node:net'
import { addressScope, checkWebhookUrl, scopeOfHost } from 'crmkit/domain'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const special = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '10.255.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '100.100.100.200',
  '169.254.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.0.192',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.0.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '168.63.129.16',
  '::',
  '::ffff:10.0.0.1',
  '::ffff:a00:1',
  '::ffff:169.254.169.254',
  '0:0:0:0:0:ffff:c0a8:1',
  '::10.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::1',
  '100::1',
  'fc00::1',
  'fd00:ec2::254',
  'fdff::1',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'fec0::1',
  'ff02::1',
  '2001::1',
  '2001:0:a00:1::',
  '2001:1ff::1',
  '2001:db8::1',
  '2002:a00:1::',
  '3fff::1',
  '3fff:fff::1',
  '5f00::1',
  '4000::1',
  'not an address',
  '',
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
  '1:2:3',
  '::1::2',
  ':::',
  '1:2:3:4:5:6:7:8:9',
  'g::1',
]
const open = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '2606:4700::1111',
  '2001:200::1',
  '2a00:1450:4007::1',
  '2001:4860:4860::8888',
]
const loopback = [
  '127.0.0.1',
  '127.255.255.254',
  '::1',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
] as const

describe('Addresses of webhooks', () => {
  it.each(special)('%s is not of the public Internet', (address) => {
    expect(addressScope(address)).toBe('special')
  })
  it.each(open)('%s is', (address) => {
    expect(addressScope(address)).toBe('public')
  })
  it.each(loopback)('%s is this machine', (address) => {
    expect(addressScope(address)).toBe('loopback')
  })

  it('agrees with Node about every network that Node can be told of', () => {
    const list = new BlockList()
    const four = [
      '0.0.0.0/8',
      '10.0.0.0/8',
      '100.64.0.0/10',
      '127.0.0.0/8',
      '169.254.0.0/16',
      '172.16.0.0/12',
      '192.0.0.0/24',
      '192.0.2.0/24',
      '192.88.99.0/24',
      '192.168.0.0/16',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '224.0.0.0/3',
      '168.63.129.16/32',
    ]
    for (const [network = '', bits] of four.map((text) => text.split('/')))
      list.addSubnet(network, Number(bits), 'ipv4')
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressScope(address) === 'public').toBe(!list.check(address, 'ipv4'))
        expect(addressScope(`::ffff:${address}`)).toBe(addressScope(address))
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads every form of an address of IPv6 alike', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        expect(isIP(address)).toBe(6)
        const whole = new URL(`http://[${address}]/`).hostname
        expect(scopeOfHost(whole)).toBe(addressScope(address))
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['localhost', 'loopback'],
    ['LOCALHOST.', 'loopback'],
    ['app.localhost', 'loopback'],
    ['[::1]', 'loopback'],
    ['printer', 'special'],
    ['nas.local', 'special'],
    ['metadata.google.internal', 'special'],
    ['a.home.arpa', 'special'],
    ['fritz.box', 'public'],
    ['example.com', 'public'],
    ['example.com.', 'public'],
    ['10.0.0.1', 'special'],
  ] as const)('the host %s is %s', (host, scope) => {
    expect(scopeOfHost(host)).toBe(scope)
  })

  it('an address is stored in its normal form, without what is never sent', () => {
    expect(checkWebhookUrl('HTTPS://Example.COM:443/a b?c=d#e')).toEqual({
      ok: true,
      value: 'https://example.com/a%20b?c=d',
    })
    expect(checkWebhookUrl('http://8.8.8.8:8080')).toEqual({ ok: true, value: 'http://8.8.8.8:8080/' })
  })

  it.each([
    'http://0/',
    'http://0x7f000001/',
    'http://017700000001/',
    'http://127.1/',
    'http://①②⑦.0.0.1/',
    'http://127.0.0.1./',
  ])('%s is seen through', (url) => {
    expect(checkWebhookUrl(url).ok).toBe(false)
  })

  it('this machine is taken only where tests ask for it, and nothing else with it', () => {
    const allows = { loopback: true }
    expect(checkWebhookUrl('http://127.0.0.1:4711/x', allows).ok).toBe(true)
    expect(checkWebhookUrl('http://localhost:4711/x', allows).ok).toBe(true)
    expect(checkWebhookUrl('http://10.0.0.1/x', allows).ok).toBe(false)
    expect(checkWebhookUrl(`https://example.com/${'x'.repeat(2_000)}`, allows).ok).toBe(false)
  })
})
