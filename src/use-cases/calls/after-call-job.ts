/** The job that fetches what a provider knows only after a call. Rules: docs/concepts/calls.md (TEL-3). @module */
import type { StoredCall } from '../../call/stored-call.ts'
import type { NewJob } from '../../job/job.ts'
import type { CallId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'

/** The kind of these jobs. */
export const afterCallKind = 'after-call'

/** What such a job carries. */
export interface AfterCallPayload {
  readonly callId: CallId
}

/** Prices come minutes after the end at the earliest. */
const pauseMs = 60_000

/** The job for a call in this version. */
export function afterCallJob({ id, version }: Pick<StoredCall, 'id' | 'version'>, now: Instant): NewJob {
  const payload: AfterCallPayload = { callId: id }
  return { key: `${afterCallKind}:${id}:${version}`, kind: afterCallKind, orderKey: id, dueAt: now + pauseMs, payload }
}
