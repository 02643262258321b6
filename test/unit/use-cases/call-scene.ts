/** A workspace with a number, two operators, and a provider of calls that has no network. */
import {
  type CallFact,
  type CallInstruction,
  type Channels,
  type Crm,
  createCrm,
  type Desk,
  type FileStore,
  type PhoneE164,
  type Presence,
  type Store,
  type StoredLine,
} from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import {
  buildCommit,
  callRequest,
  countedId,
  countedIds,
  type FixedClock,
  fixedClock,
  type MemoryTelephony,
  memoryTelephony,
  type TelephoneCompany,
  type ToldFact,
} from 'crmkit/testing'

export const ours = '+33123458073' as PhoneE164
export const carlas = '+33612345678' as PhoneE164
export const strangers = '+442079460018' as PhoneE164
export const lineId: string = countedId(1, 0xe)

let scenes = 55_000

/** Ten in the morning in Paris, on a Monday. */
export const monday: number = Date.UTC(2026, 10, 23, 9)

export interface CallScene {
  readonly crm: Crm
  readonly store: Store
  readonly telephony: MemoryTelephony
  readonly company: TelephoneCompany
  readonly presence: Map<string, Presence>
  readonly clock: FixedClock
  readonly workspaceId: string
  readonly annId: string
  readonly bobId: string
  readonly ann: Desk
  readonly bob: Desk
  /** Hands a request of the provider over; what it is told to do. */
  hear(...facts: readonly ToldFact[]): Promise<CallInstruction>
  /** Has everything done that is due. */
  work(): Promise<void>
  /** Writes the line as it is to be. */
  setLine(fields: Partial<StoredLine>): Promise<void>
}

/** Ann is an administrator, Bob a user; both answer the number. */
export async function beginCalls(
  store: Store = memoryStore(),
  options: { readonly files?: FileStore } = {},
): Promise<CallScene> {
  scenes += 1
  const clock = fixedClock(monday)
  const now = clock.now()
  const telephony = memoryTelephony({ clock, offers: [ours, '+33123458074', '+33123458075'] })
  const { company } = telephony
  const presence = new Map<string, Presence>()
  const account = { telephony, presence: async () => presence }
  const channels = { calls: account, ...(options.files !== undefined && { files: options.files }) }
  const crm = createCrm({ store, clock, ids: countedIds(scenes), channels: () => channels })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Ann' } })
  const workspaceId = workspace.id
  const ann = crm.as({ workspaceId, memberId: administrator.id })
  const bobId = (await ann.workspace.members.add({ name: 'Bob', role: 'user' })).id
  const annId = administrator.id
  presence.set(annId, 'online').set(bobId, 'online')
  const operators = [annId, bobId].map((memberId) => ({ memberId, outgoing: true, recording: false }))
  let line: StoredLine = {
    ...{ id: lineId, version: 0, createdAt: now, updatedAt: now, provider: 'memory', providerId: 'PN0' },
    ...{ state: 'in-use', name: 'Sales', number: ours, operators, outgoing: true, recording: false },
    ...{ ringSeconds: 20, voicemail: true, unknownCaller: 'record' },
  }
  const setLine = async (fields: Partial<StoredLine>): Promise<void> => {
    line = { ...line, ...fields, version: line.version + 1 }
    const op = line.version === 1 ? 'create' : 'update'
    const result = await store.commit(buildCommit({ workspaceId, writes: [{ op, kind: 'line', record: line }] }))
    if (!result.ok) throw new Error(JSON.stringify(result.error))
  }
  await setLine({})
  company.connect((request) => crm.receive(request, { workspaceId, topic: 'calls' }))
  return {
    ...{ crm, store, telephony, company, presence, clock, workspaceId, annId, bobId, ann, setLine },
    bob: crm.as({ workspaceId, memberId: bobId }),
    hear: async (...facts) => {
      const reply = await crm.receive(callRequest(...facts), { workspaceId, topic: 'calls' })
      if (reply.status !== 200) throw new Error(`the provider was answered ${reply.status}`)
      return JSON.parse(reply.body)
    },
    work: async () => {
      await crm.runDue()
    },
  }
}

/** Somebody calls. */
export function incoming(providerCallId: string, from: PhoneE164 | null, at: number): CallFact {
  return { kind: 'incoming', providerCallId, from, to: ours, at }
}

/** Something happened on a call. */
export function told(
  providerCallId: string,
  event: Extract<CallFact, { readonly kind: 'event' }>['event'],
  callId: string | null = null,
): CallFact {
  return { kind: 'event', callId, providerCallId, event }
}

const shared = memoryTelephony({ clock: fixedClock(monday) })

/** An account for calls, where it does not matter what else is asked of it. */
export const telephones: Pick<Channels, 'calls'> = { calls: { telephony: shared } }

/** Has a number be ours at the provider of {@link telephones}. */
export async function ownNumber(number: string): Promise<void> {
  await shared.company.own(number)
}

/** Has a recording be there, too. */
export async function recordSound(recordingId: string): Promise<void> {
  await shared.company.record(new Uint8Array([1, 2, 3, 4]), recordingId)
}
