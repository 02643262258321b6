/** Names of operators at Twilio, which takes letters, digits and underscores only. @module */
import type { MemberId } from 'crmkit'

const prefix = 'op_'

/** The name of an operator. */
export function operatorName(memberId: MemberId): string {
  const written = [...Buffer.from(memberId, 'utf8')].map((byte) => {
    const letter = String.fromCharCode(byte)
    return /[A-Za-z0-9]/.test(letter) ? letter : `_${byte.toString(16).padStart(2, '0')}`
  })
  return `${prefix}${written.join('')}`
}

/** Whose name it is: `client:op_…`. `null`: it is no operator's. */
export function readOperatorName(name: string): MemberId | null {
  const written = name.startsWith('client:') ? name.slice('client:'.length) : ''
  if (!written.startsWith(prefix)) return null
  const memberId = decode(written.slice(prefix.length))
  // One member, one name: what we would have written otherwise is none of ours.
  return memberId !== '' && operatorName(memberId) === written ? memberId : null
}

function decode(written: string): string {
  const bytes = [...written.matchAll(/_([0-9a-f]{2})|([A-Za-z0-9])/g)].map(({ 1: code, 2: letter = '' }) => {
    return code === undefined ? letter.charCodeAt(0) : Number.parseInt(code, 16)
  })
  return Buffer.from(bytes).toString('utf8')
}
