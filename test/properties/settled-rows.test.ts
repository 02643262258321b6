/**
 * A file that comes again: whether its rows are passed over because they are settled, or are all decided anew, makes no
 * difference. Whoever asks for the plan of every row has all of them decided.
 */
import { createCrm, type Desk, type ImportReceipt, isCrmError, type MatchMode, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSettledRows, type SettledRow, writeSettledRows } from '../../src/import/settled-rows.ts'
import { contentsOf } from './import-contents.ts'
import { csv, matchMode, row, sparseRow } from './import-files.ts'

const rows = fc.oneof(
  fc.array(row, { minLength: 1, maxLength: 14 }),
  fc.array(sparseRow, { minLength: 1, maxLength: 10 }),
)
/** Batches of a few rows, so that records cross from one to the next. */
const batchRows = fc.constantFrom(1, 3, 200)
/** Whether a batch is planned while the last one is written makes no difference to anything. */
const plansAhead = fc.boolean()
/** `CRMKIT_PROPERTY_RUNS` asks for more. */
const runs = { numRuns: Number(process.env['CRMKIT_PROPERTY_RUNS'] ?? 60) }

/** What people do between two imports, to the n-th record. */
const edit = fc.record({
  what: fc.constantFrom('rename', 'mail', 'trash', 'purge', 'rival', 'namesake', 'job', 'leave', 'import', 'undo'),
  at: fc.nat(6),
})
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never
const edits = fc.array(edit, { maxLength: 3 })

describe('A file that comes again', () => {
  it('IMP-7 ends in the same receipt and the same records, whether settled rows are decided anew or not', async () => {
    let found = 0
    await fc.assert(
      fc.asyncProperty(
        rows,
        rows,
        matchMode,
        batchRows,
        plansAhead,
        edits,
        edits,
        async (known, said, mode, size, ahead, ...changes) => {
          const [quick, thorough] = [await openWorld(size, ahead), await openWorld(size)]
          for (const world of [quick, thorough]) {
            await world.desk.imports.run(csv(known), { mode: 'update' })
            await world.desk.imports.run(csv(said), { mode })
          }
          for (const edits of changes) {
            for (const world of [quick, thorough]) for (const edit of edits) await carryOut(world, edit, csv(known))
            const receipt = await again(quick.desk, csv(said), mode)
            const expected = await again(thorough.desk, csv(said), mode, () => {})
            expect(receipt).toEqual(expected)
            expect(await contentsOf(quick)).toEqual(await contentsOf(thorough))
          }
          found += quick.found.count
        },
      ),
      runs,
    )
    expect(found, 'records that were as they had been left').toBeGreaterThan(runs.numRuns)
  }, 120_000)

  it.each([200, 1])(
    'IMP-7 a row above that has become clear since is heard by the rows below it (%s)',
    async (size) => {
      const headings = 'Company;SIRET;Postcode;City;Description'
      const twice = `${headings}\nPomme;73282932000074;75002;Paris;\nPomme;44306184100047;75002;Paris;\n`
      const file = `${headings}\nPomme;;75002;Paris;before\nPomme;55210055400013;75002;Paris;after\n`
      const [quick, thorough] = [await openWorld(size, true, 200), await openWorld(size, true, 200)]
      for (const { desk } of [quick, thorough]) {
        await desk.imports.run(twice)
        expect((await desk.imports.run(file)).counts.companies).toMatchObject({ ambiguous: 1, created: 1 })
        for (const { id, description } of (await desk.companies.list()).items) {
          if (description !== undefined) continue
          await desk.companies.trash(id)
          await desk.companies.purge(id)
        }
      }
      const receipt = await again(quick.desk, file, 'update')
      expect(receipt.counts.companies).toMatchObject({ updated: 1, ambiguous: 0 })
      expect(receipt).toEqual(await again(thorough.desk, file, 'update', () => {}))
      expect(await contentsOf(quick)).toMatchObject({ companies: [{ description: 'after' }] })
      expect(await contentsOf(quick)).toEqual(await contentsOf(thorough))
    },
  )

  it('IMP-7 a name that a company has only until a later row renames it is heard by the rows between', async () => {
    const file = [
      'Company;VAT number;Postcode;City',
      'Prune;FR44732829320;75002;',
      'Prune;;69002;Lyon',
      'Pomme;FR44732829320;69002;Lyon',
    ].join('\n')
    const [quick, thorough] = [await openWorld(200), await openWorld(200)]
    for (const { desk } of [quick, thorough]) {
      expect((await desk.imports.run(file)).counts.companies).toMatchObject({ created: 2, ambiguous: 0 })
    }
    const receipt = await again(quick.desk, file, 'update')
    expect(receipt.counts.companies, 'the first row makes it a second Prune in Lyon').toMatchObject({ ambiguous: 1 })
    expect(receipt).toEqual(await again(thorough.desk, file, 'update', () => {}))
    expect(await contentsOf(quick)).toEqual(await contentsOf(thorough))
  })

  it('IMP-7 settled rows come back from their text as they went in', () => {
    const id = fc.uuid()
    const state = fc.record({ id, version: fc.integer({ min: 1, max: 1e6 }) })
    const settled = fc.record(
      { row: fc.integer({ min: 5, max: 90 }), company: state, contact: state },
      { requiredKeys: ['row'] },
    )
    const list = fc.uniqueArray(
      settled.filter(({ company, contact }) => company !== undefined || contact !== undefined),
      {
        selector: ({ row }) => row,
      },
    )
    fc.assert(
      fc.property(list, (list) => {
        const sorted = (list as readonly SettledRow[]).toSorted((a, b) => a.row - b.row)
        expect(readSettledRows({ firstRow: 5, rows: writeSettledRows(5, sorted) })).toEqual(sorted)
      }),
    )
  })
})

