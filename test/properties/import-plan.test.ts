/** What holds of every import, whatever the file and whatever the workspace knows already. */
import type { Affiliation, Company, Contact, MatchMode, RowPlan } from 'crmkit'
import { outcomeOf, presetPipelines } from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dropSettled } from '../../src/import/drop-settled.ts'
import type { IdentifiedRow } from '../../src/import/identify-row.ts'
import { RecurringKeys } from '../../src/import/recurring-keys.ts'
import { suggestMapping } from '../../src/import/suggest-mapping.ts'
import { emptyWorkingSet } from '../../src/import/working-set.ts'
import { openSession, type Session } from '../../src/use-cases/context.ts'
import {
  identifiedBatches,
  keysOf,
  lookUpBatch,
  planBatch,
  rowSettings,
} from '../../src/use-cases/imports/import-rows.ts'
import { compileMapping, openTable, planContext } from '../../src/use-cases/imports/preview-import.ts'
import { annId, everything, type ImportScene, importScene, workspaceId } from '../unit/use-cases/import-scene.ts'
import { csv, headings, matchMode as mode, type Row, row } from './import-files.ts'

const rows = fc.array(row, { minLength: 1, maxLength: 14 })
/** `CRMKIT_PROPERTY_RUNS` asks for more. */
const runs = { numRuns: Number(process.env['CRMKIT_PROPERTY_RUNS'] ?? 60) }

describe('Every import', () => {
  it('IMP-5 IMP-8 does what its preview said, row by row and in sum', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, mode, async (known, said, mode) => {
        const scene = await sceneWith(known)
        const before = await contentsOf(scene)
        const preview = await scene.desk.preview(csv(said), { mode })
        expect(await contentsOf(scene), 'a preview writes nothing').toEqual(before)
        const plans: RowPlan[] = []
        const { counts } = await scene.desk.apply(preview, { onRow: (plan) => plans.push(plan) })
        expect(counts).toEqual(preview.counts)
        expect(plans.map(outcomeOf).join('')).toBe(preview.outcomes)
        const after = await contentsOf(scene)
        expect(after.companies.length - before.companies.length).toBe(counts.companies.created)
        expect(after.contacts.length - before.contacts.length).toBe(counts.contacts.created)
      }),
      runs,
    )
  })

  it('IMP-2 gives the same records in whatever order the columns stand', async () => {
    const order = fc.shuffledSubarray([...headings.keys()], { minLength: headings.length })
    await fc.assert(
      fc.asyncProperty(rows, rows, mode, order, async (known, said, mode, order) => {
        const [one, other] = [await sceneWith(known), await sceneWith(known)]
        const straight = await one.run(csv(said), { mode })
        const shuffled = await other.run(csv(said, order), { mode })
        expect(shuffled.receipt.counts).toEqual(straight.receipt.counts)
        expect(await contentsOf(other)).toEqual(await contentsOf(one))
      }),
      runs,
    )
  })

  it('IMP-7 creates nothing when it is repeated, and ends where it had ended', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, mode, async (known, said, mode) => {
        const scene = await sceneWith(known)
        const first = await scene.run(csv(said), { mode })
        const after = await contentsOf(scene)
        const second = await scene.run(csv(said), { mode })
        expect(second.receipt.counts).toEqual(second.preview.counts)
        const refused = new Set(first.plans.filter(({ status }) => status !== 'import').map(({ row }) => row))
        // A row that was refused is decided anew: by now its company may be known.
        const created = second.plans.filter(
          ({ row, company, contact }) =>
            !refused.has(row) && (company?.action === 'create' || contact?.action === 'create'),
        )
        // A row that renames or renumbers a company leaves the rows before it without the company that they meant.
        if (!first.plans.some(isRenaming)) expect(created).toEqual([])
        if (refused.size > 0 || first.plans.some(isRenaming)) return
        // A later row may have made the company whose number this one names: it had to do with a likeness before.
        if (second.plans.some(isAboutLater(first.plans))) return
        const again = await contentsOf(scene)
        // Where rows contradict each other, updating carries them out in turn once more.
        if (mode === 'update' || mode === 'create-anyway') expect(identitiesOf(again)).toEqual(identitiesOf(after))
        else expect(again).toEqual(after)
      }),
      runs,
    )
  })

  it('IMP-9 leaves no trace once it is undone', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, mode, async (known, said, mode) => {
        const scene = await sceneWith(known)
        const before = await contentsOf(scene)
        const { receipt } = await scene.run(csv(said), { mode })
        const undone = await scene.desk.undo(receipt.importId)
        expect(undone.kept).toEqual([])
        expect(await contentsOf(scene)).toEqual(before)
        const repeated = await scene.desk.preview(csv(said), { mode })
        expect(repeated.counts, 'its keys are gone, too').toEqual(receipt.counts)
      }),
      runs,
    )
  })

  it('IMP-5 plans the same in batches of any size', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, mode, async (known, said, mode) => {
        const scene = await sceneWith(known)
        const [single, few, whole] = [
          await planInBatches(scene, csv(said), mode, 1),
          await planInBatches(scene, csv(said), mode, 7),
          await planInBatches(scene, csv(said), mode, 1000),
        ]
        expect(single).toEqual(whole)
        expect(few).toEqual(whole)
      }),
      runs,
    )
  })

  it('IMP-7 gives the same records when its file comes in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 5 }), async (said, size) => {
        const [whole, pieces] = [await sceneWith([]), await sceneWith([])]
        await whole.run(csv(said))
        for (let start = 0; start < said.length; start += size) {
          await pieces.run(csv(said.slice(start, start + size)), { mapping: mappingOf(said) })
        }
        expect(withoutOrigin(await contentsOf(pieces))).toEqual(withoutOrigin(await contentsOf(whole)))
      }),
      runs,
    )
  })
})

