/** What holds of a synchronization, whatever both sides do meanwhile and whatever fails. Rules SYN-1 … SYN-4. @module */
import {
  type DirectoryDecisionKind,
  type DirectoryFields,
  directoryFields,
  identifyingEmails,
  usualDirectorySettings,
} from 'crmkit/domain'
import { type FixedClock, fixedClock, type MemoryDirectory, memoryDirectory } from 'crmkit/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, type Host, newHost, saveContact, synchronize } from '../unit/directory/sync-loop.ts'

const textFields = ['givenName', 'familyName', 'jobTitle'] as const
const listFields = ['homeEmails', 'mobilePhones', 'homePhones', 'workPhones', 'homeAddresses'] as const

type Side = 'here' | 'there'
type TextField = (typeof textFields)[number]
type ListField = (typeof listFields)[number]

type Step =
  | { readonly kind: 'text'; readonly side: Side; readonly who: number; readonly field: TextField }
  | { readonly kind: 'add' | 'remove'; readonly side: Side; readonly who: number; readonly field: ListField }
  | { readonly kind: 'person'; readonly side: Side | 'both'; readonly hasJob: boolean }
  | { readonly kind: 'delete'; readonly side: Side; readonly who: number }
  | { readonly kind: 'restore' | 'group' | 'chosen'; readonly who: number }
  | { readonly kind: 'fail'; readonly how: 'request-lost' | 'answer-lost' | 'postponed' | 'read' | 'token' }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'sync'; readonly meanwhile: number }

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

const idle: ReadonlySet<DirectoryDecisionKind> = new Set(['ambiguous', 'unnamed', 'outside-group', 'held'])

/** Both sides, and everything that anybody ever wrote. */
class World {
  readonly clock: FixedClock = fixedClock()
  readonly directory: MemoryDirectory = memoryDirectory({
    clock: this.clock,
    pageSize: 2,
    visibleAfterMs: 5 * 60_000,
    mostWrites: 3,
  })
  readonly host: Host
  readonly written = new Set<string>()
  /** What somebody saw and replaced, or removed. */
  readonly replaced = new Set<string>()
  #count = 0

  constructor(groupId: string, deletions: 'unlink' | 'delete') {
    const settings = { ...usualDirectorySettings, deletions, country: 'FR' }
    this.host = newHost({ clock: this.clock, directory: this.directory, settings, groupId })
  }

