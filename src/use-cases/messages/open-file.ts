/** Files that went along with a mail, opened again. Rules: docs/concepts/messages.md (MSG-1). @module */
import type { FileId } from '../../kernel/ids.ts'
import type { MessageFile, StoredMessage } from '../../ports/message-repository.ts'
import type { Session } from '../context.ts'
import { noAccount } from '../no-account.ts'
import { notFound } from '../records/record-access.ts'
import { channelsOf } from './plan-message.ts'

/** A file that goes along with a mail, and its bytes. */
export interface OpenedMessageFile {
  readonly file: MessageFile
  /** In pieces. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Opens a file of a message that the actor may see. @throws {CrmError} not-found, no-account */
export async function openMessageFile(
  session: Session,
  { id }: StoredMessage,
  fileId: FileId,
): Promise<OpenedMessageFile> {
  const { workspaceId } = session.actor
  const words = await session.store.messages.findWords(workspaceId, id)
  const file = words?.files.find((each) => each.fileId === fileId)
  if (file === undefined) throw notFound('file', fileId)
  const { files } = await channelsOf(session)
  if (files === undefined) throw noAccount('files')
  const bytes = await files.open(workspaceId, fileId)
  // One that was sent on is gone with the person who had sent it.
  if (bytes === null) throw notFound('file', fileId)
  return { file, bytes }
}
