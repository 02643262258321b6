/** Games of two sides and a synchronization between them, and what holds once they rest. Rules SYN-1 … SYN-4. @module */
import type { FixedClock, MemoryDirectory } from 'crmkit/testing'
import fc from 'fast-check'
import { expect } from 'vitest'
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
/** What happens, one after the other. */
export const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.subarray([...people]), game)
  .map(([known, all]) => [...known, ...all])

/** A directory other than the one in memory, which fails as that one does. */
export interface OtherDirectory {
  readonly groupId: string
  readonly open: (clock: FixedClock) => MemoryDirectory
}

/** Plays until nothing is left to do. */
export async function play(
  all: readonly Step[],
  deletions: 'unlink' | 'delete',
  other?: OtherDirectory,
): Promise<World> {
  const world = new World(other?.groupId ?? 'groups/1', deletions, other?.open)
  await world.directory.ensureGroup('crmkit', { timeoutMs: 1_000 })
  await world.run(all)
  await world.rest()
  return world
}

/** Both sides are equal, no value is lost, and no conflict was reported twice. */
export function expectRest({ host, directory, written, replaced }: World): void {
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

/** Another pass changes nothing, and neither does a full one. */
export async function expectNoEcho(world: World): Promise<void> {
  const { host, directory } = world
  const before = JSON.stringify([directory.entries(), [...host.contacts.values()], host.notes, host.conflicts])
  await world.rest()
  directory.expireTokens()
  await synchronize(host)
  expect(decide(host).filter(({ kind }) => !idle.has(kind))).toEqual([])
  const after = JSON.stringify([directory.entries(), [...host.contacts.values()], host.notes, host.conflicts])
  expect(after).toBe(before)
}
