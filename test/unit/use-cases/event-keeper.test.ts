/** MSG-2 requests of providers that come at once: they go together, and none is answered before it is kept. */
import type { Commit, KeptProviderEvent, Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import { describe, expect, it } from 'vitest'
import { eventKeeper, type ToldEvents } from '../../../src/use-cases/providers/event-keeper.ts'
import { messageScene, providers } from './message-scene.ts'
import { begin, onEveryStore } from './stores.ts'

const workspaceId = '00000000-0000-7000-8000-000000000001'

describe('Keeping what providers tell', () => {
  it('MSG-2 a request that comes alone waits for nobody', async () => {
    const scene = gated()
    const answered = scene.keep(['a', 'b'])
    expect(scene.commits()).toEqual([['a', 'b']])
    expect(await scene.isAnswered(answered)).toBe(false)
    await scene.letGo()
    await answered
  })

  it('MSG-2 requests that come while a commit is under way go together in the next one, each event once', async () => {
    const scene = gated()
    const first = scene.keep(['a', 'b'])
    const others = [scene.keep(['b', 'c']), scene.keep(['c', 'd', 'd']), scene.keep(['a'])]
    expect(scene.commits()).toEqual([['a', 'b']])
    await scene.letGo()
    await first
    expect(scene.commits()).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
    for (const other of others) expect(await scene.isAnswered(other)).toBe(false)
    await scene.letGo()
    await Promise.all(others)
    expect(await scene.kept()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('MSG-2 each commit has one job, so that what it keeps is interpreted', async () => {
    const scene = gated()
    const all = [scene.keep(['a']), scene.keep(['b']), scene.keep(['c'])]
    await scene.letGo()
    await all[0]
    await scene.letGo()
    await Promise.all(all)
    expect(scene.jobs()).toEqual([1, 1])
  })

  it('MSG-2 what is known to be kept is not written again, and what could not be kept is', async () => {
    const scene = gated({ refuses: (keys) => keys.includes('bad') && scene.isStrict })
    const once = async (keys: readonly string[]) => {
      const [told] = await Promise.allSettled([scene.keep(keys), scene.letGo()])
      if (told.status === 'rejected') throw told.reason
    }
    await once(['a', 'b'])
    await expect(once(['bad', 'c'])).rejects.toThrow('the store is against it')
    scene.isStrict = false
    await once(['a', 'bad', 'c'])
    await scene.keep(['c', 'a'])
    expect(scene.commits()).toEqual([
      ['a', 'b'],
      ['bad', 'c'],
      ['bad', 'c'],
    ])
  })

  it.each([false, undefined])('MSG-2 nothing is known to be kept where commits are final: %s', async (final) => {
    const scene = gated({ final })
    scene.letAllGo()
    await scene.keep(['a'])
    await scene.keep(['a', 'b'])
    expect(scene.commits()).toEqual([['a'], ['a', 'b']])
    expect(await scene.kept()).toEqual(['a', 'b'])
  })

  it('MSG-2 where a shared commit fails, each request is tried alone, once: one bad request hurts nobody else', async () => {
    const scene = gated({ refuses: (keys) => keys.includes('bad') })
    const first = scene.keep(['a'])
    const rest = Promise.allSettled([scene.keep(['b']), scene.keep(['bad', 'c']), scene.keep(['c', 'd'])])
    await scene.letGo()
    await first
    await scene.letGo()
    scene.letAllGo()
    expect((await rest).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(scene.commits()).toEqual([['a'], ['b', 'bad', 'c', 'd'], ['b'], ['bad', 'c'], ['c', 'd']])
    expect(await scene.kept()).toEqual(['a', 'b', 'c', 'd'])
    await scene.keep(['e'])
    expect(await scene.kept()).toContain('e')
  })

  it('MSG-2 a commit takes so much at most; a request that tells more goes alone', async () => {
    const scene = gated()
    scene.letAllGo()
    const many = (name: string, count: number) => Array.from({ length: count }, (_none, n) => `${name}${n}`)
    const counts = [1, 900, 900, 900, 5_000, 1]
    await Promise.all(counts.map((count, n) => scene.keep(many(`${n} `, count))))
    await scene.keep(['after'])
    expect(scene.commits().map((keys) => keys.length)).toEqual([1, 1_800, 900, 5_000, 1, 1])
    await scene.letGo()
    const long = 'x'.repeat(900_000)
    await Promise.all(['p', 'q', 'r', 's'].map((key) => scene.keep([key], { raw: long })))
    expect(scene.commits().slice(-3)).toEqual([['p'], ['q', 'r'], ['s']])
  })

  it('MSG-2 nobody waits for another workspace, another topic or another provider', () => {
    const scene = gated()
    const elsewhere = '00000000-0000-7000-8000-000000000002'
    void scene.keep(['a'])
    void scene.keep(['a'], { workspaceId: elsewhere })
    void scene.keep(['a'], { topic: 'sms' })
    void scene.keep(['a'], { provider: 'mailjet' })
    expect(scene.commits()).toEqual([['a'], ['a'], ['a'], ['a']])
  })
})

describe('Keeping what providers tell in a store', () => {
  onEveryStore((beginHere) => {
    it('MSG-2 requests that are told at once are all kept, each event once, and all interpreted', {
      timeout: 60_000,
    }, async () => {
      const made = providers()
      const scene = await messageScene(await beginHere({ channels: () => made.channels }), made)
      const { tellMail, store, workspaceId: here } = scene
      const requests = Array.from({ length: 12 }, (_none, n) => [`e${n}`, `e${n + 1}`, `e${(n * 5) % 13}`])
      await Promise.all(requests.map((keys) => tellMail(keys.map((key) => ({ key, fact: null })))))
      const pending = await store.providerEvents.listPending(here, 'mail', 99)
      expect(pending.map(({ key }) => key).sort()).toEqual(Array.from({ length: 13 }, (_none, n) => `e${n}`).sort())
      await scene.run()
      expect(await store.providerEvents.list(here, { state: 'unknown', limit: 99 })).toHaveLength(13)
      await tellMail([{ key: 'e1', fact: null }])
      expect(await store.providerEvents.listPending(here, 'mail', 99)).toEqual([])
    })
  })

  it.each([
    [true, 1],
    [false, 2],
  ])(
    'MSG-2 a workspace is looked up once where commits are final (%s), and one that is not there each time',
    async (commitsAreFinal, times) => {
      const made = providers()
      const looked: string[] = []
      const memory = memoryStore()
      const workspaces: Store['workspaces'] = {
        ...memory.workspaces,
        find: (id) => {
          looked.push(id)
          return memory.workspaces.find(id)
        },
      }
      const scene = await messageScene(
        await begin({ ...memory, workspaces, commitsAreFinal }, { channels: () => made.channels }),
        made,
      )
      looked.length = 0
      await scene.tellMail([{ key: 'a', fact: null }])
      await scene.tellMail([{ key: 'b', fact: null }])
      const here = Array.from({ length: times }, () => scene.workspaceId)
      expect(looked).toEqual(here)
      const nowhere = '00000000-0000-7000-8000-00000000000f'
      const request = { method: 'POST', path: '/', headers: {}, body: new Uint8Array() }
      for (const _twice of [1, 2]) {
        await expect(scene.crm.receive(request, { workspaceId: nowhere, topic: 'mail' })).rejects.toMatchObject({
          code: 'not-found',
        })
      }
      expect(looked).toEqual([...here, nowhere, nowhere])
    },
  )
})

interface GatedOptions {
  readonly refuses?: (keys: readonly string[]) => boolean
  /** Whether the store says that commits are final; `undefined`: it says nothing. */
  readonly final?: boolean | undefined
}

/** A keeper whose commits end when they are let go. */
function gated({ refuses = () => false, ...more }: GatedOptions = {}) {
  const { commitsAreFinal, ...memory } = memoryStore()
  const final = 'final' in more ? more.final : commitsAreFinal
  const made: Commit[] = []
  const held: (() => void)[] = []
  let isOpen = false
  const store: Store = {
    ...memory,
    ...(final !== undefined && { commitsAreFinal: final }),
    commit: async (commit) => {
      made.push(commit)
      if (!isOpen) await new Promise<void>((resolve) => held.push(resolve))
      if (refuses(keysOf(commit))) throw new Error('the store is against it')
      return memory.commit(commit)
    },
  }
  const keeper = eventKeeper({ store, clock: fixedClock(0), ids: countedIds(1) })
  const told = (keys: readonly string[], more: Partial<ToldEvents & KeptProviderEvent>): ToldEvents => {
    const { topic = 'mail', provider = 'sendgrid', raw = 'raw' } = more
    const events = keys.map((key) => ({ topic, provider, key, raw, receivedAt: 0 }))
    return { workspaceId, ...more, topic, provider, events }
  }
  return {
    isStrict: true,
    keep: (keys: readonly string[], more: Partial<ToldEvents & KeptProviderEvent> = {}) =>
      keeper.keep(told(keys, more)),
    commits: () => made.map(keysOf),
    jobs: () => made.map(({ jobs = [] }) => jobs.length),
    /** Ends the commit that has been under way for longest, and lets follow what follows. */
    letGo: async () => {
      held.shift()?.()
      await turn()
    },
    /** Ends all of them, and those that come. */
    letAllGo: () => {
      isOpen = true
      for (const go of held.splice(0)) go()
    },
    isAnswered: (answer: Promise<void>) => Promise.race([answer.then(() => true), turn().then(() => false)]),
    kept: async () => (await memory.providerEvents.listPending(workspaceId, 'mail', 99)).map(({ key }) => key),
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

function keysOf({ providerEventsKept = [] }: Commit): readonly string[] {
  return providerEventsKept.map(({ key }) => key)
}
