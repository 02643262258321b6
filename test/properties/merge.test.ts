/** Random histories of creating, editing, merging and undoing. Rules: docs/concepts/merge.md (MRG-1 … MRG-3). */
import {
  type Affiliation,
  type Company,
  type CompanyChanges,
  type Contact,
  type ContactChanges,
  createCrm,
  type Desk,
  isCrmError,
  type MergeChoice,
  type Store,
} from 'crmkit'
import { companyIdentity, companyKeys, contactIdentity, contactKeys } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const anyway = { onDuplicate: 'create' } as const
const sirets = ['73282932000074', '44306184100047', '55210055400013'] as const
const maybe = <Value>(values: readonly Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined })
const some = (values: readonly string[]) => fc.subarray([...values])

const party = {
  emails: some(['a@pomme.example', 'A@Pomme.example', 'b@pomme.example', 'c@poire.example']),
  phones: some(['01 23 45 80 73', '+33 1 23 45 80 74']),
  tags: some(['fruit', 'Fruit', 'pear']),
  websites: some(['https://pomme.example']),
  description: maybe(['Apples', 'Pears']),
  type: maybe(['customer', 'supplier']),
  addresses: fc.subarray(
    [
      { category: 'billing' as const, line1: '1 rue de la Paix', postcode: '75002', city: 'Paris' },
      { category: 'billing' as const, postcode: '75002', city: 'PARIS' },
      { category: 'delivery' as const, postcode: '69001', city: 'Lyon' },
    ],
    { maxLength: 2 },
  ),
}
const companyFields = fc.record({
  ...party,
  name: fc.constantFrom('Pomme', 'Pomme SARL', 'Poire'),
  otherNames: some(['Appel NV', 'Apfel']),
  siret: maybe(sirets),
  siren: maybe(['732829320']),
  vat: maybe(['FR44732829320']),
  country: maybe(['FR', 'RO']),
  registrationNumber: maybe(['J40/1234/2005']),
})
const contactFields = fc.record({
  ...party,
  givenName: maybe(['Anna', 'Bob']),
  familyName: fc.constantFrom('Pépin', 'Durand'),
  birthday: maybe(['1980-02-29']),
})

interface Scene {
  readonly desk: Desk
  readonly store: Store
  readonly workspaceId: string
}

