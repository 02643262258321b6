/**
 * Ids of calls that a provider tells of first: made of the provider's own name for the call, so that two requests about one
 * call, at two machines at once, are about one record. Rules: docs/concepts/calls.md (TEL-5).
 * @module
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { CallId, FileId, WorkspaceId } from '../kernel/ids.ts'

/** The id of a call that a provider knows by this name. @see https://www.rfc-editor.org/rfc/rfc9562#section-5.8 */
export function callIdOf(workspaceId: WorkspaceId, provider: string, providerCallId: string): CallId {
  return uuidOf('call', workspaceId, provider, providerCallId)
}

/** The id of the file that a recording is put away as: the same whoever puts it away, and however often. */
export function recordingFileId(workspaceId: WorkspaceId, callId: CallId, recordingId: string): FileId {
  return uuidOf('recording', workspaceId, callId, recordingId)
}

function uuidOf(...names: readonly string[]): string {
  const hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify(names))))
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}
