/** Batches that are planned while another is written end in the same records, whoever writes the same keys in between. */
import { createCrm, type Desk, type Store } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contentsOf } from './import-contents.ts'
import { csv, matchMode, row, sparseRow } from './import-files.ts'

const rows = fc.oneof(
  fc.array(row, { minLength: 2, maxLength: 14 }),
  fc.array(sparseRow, { minLength: 2, maxLength: 10 }),
)
/** Of a few rows, so that records cross from one to the next, and over one that is being written. */
const batchRows = fc.constantFrom(1, 2, 3)
/** What somebody else does just before a batch is written, to the n-th of them. */
const between = fc.array(fc.constantFrom('rival', 'namesake', 'nothing'), { minLength: 1, maxLength: 7 })
/** `CRMKIT_PROPERTY_RUNS` asks for more. */
const runs = { numRuns: Number(process.env['CRMKIT_PROPERTY_RUNS'] ?? 60) }

it('IMP-7 a batch that others came before is decided anew, with the one that was planned upon it', async () => {
  let refusals = 0
  await fc.assert(
    fc.asyncProperty(rows, rows, matchMode, batchRows, between, async (known, said, mode, size, acts) => {
      const [plain, ahead] = [await openWorld(size, false, acts), await openWorld(size, true, acts)]
      for (const file of [csv(known), csv(said)]) {
        const receipt = await ahead.desk.imports.run(file, { mode })
        expect(receipt).toEqual(await plain.desk.imports.run(file, { mode }))
        expect(await contentsOf(ahead)).toEqual(await contentsOf(plain))
      }
      refusals += ahead.refusals()
    }),
    runs,
  )
  expect(refusals, 'batches that were refused').toBeGreaterThan(runs.numRuns)
}, 120_000)

interface World {
  readonly store: Store
  readonly workspaceId: string
  readonly desk: Desk
  refusals(): number
}

/** A store that takes its time, and in which somebody else writes the keys of many rows just before a batch comes. */
async function openWorld(rowsOfBatch: number, plansAhead: boolean, acts: readonly string[]): Promise<World> {
  const memory = memoryStore()
  const clock = fixedClock()
  const begun = new Set<string>()
  let refusals = 0
  const store: Store = {
    ...memory,
    imports: { ...memory.imports, batchRows: rowsOfBatch, plansAhead },
    commit: async (commit) => {
      const batch = commit.writes.flatMap((write) =>
        write.op === 'update' && write.kind === 'import' ? `${write.record.id} ${write.record.rowsDone}` : [],
      )[0]
      if (batch === undefined || commit.guard === undefined) return memory.commit(commit)
      if (plansAhead) await new Promise((resolve) => setTimeout(resolve, 1))
      if (!begun.has(batch)) await act(acts[begun.size % acts.length])
      begun.add(batch)
      const result = await memory.commit(commit)
      if (!result.ok) refusals += 1
      return result
    },
  }
  const crm = createCrm({ store, clock, ids: countedIds(7) })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const door = { workspaceId: workspace.id, memberId: administrator.id }
  const other = createCrm({ store: memory, clock, ids: countedIds(8) }).as(door)
  const act = async (what: string | undefined): Promise<void> => {
    const anyway = { onDuplicate: 'create' } as const
    if (what === 'rival') await other.companies.create({ name: 'Pomme SARL', siret: '73282932000074' }, anyway)
    if (what === 'namesake') {
      const anna = { givenName: 'Anna', familyName: 'Pépin', emails: ['anna@pomme.example'] }
      await other.contacts.create(anna, anyway)
    }
  }
  return { store, workspaceId: workspace.id, desk: crm.as(door), refusals: () => refusals }
}