describe('Merge', () => {
  it('MRG-3 an undo right after a merge leaves everything as it was', async () => {
    const companies = fc.array(companyFields, { minLength: 2, maxLength: 4 })
    const contacts = fc.array(contactFields, { minLength: 2, maxLength: 4 })
    const links = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.boolean()), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(companies, contacts, links, fc.boolean(), choice, async (firms, people, jobs, isCompany, by) => {
        const scene = await openScene()
        const made = await populate(scene, firms, people, jobs)
        const before = await snapshot(scene, made)
        const ids = isCompany ? made.companies : made.contacts
        const [survivorId = '', loserId = ''] = ids
        const mergeId = await merge(scene.desk, isCompany, survivorId, loserId, by)
        if (mergeId === null) return expect(await snapshot(scene, made)).toEqual(before)
        await expectSound(scene, made)
        const undone = await undo(scene.desk, isCompany, mergeId)
        expect(undone.kept).toEqual([])
        expect(await snapshot(scene, made)).toEqual(before)
        await expectSound(scene, made)
      }),
      { numRuns: 100 },
    )
  })

  it('MRG-3 of what is edited between, every field stays and is named, and every other one is as it was', async () => {
    const edits = fc.record(
      { description: fc.constantFrom('new', null), type: fc.constantFrom('new', null), name: fc.constant('Newer') },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(companyFields, companyFields, edits, fc.boolean(), async (one, two, edit, addsTag) => {
        const scene = await openScene()
        const made = await populate(scene, [one, two], [], [])
        const [survivorId = '', loserId = ''] = made.companies
        const [before, loser] = [await scene.desk.companies.get(survivorId), await scene.desk.companies.get(loserId)]
        const mergeId = await merge(scene.desk, true, survivorId, loserId, 'survivor')
        if (mergeId === null) return
        const given = await scene.desk.companies.get(survivorId)
        const tags = addsTag ? { tags: [...given.tags, 'added'] } : {}
        // By the old id: it leads to the survivor.
        await scene.desk.companies.update(loserId, { ...edit, ...tags }, anyway)
        const edited = await scene.desk.companies.get(survivorId)
        const { record, restored, kept } = await scene.desk.companies.undoMerge(mergeId)
        const named = new Set(kept.map(({ field }) => field))
        for (const field of mergeableFields(before, given, record)) {
          const [was, gave, is, now] = [before, given, edited, record].map((each) => fieldOf(each, field))
          const wasGiven = !same(was, gave)
          const wasEdited = !same(gave, is)
          expect(named.has(field), field).toBe(wasGiven && wasEdited)
          if (!wasEdited) expect(now, field).toEqual(was)
          else if (field !== 'tags') expect(now, field).toEqual(is)
          else expect(now, field).toContain('added')
        }
        expect(unstamped(restored)).toEqual(unstamped(loser))
      }),
      { numRuns: 100 },
    )
  })

  it('MRG-2 old ids lead through any history of merges and undos, and nothing points at a merged record', async () => {
    const step = fc.record({
      op: fc.constantFrom('merge', 'merge', 'undo', 'edit', 'job', 'parent'),
      isCompany: fc.boolean(),
      a: fc.nat(4),
      b: fc.nat(4),
      by: fc.constantFrom<MergeChoice>('survivor', 'loser'),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(companyFields, { minLength: 3, maxLength: 5 }),
        fc.array(contactFields, { minLength: 3, maxLength: 5 }),
        fc.array(step, { minLength: 4, maxLength: 14 }),
        async (firms, people, steps) => {
          const scene = await openScene()
          const made = await populate(scene, firms, people, [])
          const became = new Map<string, string>()
          const merges: { id: string; isCompany: boolean; survivorId: string; loserId: string }[] = []
          for (const { op, isCompany, a, b, by } of steps) {
            const ids = isCompany ? made.companies : made.contacts
            const [idA = '', idB = ''] = [ids[a % ids.length], ids[b % ids.length]]
            if (op === 'merge') {
              const id = await merge(scene.desk, isCompany, idA, idB, by)
              if (id !== null) {
                expect([became.has(idA), became.has(idB)], 'merged are those that were not').toEqual([false, false])
                became.set(idB, idA)
                merges.push({ id, isCompany, survivorId: idA, loserId: idB })
              }
            } else if (op === 'undo') await undoOne(scene.desk, merges, a, became)
            else await editOne(scene.desk, op, made, { isCompany, idA, idB })
            await expectSound(scene, made)
            for (const id of [...made.companies, ...made.contacts]) {
              const desk = made.companies.includes(id) ? scene.desk.companies : scene.desk.contacts
              expect((await desk.get(id)).id, id).toBe(survivorOf(became, id))
            }
          }
          // The last one first, everything can be taken back.
          for (const { id, isCompany, loserId } of merges.toReversed()) {
            await undo(scene.desk, isCompany, id)
            became.delete(loserId)
          }
          expect(await scene.desk.companies.count()).toBe(made.companies.length)
          expect(await scene.desk.contacts.count()).toBe(made.contacts.length)
          await expectSound(scene, made)
        },
      ),
      { numRuns: 60 },
    )
  })
})

const choice = fc.constantFrom<MergeChoice>('survivor', 'loser')

interface Made {
  readonly companies: readonly string[]
  readonly contacts: readonly string[]
}

async function openScene(): Promise<Scene> {
  const store = memoryStore()
  const crm = createCrm({ store, clock: fixedClock(), ids: countedIds(0xabc) })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', administrator: { name: 'Anne' } })
  return { store, workspaceId: workspace.id, desk: crm.as({ workspaceId: workspace.id, memberId: administrator.id }) }
}

