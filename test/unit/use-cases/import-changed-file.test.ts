import { memoryStore } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { everything, importScene } from './import-scene.ts'

const file = (count: number, name = 'Firm'): string =>
  [
    'Company;Postcode;City;Notes',
    ...Array.from({ length: count }, (_, n) => `${name} ${n};75001;Paris;${notes}`),
    '',
  ].join('\n')

/** Long enough for a file to be read in pieces that are shorter than a batch. */
const notes = 'x'.repeat(200)

/** A file that says one thing the first times it is opened, and another from then on. */
function changing(before: string, after: string, timesBefore: number): () => AsyncIterable<string> {
  let opened = 0
  return async function* () {
    opened += 1
    yield opened <= timesBefore ? before : after
  }
}

/** Opened by a preview: to look at it, for its hash, to plan it. By applying: for its hash, to look at it, for its rows. */
const [untilPlan, untilHash, untilRows] = [2, 3, 5]

describe('A file that changes while it is imported', () => {
  it('IMP-5 is told before a preview says anything of it', async () => {
    const { desk, store } = await importScene(memoryStore())
    await expect(desk.preview(changing(file(3), file(4), untilPlan))).rejects.toMatchObject({
      code: 'import-refused',
      details: { code: 'file-changed' },
    })
    expect(await store.imports.list(everything.workspaceId, { limit: 1 })).toEqual([])
  })

  it('IMP-7 is another file when it has changed before anything is applied', async () => {
    const { desk, store } = await importScene(memoryStore())
    const preview = await desk.preview(changing(file(3), file(4), untilHash))
    await expect(desk.apply(preview)).rejects.toMatchObject({ details: { code: 'file-changed' } })
    expect(await store.imports.list(everything.workspaceId, { limit: 1 })).toEqual([])
  })

  it.each([
    ['less than a batch', 3, 0],
    ['whole batches', 400, 200],
    ['batches and a rest', 450, 400],
  ])('IMP-7 is told before its last batch is written: %s', async (_, rows, rowsDone) => {
    const scene = await importScene(memoryStore())
    const preview = await scene.desk.preview(changing(file(rows), file(rows, 'Other'), untilRows))
    const progress: number[] = []
    const applied = scene.desk.apply(preview, { onProgress: ({ done }) => progress.push(done) })
    const { importId } = preview
    await expect(applied).rejects.toMatchObject({
      code: 'import-refused',
      message: expect.stringContaining(`undo import ${importId}`),
      details: { code: 'file-changed-meanwhile', importId, rowsDone },
    })
    expect(progress.at(-1) ?? 0).toBe(rowsDone)
    expect(await scene.store.imports.find(everything.workspaceId, importId)).toMatchObject({
      status: 'applying',
      rowsDone,
    })
    expect(await scene.companies()).toHaveLength(rowsDone)
    await scene.desk.undo(importId)
    expect(await scene.companies()).toEqual([])
  })

  it('IMP-7 is told before its last batch is written, where that ends with the very piece in which the file is read', async () => {
    const { desk } = await importScene(memoryStore())
    const text = file(200)
    const padded = `${text.trimEnd()}${'x'.repeat(4096 - (text.length % 4096))}\n`
    expect(padded.length % 4096).toBe(0)
    const preview = await desk.preview(changing(padded, padded.replaceAll('Firm', 'Farm'), untilRows))
    await expect(desk.apply(preview)).rejects.toMatchObject({ details: { rowsDone: 0 } })
  })

  it('IMP-7 is told when it is imported right away, and when it has lost its rows', async () => {
    const { desk, companies } = await importScene(memoryStore())
    // Opened to look at it, for its hash, to look at it again, and for its rows.
    const growing = changing(file(3), file(4), 3)
    await expect(desk.run(growing)).rejects.toMatchObject({
      details: { code: 'file-changed-meanwhile', rowsDone: 0 },
    })
    const emptied = changing(file(3), 'Company;Postcode;City;Notes\n', 3)
    await expect(desk.run(emptied)).rejects.toMatchObject({ details: { code: 'file-changed-meanwhile', rowsDone: 0 } })
    expect(await companies()).toEqual([])
  })
})

describe('A file that is wrong below rows that are written', () => {
  it('IMP-7 says how many are, and what to undo', async () => {
    const { desk, store, companies } = await importScene(memoryStore())
    const open = 'Firm;"75001;Paris;'
    const refused = await desk.run(`${file(1000)}${open}`).catch((failure: unknown) => failure)
    const [record] = await store.imports.list(everything.workspaceId, { limit: 1 })
    const { id, rowsDone } = record ?? { id: '', rowsDone: 0 }
    expect(rowsDone).toBeGreaterThan(0)
    expect(refused).toMatchObject({
      code: 'import-refused',
      message: expect.stringContaining(`Its first ${rowsDone} rows are written: undo import ${id}`),
      details: { code: 'quote-never-closes' },
    })
    await desk.undo(id)
    expect(await companies()).toEqual([])
    // Where none is written, nothing is said of it.
    await expect(desk.run(`${file(1)}${open}`)).rejects.toMatchObject({
      message: expect.not.stringContaining('written'),
    })
  })

  it.each([
    ['found to be wrong', () => undefined],
    ['stopped', (controller: AbortController) => controller.abort()],
  ])('IMP-7 tells of every batch that is written, once, when it is %s behind it', async (_, end) => {
    const { desk, store } = await importScene(memoryStore())
    const controller = new AbortController()
    let opened = 0
    const source = async function* (): AsyncGenerator<string> {
      opened += 1
      yield file(350)
      // Opened to look at it, for its hash, to look at it again, and for its rows.
      if (opened === 4) end(controller)
      yield 'Firm;"75001;Paris;'
    }
    const progress: number[] = []
    const rows: number[] = []
    const imported = desk.run(source, {
      signal: controller.signal,
      onProgress: ({ done }) => progress.push(done),
      onRow: ({ row }) => rows.push(row),
    })
    await expect(imported).rejects.toThrow()
    expect(await store.imports.list(everything.workspaceId, { limit: 1 })).toMatchObject([{ rowsDone: 200 }])
    expect(progress).toEqual([200])
    expect(rows).toEqual(Array.from({ length: 200 }, (_row, index) => index + 1))
  })
})