  async run(all: readonly Step[]): Promise<void> {
    const queue = [...all]
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      if (step.kind !== 'sync') await this.#take(step)
      else {
        let left = step.meanwhile
        await synchronize(this.host, async () => {
          const [next] = queue
          if (left === 0 || next === undefined || next.kind === 'sync') return
          left -= 1
          queue.shift()
          await this.#take(next)
        })
      }
    }
  }

  /** Synchronizes until there is nothing to do. */
  async rest(): Promise<void> {
    for (let pass = 0; pass < 40; pass += 1) {
      this.clock.advance(16 * 60_000)
      const decisions = await synchronize(this.host)
      if (decisions?.every(({ kind }) => idle.has(kind))) return
    }
    throw new Error('it never comes to rest')
  }

  #new(field: TextField | ListField): string {
    this.#count += 1
    const value = valueOf(field, this.#count)
    this.written.add(value)
    return value
  }

  async #take(step: Exclude<Step, { kind: 'sync' }>): Promise<void> {
    this.clock.advance(1)
    const { host, directory } = this
    switch (step.kind) {
      case 'wait':
        return this.clock.advance(step.minutes * 60_000)
      case 'fail':
        if (step.how === 'read') return directory.failRead()
        return step.how === 'token' ? directory.expireTokens() : directory.failWrites(null, step.how)
      case 'person':
        return this.#addPerson(step.side, step.hasJob)
      case 'text':
        return this.#edit(step.side, step.who, ({ [step.field]: old }) => {
          if (old !== undefined) this.replaced.add(old)
          return { [step.field]: this.#new(step.field) }
        })
      case 'add':
        return this.#edit(step.side, step.who, (fields) => addItem(fields, step.field, this.#new(step.field)))
      case 'remove':
        return this.#edit(step.side, step.who, (fields) => {
          const [gone = '', ...rest] = itemsOf(fields, step.field)
          this.replaced.add(gone)
          return setItems(step.field, rest)
        })
      case 'delete':
        if (step.side === 'here') {
          const contact = pick([...host.contacts.values()], step.who)
          if (contact !== undefined) saveContact(host, contact.contactId, contact.fields, { isTrashed: true })
        } else {
          const entry = pick(directory.entries(), step.who)
          if (entry === undefined) return
          for (const value of valuesOf(entry.fields)) this.replaced.add(value)
          await directory.person.remove(entry.entryId)
        }
        return
      case 'restore':
      case 'chosen': {
        const contact = pick([...host.contacts.values()], step.who)
        if (contact === undefined) return
        const change = step.kind === 'restore' ? { isTrashed: false } : { takesPart: !contact.takesPart }
        return saveContact(host, contact.contactId, contact.fields, change)
      }
      case 'group': {
        const entry = pick(directory.entries(), step.who)
        if (entry === undefined) return
        await directory.person.setGroups(entry.entryId, entry.groupIds.length > 0 ? [] : [host.groupId])
      }
    }
  }

  async #addPerson(side: Side | 'both', hasJob: boolean): Promise<void> {
    const email = this.#new('homeEmails')
    const familyName = this.#new('familyName')
    if (side !== 'there') {
      const job = { companyName: 'Pomme SARL', jobTitle: this.#new('jobTitle') }
      const fields = { givenName: this.#new('givenName'), familyName, homeEmails: [email], ...(hasJob && job) }
      const affiliation = { affiliationId: 'job', companyId: 'pomme' }
      saveContact(this.host, `contact ${this.#count}`, fields, hasJob ? { job: affiliation } : {})
      if (!hasJob) this.written.delete(job.jobTitle)
    }
    if (side !== 'here') {
      const fields = { givenName: this.#new('givenName'), familyName, homeEmails: [email] }
      await this.directory.person.add(fields, [this.host.groupId])
    }
  }

  /** Somebody edits a record as he sees it. Of the work of a contact without a job there is nothing to edit. */
  async #edit(side: Side, who: number, change: (fields: DirectoryFields) => DirectoryFields): Promise<void> {
    if (side === 'there') {
      const entry = pick(this.directory.entries(), who)
      if (entry !== undefined) await this.directory.person.change(entry.entryId, change(entry.fields))
      return
    }
    const contact = pick([...this.host.contacts.values()], who)
    if (contact === undefined) return
    const [written, replaced] = [new Set(this.written), new Set(this.replaced)]
    const changes = change(contact.fields)
    const isOfJob = Object.keys(changes).some((field) => field === 'jobTitle' || field === 'workPhones')
    if (!isOfJob || contact.job !== undefined) {
      return saveContact(this.host, contact.contactId, { ...contact.fields, ...changes })
    }
    for (const value of this.written) if (!written.has(value)) this.written.delete(value)
    for (const value of this.replaced) if (!replaced.has(value)) this.replaced.delete(value)
  }
}

function valueOf(field: TextField | ListField, count: number): string {
  if (field === 'homeEmails') return `person${count}@pomme.example`
  const isPhone = field === 'homePhones' || field === 'mobilePhones' || field === 'workPhones'
  return isPhone ? `+336${String(12_000_000 + count)}` : `${field} ${count}`
}

function itemsOf(fields: DirectoryFields, field: ListField): readonly string[] {
  if (field === 'homeAddresses') return (fields.homeAddresses ?? []).flatMap(({ line1 }) => line1 ?? [])
  return fields[field] ?? []
}

function setItems(field: ListField, items: readonly string[]): DirectoryFields {
  return field === 'homeAddresses' ? { homeAddresses: items.map((line1) => ({ line1 })) } : { [field]: items }
}

function addItem(fields: DirectoryFields, field: ListField, item: string): DirectoryFields {
  return setItems(field, [...itemsOf(fields, field), item])
}

function valuesOf(fields: DirectoryFields): readonly string[] {
  const texts = textFields.flatMap((field) => fields[field] ?? [])
  return [...texts, ...listFields.flatMap((field) => itemsOf(fields, field))]
}

function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items.length === 0 ? undefined : items[index % items.length]
}

/** The values of the contact's fields, or of its job's, in order. */
function valuesIn(fields: DirectoryFields, of: 'contact' | 'job'): readonly string[] {
  const texts = textFields.filter((field) => directoryFields[field].of === of).flatMap((field) => fields[field] ?? [])
  const lists = listFields.filter((field) => directoryFields[field].of === of)
  return [...texts, ...lists.flatMap((field) => itemsOf(fields, field))].toSorted()
}

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
