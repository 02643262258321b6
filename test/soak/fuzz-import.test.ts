/**
 * Files as no program writes them, through the import desk: real ones with bytes changed, torn out, doubled and mixed.
 * Each ends in a receipt whose figures are true, or in a refusal that says what is wrong; nothing else.
 */
import { readdirSync } from 'node:fs'
import { type CrmError, createCrm, type Desk, type ImportReceipt, isCrmError } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { countedIds, fixedClock } from 'crmkit/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateRows } from '../bench/generate.ts'
import { hasSharedData, readShared, sharedPath } from '../shared-data.ts'

/** How many files; `CRMKIT_SOAK_FILES` asks for more. */
const count = Number(process.env['CRMKIT_SOAK_FILES'] ?? 200)
/** Of long files the beginning: what breaks a reader is seldom its length. */
const longest = 12_000
/** No file of this size may take longer. */
const patienceMs = 10_000
/** What the heap may have grown by when all is done. */
const mostHeapMb = 200

type Mutation =
  | { readonly kind: 'set'; readonly at: number; readonly byte: number }
  | { readonly kind: 'cut' | 'double'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'truncate'; readonly at: number }
  | {
      readonly kind: 'graft'
      readonly at: number
      readonly from: number
      readonly length: number
      readonly file: number
    }
  | { readonly kind: 're-encode'; readonly as: 'utf-16le' | 'utf-16be' | 'bom' }

/** Texts that readers of tables trip over. */
const traps: readonly string[] = [
  ...['"', '""', '"""', '\\"', "'", '\r', '\n', '\r\n', '\n\n\n', ',', ';', '\t', '|', ',,,,', ';";'],
  ...['\0', '\u001a', '\u202e', '\u2028', '\ufeff', '\ufffd', '🍏', 'é', 'e\u0301', 'ş', '\u00a0'],
  ...['=cmd|x!A0', '+49', '-1', '@x', '4,51818E+13', '1e999', 'NaN', '__proto__', 'constructor', 'toString'],
  ...['73282932000074', '732829320', 'FR44732829320', 'J40/1234/2005', 'info@', '@', 'a@b', 'anna@pomme.example'],
  ...['x'.repeat(5000), '"'.repeat(101), '9'.repeat(400), ';'.repeat(300), '\n'.repeat(300), ' '.repeat(1000)],
]

const position = fc.nat(1_000_000)
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('set'), at: position, byte: fc.nat(255) }),
  fc.record({ kind: fc.constantFrom('cut', 'double'), at: position, length: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ kind: fc.constant('insert'), at: position, text: fc.constantFrom(...traps) }),
  fc.record({ kind: fc.constant('insert'), at: position, text: fc.string({ unit: 'binary', maxLength: 12 }) }),
  fc.record({ kind: fc.constant('truncate'), at: position }),
  fc.record({
    kind: fc.constant('graft'),
    at: position,
    from: position,
    length: fc.integer({ min: 1, max: 2000 }),
    file: fc.nat(1000),
  }),
  fc.record({ kind: fc.constant('re-encode'), as: fc.constantFrom('utf-16le', 'utf-16be', 'bom') }),
)

describe('Imports of broken files', () => {
  it(`IMP-1 IMP-4 ${count} mutated files end in a true receipt or in a refusal with its reason`, async () => {
    const files = originals()
    const ends = { receipts: 0, refusals: 0, rows: 0, refusedRows: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.nat(100_000),
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        async (index, mutations) => {
          const bytes = mutated(files, at(files, index), mutations)
          const end = await importFile(bytes)
          ends.receipts += end.receipts
          ends.refusals += end.refusals
          ends.rows += end.rows
          ends.refusedRows += end.refusedRows
        },
      ),
      { numRuns: count, timeout: patienceMs },
    )
    const heapMb = process.memoryUsage().heapUsed / 1024 / 1024
    console.log(JSON.stringify({ soak: 'fuzz-import', files: count, originals: files.length, ...ends, heapMb }))
    expect(ends.receipts, 'some files are still read').toBeGreaterThan(count / 20)
    expect(heapMb).toBeLessThan(startingHeapMb + mostHeapMb)
  }, 1_800_000)
})

const startingHeapMb = process.memoryUsage().heapUsed / 1024 / 1024

interface End {
  readonly receipts: number
  readonly refusals: number
  readonly rows: number
  readonly refusedRows: number
}

