/** Putting away the files that came with a mail. Rules: docs/concepts/messages.md (MSG-4). @module */
import type { Instant } from '../../kernel/time.ts'
import { type MailFile, mailFileFacts, mailFileId, mailIdOfKey } from '../../message/filed-mail.ts'
import type { ReceivedFile } from '../../message/received-mail.ts'
import type { FileStore } from '../../ports/file-store.ts'
import type { Session } from '../context.ts'
import { expectFiles, requireInTime } from '../jobs/settle-files.ts'

/** Puts the files of a mail away: once, however often it is asked to. */
export type PutAway = () => Promise<readonly MailFile[]>

/**
 * What puts the files of a mail into the file store, under ids of this attempt; where there is none, none are kept.
 * @param key of the mail
 */
export function putAway(
  session: Session,
  store: FileStore | undefined,
  key: string,
  files: readonly ReceivedFile[],
): PutAway {
  if (store === undefined || files.length === 0) return async () => []
  let kept: Promise<{ readonly since: Instant; readonly files: readonly MailFile[] }> | null = null
  return async () => {
    kept ??= put(session, store, key, files)
    const done = await kept
    requireInTime(session, done.since)
    return done.files
  }
}

async function put(session: Session, store: FileStore, key: string, files: readonly ReceivedFile[]) {
  const attempt = session.ids.next()
  const named = files.map((file, index) => ({ file, fileId: mailFileId(key, attempt, index) }))
  const fileIds = named.map(({ fileId }) => fileId)
  const since = await expectFiles(session, session.actor.workspaceId, [
    { kind: 'mail', recordId: mailIdOfKey(key), fileIds },
  ])
  const kept: MailFile[] = []
  for (const { file, fileId } of named) {
    const { size, hash } = await store.put(session.actor.workspaceId, fileId, piecesOf(file.bytes))
    kept.push({ fileId, ...mailFileFacts(file), size, hash })
  }
  return { since, files: kept }
}

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
