/** Removing files whose records are gone: after the commit, for files are not of the store. Rules: docs/concepts/privacy.md (PTY-6). @module */
import type { NewJob } from '../../job/job.ts'
import { usualRetryDelaysMs } from '../../job/retry.ts'
import type { FileId } from '../../kernel/ids.ts'
import type { Session } from '../context.ts'
import type { JobHandler } from './job-handler.ts'
import { payloadOf } from './outbox.ts'

/** The kind of the jobs that remove files. */
const removalKind = 'remove-files'

interface RemovalPayload {
  readonly fileIds: readonly FileId[]
}

/** The job that removes files. */
export function fileRemoval({ ids, clock }: Session, fileIds: readonly FileId[]): NewJob {
  const payload: RemovalPayload = { fileIds }
  return { key: `${removalKind}:${ids.next()}`, kind: removalKind, dueAt: clock.now(), payload }
}

/** Removes files. Where the workspace has no file store at this moment, they wait for one. */
export const removalHandler: JobHandler = {
  kind: removalKind,
  retryDelaysMs: usualRetryDelaysMs,
  run: async (job, { ports, workspaceId }) => {
    const { files } = await ports.channelsOf(workspaceId)
    if (files === undefined) return { outcome: 'retry', problem: { code: 'no-account' } }
    for (const fileId of payloadOf<RemovalPayload>(job).fileIds) await files.remove(workspaceId, fileId)
    return { outcome: 'done' }
  },
}
