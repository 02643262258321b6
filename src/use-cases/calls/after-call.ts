/**
 * What is fetched once a call has ended: its price, and its recordings, if the workspace keeps files. Rules:
 * docs/concepts/calls.md (TEL-3).
 * @module
 */
import type { Recording } from '../../call/call.ts'
import { recordingFileId } from '../../call/call-id.ts'
import { hearOfCall, type StoredCall } from '../../call/stored-call.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import type { FileStore } from '../../ports/file-store.ts'
import type { Telephony } from '../../ports/telephony.ts'
import type { CrmPorts } from '../context.ts'
import type { JobHandler } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { type AfterCallPayload, afterCallKind } from './after-call-job.ts'
import { callById, changeCall } from './change-call.ts'

const minute = 60_000
const hour = 60 * minute
/** Prices come minutes or hours after the end. */
const retryDelaysMs = [5 * minute, 15 * minute, hour, 3 * hour, 6 * hour, 12 * hour, 24 * hour] as const

/** Fetches what comes after calls. */
export const afterCallHandler: JobHandler = {
  kind: afterCallKind,
  retryDelaysMs,
  run: async (job, { ports, workspaceId }) => {
    const { callId } = payloadOf<AfterCallPayload>(job)
    const find = callById(workspaceId, callId)
    const [call, { calls: account, files }] = [await find(ports.store.calls), await ports.channelsOf(workspaceId)]
    // Of an account that was taken away nothing more is to be had.
    if (call === null || account === undefined || account.telephony.provider !== call.provider) {
      return { outcome: 'done' }
    }
    if (files !== undefined) await keepRecordings(ports, workspaceId, call, account.telephony, files)
    if (call.price !== undefined || call.providerCallId === null || call.placing === 'refused') {
      return { outcome: 'done' }
    }
    const price = await account.telephony.priceOf(call.providerCallId)
    if (price !== null) {
      const at = ports.clock.now()
      await changeCall(ports, workspaceId, find, (now) => now && hearOfCall(now, { kind: 'priced', at, price }))
      return { outcome: 'done' }
    }
    // Calls that nobody took are never priced by some providers; that is no failure.
    const isLast = retryDelaysMs[job.attempts - 1] === undefined
    return isLast ? { outcome: 'done' } : { outcome: 'retry', problem: { code: 'no-price-yet' } }
  },
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
    await files.put(workspaceId, fileId, bytes)
    const after = await changeCall(ports, workspaceId, callById(workspaceId, call.id), (now) => {
      if (now === null || now.files.some((file) => file.recordingId === recordingId)) return now
      // Somebody deleted it meanwhile.
      const isThere = now.recordings.some(({ id, state }) => id === recordingId && state === 'completed')
      return isThere ? { ...now, files: [...now.files, { recordingId, fileId }] } : now
    })
    if (!after?.files.some((file) => file.fileId === fileId)) await files.remove(workspaceId, fileId)
  }
}
