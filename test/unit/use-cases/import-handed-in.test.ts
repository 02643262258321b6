/** What hosts hand in as files and options of imports: a mistake is told with its remedy, before anything is read. */
import { Readable } from 'node:stream'
import { type ImportSource, isCrmError, type PreviewOptions } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { beforeAll, describe, expect, it } from 'vitest'
import { type ImportScene, importScene } from './import-scene.ts'

const text = 'Company,City\nPomme,Paris\n'
const bytes = new TextEncoder().encode(text)

/** What the compiler would not let through. */
function anything<Wanted>(value: unknown): Wanted {
  return value as Wanted
}

/** The message of an `invalid-input`. */
async function mistake(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => new Error('It was taken.'),
    (failure: unknown) => failure,
  )
  if (!isCrmError(error, 'invalid-input')) throw error
  return error.message
}

describe('What is handed in to imports', () => {
  let scene: ImportScene
  beforeAll(async () => {
    scene = await importScene(memoryStore())
  })

  it.each([
    ['nothing', undefined, 'file is missing. Give its text'],
    ['null', null, 'file has the wrong type. Give its text'],
    ['a stream', Readable.from([bytes]), 'file has the wrong type. Give its text'],
    ['rows', [{ Company: 'Pomme' }], 'file has the wrong type. Give its text'],
    ['a buffer', bytes.buffer, 'file has the wrong type. Give its text, its bytes as a Uint8Array'],
    ['a path', './data/customers.csv', 'file has the wrong type. This looks like the path of a file'],
    ['a function that opens nothing', () => undefined, 'file has the wrong type. The function opens nothing'],
  ])('IMP-1 %s in place of a file is told, with what to hand in', async (_what, given, said) => {
    const file = anything<ImportSource>(given)
    const { importId } = await scene.desk.run(text)
    const preview = await scene.desk.preview(text)
    expect(await mistake(scene.desk.preview(file))).toContain(said)
    expect(await mistake(scene.desk.run(file))).toContain(said)
    expect(await mistake(readAll(scene.desk.refusedRows(importId, file)))).toContain(said)
    if (given !== undefined) expect(await mistake(scene.desk.apply(preview, { file }))).toContain(said)
  })

  it.each([
    ['of Node', () => Readable.from([bytes])],
    ['of the web', () => new Blob([bytes]).stream()],
    ['of a generator', () => piecesOf(bytes)],
  ])('IMP-5 a function that answers the same stream %s twice is told to open a new one', async (_whose, open) => {
    const opened = open()
    expect(await mistake(scene.desk.preview(() => opened))).toContain('Open a new one: () => createReadStream(path).')
    expect((await scene.desk.preview(open)).counts.rows).toBe(1)
  })

  it('IMP-5 what opens itself anew may be answered again and again', async () => {
    const file = { [Symbol.asyncIterator]: () => piecesOf(bytes) }
    const preview = await scene.desk.preview(() => file)
    expect((await scene.desk.apply(preview)).counts.rows).toBe(1)
  })

  it('IMP-1 the name of a file with something below it is a table', async () => {
    expect(
      (await scene.desk.preview('Company.csv\nPomme\n', { mapping: { 'Company.csv': 'company.name' } })).headers,
    ).toEqual(['Company.csv'])
  })

  it.each([
    ['an option that there is not', { maping: {} }, 'maping is no field here. Leave it out, or use one of: mapping, '],
    ['a mode', { mode: 'merge' }, 'mode can’t be "merge". Choose one of update, fill-blank, skip, create-anyway.'],
    ['invalidIds', { invalidIds: 'dorp' }, 'invalidIds can’t be "dorp". Choose one of error, drop.'],
    ['unknownOwner', { unknownOwner: 'nobody' }, 'unknownOwner can’t be "nobody". Choose one of error, unassigned.'],
    ['visibility', { visibility: 'public' }, 'visibility can’t be "public". Choose one of private, read, write.'],
  ])('IMP-4 IMP-6 %s is refused with what there is to choose from', async (_what, given, said) => {
    const options = anything<PreviewOptions>(given)
    expect(await mistake(scene.desk.preview(text, options))).toContain(said)
    expect(await mistake(scene.desk.run(text, options))).toContain(said)
  })

  it('IMP-7 IMP-9 an option that applying or undoing does not have is told, and nothing is done', async () => {
    const preview = await scene.desk.preview(`${text}Poire,Lyon\n`)
    const applied = scene.desk.apply(preview, anything({ fle: text }))
    expect(await mistake(applied)).toContain('fle is no field here. Leave it out, or use one of: file, ')
    await expect(scene.desk.get(preview.importId)).rejects.toMatchObject({ code: 'not-found' })
    const { importId } = await scene.desk.apply(preview)
    const undone = scene.desk.undo(importId, anything({ singal: AbortSignal.abort() }))
    expect(await mistake(undone)).toContain('singal is no field here. Leave it out, or use one of: onProgress, signal.')
    expect(await scene.desk.get(importId)).toMatchObject({ status: 'applied' })
  })

  it.each([null, 'update', 7])('IMP-5 %s in place of options is told', async (given) => {
    const preview = await scene.desk.preview(text)
    const said = 'options has the wrong type.'
    expect(await mistake(scene.desk.preview(text, anything(given)))).toContain(said)
    expect(await mistake(scene.desk.run(text, anything(given)))).toContain(said)
    expect(await mistake(scene.desk.apply(preview, anything(given)))).toContain(said)
    expect(await mistake(scene.desk.undo(preview.importId, anything(given)))).toContain(said)
  })

  it('IMP-5 what a form left undefined is as if it had been left out', async () => {
    const left = { fileName: undefined, mapping: undefined, table: undefined, mode: undefined, visibility: undefined }
    const preview = await scene.desk.preview(text, { ...left, onRow: undefined, signal: undefined })
    expect(preview.options).toEqual((await scene.desk.preview(text)).options)
    expect(preview).not.toHaveProperty('fileName')
    const receipt = await scene.desk.apply(preview, { file: undefined, onProgress: undefined, signal: undefined })
    await scene.desk.undo(receipt.importId, { onProgress: undefined, signal: undefined })
  })

  it('IMP-4 the choices of a stored preview are checked, too', async () => {
    const preview = await scene.desk.preview(`${text}Poire,Lyon\n`)
    const options = { ...preview.options, invalidIds: anything<'drop'>('dorp') }
    expect(await mistake(scene.desk.apply({ ...preview, options }, { file: `${text}Poire,Lyon\n` }))).toContain(
      'invalidIds can’t be "dorp".',
    )
  })

  it('IMP-5 a preview shows ten rows of each outcome beyond the first twenty', async () => {
    const rows = Array.from({ length: 100 }, (_, row) => `Pomme ${row},Paris`)
    const { sample } = await scene.desk.preview(['Company,City', ...rows].join('\n'))
    expect(sample.map(({ row }) => row)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    const mixed = rows.map((row, index) => (index < 50 ? row : `${row},73282932000075`))
    const { sample: both } = await scene.desk.preview(['Company,City,SIRET', ...mixed].join('\n'))
    expect(both.map(({ row }) => row)).toEqual([
      ...Array.from({ length: 20 }, (_, index) => index + 1),
      ...Array.from({ length: 10 }, (_, index) => index + 51),
    ])
  })
})

async function* piecesOf(file: Uint8Array): AsyncGenerator<Uint8Array> {
  yield file
}

async function readAll(lines: AsyncIterable<string>): Promise<void> {
  for await (const _line of lines);
}
