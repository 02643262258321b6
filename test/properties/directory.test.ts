/** What holds of a synchronization, whatever both sides do meanwhile and whatever fails. Rules SYN-1 … SYN-4. @module */
import { identifyingEmails } from 'crmkit/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, synchronize } from '../unit/directory/sync-loop.ts'
import { idle, listFields, type Side, type Step, textFields, valuesIn, World } from './directory-world.ts'

const who = fc.nat({ max: 5 })
const side = fc.constantFrom<Side[]>('here', 'there')
const edits: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('text'), side, who, field: fc.constantFrom(...textFields) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('add', 'add', 'remove'),
      side,
      who,
      field: fc.constantFrom(...listFields),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('person'),
      side: fc.constantFrom<(Side | 'both')[]>('here', 'there', 'both'),
      hasJob: fc.boolean(),
    }),
  },
)
const departures: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('delete'), side, who }),
  fc.record({ kind: fc.constantFrom('restore', 'group', 'chosen'), who }),
)
const troubles: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('fail'),
    how: fc.constantFrom('request-lost', 'answer-lost', 'postponed', 'read', 'token'),
  }),
  fc.record({ kind: fc.constant('wait'), minutes: fc.constantFrom(1, 6, 20) }),
)
const syncs: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('sync'), meanwhile: fc.nat({ max: 4 }) })
const people: readonly Step[] = [
  { kind: 'person', side: 'here', hasJob: true },
  { kind: 'person', side: 'there', hasJob: false },
  { kind: 'person', side: 'both', hasJob: true },
]
const game = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: edits },
    { weight: 2, arbitrary: departures },
    { weight: 4, arbitrary: troubles },
    { weight: 5, arbitrary: syncs },
  ),
  { maxLength: 60, size: 'max' },
)
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.subarray([...people]), game)
  .map(([known, all]) => [...known, ...all])

const runs = Number(process.env['DIRECTORY_RUNS'] ?? 400)

async function play(all: readonly Step[], deletions: 'unlink' | 'delete'): Promise<World> {
  const world = new World('groups/1', deletions)
  await world.directory.ensureGroup('crmkit', { timeoutMs: 1_000 })
  await world.run(all)
  await world.rest()
  return world
}

function expectRest({ host, directory, written, replaced }: World): void {
  const entries = new Map(directory.entries().map((entry) => [entry.entryId, entry]))
  for (const link of host.links.values()) {
    if (link.state !== 'linked') continue
    const contact = host.contacts.get(link.contactId)
    const entry = entries.get(link.entryId)
    if (contact === undefined || entry === undefined) throw new Error('a pair is none')
    expect(valuesIn(entry.fields, 'contact')).toEqual(valuesIn(contact.fields, 'contact'))
    // What others have put beside our job stays there; of ours nothing is missing.
    expect(valuesIn(entry.fields, 'job')).toEqual(expect.arrayContaining([...valuesIn(contact.fields, 'job')]))
  }
  const everything = JSON.stringify([...host.contacts.values(), ...entries.values(), host.notes, host.conflicts])
  const lost = [...written].filter((value) => !replaced.has(value) && !everything.includes(JSON.stringify(value)))
  expect(lost, 'values that nobody replaced').toEqual([])
  const reports = host.conflicts.map((conflict) => JSON.stringify(conflict))
  expect(new Set(reports).size, 'conflicts').toBe(reports.length)
}

async function expectNoEcho(world: World): Promise<void> {
  const { host, directory } = world
  const before = JSON.stringify([directory.entries(), [...host.contacts.values()], host.notes, host.conflicts])
  await world.rest()
  directory.expireTokens()
  await synchronize(host)
  expect(decide(host).filter(({ kind }) => !idle.has(kind))).toEqual([])
  const after = JSON.stringify([directory.entries(), [...host.contacts.values()], host.notes, host.conflicts])
  expect(after).toBe(before)
}

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
