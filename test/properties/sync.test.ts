/** What holds of address books that are synchronized at the desk, whatever both sides do meanwhile and wherever it is interrupted. Rules SYN-1 … SYN-4. @module */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listFields, type Side, type Step, valuesIn } from './directory-world.ts'
import { type DeskStep, DeskWorld, textFields } from './sync-world.ts'

const who = fc.nat({ max: 5 })
const side = fc.constantFrom<Side[]>('here', 'there')
const edit: fc.Arbitrary<Step> = fc.oneof(
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
const departure: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('delete'), side, who }),
  fc.record({ kind: fc.constantFrom('restore', 'group', 'chosen'), who }),
)
const trouble: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('fail'),
    how: fc.constantFrom('request-lost', 'answer-lost', 'postponed', 'read', 'token'),
  }),
  fc.record({ kind: fc.constant('wait'), minutes: fc.constantFrom(1, 6, 20) }),
)
const sync: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('sync'), meanwhile: fc.nat({ max: 4 }) })
const crash: fc.Arbitrary<DeskStep> = fc.record({
  kind: fc.constant('crash'),
  at: fc.integer({ min: 1, max: 90 }),
  isDone: fc.boolean(),
})
const people: readonly Step[] = [
  { kind: 'person', side: 'here', hasJob: true },
  { kind: 'person', side: 'there', hasJob: false },
  { kind: 'person', side: 'both', hasJob: true },
]
const game = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: edit },
    { weight: 2, arbitrary: departure },
    { weight: 4, arbitrary: trouble },
    { weight: 3, arbitrary: sync },
    { weight: 3, arbitrary: crash },
  ),
  { maxLength: 40, size: 'max' },
)
const runs = Number(process.env['SYNC_RUNS'] ?? 60)

async function expectRest(world: DeskWorld): Promise<number> {
  const known = await world.people()
  const contacts = new Map(known.map((somebody) => [somebody.contact.id, somebody]))
  for (const [index, directory] of world.directories.entries()) {
    const account = world.accounts[index]
    if (account === undefined) throw new Error('a book has no account')
    const entries = new Map(directory.entries().map((entry) => [entry.entryId, entry]))
    const links = await world.store.directories.listLinks(world.workspaceId, account.id, { limit: 1_000 })
    for (const link of links) {
      if (link.state !== 'linked') continue
      const somebody = contacts.get(link.contactId)
      const entry = entries.get(link.entryId)
      if (somebody === undefined || entry === undefined) throw new Error('a pair is none')
      expect(valuesIn(entry.fields, 'contact')).toEqual(valuesIn(somebody.fields, 'contact'))
      expect(valuesIn(entry.fields, 'job')).toEqual(expect.arrayContaining([...valuesIn(somebody.fields, 'job')]))
    }
    const linked = links.flatMap((link) => (link.state === 'linked' ? link.entryId : []))
    expect(new Set(linked).size, 'entries of two contacts').toBe(linked.length)
    const marks = [...entries.values()].flatMap(({ contactId }) => contactId ?? [])
    const doubled = marks.filter((mark, at) => marks.indexOf(mark) !== at)
    expect(doubled, 'contacts that were created there twice').toEqual([])
  }
  const cases = await world.cases()
  const everything = JSON.stringify([known, world.directories.map((directory) => directory.entries()), cases])
  const lost = [...world.written].filter((value) => !world.replaced.has(value) && !everything.includes(value))
  expect(lost, 'values that nobody replaced').toEqual([])
  const emails = known.flatMap(({ fields }) => fields.homeEmails ?? [])
  expect(new Set(emails).size, 'contacts with one address').toBe(emails.length)
  const reports = cases
    .filter(({ kind }) => kind === 'conflict')
    .map(({ key: _key, at: _at, pass: _pass, ...found }) => JSON.stringify(found))
  expect(new Set(reports).size, 'conflicts').toBe(reports.length)
  return reports.length
}

describe('SYN-1 An address book at the desk', () => {
  it('SYN-1 comes to rest, loses nothing, doubles nobody, reports every conflict once, and has no echo', async () => {
    let conflicts = 0
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([...people]),
        game,
        fc.constantFrom('unlink' as const, 'delete' as const),
        fc.constantFrom(1, 1, 2),
        async (known, all, deletions, books) => {
          const world = await new DeskWorld(books).open(deletions)
          await world.run([...known, ...all])
          await world.rest()
          conflicts += await expectRest(world)
          const before = await world.state()
          for (const directory of world.directories) directory.expireTokens()
          await world.rest()
          expect(await world.state(), 'after everybody was read again').toEqual(before)
        },
      ),
      { numRuns: runs },
    )
    expect(conflicts, 'conflicts in all games').toBeGreaterThan(0)
  })

  it('SYN-4 comes to the same state wherever it is interrupted, and reports the same conflicts', async () => {
    const edits = fc.array(edit, { minLength: 4, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        edits,
        edits,
        fc.array(crash, { minLength: 1, maxLength: 4 }),
        async (first, second, crashes) => {
          const play = async (disturbances: readonly DeskStep[]) => {
            const world = await new DeskWorld(1).open('unlink')
            await world.run([...people, ...first])
            await world.rest()
            // What somebody did there a moment ago is not shown yet: nobody could know of it.
            await world.run([...second, { kind: 'wait', minutes: 6 }, ...disturbances])
            await world.rest()
            return world.state()
          }
          expect(await play(crashes)).toEqual(await play([]))
        },
      ),
      { numRuns: runs },
    )
  })
})
