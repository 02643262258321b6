/** How a long scan reads: in pieces, ahead of the comparing, and no more than its pages take (IDN-8). */
import type { Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { begin, type Scene } from './stores.ts'

const addresses = 300

/** Two people to each of many addresses, and what the store is asked for of people. */
async function crowd(failAt = Number.POSITIVE_INFINITY) {
  const memory = memoryStore()
  const asked: number[] = []
  let [open, mostOpen] = [0, 0]
  const store: Store = {
    ...memory,
    contacts: {
      ...memory.contacts,
      async findMany(scope, ids) {
        asked.push(ids.length)
        open += 1
        mostOpen = Math.max(mostOpen, open)
        const failing = asked.length >= failAt
        await new Promise((resolve) => setTimeout(resolve, failing ? 0 : 2))
        open -= 1
        if (failing) throw new Error('the disk is full')
        return memory.contacts.findMany(scope, ids)
      },
    },
  }
  const scene = await begin(store)
  const { record } = await scene.anne.companies.create({ name: 'Pomme' })
  const people = Array.from({ length: 2 * addresses }, (_one, n) => ({
    familyName: 'Pépin',
    emails: [`${String(n % addresses).padStart(4, '0')}@pomme.example`],
  }))
  for (let start = 0; start < people.length; start += 200) {
    await scene.anne.contacts.createMany(record.id, people.slice(start, start + 200), { onDuplicate: 'create' })
  }
  asked.length = 0
  return { ...scene, asked, mostOpen: () => mostOpen }
}

/** The pages by this many pairs, each pair by its key. */
async function pagesOf({ anne }: Pick<Scene, 'anne'>, limit: number): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await anne.contacts.duplicates({ limit, cursor })
    pages.push(page.items.map(({ by }) => by.key))
    cursor = page.nextCursor
    if (cursor === undefined) return pages
  }
}

describe('A long scan', () => {
  it('IDN-8 gives the same pairs in the same order, whatever a page holds', async () => {
    const scene = await crowd()
    const keys = Array.from({ length: addresses }, (_one, n) => `mail:${String(n).padStart(4, '0')}@pomme.example`)
    for (const limit of [7, 100, 128, 299, 300, 500]) {
      const pages = await pagesOf(scene, limit)
      expect(pages.flat()).toEqual(keys)
      expect(pages).toHaveLength(Math.ceil(addresses / limit))
    }
  })

  it('IDN-8 fills its pages where many pairs are ignored', async () => {
    const scene = await crowd()
    const { items } = await scene.anne.contacts.duplicates({ limit: 60 })
    for (const { records } of items.slice(10)) {
      await scene.anne.contacts.ignoreDuplicate(records[0].id, records[1].id)
    }
    const pages = await pagesOf(scene, 25)
    expect(pages.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 25))
  })

  it('IDN-8 goes on behind a key that made a whole page, whether it is told or ignored', async () => {
    const scene = await crowd()
    const { record } = await scene.anne.companies.create({ name: 'Verger' })
    const people = Array.from({ length: 25 }, () => ({ familyName: 'Pépin', emails: ['-@pomme.example'] }))
    await scene.anne.contacts.createMany(record.id, people, { onDuplicate: 'create' })
    expect((await pagesOf(scene, 300)).map(({ length }) => length)).toEqual([300, 300])
    const { items } = await scene.anne.contacts.duplicates({ limit: 300 })
    for (const { records } of items) await scene.anne.contacts.ignoreDuplicate(records[0].id, records[1].id)
    expect((await pagesOf(scene, 300)).map(({ length }) => length)).toEqual([300])
  })

  it('reads ahead, two pieces at a time and no large ones', async () => {
    const { anne, asked, mostOpen } = await crowd()
    await anne.contacts.duplicates({ limit: 500 })
    expect(asked).toEqual([256, 256, 88])
    expect(mostOpen()).toBe(2)
  })

  it('reads little more than its page takes', async () => {
    const { anne, asked } = await crowd()
    await anne.contacts.duplicates({ limit: 20 })
    expect(asked.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(4 * 20)
  })

  it.each([1, 2])('fails as its %i. read does, and only once', async (failAt) => {
    const { anne } = await crowd(failAt)
    // One that nobody waits for would end this process.
    await expect(anne.contacts.duplicates({ limit: 500 })).rejects.toThrow('the disk is full')
    await new Promise((resolve) => setTimeout(resolve, 10))
  })
})
