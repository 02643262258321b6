/** The few Web types that reading a file needs, by their shape: no DOM types and no Node types are required. @module */

/** What is read of a stream reader. */
export interface ChunkReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | string | undefined }>
  cancel(reason?: unknown): Promise<void>
  releaseLock(): void
}

/** A Web stream of bytes or of text, such as the body of a `Response`. */
export interface ChunkStream {
  getReader(): ChunkReader
}

/** A `Blob` or `File`: it can be opened again and again. */
export interface BlobLike {
  readonly size: number
  stream(): ChunkStream
}

/** What is read of an `AbortSignal`. */
export interface AbortSignalLike {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
}
