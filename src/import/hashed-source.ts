/** The hash of a file, taken while it is read. @module */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { type ImportSource, openSource } from './source.ts'
import type { AbortSignalLike } from './web-types.ts'

/** A source that knows its hash once it has been read to its end. */
export interface HashedSource {
  readonly source: ImportSource
  /** SHA-256 in hexadecimal of the last complete reading; `null` before there was one. */
  digest(): string | null
}

/** Wraps a source. A text is hashed as UTF-8. */
export function hashedSource(source: ImportSource, signal?: AbortSignalLike): HashedSource {
  let digest: string | null = null
  const open = async function* (): AsyncGenerator<Uint8Array | string> {
    const hash = sha256.create()
    const encoder = new TextEncoder()
    for await (const chunk of openSource(source, signal)) {
      hash.update(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
      yield chunk
    }
    digest = bytesToHex(hash.digest())
  }
  return { source: open, digest: () => digest }
}

/** Reads a source to its end and gives its hash. */
export async function hashOf(source: ImportSource, signal?: AbortSignalLike): Promise<string> {
  const hashed = hashedSource(source, signal)
  for await (const _chunk of openSource(hashed.source, signal)) {
    // Reading it is all that is wanted.
  }
  return hashed.digest() ?? ''
}
