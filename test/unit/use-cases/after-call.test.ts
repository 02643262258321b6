/** What is fetched once a call is over. Rules: docs/concepts/calls.md (TEL-3). */
import { CrmError, type FileStore } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { expect, it } from 'vitest'
import { beginCalls, type CallScene, carlas, incoming, monday, told } from './call-scene.ts'
import { refusalOf } from './stores.ts'

const hour = 3_600_000

it('TEL-3 fetches price and recordings after the call, and deletes a recording everywhere', async () => {
  const kept = new Map<string, Uint8Array>()
  const { ann, bob, company, hear, work, clock } = await beginCalls(memoryStore(), { files: filesIn(kept) })
  await hear(incoming('C1', carlas, monday))
  const recording = { id: 'RE1', state: 'completed', seconds: 5 } as const
  await hear(told('C1', { kind: 'recorded', at: monday, recording }))
  await hear(told('C1', { kind: 'ended', at: monday + 9_000, end: 'completed' }))
  await company.record(new Uint8Array([1, 2, 3, 4, 5]), 'RE1')
  await work()
  clock.advance(120_000)
  await work()
  expect(kept.size).toBe(1)
  await company.charge({ amountMicros: 7_500, currency: 'USD' }, 'C1')
  clock.advance(3_600_000)
  await work()
  const [call] = (await ann.calls.list()).items
  expect(call).toMatchObject({ price: { amountMicros: 7_500, currency: 'USD' }, recordings: [recording] })
  const id = call?.id ?? ''
  expect(await bytesOf((await bob.calls.recording(id, 'RE1')).bytes)).toEqual([1, 2, 3, 4, 5])
  expect((await refusalOf(bob.calls.deleteRecording(id, 'RE1'))).code).toBe('forbidden')
  await ann.calls.deleteRecording(id, 'RE1')
  expect([kept.size, company.recordings.size]).toEqual([0, 0])
  expect((await refusalOf(bob.calls.recording(id, 'RE1'))).code).toBe('not-found')
})

it('TEL-3 puts a recording away that is whole only long after the call', async () => {
  const kept = new Map<string, Uint8Array>()
  const { ann, company, hear, work, clock } = await beginCalls(memoryStore(), { files: filesIn(kept) })
  await hear(incoming('C1', carlas, monday))
  await hear(told('C1', { kind: 'recorded', at: monday, recording: { id: 'RE1', state: 'in-progress' } }))
  await hear(told('C1', { kind: 'ended', at: monday + 9_000, end: 'completed' }))
  await company.charge({ amountMicros: 7_500, currency: 'USD' }, 'C1')
  await work()
  clock.advance(hour)
  await work()
  const [call] = (await ann.calls.list()).items
  // All is known of it but its sound.
  expect(call?.price).toBeDefined()
  expect(kept.size).toBe(0)
  await company.record(new Uint8Array([1, 2, 3]), 'RE1')
  await hear(told('C1', { kind: 'recorded', at: monday, recording: { id: 'RE1', state: 'completed', seconds: 3 } }))
  await work()
  clock.advance(120_000)
  await work()
  expect([...kept.values()].map((bytes) => [...bytes])).toEqual([[1, 2, 3]])
})

/** A call that is over, with a recording that the provider has. */
async function recordedCall(scene: CallScene): Promise<string> {
  const { ann, company, hear, work } = scene
  await hear(incoming('C1', carlas, monday))
  await company.record(new Uint8Array([1]), 'RE1')
  await hear(told('C1', { kind: 'recorded', at: monday, recording: { id: 'RE1', state: 'completed' } }))
  await hear(told('C1', { kind: 'ended', at: monday + 9_000, end: 'no-answer' }))
  await work()
  return (await ann.calls.list()).items[0]?.id ?? ''
}

it.each([
  ['the provider does not know the call', new CrmError('backend-refused', { message: '404' }), 1],
  ['the provider is never there', new CrmError('backend-unavailable', { message: '503', retryable: true }), 8],
  ['the telephony of the host throws', new Error('no such method'), 8],
])('TEL-3 a price that is not to be had is given up without an alarm: %s', async (_why, failure, times) => {
  const kept = new Map<string, Uint8Array>()
  const scene = await beginCalls(memoryStore(), { files: filesIn(kept) })
  await recordedCall(scene)
  let asked = 0
  scene.telephony.priceOf = async () => {
    asked += 1
    throw failure
  }
  for (let hours = 0; hours < 72; hours += 1) {
    scene.clock.advance(hour)
    expect(await scene.crm.runDue()).toMatchObject({ dead: 0 })
  }
  expect(asked).toBe(times)
  expect(await scene.store.jobs.listDead(scene.workspaceId, { limit: 9 })).toEqual([])
  expect(kept.size).toBe(1)
})

it('TEL-3 a recording that the provider does not give is a dead job, and is read from there when he gives it', async () => {
  const kept = new Map<string, Uint8Array>()
  const scene = await beginCalls(memoryStore(), { files: filesIn(kept) })
  const { ann, telephony, store, workspaceId, clock, work } = scene
  const id = await recordedCall(scene)
  const { openRecording } = telephony
  telephony.openRecording = async () => {
    throw new CrmError('backend-unavailable', { message: '503', retryable: true })
  }
  for (let hours = 0; hours < 72; hours += 1) {
    clock.advance(hour)
    await work()
  }
  const dead = await store.jobs.listDead(workspaceId, { limit: 9 })
  expect(dead.map(({ kind, problem }) => [kind, problem?.code])).toEqual([['after-call', 'backend-unavailable']])
  telephony.openRecording = openRecording
  expect(await bytesOf((await ann.calls.recording(id, 'RE1')).bytes)).toEqual([1])
})

