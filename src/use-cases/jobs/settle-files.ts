/**
 * Files whose record was never written. Files are put away before the commit that names them, so a commit that fails, or a
 * machine that dies, leaves some that nobody names. So whoever puts files away first writes down a job that looks, a day
 * later, whether their record names them, and removes them if it does not.
 *
 * Nothing that is named is ever removed: each attempt has file ids of its own, which only its own commit can name, and an
 * attempt that has not come to its commit within an hour does not get there. Recordings of calls have one id, whoever puts
 * them away, by which they are deleted and forgotten: so they are removed only while nobody else does anything about the call.
 * Rules: docs/concepts/messages.md (MSG-1, MSG-4), docs/concepts/calls.md (TEL-3).
 * @module
 */
import type { Job, NewJob } from '../../job/job.ts'
import { usualRetryDelaysMs } from '../../job/retry.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { FileId, WorkspaceId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import type { Store } from '../../ports/store.ts'
import { callById } from '../calls/change-call.ts'
import type { CrmPorts } from '../context.ts'
import type { JobHandler } from './job-handler.ts'
import { payloadOf } from './outbox.ts'

/** What an attempt is about to put away, and the record that is to name it. */
export interface ExpectedFiles {
  readonly kind: 'message' | 'mail' | 'call'
  readonly recordId: string
  readonly fileIds: readonly FileId[]
}

const hour = 3_600_000
/** How long an attempt may take from before its files are put away to its commit. */
const mostAttemptMs = hour
/** When it is looked at what came of it. Clocks of machines, and a commit, are less than the rest of a day apart. */
const settleAfterMs = 24 * hour

/** The kind of the jobs that look whether files are named. */
const settlementKind = 'settle-files'

/**
 * Writes down what is about to be put away: nothing may be, before this has resolved.
 * @returns when the attempt began, for {@link requireInTime}
 */
export async function expectFiles(
  { store, clock, ids }: Pick<CrmPorts, 'store' | 'clock' | 'ids'>,
  workspaceId: WorkspaceId,
  expected: readonly ExpectedFiles[],
): Promise<Instant> {
  const now = clock.now()
  const jobs = expected.map((payload): NewJob => {
    return { key: `${settlementKind}:${ids.next()}`, kind: settlementKind, dueAt: now + settleAfterMs, payload }
  })
  const written = await store.commit({
    workspaceId,
    writes: [],
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    audit: [],
    events: [],
    jobs,
  })
  if (!written.ok) throw new Error(`jobs about files were refused: ${written.error.code}`)
  return now
}

/** That an attempt comes to its commit in time. @throws {CrmError} backend-unavailable - it may be made anew */
export function requireInTime({ clock }: Pick<CrmPorts, 'clock'>, since: Instant): void {
  if (clock.now() - since <= mostAttemptMs) return
  throw new CrmError('backend-unavailable', {
    message: 'Putting the files away took more than an hour, so that nothing was written. Try again.',
    retryable: true,
  })
}

/** Removes the files of attempts that came to nothing. */
export const settlementHandler: JobHandler = {
  kind: settlementKind,
  retryDelaysMs: usualRetryDelaysMs,
  run: async (job, { ports, workspaceId }) => {
    const expected = payloadOf<ExpectedFiles>(job)
    const named = new Set(await namedFiles(ports.store, workspaceId, expected))
    const unnamed = expected.fileIds.filter((fileId) => !named.has(fileId))
    if (unnamed.length === 0) return { outcome: 'done' }
    if (expected.kind === 'call' && job.orderKey === undefined)
      return { outcome: 'done', jobs: [inTurn(job, expected, ports)] }
    const { files } = await ports.channelsOf(workspaceId)
    if (files === undefined) return { outcome: 'retry', problem: { code: 'no-account' } }
    for (const fileId of unnamed) await files.remove(workspaceId, fileId)
    return { outcome: 'done' }
  },
}

/** The job anew, in turn with those that put recordings of the call away: what one of them is about to name is not removed. */
function inTurn({ key, kind }: Job, payload: ExpectedFiles, { clock }: Pick<CrmPorts, 'clock'>): NewJob {
  return { key: `${key}:in-turn`, kind, orderKey: payload.recordId, dueAt: clock.now(), payload }
}

/** The files that the record names; none if it was never written, or was erased. */
async function namedFiles(
  store: Store,
  workspaceId: WorkspaceId,
  { kind, recordId }: ExpectedFiles,
): Promise<readonly FileId[]> {
  const record = await recordOf(store, workspaceId, kind, recordId)
  return record?.files.map(({ fileId }) => fileId) ?? []
}

function recordOf(
  store: Store,
  workspaceId: WorkspaceId,
  kind: ExpectedFiles['kind'],
  recordId: string,
): Promise<{ readonly files: readonly { readonly fileId: FileId }[] } | null> {
  switch (kind) {
    case 'message':
      return store.messages.findWords(workspaceId, recordId)
    case 'mail':
      return store.mails.find(workspaceId, recordId)
    case 'call':
      return callById(workspaceId, recordId)(store.calls)
  }
}
