/**
 * Wherever a machine dies, or a network breaks, on the way of files: what a record names is there, and what none names is
 * there for two days at most. Rules: docs/concepts/messages.md (MSG-1, MSG-4).
 */
import { type Channels, createCrm, type Desk, type FileStore, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { headers, mail } from '../message/scene.ts'
import { type Failing, type Failure, failing, failures } from './failing-store.ts'
import { inboundOf, watchedFiles } from './file-scene.ts'
import { beginMessages, type MessageScene, providers } from './message-scene.ts'
import { onEveryStore, refusalOf } from './stores.ts'

const hour = 3_600_000
const offer = { name: 'offer.pdf', type: 'application/pdf', bytes: Uint8Array.of(1, 2, 3) }
const letter = mail({
  ...{ from: 'Carla <carla@pomme.example>', subject: 'Offer' },
  ...{ headers: headers('Message-ID: <offer@pomme.example>'), files: [offer, { ...offer, name: 'other.pdf' }] },
})

interface FileScene extends MessageScene {
  /** The files that are put away. */
  readonly kept: ReadonlySet<string>
  readonly channels: (broken?: Failing) => Channels
}

async function beginFiles(store: Store): Promise<FileScene> {
  const { files, kept } = watchedFiles()
  const made = providers()
  const channels = (broken?: Failing): Channels => {
    const attempt: Failing['attempt'] = broken?.attempt ?? ((work) => work())
    return {
      ...made.channels,
      inbound: inboundOf([letter]),
      files: {
        put: (...asked) => attempt(() => files.put(...asked)),
        open: (...asked) => attempt(() => files.open(...asked)),
        remove: (...asked) => attempt(() => files.remove(...asked)),
      },
    }
  }
  return { ...(await beginMessages(store, { ...made, channels: channels() })), kept, channels }
}

/** What is done with files: by a desk, and by a provider. */
const ways = {
  'a mail that is sent': ({ carlaId }: MessageScene, { desk }: Machine) =>
    desk.messages.sendMail(
      { recipients: [{ contactId: carlaId }], subject: 'Offer', text: 'Here.', files: [offer, offer] },
      { commandId: 'offer to Carla' },
    ),
  'marketing, with a copy for each': ({ carlaId }: MessageScene, { desk }: Machine) =>
    desk.messages.sendMail({
      ...{ recipients: [{ contactId: carlaId }], purpose: 'marketing', subject: 'Offer', text: 'Here.' },
      files: [offer],
    }),
  'a mail that comes in': ({ workspaceId }: MessageScene, { crm }: Machine) =>
    crm.receive({ method: 'POST', path: '/', headers: {}, body: new Uint8Array() }, { workspaceId, topic: 'inbound' }),
} as const

interface Machine {
  readonly crm: ReturnType<typeof createCrm>
  readonly desk: Desk
}

let machines = 0

function machine(scene: FileScene, broken?: Failing): Machine {
  machines += 1
  const store = broken?.wrap(scene.store) ?? scene.store
  const crm = createCrm({
    ...{ store, clock: scene.clock, ids: countedIds(30_000 + machines) },
    channels: () => scene.channels(broken),
  })
  return { crm, desk: crm.as({ workspaceId: scene.workspaceId, memberId: scene.anneId }) }
}

/** The files that records name. */
async function named({ anne }: FileScene): Promise<readonly string[]> {
  const { items: messages } = await anne.messages.list()
  const words = await Promise.all(messages.map(({ id }) => anne.messages.words(id)))
  const { items: matters } = await anne.interactions.list()
  const mails = await Promise.all(matters.map(({ id }) => anne.inbound.listOf(id)))
  return [...words, ...mails.flatMap(({ items }) => items)].flatMap((each) =>
    (each?.files ?? []).map(({ fileId }) => fileId),
  )
}

/** Lets three days pass. */
async function pass({ clock }: FileScene, { crm }: Machine): Promise<void> {
  for (let hours = 0; hours < 72; hours += 6) {
    await crm.runDue()
    clock.advance(6 * hour)
  }
}

async function crash(way: keyof typeof ways, n: number, failure: Failure, repeats: boolean, store = memoryStore()) {
  const scene = await beginFiles(store)
  await scene.anne.consent.give(scene.carlaId, { channel: 'email', purpose: 'marketing', source: 'form' })
  const broken = failing(n, failure)
  const dying = machine(scene, broken)
  await Promise.race([ways[way](scene, dying).catch(() => {}), broken.death])
  const living = machine(scene)
  const names = await named(scene)
  // What is named is there at every moment.
  expect(names.filter((id) => !scene.kept.has(id))).toEqual([])
  if (repeats) await ways[way](scene, living)
  await pass(scene, living)
  return { scene, hasFailed: broken.hasFailed }
}

async function everywhere(way: keyof typeof ways, failure: Failure, repeats: boolean): Promise<number> {
  for (let n = 1; ; n += 1) {
    const { scene, hasFailed } = await crash(way, n, failure, repeats)
    const names = await named(scene)
    expect(names.toSorted(), `${failure} at the ${n}. call`).toEqual([...scene.kept].toSorted())
    if (repeats) expect(names.length, `${failure} at the ${n}. call`).toBeGreaterThan(0)
    if (!hasFailed) return n
  }
}

describe('Files, wherever a machine dies', () => {
  describe.each(Object.keys(ways) as (keyof typeof ways)[])('of %s', (way) => {
    it.each(failures)('are there if they are named, and gone if not: %s', { timeout: 60_000 }, async (failure) => {
      expect(await everywhere(way, failure, false)).toBeGreaterThan(5)
    })
  })

  it.each(['a mail that is sent', 'a mail that comes in'] as const)(
    'of %s are there once if it is done again',
    { timeout: 120_000 },
    async (way) => {
      for (const failure of failures) await everywhere(way, failure, true)
    },
  )

  onEveryStore((begin) => {
    it('are gone where the commit was refused', async () => {
      const { store } = await begin()
      const { commit } = store
      const own: Store = {
        ...store,
        commit: (written) =>
          written.writes.some(({ kind }) => kind === 'message') ? Promise.reject(new Error('full')) : commit(written),
      }
      const scene = await beginFiles(own)
      const living = machine(scene)
      await expect(ways['a mail that is sent'](scene, living)).rejects.toThrow('full')
      expect(scene.kept.size).toBe(2)
      scene.clock.advance(23 * hour)
      await living.crm.runDue()
      expect(scene.kept.size).toBe(2)
      scene.clock.advance(hour)
      await living.crm.runDue()
      expect(scene.kept.size).toBe(0)
    })
  })

  it.each(['a mail that is sent', 'a mail that comes in'] as const)(
    'of %s are not removed with those of an attempt that failed a day before',
    async (way) => {
      const store = memoryStore()
      const scene = await beginFiles(store)
      const living = machine(scene)
      const meets = (meanwhile: () => Promise<void>): FileScene => {
        const commit: Store['commit'] = async (written) => {
          if (written.writes.some(({ kind }) => kind === 'message' || kind === 'mail')) await meanwhile()
          return store.commit(written)
        }
        return { ...scene, store: { ...store, commit } }
      }
      const failed = meets(() => Promise.reject(new Error('full')))
      await expect(ways[way](failed, machine(failed))).rejects.toThrow('full')
      const gone = [...scene.kept]
      scene.clock.advance(23.9 * hour)
      const met = meets(async () => {
        scene.clock.advance(0.2 * hour)
        await living.crm.runDue()
        expect(gone.some((id) => scene.kept.has(id))).toBe(false)
      })
      await ways[way](met, machine(met))
      expect((await named(scene)).toSorted()).toEqual([...scene.kept].toSorted())
    },
  )

  it('of an attempt that took too long are named by nothing', async () => {
    const scene = await beginFiles(memoryStore())
    const slow = createCrm({
      ...{ store: scene.store, clock: scene.clock, ids: countedIds(29_999) },
      channels: () => {
        const { files, ...others } = scene.channels()
        if (files === undefined) throw new Error('no files')
        const put: FileStore['put'] = (...asked) => {
          scene.clock.advance(40 * 60_000)
          return files.put(...asked)
        }
        return { ...others, files: { ...files, put } }
      },
    })
    const desk = slow.as({ workspaceId: scene.workspaceId, memberId: scene.anneId })
    const refused = await refusalOf(ways['a mail that is sent'](scene, { crm: slow, desk }), 'backend-unavailable')
    expect(refused.retryable).toBe(true)
    expect(await named(scene)).toEqual([])
    await pass(scene, machine(scene))
    expect(scene.kept.size).toBe(0)
  })
})
