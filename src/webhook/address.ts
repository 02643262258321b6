/**
 * Which addresses a webhook may have. What a member types in here is called from inside the host's network, so every
 * address that does not belong to the public Internet is refused: when it is typed in, and again when its name has been
 * resolved, since a name may lead elsewhere by then.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 * @module
 */
import { ok, type Result } from '../kernel/result.ts'
import { type InputRefusal, refuseInput } from '../party/input-issue.ts'

/** In browsers, Node, Deno, Bun and workers; the types of the language alone do not name it. */
declare class URL {
  constructor(text: string)
  readonly href: string
  readonly protocol: string
  readonly hostname: string
  readonly username: string
  readonly password: string
  hash: string
}

/** Where an IP address leads: into the Internet, to this very machine, or to some other place of its own. */
export type AddressScope = 'public' | 'loopback' | 'special'

/** Networks of IPv4 that are not public. The last one is where Azure answers its virtual machines. */
const specialNetworks: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['168.63.129.16', 32],
]

/** Names that lead nowhere but into a network of one's own. */
const localNames = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'home.arpa']

const longestUrl = 2_000

/**
 * Where an IP address leads. What is no address is `special`: in doubt it is refused.
 * @param address as the system resolves names: `203.0.113.7`, `2001:db8::1`, `::ffff:10.0.0.1`
 */
export function addressScope(address: string): AddressScope {
  const four = parseFour(address)
  if (four !== null) return scopeOfFour(four)
  const six = parseSix(address)
  return six === null ? 'special' : scopeOfSix(six)
}

/**
 * Checks the address of a webhook, and gives it in the form that is stored.
 * @param allows whether addresses of this machine are taken: for tests, never where strangers type them in
 */
export function checkWebhookUrl(
  text: string,
  allows: { readonly loopback: boolean } = { loopback: false },
): Result<string, InputRefusal> {
  const refuse = (problem: 'invalid-format' | 'invalid-component' | 'too-long', remedy: string) =>
    // Not quoted: addresses hold passwords and tokens, and refusals end up in logs.
    refuseInput([{ path: 'url', problem, remedy }])
  if (text.length > longestUrl) return refuse('too-long', `Give at most ${longestUrl} characters.`)
  const url = parseUrl(text)
  if (url === null) return refuse('invalid-format', 'Give a whole address, such as https://example.com/hooks/crm.')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return refuse('invalid-component', 'Give an address that begins with https:// or http://.')
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('invalid-component', 'Leave user name and password out: the signature says who sends.')
  }
  const scope = scopeOfHost(url.hostname)
  if (scope === 'special' || (scope === 'loopback' && !allows.loopback)) {
    const remedy = 'Give an address of the public Internet: private, local and reserved ones are never called.'
    return refuse('invalid-component', remedy)
  }
  url.hash = ''
  return ok(url.href)
}

/** Where the host of an address leads, as far as it can be told without resolving a name. */
export function scopeOfHost(hostname: string): AddressScope {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  if (host.includes(':') || /^[\d.]+$/.test(host)) return addressScope(host)
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback'
  const isLocal = !host.includes('.') || localNames.some((name) => host.endsWith(`.${name}`))
  return isLocal ? 'special' : 'public'
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}

function scopeOfFour(address: number): AddressScope {
  if (address >>> 24 === 127) return 'loopback'
  const isSpecial = specialNetworks.some(([network, bits]) => {
    const shift = 32 - bits
    return address >>> shift === (parseFour(network) ?? 0) >>> shift
  })
  return isSpecial ? 'special' : 'public'
}

/** Of IPv6, only what was given out to the public (2000::/3), without the networks in it that lead elsewhere. */
function scopeOfSix(parts: readonly number[]): AddressScope {
  const [a = 0, b = 0] = parts
  const embedded = ((parts[6] ?? 0) * 0x1_0000 + (parts[7] ?? 0)) >>> 0
  const begins = (...head: readonly number[]): boolean => head.every((part, index) => parts[index] === part)
  if (begins(0, 0, 0, 0, 0, 0, 0, 1)) return 'loopback'
  // An address of IPv4 in other clothes: mapped, or translated on the way.
  if (begins(0, 0, 0, 0, 0, 0xffff) || begins(0x64, 0xff9b, 0, 0, 0, 0)) return scopeOfFour(embedded)
  if (a >>> 13 !== 1) return 'special'
  const isProtocol = a === 0x2001 && b < 0x0200
  const isDocumentation = (a === 0x2001 && b === 0x0db8) || (a === 0x3fff && b < 0x1000)
  const isTunnel = a === 0x2002
  return isProtocol || isDocumentation || isTunnel ? 'special' : 'public'
}

function parseFour(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  if (parts === undefined || parts.some((part) => part > 255)) return null
  return parts.reduce((address, part) => address * 256 + part, 0)
}

/** The eight parts of an address of IPv6, or `null`. An interface behind it (`%eth0`) is left out. */
function parseSix(text: string): readonly number[] | null {
  const [address = ''] = text.toLowerCase().split('%')
  const halves = address.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map(partsOf)
  if (head === undefined || head === null || tail === null) return null
  if (tail === undefined) return head.length === 8 ? head : null
  const gap = 8 - head.length - tail.length
  return gap < 1 ? null : [...head, ...Array.from({ length: gap }, () => 0), ...tail]
}

function partsOf(half: string): readonly number[] | null {
  if (half === '') return []
  const texts = half.split(':')
  const last = texts.at(-1) ?? ''
  const four = last.includes('.') ? parseFour(last) : undefined
  if (four === null) return null
  const whole = four === undefined ? texts : texts.slice(0, -1)
  if (whole.some((part) => !/^[0-9a-f]{1,4}$/.test(part))) return null
  const parts = whole.map((part) => Number.parseInt(part, 16))
  return four === undefined ? parts : [...parts, four >>> 16, four & 0xffff]
}
