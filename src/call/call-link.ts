/** Links that have a telephone call somebody, for those without a browser that calls. Rules: docs/concepts/calls.md (TEL-4). @module */
import type { PhoneE164 } from '../party/phone.ts'

/** What to call. */
export interface CallTarget {
  readonly e164: PhoneE164
  /** Digits to dial once they have answered. */
  readonly extension?: string | undefined
}

/** How the telephone is asked for: any of them (`tel`), one that knows only `callto`, or a SIP telephone over a server of its own. */
export type CallLinkScheme =
  | { readonly kind: 'tel' }
  | { readonly kind: 'callto' }
  /** The host of the SIP server: `sip.pomme.example`. */
  | { readonly kind: 'sip'; readonly host: string }

/**
 * A link that calls a number. An extension goes where the scheme has a place for it.
 * @see https://www.rfc-editor.org/rfc/rfc3966 for `tel:`
 * @see https://www.rfc-editor.org/rfc/rfc3261#section-19.1.6 for a telephone number in a `sip:` address
 *
 * @example
 * callLink(phone, { kind: 'tel' }) // 'tel:+33123458073;ext=12'
 * @throws {RangeError} if the host of a SIP server is none
 */
export function callLink({ e164, extension }: CallTarget, scheme: CallLinkScheme): string {
  const digits = (extension ?? '').replace(/[^0-9]/g, '')
  const ext = digits === '' ? '' : `;ext=${digits}`
  switch (scheme.kind) {
    case 'tel':
      return `tel:${e164}${ext}`
    case 'callto':
      return `callto:${e164}`
    case 'sip':
      if (!hostShape.test(scheme.host)) throw new RangeError('A SIP server is a host, and perhaps a port.')
      return `sip:${e164}${ext}@${scheme.host};user=phone`
  }
}

const hostShape = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/i
