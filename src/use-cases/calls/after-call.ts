/**
 * What is fetched once a call has ended: its price, and its recordings, if the workspace keeps files. Rules:
 * docs/concepts/calls.md (TEL-3).
 * @module
 */
import type { Recording } from '../../call/call.ts'
import { recordingFileId } from '../../call/call-id.ts'
import { hearOfCall, type StoredCall } from '../../call/stored-call.ts'
import { isCrmError } from '../../kernel/crm-error.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { FileStore } from '../../ports/file-store.ts'
import type { Telephony } from '../../ports/telephony.ts'
import type { CrmPorts } from '../context.ts'
import type { JobHandler, JobOutcome } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { expectFiles, requireInTime } from '../jobs/settle-files.ts'
import { type AfterCallPayload, afterCallKind } from './after-call-job.ts'
import { callById, changeCall } from './change-call.ts'

const minute = 60_000
const hour = 60 * minute
/** Prices come minutes or hours after the end. */
const retryDelaysMs = [5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour] as const

const done = { outcome: 'done' } as const

/**
 * Fetches what comes after calls. Recordings that can't be had are a dead job, for somebody to look at; a price that can't
 * be had is given up in silence, as that of a text message is.
 */
export const afterCallHandler: JobHandler = {
  kind: afterCallKind,
  retryDelaysMs,
  run: async (job, { ports, workspaceId }) => {
    const { callId } = payloadOf<AfterCallPayload>(job)
    const call = await callById(workspaceId, callId)(ports.store.calls)
    const { calls: account, files } = await ports.channelsOf(workspaceId)
    // Of an account that was taken away nothing more is to be had.
    if (call === null || account === undefined || account.telephony.provider !== call.provider) return done
    if (files !== undefined) await keepRecordings(ports, workspaceId, call, account.telephony, files)
    const isLast = retryDelaysMs[job.attempts - 1] === undefined
    try {
      const outcome = await fetchPrice(ports, workspaceId, call, account.telephony)
      return isLast ? done : outcome
    } catch (failure) {
      // Another account of the same provider knows nothing of the call, and never will.
      if (isLast || (isCrmError(failure) && !failure.retryable)) return done
      throw failure
    }
  },
}

/** Calls that nobody took are never priced by some providers; that is no failure. */
async function fetchPrice(
  ports: CrmPorts,
  workspaceId: WorkspaceId,
  { id, price: known, providerCallId, placing }: StoredCall,
  telephony: Telephony,
): Promise<JobOutcome> {
  if (known !== undefined || providerCallId === null || placing === 'refused') return done
  const price = await telephony.priceOf(providerCallId)
  if (price === null) return { outcome: 'retry', problem: { code: 'no-price-yet' } }
  const at = ports.clock.now()
  await changeCall(
    ports,
    workspaceId,
    callById(workspaceId, id),
    (now) => now && hearOfCall(now, { kind: 'priced', at, price }),
  )
  return done
}

/** Puts away what was recorded and is not there yet. What the provider has no longer is left as it is. */
async function keepRecordings(
  ports: CrmPorts,
  workspaceId: WorkspaceId,
  call: StoredCall,
  telephony: Telephony,
  files: FileStore,
): Promise<void> {
  const kept = new Set(call.files.map(({ recordingId }) => recordingId))
  const isWanted = ({ id, state }: Recording): boolean => state === 'completed' && !kept.has(id)
  for (const { id: recordingId } of call.recordings.filter(isWanted)) {
    const bytes = await telephony.openRecording(recordingId)
    if (bytes === null) continue
    const fileId = recordingFileId(workspaceId, call.id, recordingId)
    // A machine that dies over it, or a job that is given up, leaves no sound that nobody knows of.
    const since = await expectFiles(ports, workspaceId, [{ kind: 'call', recordId: call.id, fileIds: [fileId] }])
    await files.put(workspaceId, fileId, bytes)
    requireInTime(ports, since)
    const after = await changeCall(ports, workspaceId, callById(workspaceId, call.id), (now) => {
      if (now === null || now.files.some((file) => file.recordingId === recordingId)) return now
      // Somebody deleted it meanwhile.
      const isThere = now.recordings.some(({ id, state }) => id === recordingId && state === 'completed')
      return isThere ? { ...now, files: [...now.files, { recordingId, fileId }] } : now
    })
    if (!after?.files.some((file) => file.fileId === fileId)) await files.remove(workspaceId, fileId)
  }
}
