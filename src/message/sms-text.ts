/**
 * How many parts a text message has, for each of them costs. Rules: docs/concepts/messages.md (MSG-5).
 * @see https://www.etsi.org/deliver/etsi_ts/123000_123099/123038/ 3GPP TS 23.038, the alphabet; TS 23.040, the parts
 * @module
 */

/** `gsm-7`: the alphabet of telephones, seven bits a letter. `ucs-2`: everything else, sixteen. */
export type SmsEncoding = 'gsm-7' | 'ucs-2'

/** What a text comes to as a text message. */
export interface SmsSize {
  readonly encoding: SmsEncoding
  /** Septets, or units of UTF-16. */
  readonly units: number
  /** At least 1: an empty message is one, too. */
  readonly segments: number
  /** How many units the last part has left. */
  readonly unitsLeft: number
  /** The letters, each once, without which it would be `gsm-7`. */
  readonly costly: readonly string[]
}

/** How many units fit into the only part of a message, and into one of several, whose header takes six bytes. */
export const segmentUnits: Readonly<Record<SmsEncoding, { readonly single: number; readonly part: number }>> = {
  'gsm-7': { single: 160, part: 153 },
  'ucs-2': { single: 70, part: 67 },
}

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
  'abcdefghijklmnopqrstuvwxyzäöñüà'

/** Those that take an escape and one more. */
const extended = '\f^{}\\[~]|€'

const septets: ReadonlyMap<string, number> = new Map([
  ...[...basic].map((letter) => [letter, 1] as const),
  ...[...extended].map((letter) => [letter, 2] as const),
])

/**
 * Counts the parts of a text. No letter is cut in two: an escape stays with its letter, and so does one half of an emoji
 * with the other.
 *
 * @example
 * measureSms('Réunion à 14 h').segments // 1
 */
export function measureSms(text: string): SmsSize {
  const letters = [...text]
  const costly = [...new Set(letters.filter((letter) => !septets.has(letter)))]
  const encoding: SmsEncoding = costly.length === 0 ? 'gsm-7' : 'ucs-2'
  const sizes = letters.map((letter) => (encoding === 'gsm-7' ? (septets.get(letter) ?? 1) : letter.length))
  const units = sizes.reduce((sum, size) => sum + size, 0)
  const { single, part } = segmentUnits[encoding]
  if (units <= single) return { encoding, units, segments: 1, unitsLeft: single - units, costly }
  let segments = 1
  let used = 0
  for (const size of sizes) {
    if (used + size > part) {
      segments += 1
      used = 0
    }
    used += size
  }
  return { encoding, units, segments, unitsLeft: part - used, costly }
}
