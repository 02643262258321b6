/** Deleting the sound of a person who was erased: after the commit, for it lies elsewhere. Rules: docs/concepts/privacy.md (PTY-6). @module */
import { recordingFileId } from '../../call/call-id.ts'
import type { StoredCall } from '../../call/stored-call.ts'
import type { NewJob } from '../../job/job.ts'
import { usualRetryDelaysMs } from '../../job/retry.ts'
import type { FileId, WorkspaceId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { JobHandler } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'

/** The kind of these jobs. */
const forgetRecordingsKind = 'forget-recordings'

/** What such a job carries. */
interface ForgetPayload {
  readonly provider: string
  readonly recordingIds: readonly string[]
  readonly fileIds: readonly FileId[]
}

/**
 * The job for a call; `null`: nothing of it was recorded. A recording may have been put away by somebody who died before he
 * wrote that down: its file has the id that he gave it.
 */
export function forgetRecordingsJob(
  workspaceId: WorkspaceId,
  { id, provider, recordings }: StoredCall,
  now: Instant,
): NewJob | null {
  if (recordings.length === 0) return null
  const payload: ForgetPayload = {
    provider,
    recordingIds: recordings.map((recording) => recording.id),
    fileIds: recordings.map((recording) => recordingFileId(workspaceId, id, recording.id)),
  }
  return { key: `${forgetRecordingsKind}:${id}`, kind: forgetRecordingsKind, dueAt: now, payload }
}

/** Deletes them here and at the provider. Without the account that made them somebody has to look. */
export const forgetRecordingsHandler: JobHandler = {
  kind: forgetRecordingsKind,
  retryDelaysMs: usualRetryDelaysMs,
  run: async (job, { ports, workspaceId }) => {
    const { provider, recordingIds, fileIds } = payloadOf<ForgetPayload>(job)
    const { calls, files } = await ports.channelsOf(workspaceId)
    for (const fileId of fileIds) await files?.remove(workspaceId, fileId)
    if (calls?.telephony.provider !== provider) return { outcome: 'retry', problem: { code: 'no-account' } }
    for (const recordingId of recordingIds) await calls.telephony.deleteRecording(recordingId)
    return { outcome: 'done' }
  },
}
