/** What holds of a synchronization, whatever both sides do meanwhile and whatever fails. Rules SYN-1 … SYN-4. @module */
import { identifyingEmails } from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectNoEcho, expectRest, play, steps } from './directory-games.ts'
import type { Side } from './directory-world.ts'

const runs = Number(process.env['DIRECTORY_RUNS'] ?? 400)

describe('SYN-1 A synchronization', () => {
  it('SYN-1 comes to rest, loses nothing, reports every conflict once, and has no echo', async () => {
    const seen = { conflicts: 0, links: 0, notes: 0, unlinked: 0 }
    const games = fc.tuple(steps, fc.constantFrom('unlink' as const, 'delete' as const))
    await fc.assert(
      fc.asyncProperty(games, async ([all, deletions]) => {
        const world = await play(all, deletions)
        expectRest(world)
        await expectNoEcho(world)
        const { host } = world
        seen.conflicts += host.conflicts.length
        seen.notes += host.notes.length
        const states = [...host.links.values()].map(({ state }) => state)
        seen.links += states.filter((state) => state === 'linked').length
        seen.unlinked += states.filter((state) => state === 'unlinked').length
      }),
      { numRuns: runs },
    )
    console.log(JSON.stringify(seen))
    expect(Object.values(seen).every((count) => count > 20)).toBe(true)
  })

  it('SYN-1 has no conflict where only one side is edited, and nobody is linked by e-mail', async () => {
    const oneSided = fc.constantFrom<Side[]>('here', 'there').chain((only) =>
      fc.tuple(
        fc.constant(only),
        steps.map((all) => all.filter((step) => !('side' in step) || step.side === only || step.kind === 'delete')),
      ),
    )
    await fc.assert(
      fc.asyncProperty(oneSided, async ([, all]) => {
        const world = await play(all, 'unlink')
        expect(world.host.conflicts).toEqual([])
        expectRest(world)
      }),
      { numRuns: runs / 2 },
    )
  })

  it('SYN-3 links whoever has the same e-mail on both sides before the first run', async () => {
    const world = await play([{ kind: 'person', side: 'both', hasJob: true }], 'unlink')
    const [contact] = world.host.contacts.values()
    const [entry] = world.directory.entries()
    expect([world.host.contacts.size, world.directory.entries().length]).toEqual([1, 1])
    expect(identifyingEmails(entry?.fields ?? {})).toEqual(contact?.emails)
  })
})
