/**
 * Addresses of our own to which mail is sent: of a member, of a matter, and of one message, to which its bounces go. Whoever
 * knows one may file there, so nobody can guess it. Rules: docs/concepts/messages.md (MSG-4).
 * @module
 */
import { type EmailNormalized, parseEmail } from '../party/email.ts'

/** Whose address it is. */
export type InboundKind = 'member' | 'interaction' | 'bounce'

/**
 * Where such addresses are: a domain of its own (`in.pomme.example`), or one mailbox whose server knows plus signs
 * (`crm@pomme.example`).
 */
export type InboundHost = string

/** What an address of ours names: whose kind it is, and the token by which it is found. */
export interface InboundToken {
  readonly kind: InboundKind
  readonly token: string
}

const letters: Readonly<Record<InboundKind, string>> = { member: 'm', interaction: 'i', bounce: 'b' }
const kinds: readonly InboundKind[] = ['member', 'interaction', 'bounce']

/** Bytes that a token is made of: 80 bits are beyond guessing, and 16 letters fit into any mailbox. */
export const tokenBytes = 10

/** Letters and digits that differ in lower case, for the part before the @ may lose its case on the way (RFC 4648). */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const tokenShape = /^[a-z2-7]{16}$/

/** A token that nobody can guess. @param bytes by chance, {@link tokenBytes} of them */
export function inboundToken(bytes: Uint8Array): string {
  if (bytes.length !== tokenBytes) throw new RangeError(`A token is made of ${tokenBytes} bytes.`)
  let token = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      token += alphabet.charAt((held >> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return token
}

/**
 * The address that a token stands for.
 *
 * @example
 * inboundAddress({ kind: 'interaction', token }, 'crm@pomme.example') // crm+i-mzxw6ytboi3gcytb@pomme.example
 * @throws {RangeError} if the host can't be part of an address
 */
export function inboundAddress({ kind, token }: InboundToken, host: InboundHost): EmailNormalized {
  const { mailbox, domain } = splitHost(host)
  const local = `${mailbox === '' ? '' : `${mailbox}+`}${letters[kind]}-${token}`
  const { normalized } = parseEmail(`${local}@${domain}`)
  if (normalized === undefined || !tokenShape.test(token)) throw new RangeError(`${host} can’t have inbound addresses.`)
  return normalized
}

/** What an address names, if it is one of ours; else `null`. Case does not count. */
export function parseInboundAddress(address: string, host: InboundHost): InboundToken | null {
  const local = localPartAt(address, host)
  if (local === null) return null
  const kind = kinds.find((each) => local.startsWith(`${letters[each]}-`))
  const token = local.slice(2)
  return kind !== undefined && tokenShape.test(token) ? { kind, token } : null
}

/** Whether an address is at this host, whatever it names: nobody outside writes from there. */
export function isInboundAddress(address: string, host: InboundHost): boolean {
  return localPartAt(address, host) !== null
}

/** The domain of a host, as addresses are compared. */
export function domainOfHost(host: InboundHost): string {
  return splitHost(host).domain
}

/** What stands for the token; `''` for the mailbox itself. */
function localPartAt(address: string, host: InboundHost): string | null {
  const { normalized } = parseEmail(address)
  if (normalized === undefined) return null
  const { mailbox, domain } = splitHost(host)
  const at = normalized.lastIndexOf('@')
  if (normalized.slice(at + 1) !== domain) return null
  const local = normalized.slice(0, at)
  if (mailbox === '') return local
  if (local === mailbox) return ''
  return local.startsWith(`${mailbox}+`) ? local.slice(mailbox.length + 1) : null
}

function splitHost(host: InboundHost): { readonly mailbox: string; readonly domain: string } {
  const at = host.lastIndexOf('@')
  // As addresses are compared: lower case, the domain in ASCII.
  const { normalized = '' } = parseEmail(at < 0 ? `x@${host}` : host)
  const split = normalized.lastIndexOf('@')
  return { mailbox: at < 0 ? '' : normalized.slice(0, split), domain: normalized.slice(split + 1) }
}
