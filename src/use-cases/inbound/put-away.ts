/** Putting away the files that came with a mail. Rules: docs/concepts/messages.md (MSG-4). @module */
import { type MailFile, mailFileFacts, mailFileId } from '../../message/filed-mail.ts'
import type { ReceivedFile } from '../../message/received-mail.ts'
import type { FileStore } from '../../ports/file-store.ts'
import type { Session } from '../context.ts'

/** Puts the files of a mail into the file store, under ids that follow from the mail; where there is none, none are kept. */
export async function putAway(
  { actor }: Session,
  store: FileStore | undefined,
  key: string,
  files: readonly ReceivedFile[],
): Promise<readonly MailFile[]> {
  if (store === undefined) return []
  const kept: MailFile[] = []
  for (const [index, file] of files.entries()) {
    const fileId = mailFileId(key, index)
    const { size, hash } = await store.put(actor.workspaceId, fileId, piecesOf(file.bytes))
    kept.push({ fileId, ...mailFileFacts(file), size, hash })
  }
  return kept
}

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
