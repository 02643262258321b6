/**
 * What an actor may not see shows in nothing that he reads: two worlds that differ in hidden things alone give the same
 * answers, letter by letter. What is hidden comes after what is seen, since short numbers count all records; and the jobs
 * of a visible contact at hidden companies are as many in both, since a contact's version counts them. Nothing is searched
 * by the e-mail of such a job: a contact is found by it, whoever searches.
 */
import { pgliteStore } from '@crmkit/postgres/pglite'
import type { PGlite } from '@electric-sql/pglite'
import type { Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestPglite } from '../../adapters/postgres/test/test-pglite.ts'
import { callRules } from '../../src/access/call-rules.ts'
import { type Answer, readEverything } from './leak-reads.ts'
import { buildWorld, knownWorlds, makeAct, type World, worldArbitrary } from './leak-worlds.ts'

describe('Leaks', () => {
  it('ACC-3 what may not be seen shows in no answer', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worldArbitrary, (pair) => compare(memoryStore, pair)),
      { numRuns: 40, examples: [...knownWorlds] },
    )
  })

  it.each<World['role']>(['user', 'restricted', 'read-only'])('ACC-3 every read is tried: as %s', async (role) => {
    const [world] = fc.sample(worldArbitrary, { numRuns: 1, seed: 7 })
    if (world === undefined) throw new Error('there is always a sample')
    const tried = new Set(
      (await readEverything(await buildWorld(memoryStore(), { ...world, role }, world.left))).map(({ call }) => call),
    )
    const reads = Object.entries(callRules).filter(([, { does }]) => does === 'read')
    // A preview tells that a row is somebody's, and whom to ask (IDN-7).
    const expected = reads.map(([call]) => call).filter((call) => call !== 'imports.preview')
    expect([...tried].toSorted()).toEqual(expected.toSorted())
  })

  it('a world that differs in what is seen gives other answers', async () => {
    const [world] = fc.sample(worldArbitrary, { numRuns: 1, seed: 7 })
    if (world === undefined) throw new Error('there is always a sample')
    const one = await readEverything(await buildWorld(memoryStore(), world, world.left))
    const visible = [...world.visible, makeAct({ act: 'company' })]
    const other = await readEverything(await buildWorld(memoryStore(), { ...world, visible }, world.left))
    expect(other).not.toEqual(one)
  })

  describe('on PGlite', () => {
    let db: PGlite
    let store: Store
    beforeAll(async () => {
      db = await openTestPglite()
      store = pgliteStore({ db })
    })
    afterAll(() => db.close())

    it('ACC-3 what may not be seen shows in no answer', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(worldArbitrary, (pair) => compare(() => store, pair, 'some')),
        { numRuns: 3, endOnFailure: true, examples: [...knownWorlds].slice(1, 2) },
      )
    })
  })
})

async function compare(store: () => Store, world: World, depth: 'all' | 'some' = 'all'): Promise<void> {
  const left = await readEverything(await buildWorld(store(), world, world.left), depth)
  const right = await readEverything(await buildWorld(store(), world, world.right), depth)
  const differing = left.flatMap((answer, index): [Answer, Answer | undefined][] => {
    const other = right[index]
    return answer.text === other?.text && answer.asked === other.asked ? [] : [[answer, other]]
  })
  expect(differing.slice(0, 3)).toEqual([])
  expect(right.length).toBe(left.length)
}