it('TEL-3 the sound of a recording that could never be written down is removed a day later', async () => {
  const kept = new Map<string, Uint8Array>()
  const scene = await beginCalls(memoryStore(), { files: filesIn(kept) })
  const { ann, store, workspaceId, clock, work } = scene
  const id = await recordedCall(scene)
  const { commit } = store
  store.commit = async (written) => {
    if (written.writes.some(({ kind }) => kind === 'call')) throw new Error('full')
    return commit(written)
  }
  for (let hours = 0; hours < 60; hours += 1) {
    clock.advance(hour)
    await work()
  }
  const [dead] = await store.jobs.listDead(workspaceId, { limit: 9 })
  expect(dead?.kind).toBe('after-call')
  store.commit = commit
  await ann.jobs.discard(dead === undefined ? [] : [dead.key])
  clock.advance(25 * hour)
  await work()
  expect(kept.size).toBe(0)
  expect(await bytesOf((await ann.calls.recording(id, 'RE1')).bytes)).toEqual([1])
})

it('TEL-3 a recording that is put away at last stays, though somebody looks for lost ones at that time', async () => {
  const kept = new Map<string, Uint8Array>()
  const files = filesIn(kept)
  let removals = 0
  const slow: FileStore = {
    ...files,
    remove: async (workspaceId, fileId) => {
      removals += 1
      await new Promise((resolve) => setTimeout(resolve, 50))
      return files.remove(workspaceId, fileId)
    },
  }
  const scene = await beginCalls(memoryStore(), { files: slow })
  const { ann, store, company, clock, work } = scene
  const id = await recordedCall(scene)
  const { commit } = store
  store.commit = async (written) => {
    if (written.writes.some(({ kind }) => kind === 'call')) throw new Error('full')
    return commit(written)
  }
  clock.advance(hour)
  await work()
  expect(kept.size).toBe(1)
  store.commit = commit
  // No machine ran for a day: the recording is tried again, and it is looked what became of the first attempt.
  clock.advance(25 * hour)
  await work()
  clock.advance(hour)
  await work()
  await company.behave('refuses')
  expect([removals, kept.size]).toEqual([0, 1])
  expect(await bytesOf((await ann.calls.recording(id, 'RE1')).bytes)).toEqual([1])
})

it('TEL-3 the sound of a recording that was written down stays', async () => {
  const kept = new Map<string, Uint8Array>()
  const scene = await beginCalls(memoryStore(), { files: filesIn(kept) })
  const id = await recordedCall(scene)
  for (let hours = 0; hours < 72; hours += 1) {
    scene.clock.advance(hour)
    await scene.work()
  }
  expect(kept.size).toBe(1)
  await scene.company.behave('refuses')
  expect(await bytesOf((await scene.ann.calls.recording(id, 'RE1')).bytes)).toEqual([1])
})

it.each(['deleted', 'forgotten'] as const)(
  'PTY-6 a recording that was put away, and not written down, is %s with the others',
  async (how) => {
    const kept = new Map<string, Uint8Array>()
    const scene = await beginCalls(memoryStore(), { files: filesIn(kept) })
    const { ann, company, hear, work, clock, store, workspaceId } = scene
    const { record: carla } = await ann.contacts.create({ familyName: 'Martin', phones: [carlas] })
    await hear(incoming('C1', carlas, monday))
    await company.record(new Uint8Array([1]), 'RE1')
    await hear(told('C1', { kind: 'recorded', at: monday, recording: { id: 'RE1', state: 'completed' } }))
    await hear(told('C1', { kind: 'ended', at: monday + 9_000, end: 'no-answer' }))
    await work()
    const { commit } = store
    store.commit = async (written) => {
      if (kept.size > 0) throw new Error('killed')
      return commit(written)
    }
    clock.advance(60_000)
    await work().catch(() => {})
    store.commit = commit
    const [call] = (await ann.calls.list()).items
    expect(kept.size).toBe(1)
    const stored = await store.calls.find({ workspaceId, filter: { sees: 'everything' } }, call?.id ?? '')
    expect(stored?.files).toEqual([])
    if (how === 'deleted') await ann.calls.deleteRecording(call?.id ?? '', 'RE1')
    else await ann.contacts.anonymize(carla.id)
    clock.advance(600_000)
    await work()
    expect(kept.size).toBe(0)
  },
)

function filesIn(kept: Map<string, Uint8Array>): FileStore {
  return {
    put: async (_workspaceId, fileId, bytes) => {
      if (!kept.has(fileId)) kept.set(fileId, new Uint8Array(await bytesOf(bytes)))
      return { size: kept.get(fileId)?.length ?? 0, hash: '' }
    },
    open: async (_workspaceId, fileId) => {
      const bytes = kept.get(fileId)
      return bytes === undefined
        ? null
        : (async function* () {
            yield bytes
          })()
    },
    remove: async (_workspaceId, fileId) => {
      kept.delete(fileId)
    },
  }
}

async function bytesOf(bytes: AsyncIterable<Uint8Array>): Promise<readonly number[]> {
  const all: number[] = []
  for await (const piece of bytes) all.push(...piece)
  return all
}