/** Imports the file and checks whichever end it takes. */
async function importFile(bytes: Uint8Array): Promise<End> {
  const crm = createCrm({ store: memoryStore(), clock: fixedClock(), ids: countedIds(1) })
  const { workspace, administrator } = await crm
    .asSystem({ reason: 'test' })
    .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
  const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
  try {
    const receipt = await desk.imports.run(bytes, { unknownOwner: 'unassigned' })
    const refusedRows = await checkReceipt(desk, receipt, bytes)
    return { receipts: 1, refusals: 0, rows: receipt.counts.rows, refusedRows }
  } catch (error) {
    if (!isCrmError(error, 'import-refused')) throw error
    await checkRefusal(desk, error)
    return { receipts: 0, refusals: 1, rows: 0, refusedRows: 0 }
  }
}

async function checkReceipt(desk: Desk, { importId, counts }: ImportReceipt, bytes: Uint8Array): Promise<number> {
  const { companies, contacts, rows, invalid } = counts
  expect(await desk.companies.count()).toBe(companies.created)
  expect(await desk.contacts.count()).toBe(contacts.created)
  expect(companies.created).toBeLessThanOrEqual(rows)
  expect(invalid).toBeLessThanOrEqual(rows)
  const { status, rowsDone } = await desk.imports.get(importId)
  expect([status, rowsDone]).toEqual(['applied', rows])
  let refused = ''
  for await (const part of desk.imports.refusedRows(importId, bytes)) {
    refused += part
    // Heading or row: the cell after the columns says why; what a row has too much stands behind it.
    expect(part.trimEnd()).toMatch(/why refused"?$|\."?(?:[,;\t|].*)?$/s)
  }
  expect(refused).not.toBe('')
  return invalid + companies.ambiguous + contacts.ambiguous
}

async function checkRefusal(desk: Desk, { message, details }: CrmError<'import-refused'>): Promise<void> {
  expect(details.code).toEqual(expect.any(String))
  expect(message).toMatch(/\w.*\.$/s)
  // A file may turn out to be broken half-way: then its import can be seen, and taken back.
  const [begun] = await desk.imports.list()
  if (begun === undefined) expect(await desk.companies.count()).toBe(0)
  else {
    await desk.imports.undo(begun.id)
    expect([await desk.companies.count(), await desk.contacts.count()]).toEqual([0, 0])
  }
}

/** Files that programs wrote: the shared ones where they are, and our own. Those that hold parties are mutated most. */
function originals(): readonly Uint8Array[] {
  const generated = [...generateRows({ rows: 60, seed: 3 })].map(({ text }) => new TextEncoder().encode(text))
  return [...generated, ...sharedTables()]
}

function sharedTables(): readonly Uint8Array[] {
  if (!hasSharedData) return []
  const folders = ['csv-cases', ...Array.from({ length: 5 }, () => ['registers', 'crm-exports']).flat()]
  return folders.flatMap((folder) =>
    readdirSync(sharedPath(`data/${folder}`), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.csv'))
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(sharedPath('data').length + 1))
      .sort()
      .map((path) => readShared(`data/${path}`).subarray(0, longest)),
  )
}

function mutated(files: readonly Uint8Array[], original: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  return mutations.reduce((bytes, each) => mutate(files, bytes, each), original)
}

function mutate(files: readonly Uint8Array[], bytes: Uint8Array, mutation: Mutation): Uint8Array {
  if (mutation.kind === 're-encode') return reEncoded(bytes, mutation.as)
  const start = Math.floor((mutation.at / 1_000_001) * (bytes.length + 1))
  switch (mutation.kind) {
    case 'set':
      return joined(bytes.subarray(0, start), Uint8Array.of(mutation.byte), bytes.subarray(start + 1))
    case 'cut':
      return joined(bytes.subarray(0, start), bytes.subarray(start + mutation.length))
    case 'double':
      return joined(bytes.subarray(0, start + mutation.length), bytes.subarray(start))
    case 'insert':
      return joined(bytes.subarray(0, start), new TextEncoder().encode(mutation.text), bytes.subarray(start))
    case 'truncate':
      return bytes.subarray(0, start)
    case 'graft': {
      const donor = at(files, mutation.file)
      const from = mutation.from % (donor.length + 1)
      return joined(bytes.subarray(0, start), donor.subarray(from, from + mutation.length), bytes.subarray(start))
    }
  }
}

function reEncoded(bytes: Uint8Array, as: 'utf-16le' | 'utf-16be' | 'bom'): Uint8Array {
  if (as === 'bom') return joined(Uint8Array.of(0xef, 0xbb, 0xbf), bytes)
  const text = `\ufeff${new TextDecoder().decode(bytes)}`
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let index = 0; index < text.length; index += 1)
    view.setUint16(index * 2, text.charCodeAt(index), as === 'utf-16le')
  return new Uint8Array(view.buffer)
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}

function at(files: readonly Uint8Array[], index: number): Uint8Array {
  return files[index % files.length] ?? new Uint8Array()
}