/** Creates what is valid of it; what is not – numbers of two firms, a number of another country – comes without numbers. */
async function populate(
  { desk }: Scene,
  firms: readonly CompanyChanges[],
  people: readonly ContactChanges[],
  links: readonly (readonly [number, number, boolean])[],
): Promise<Made> {
  const companies: string[] = []
  for (const fields of firms) {
    const name = fields.name ?? 'Pomme'
    const bare = { ...fields, name, siret: null, siren: null, vat: null, registrationNumber: null }
    const { record } = await desk.companies.create({ ...fields, name }, anyway).catch((error: unknown) => {
      if (isCrmError(error, 'invalid-input')) return desk.companies.create(bare, anyway)
      throw error
    })
    companies.push(record.id)
  }
  const contacts: string[] = []
  for (const fields of people) contacts.push((await desk.contacts.create(fields, anyway)).record.id)
  for (const [a, b, isParent] of links) {
    const [one = '', two = ''] = [companies[a % companies.length], companies[b % companies.length]]
    const contact = contacts[b % Math.max(1, contacts.length)]
    const linked = isParent
      ? desk.companies.update(one, { parentId: two }, anyway)
      : desk.contacts.affiliate(contact ?? '', { companyId: one, jobTitle: a % 2 === 0 ? 'Buyer' : null }, anyway)
    await linked.catch(allowRefusal)
  }
  return { companies, contacts }
}

/** Merges; where numbers contradict each other, one side is chosen. `null` where it is refused. */
async function merge(
  desk: Desk,
  isCompany: boolean,
  survivorId: string,
  loserId: string,
  by: MergeChoice,
): Promise<string | null> {
  const choices = { siret: by, siren: by, vat: by, registrationNumber: by, country: by } as const
  const merging = isCompany
    ? desk.companies
        .merge(survivorId, loserId)
        .catch((error) =>
          isContradiction(error) ? desk.companies.merge(survivorId, loserId, { choices }) : Promise.reject(error),
        )
    : desk.contacts.merge(survivorId, loserId)
  return merging.then(({ merge: { id } }) => id).catch(allowRefusal)
}

function undo(desk: Desk, isCompany: boolean, mergeId: string) {
  return isCompany ? desk.companies.undoMerge(mergeId) : desk.contacts.undoMerge(mergeId)
}

async function undoOne(
  desk: Desk,
  merges: { id: string; isCompany: boolean; survivorId: string; loserId: string }[],
  pick: number,
  became: Map<string, string>,
): Promise<void> {
  const chosen = merges[pick % Math.max(1, merges.length)]
  if (chosen === undefined) return
  const undone = await undo(desk, chosen.isCompany, chosen.id).catch(allowRefusal)
  expect(undone === null, 'refused where the survivor was merged on').toBe(became.has(chosen.survivorId))
  if (undone === null) return
  merges.splice(merges.indexOf(chosen), 1)
  became.delete(chosen.loserId)
}

async function editOne(
  desk: Desk,
  op: 'edit' | 'job' | 'parent',
  made: Made,
  { isCompany, idA, idB }: { isCompany: boolean; idA: string; idB: string },
): Promise<void> {
  const [company = '', contact = ''] = isCompany ? [idA, made.contacts[0]] : [made.companies[0], idA]
  const edits = {
    edit: () =>
      isCompany
        ? desk.companies.update(idA, { description: 'edited', tags: ['edited'] }, anyway)
        : desk.contacts.update(idA, { emails: ['edited@pomme.example'] }, anyway),
    job: () => desk.contacts.affiliate(contact, { companyId: company, isPrimary: true }, anyway),
    parent: () => desk.companies.update(company, { parentId: isCompany ? idB : (made.companies[1] ?? '') }, anyway),
  }
  await edits[op]().catch(allowRefusal)
}