/** Whether the row replaces what its company or its contact is known by. */
function isRenaming({ company, contact }: RowPlan): boolean {
  const changes = [...(company?.changes ?? []), ...(contact?.changes ?? [])]
  return changes.some(({ field, before }) => identifying.has(field) && before !== undefined)
}

/** Whether a row is about a record that a later row had made. */
function isAboutLater(plans: readonly RowPlan[]): (plan: RowPlan) => boolean {
  const makers = new Map<string | undefined, number>()
  for (const { row, company, contact } of plans)
    for (const part of [company, contact]) if (part?.action === 'create') makers.set(part.recordId, row)
  return ({ row, company, contact }) => [company, contact].some((part) => (makers.get(part?.recordId) ?? 0) > row)
}

const identifying: ReadonlySet<string> = new Set(['name', 'vat', 'siret', 'siren', 'givenName', 'familyName'])

/** A workspace that knows what a first file said. */
async function sceneWith(known: readonly Row[]): Promise<ImportScene> {
  const scene = await importScene(memoryStore())
  if (known.length > 0) await scene.run(csv(known))
  return scene
}

function mappingOf(said: readonly Row[]) {
  const suggestion = suggestMapping([...headings], said)
  if (!suggestion.ok) throw new Error(suggestion.error.code)
  return suggestion.value.mapping
}

interface Contents {
  readonly companies: readonly object[]
  readonly contacts: readonly object[]
  readonly affiliations: readonly object[]
}

/** Everything that is known, apart from when it was written. */
async function contentsOf(scene: ImportScene): Promise<Contents> {
  const [companies, contacts] = [await scene.companies(), await scene.contacts()]
  const jobs = await scene.store.affiliations.listOfContacts(
    everything,
    contacts.map(({ id }) => id),
  )
  return {
    companies: companies.map(timeless),
    contacts: contacts.map(timeless),
    affiliations: jobs.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(timeless),
  }
}

function timeless({ version: _version, updatedAt: _updatedAt, ...rest }: Company | Contact | Affiliation): object {
  return rest
}

/** Who the records are, in number and by number, without what rows may say in turn. */
function identitiesOf({ companies, contacts, affiliations }: Contents): object {
  return {
    companies: companies.map((company) => pick(company, 'id', 'number', 'siret')),
    contacts: contacts.map((contact) => pick(contact, 'id', 'number')),
    affiliations: affiliations.map((job) => pick(job, 'id', 'contactId', 'companyId')),
  }
}

function pick(record: object, ...fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(record).filter(([field]) => fields.includes(field)))
}

/** The records by number instead of by id, and without the row that they come from. */
function withoutOrigin({ companies, contacts, affiliations }: Contents): object {
  const numbers = new Map<unknown, unknown>()
  for (const [kind, records] of Object.entries({ company: companies, contact: contacts }))
    for (const record of records) {
      const { id, number } = record as { readonly id: string; readonly number: number }
      numbers.set(id, `${kind} ${number}`)
    }
  const numbered = (record: object): object =>
    Object.fromEntries(
      Object.entries(record)
        .filter(([field]) => field !== 'id' && field !== 'origin')
        .map(([field, value]) => [field, numbers.get(value) ?? value]),
    )
  const jobs = affiliations.map(numbered).map((job) => JSON.stringify(job))
  return { companies: companies.map(numbered), contacts: contacts.map(numbered), affiliations: jobs.sort() }
}

/** The plans of a file's rows, looked up and planned so many at a time, as a preview does it. */
async function planInBatches(
  scene: ImportScene,
  file: string,
  mode: MatchMode,
  size: number,
): Promise<readonly RowPlan[]> {
  const session: Session = await openSession(
    {
      store: scene.store,
      clock: fixedClock(),
      ids: countedIds(9),
      pipelines: presetPipelines,
      channelsOf: () => ({}),
      chance: { bytes: (count: number) => new Uint8Array(count) },
    },
    { kind: 'member', workspaceId, memberId: annId },
    'imports.run',
  )
  const options = { mode, invalidIds: 'error', strictNames: false, unknownOwner: 'error', ownerId: annId } as const
  const table = await openTable(file, {}, undefined)
  const context = await planContext(session, session.ids.next(), options, [])
  const mapping = compileMapping(table, mappingOf([]))
  const rows: IdentifiedRow[] = []
  for await (const batch of identifiedBatches(
    table,
    mapping,
    await rowSettings(session, options),
    context,
    undefined,
  )) {
    rows.push(...batch.rows)
  }
  const set = emptyWorkingSet(context.settings)
  const recurring = new RecurringKeys()
  for (const key of keysOf({ rows, firstRow: 1, lastRow: rows.length })) recurring.note(key)
  const plans: RowPlan[] = []
  for (let start = 0; start < rows.length; start += size) {
    const part = rows.slice(start, start + size)
    const batch = { rows: part, firstRow: part[0]?.row ?? 0, lastRow: part.at(-1)?.row ?? 0 }
    const keys = keysOf(batch)
    for (const key of keys) recurring.pass(key)
    await lookUpBatch(session, keys, set)
    plans.push(...(await planBatch(set, batch, context)))
    dropSettled(set, keys, (key) => recurring.isToCome(key))
  }
  return plans
}
