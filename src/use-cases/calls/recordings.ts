/** Recordings of calls: heard, and deleted. Rules: docs/concepts/calls.md (TEL-3). @module */
import { actorRight, type Right } from '../../access/actor.ts'
import type { Recording } from '../../call/call.ts'
import { recordingFileId } from '../../call/call-id.ts'
import { hearOfCall, type StoredCall } from '../../call/stored-call.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import type { CallId } from '../../kernel/ids.ts'
import { aboutRecord, carryOut, type Decision, onlyRecord } from '../carry-out.ts'
import type { Session } from '../context.ts'
import { noAccount } from '../no-account.ts'
import { notFound } from '../records/record-access.ts'
import { getCall } from './update-call.ts'

/** A recording that is being read. */
export interface OpenedRecording {
  readonly recording: Recording
  /** The sound, in pieces, as the provider made it. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** Opens a recording. @throws {CrmError} not-found, no-account */
export async function openRecording(session: Session, id: CallId, recordingId: string): Promise<OpenedRecording> {
  const call = await getCall(session, id)
  const recording = recordingOf(call, recordingId)
  const { workspaceId } = session.actor
  const { files, calls } = await session.channelsOf(workspaceId)
  const file = call.files.find((each) => each.recordingId === recordingId)
  const kept = file === undefined ? null : ((await files?.open(workspaceId, file.fileId)) ?? null)
  const isTheirs = calls?.telephony.provider === call.provider
  const bytes = kept ?? (isTheirs ? await calls.telephony.openRecording(recordingId) : null)
  if (bytes !== null) return { recording, bytes }
  if (file !== undefined && files === undefined) throw noAccount('files')
  if (calls === undefined) throw noAccount('calls')
  throw notFound('call', id)
}

/** Deletes a recording: at the provider and in the file store first, so that what is said to be gone is gone. */
export async function deleteRecording(
  session: Session,
  id: CallId,
  recordingId: string,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<StoredCall> {
  const command = 'calls.deleteRecording'
  return carryOut(
    session,
    { command, input: { id, recordingId }, options },
    async (): Promise<Decision<StoredCall>> => {
      const call = await getCall(session, id)
      const right = deletionRight(session, call)
      const recording = recordingOf(call, recordingId)
      await removeSound(session, call, recordingId)
      const heard = hearOfCall(call, {
        kind: 'recorded',
        at: session.clock.now(),
        recording: { ...recording, state: 'deleted' },
      })
      const after = {
        ...heard,
        files: call.files.filter((file) => file.recordingId !== recordingId),
        version: call.version + 1,
        updatedAt: session.clock.now(),
      }
      const subject = { kind: 'call' as const, id }
      const data = { recordingId }
      const event = { event: 'call.recording-deleted', version: after.version, data }
      return {
        effect: {
          writes: [{ op: 'update', kind: 'call', record: after }],
          happenings: [{ command, right, subject, changes: [], ...event }],
        },
        answer: aboutRecord(id),
        outcome: () => after,
      }
    },
    (answer) => getCall(session, onlyRecord(answer).id),
  )
}

async function removeSound(session: Session, call: StoredCall, recordingId: string): Promise<void> {
  const { workspaceId } = session.actor
  const { files, calls } = await session.channelsOf(workspaceId)
  if (calls?.telephony.provider === call.provider) await calls.telephony.deleteRecording(recordingId)
  // Whoever put it away may have died before he wrote that down.
  await files?.remove(workspaceId, recordingFileId(workspaceId, call.id, recordingId))
}

/** A recording that is there. @throws {CrmError} not-found */
function recordingOf({ id, recordings }: StoredCall, recordingId: string): Recording {
  const recording = recordings.find((each) => each.id === recordingId)
  if (recording === undefined || recording.state === 'deleted' || recording.state === 'absent')
    throw notFound('call', id)
  return recording
}

/** @throws {CrmError} forbidden */
function deletionRight({ actor }: Session, call: StoredCall): Right {
  const right = actorRight(actor)
  if (right !== 'member') return right
  if (actor.kind === 'member' && call.memberId === actor.memberId) return right
  throw new CrmError('forbidden', {
    message: `The recordings of call ${call.id} may not be deleted by you. Ask who took or made the call, or an administrator.`,
    details: { kind: 'call', id: call.id, ownerId: call.memberId },
  })
}