interface World {
  readonly desk: Desk
  readonly store: Store
  readonly workspaceId: string
  /** How many records were found to be as an import had left them. */
  readonly found: { count: number }
}

/** @param changeMs how long it takes to change a company: the next batch is planned meanwhile, if it is planned ahead */
async function openWorld(batchRows: number, plansAhead: boolean = true, changeMs: number = 0): Promise<World> {
  const memory = memoryStore()
  const found = { count: 0 }
  const findUnrivaled: Store['identity']['findUnrivaled'] = async (...args) => {
    const answer = await memory.identity.findUnrivaled(...args)
    found.count += answer.heads.length
    return answer
  }
  const store: Store = {
    ...memory,
    imports: { ...memory.imports, batchRows, plansAhead },
    identity: { ...memory.identity, findUnrivaled },
    commit: async (commit) => {
      const isChange = commit.writes.some(({ op, kind }) => op === 'update' && kind === 'company')
      if (isChange && changeMs > 0) await new Promise((resolve) => setTimeout(resolve, changeMs))
      return memory.commit(commit)
    },
  }
  const crm = createCrm({ store, clock: fixedClock(), ids: countedIds(7) })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const workspaceId = workspace.id
  return { store, found, workspaceId, desk: crm.as({ workspaceId, memberId: administrator.id }) }
}

/** Imports once more; only with `onRow` is every row decided. */
async function again(desk: Desk, file: string, mode: MatchMode, onRow?: () => void): Promise<ImportReceipt> {
  return desk.imports.run(file, { mode, ...(onRow !== undefined && { onRow }) })
}

/** What people do; what is refused is left. */
async function carryOut(world: World, edit: Edit, known: string): Promise<void> {
  try {
    await make(world, edit, known)
  } catch (refusal) {
    if (!isCrmError(refusal)) throw refusal
  }
}

async function make(world: World, { what, at }: Edit, known: string): Promise<unknown> {
  const { desk } = world
  const { companies, contacts, affiliations } = await contentsOf(world)
  const company = companies[at % Math.max(1, companies.length)]
  const contact = contacts[at % Math.max(1, contacts.length)]
  const job = affiliations[at % Math.max(1, affiliations.length)]
  switch (what) {
    case 'rename':
      return company && desk.companies.update(company.id, { name: 'Cerise' })
    case 'mail':
      return contact && desk.contacts.update(contact.id, { emails: ['bob@poire.example'] })
    case 'trash':
      return company && desk.companies.trash(company.id)
    case 'purge':
      if (contact === undefined) return
      await desk.contacts.trash(contact.id)
      return desk.contacts.purge(contact.id)
    case 'rival':
      return desk.companies.create({ name: 'Pomme SARL', siret: '73282932000074' }, { onDuplicate: 'create' })
    case 'namesake':
      return desk.contacts.create(
        { givenName: 'Anna', familyName: 'Pépin', emails: ['anna@pomme.example'] },
        { onDuplicate: 'create' },
      )
    case 'job':
      return company && contact && desk.contacts.affiliate(contact.id, { companyId: company.id, jobTitle: 'Boss' })
    case 'leave':
      return job && desk.contacts.changeAffiliation(job.id, { to: '2020-01-31' })
    case 'import':
      return desk.imports.run(known)
    case 'undo': {
      const imports = await desk.imports.list()
      const chosen = imports[at % imports.length]
      return chosen && desk.imports.undo(chosen.id)
    }
  }
}
