/** Files that can be opened again: a preview reads a file, and applying it reads it once more. @module */
import type { AbortSignalLike, BlobLike, ChunkReader, ChunkStream } from './web-types.ts'

/**
 * A file to import: its text, its bytes, a `File` or `Blob`, or a function that opens it afresh each time:
 * `() => fs.createReadStream(path)`, `() => response.clone().body`.
 */
export type ImportSource = string | Uint8Array | BlobLike | (() => ChunkStream | AsyncIterable<Uint8Array | string>)

/** Long texts and byte arrays are handed on in pieces of this size, so that the work on them stays bounded. */
const pieceLength = 16_384

/**
 * Opens a file from its start. The next piece is asked of it when the consumer asks for one,
 * and it is closed when the consumer stops early.
 * @throws the signal's reason, once it is aborted
 */
export async function* openSource(source: ImportSource, signal?: AbortSignalLike): AsyncGenerator<Uint8Array | string> {
  signal?.throwIfAborted()
  for await (const chunk of chunksOf(source)) {
    for (const piece of piecesOf(chunk)) {
      signal?.throwIfAborted()
      yield piece
    }
  }
}

function chunksOf(source: ImportSource): AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string> {
  if (typeof source === 'string' || source instanceof Uint8Array) return [source]
  const opened = typeof source === 'function' ? source() : source.stream()
  return isStream(opened) ? readStream(opened) : opened
}

function isStream(opened: ChunkStream | AsyncIterable<Uint8Array | string>): opened is ChunkStream {
  return 'getReader' in opened
}

async function* readStream(stream: ChunkStream): AsyncGenerator<Uint8Array | string> {
  const reader: ChunkReader = stream.getReader()
  let isDone = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      isDone = done
      if (done) return
      if (value !== undefined) yield value
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}

function* piecesOf(chunk: Uint8Array | string): Generator<Uint8Array | string> {
  if (chunk.length <= pieceLength) {
    if (chunk.length > 0) yield chunk
    return
  }
  for (let start = 0; start < chunk.length; start += pieceLength)
    yield typeof chunk === 'string'
      ? chunk.slice(start, start + pieceLength)
      : chunk.subarray(start, start + pieceLength)
}
