/** E-mail addresses: kept as typed, compared in a normal form. Rules: docs/concepts/parties.md (PTY-4). @module */
import type { Brand } from '../kernel/flavour.ts'

/** An e-mail address in the form in which two are compared: lower case, host in ASCII. */
export type EmailNormalized = Brand<string, 'EmailNormalized'>

/** An e-mail address. Without `normalized` it is no valid address: it is kept, flagged, and identifies nobody. */
export interface Email {
  /** Exactly what somebody typed. */
  readonly typed: string
  readonly normalized?: EmailNormalized
}

/**
 * Understands an e-mail address, also in the forms `mailto:anna@pomme.example` and `Anna <anna@pomme.example>`.
 * Never throws and never drops: what is no address comes back as typed, without `normalized`.
 * Dots and plus signs before the `@` count: only the host of a mailbox knows what they mean.
 */
export function parseEmail(typed: string): Email {
  // Nearly all addresses have nothing around them to take off.
  const address = plainAddress.test(typed) ? typed : bareAddress(typed)
  if (plainAddress.test(address) && address.length <= longestAddress && !longLocalPart.test(address))
    return { typed, normalized: address as EmailNormalized }
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at).normalize('NFC').toLowerCase()
  const host = at < 1 ? null : asciiHost(address.slice(at + 1))
  const normalized = `${local}@${host}`
  if (host === null || !localPart.test(local) || longLocalPart.test(normalized)) return { typed }
  return normalized.length > longestAddress ? { typed } : { typed, normalized: normalized as EmailNormalized }
}

/**
 * The domain of a website or an e-mail address, in lower case and ASCII, without `www.`: what two records of one
 * company have in common. `null` where there is none.
 */
export function webDomainOf(urlOrEmail: string): string | null {
  const text = urlOrEmail.trim()
  const at = text.lastIndexOf('@')
  const isAddress = at >= 0 && !/[/?#]/.test(text.slice(0, at).replace(/^mailto:/i, ''))
  if (isAddress) return asciiHost(bareAddress(text).slice(bareAddress(text).lastIndexOf('@') + 1))
  const host = /^(?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?(?:[^/?#@]*@)?([^/?#:@\s]+)/i.exec(text)?.[1]
  return host === undefined ? null : (asciiHost(host)?.replace(/^www\d?\.(?=[^.]+\.)/, '') ?? null)
}

const longestAddress = 254
const longLocalPart = /^[^@]{65}/
/** Letters of the local part as RFC 5322 has them unquoted, and those of other scripts as RFC 6531 adds them. */
const localPart = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+)*$/u
const plainAddress = /^[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/
const asciiHostShape = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})$/

/** Takes off what stands around an address when it is copied from a mail or a web page. */
function bareAddress(typed: string): string {
  const trimmed = typed.replace(/\p{Cf}+/gu, '').trim()
  const inBrackets = /^[^<>]*<([^<>]*)>$/.exec(trimmed)?.[1] ?? trimmed
  const address = inBrackets.trim().replace(/^mailto:/i, '')
  // What a link asks beyond the address is cut by hand: an expression looks for its end at each question mark.
  const asks = address.length < inBrackets.trim().length ? address.indexOf('?') : -1
  return asks < 0 ? address : address.slice(0, asks)
}

/** The host in lower case and ASCII (`müller.de` → `xn--mller-kva.de`), or `null` if it is none. */
function asciiHost(host: string): string | null {
  const lower = host.toLowerCase().replace(/\.$/, '')
  if (asciiHostShape.test(lower)) return lower
  if (!/[^ -~]/.test(lower) || !/^[\p{L}\p{N}\p{M}.\u3002-]+$/u.test(lower)) return null
  const ascii = toAscii(lower)
  return ascii !== null && asciiHostShape.test(ascii) ? ascii : null
}

/** Browsers, Node, Deno, Bun and workers all have it; the types of the language alone do not name it. */
declare const URL: { canParse(url: string): boolean; new (url: string): { readonly hostname: string } }

function toAscii(host: string): string | null {
  const url = `http://${host}/`
  return URL.canParse(url) ? new URL(url).hostname : null
}
