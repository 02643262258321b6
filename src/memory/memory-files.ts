/** Files in memory, for tests, examples and previews. @module */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js'
import type { FileStore } from '../ports/file-store.ts'

/**
 * A file store that forgets everything when the process ends.
 *
 * @example
 * const crm = createCrm({ store: memoryStore(), channels: () => ({ files }) })
 */
export function memoryFiles(): FileStore {
  const kept = new Map<string, Uint8Array>()
  return {
    put: async (workspaceId, fileId, pieces) => {
      const name = `${workspaceId} ${fileId}`
      const bytes = kept.get(name) ?? concatBytes(...(await allOf(pieces)))
      kept.set(name, bytes)
      return { size: bytes.length, hash: bytesToHex(sha256(bytes)) }
    },
    open: async (workspaceId, fileId) => {
      const bytes = kept.get(`${workspaceId} ${fileId}`)
      return bytes === undefined ? null : piecesOf(bytes)
    },
    remove: async (workspaceId, fileId) => {
      kept.delete(`${workspaceId} ${fileId}`)
    },
  }
}

/** Copies: whoever hands them in may use his own again. */
async function allOf(pieces: AsyncIterable<Uint8Array>): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece.slice())
  return all
}

const pieceBytes = 65_536

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += pieceBytes) yield bytes.slice(from, from + pieceBytes)
}