function survivorOf(became: ReadonlyMap<string, string>, id: string): string {
  const next = became.get(id)
  return next === undefined ? id : survivorOf(became, next)
}

/** What must hold at any moment, whatever was merged and undone. */
async function expectSound({ desk, store, workspaceId }: Scene, made: Made): Promise<void> {
  const everything = { workspaceId, filter: { sees: 'everything' } } as const
  const companies = await store.companies.findMany(everything, made.companies)
  const contacts = await store.contacts.findMany(everything, made.contacts)
  const jobs = await store.affiliations.listOfContacts(everything, made.contacts)
  const alive = new Set([...companies, ...contacts].filter((each) => each.mergedInto === undefined).map(({ id }) => id))
  expect((await desk.companies.list({ limit: 500 })).items.map(({ id }) => id).toSorted()).toEqual(
    made.companies.filter((id) => alive.has(id)).toSorted(),
  )
  for (const { parentId } of companies) if (parentId !== undefined) expect(alive.has(parentId)).toBe(true)
  for (const { contactId, companyId } of jobs)
    expect([alive.has(contactId), alive.has(companyId)]).toEqual([true, true])
  for (const own of Map.groupBy(jobs, ({ contactId }) => contactId).values()) {
    expect(own.filter(({ isPrimary }) => isPrimary).length).toBeLessThanOrEqual(1)
  }
  for (const { id } of companies) expectNoCircle(companies, id)
  const stored = await store.identity.listKeys(workspaceId, 10_000)
  const keys = new Set(
    [
      ...companies.filter(({ id }) => alive.has(id)).flatMap((each) => companyKeys(companyIdentity(each, 'FR'))),
      ...contacts
        .filter(({ id }) => alive.has(id))
        .flatMap((each) => contactKeys(contactIdentity(each, jobsOf(jobs, each.id), '2026-01-05' as Day))),
    ].map(({ key }) => key),
  )
  expect(stored?.keys.toSorted()).toEqual([...keys].toSorted())
}

type Day = Parameters<typeof contactIdentity>[2]

function expectNoCircle(companies: readonly Company[], id: string): void {
  const seen = new Set<string>()
  for (let next: string | undefined = id; next !== undefined; ) {
    expect(seen.has(next), `a circle through ${id}`).toBe(false)
    seen.add(next)
    next = companies.find((each) => each.id === next)?.parentId
  }
}

/** Everything that can be seen of a workspace, without versions and times. */
async function snapshot({ store, workspaceId }: Scene, made: Made): Promise<unknown> {
  const everything = { workspaceId, filter: { sees: 'everything' } } as const
  const keys = await store.identity.listKeys(workspaceId, 10_000)
  const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1)
  return {
    companies: [...(await store.companies.findMany(everything, made.companies))].sort(byId).map(unstamped),
    contacts: [...(await store.contacts.findMany(everything, made.contacts))].sort(byId).map(unstamped),
    jobs: [...(await store.affiliations.listOfContacts(everything, made.contacts))].sort(byId).map(unstamped),
    keys: keys?.keys.toSorted(),
  }
}

function jobsOf(jobs: readonly Affiliation[], id: string): readonly Affiliation[] {
  return jobs.filter(({ contactId }) => contactId === id)
}

function unstamped({ version: _version, updatedAt: _at, ...record }: Company | Contact | Affiliation): object {
  return record
}

function mergeableFields(...records: readonly object[]): readonly string[] {
  const stamps = ['id', 'number', 'version', 'createdAt', 'updatedAt']
  return [...new Set(records.flatMap(Object.keys))].filter((field) => !stamps.includes(field))
}

function fieldOf(record: object | undefined, field: string): unknown {
  return new Map<string, unknown>(Object.entries(record ?? {})).get(field)
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function isContradiction(error: unknown): boolean {
  return isCrmError(error, 'invalid-input') && error.details.issues.some(({ problem }) => problem === 'contradiction')
}

function allowRefusal(error: unknown): null {
  if (isCrmError(error)) return null
  throw error
}
