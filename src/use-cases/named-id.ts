/** Ids that follow from a name, for what is to be written once however often it is told. @module */
import { fingerprint } from './fingerprint.ts'

/** The id of what has this name: always the same UUID (version 8, RFC 9562). */
export function namedId(name: string): string {
  const hex = fingerprint(name)
  const variant = (8 + (Number.parseInt(hex.charAt(16), 16) % 4)).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
