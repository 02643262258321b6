/**
 * Files that go along with a mail: looked up, then put away, before the mail is written. Rules: docs/concepts/messages.md
 * (MSG-1), docs/concepts/privacy.md (PTY-6).
 * @module
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { FileOfBytes, FileOfMail, NewMailFile } from '../../inputs/message.ts'
import type { FileId, MessageId } from '../../kernel/ids.ts'
import { namedId } from '../../kernel/named-id.ts'
import type { Instant } from '../../kernel/time.ts'
import { plainFileName } from '../../message/filed-mail.ts'
import { isContentId, isMediaType } from '../../message/sent-files.ts'
import type { InputIssue } from '../../party/input-issue.ts'
import type { FileStore } from '../../ports/file-store.ts'
import type { MessageFile, MessageWords } from '../../ports/message-repository.ts'
import type { Session } from '../context.ts'
import { findSeenFile } from '../inbound/mail-access.ts'
import { type ExpectedFiles, expectFiles } from '../jobs/settle-files.ts'
import { noAccount } from '../no-account.ts'

/** A file as it will stand with a mail, and where its bytes are. */
export interface PlannedFile {
  readonly file: Omit<MessageFile, 'fileId'>
  readonly source: { readonly fileId: FileId } | { readonly bytes: Uint8Array }
}

/** Looks up what is to go along. Nothing is put away yet. Issues say which of them can't be sent. */
export async function planFiles(
  session: Session,
  issues: InputIssue[],
  asked: readonly NewMailFile[],
): Promise<readonly PlannedFile[]> {
  const planned: PlannedFile[] = []
  for (const [index, each] of asked.entries()) {
    const path = `files.${index}`
    const found = 'fileId' in each ? await fileOfMail(session, issues, path, each) : fileOfBytes(issues, path, each)
    if (found === null) continue
    const name = plainFileName(each.name ?? found.file.name)
    if (name === '') issues.push({ path: `${path}.name`, problem: 'missing', remedy: 'Give the file a name.' })
    const { contentId } = each
    if (contentId !== undefined && !isContentId(contentId)) {
      const remedy = 'Give letters, digits and signs without spaces and angle brackets, or none.'
      issues.push({ path: `${path}.contentId`, problem: 'invalid-format', value: contentId, remedy })
    }
    planned.push({ ...found, file: { ...found.file, name, ...(contentId !== undefined && { contentId }) } })
  }
  return planned
}

/** The messages of one command whose files were put away, and since when they are expected. */
export interface PutMessages {
  readonly since: Instant
  readonly messages: readonly { readonly id: MessageId; readonly files: MessageWords['files'] }[]
}

/**
 * Puts the bytes of files away, for each message its own, so that erasing one takes nothing from another; and says what
 * stands with the messages.
 * @param count how many messages there are
 */
export async function putFiles(
  session: Session,
  store: FileStore | undefined,
  files: readonly PlannedFile[],
  count: number,
): Promise<PutMessages> {
  const messages = Array.from({ length: count }, () => {
    const id = session.ids.next()
    return { id, files: files.map((planned, index) => ({ ...planned, fileId: fileIdOf(planned, id, index) })) }
  })
  const own = files.some(({ source }) => 'bytes' in source)
  const { workspaceId } = session.actor
  const since = own ? await expectFiles(session, workspaceId, messages.map(expected)) : session.clock.now()
  for (const { source, fileId } of messages.flatMap((message) => message.files)) {
    if (!('bytes' in source)) continue
    if (store === undefined) throw noAccount('files')
    await store.put(workspaceId, fileId, piecesOf(source.bytes))
  }
  return {
    since,
    messages: messages.map(({ id, files }) => ({ id, files: files.map(({ file, fileId }) => ({ fileId, ...file })) })),
  }
}

/** Files of a command as it is recognized by: not their bytes, what these come to. */
export function filesAsAsked(files: readonly NewMailFile[]): readonly unknown[] {
  return files.map((file) => ('bytes' in file ? { ...file, bytes: hashOf(file.bytes) } : file))
}

/** The files of these words that no mail brought that is still there: nobody has them once the words are erased. */
export async function filesOfNobodyElse(
  { store, actor }: Session,
  words: readonly (MessageWords | null)[],
): Promise<readonly FileId[]> {
  const ids = new Set(words.flatMap((each) => each?.files.map(({ fileId }) => fileId) ?? []))
  const own: FileId[] = []
  for (const id of ids) if ((await store.mails.findByFile(actor.workspaceId, id)) === null) own.push(id)
  return own
}

function fileOfBytes(issues: InputIssue[], path: string, { name, type, bytes }: FileOfBytes): PlannedFile {
  if (!isMediaType(type)) {
    const remedy = 'Give a media type, such as application/pdf; application/octet-stream where it is not known.'
    issues.push({ path: `${path}.type`, problem: 'invalid-format', value: type, remedy })
  }
  return { file: { name, type, size: bytes.length }, source: { bytes } }
}

async function fileOfMail(
  session: Session,
  issues: InputIssue[],
  path: string,
  { fileId }: FileOfMail,
): Promise<PlannedFile | null> {
  const file = await findSeenFile(session, fileId)
  if (file === null) {
    const remedy = 'Name a file of a mail that you can see, or give the bytes.'
    issues.push({ path: `${path}.fileId`, problem: 'unknown-record', value: fileId, remedy })
    return null
  }
  const { name, type, size } = file
  // What somebody else's program said that it is may be anything.
  return { file: { name, type: isMediaType(type) ? type : 'application/octet-stream', size }, source: { fileId } }
}

/** One that is sent on keeps its id; others have one of their message, which is one of this attempt to write it. */
function fileIdOf({ source }: PlannedFile, messageId: MessageId, index: number): FileId {
  return 'fileId' in source ? source.fileId : namedId(`sent file ${index} ${messageId}`)
}

function expected({
  id,
  files,
}: {
  readonly id: MessageId
  readonly files: readonly (PlannedFile & Pick<MessageFile, 'fileId'>)[]
}): ExpectedFiles {
  const own = files.filter(({ source }) => 'bytes' in source)
  return { kind: 'message', recordId: id, fileIds: own.map(({ fileId }) => fileId) }
}

function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes))
}

async function* piecesOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
