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
    let half = ''
    for await (const chunk of openSource(source, signal)) {
      if (typeof chunk === 'string') {
        // A character may be cut in two by the pieces: its first half waits for the second.
        const text = half + chunk
        half = endsInHalfCharacter(text) ? text.slice(-1) : ''
        hash.update(encoder.encode(half === '' ? text : text.slice(0, -1)))
      } else hash.update(chunk)
      yield chunk
    }
    if (half !== '') hash.update(encoder.encode(half))
    digest = bytesToHex(hash.digest())
  }
  return { source: open, digest: () => digest }
}

function endsInHalfCharacter(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last >= 0xd800 && last <= 0xdbff
}

/** What a file is known by after reading it to its end. */
export interface FileFacts {
  /** SHA-256 in hexadecimal. */
  readonly hash: string
  /** Bytes, or characters where the source gives text. */
  readonly size: number
}

/** Reads a source to its end. */
export async function readFacts(source: ImportSource, signal?: AbortSignalLike): Promise<FileFacts> {
  const hashed = hashedSource(source, signal)
  let size = 0
  for await (const chunk of openSource(hashed.source, signal)) size += chunk.length
  return { hash: hashed.digest() ?? '', size }
}

/** Reads a source to its end and gives its hash. */
export async function hashOf(source: ImportSource, signal?: AbortSignalLike): Promise<string> {
  return (await readFacts(source, signal)).hash
}
