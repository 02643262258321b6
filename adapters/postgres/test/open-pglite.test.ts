import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../src/index.ts'
import { openPglite, pgliteStore } from '../src/pglite.ts'
import { unpackInto } from '../src/unpack-tar.ts'
import { id, peopleCommit, upTo, workspaceA } from './fixtures.ts'

const scope = { workspaceId: workspaceA, filter: { sees: 'everything' } } as const

describe('openPglite', () => {
  let folder: string
  let tar: Buffer
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crmkit-pglite-'))
    const db = await PGlite.create()
    await migrate({ db })
    const dump = await db.dumpDataDir('none')
    tar = Buffer.from(await dump.arrayBuffer())
    await db.close()
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('makes a directory, with the folders above it, and finds everything again after closing', async () => {
    const directory = join(folder, 'deep', 'made')
    const first = await openPglite({ directory })
    await pgliteStore({ db: first }).commit(peopleCommit(workspaceA, upTo(1)))
    await first.close()
    const second = await openPglite({ directory })
    expect(await pgliteStore({ db: second }).companies.find(scope, id(1, 1))).toMatchObject({ number: 1 })
    await second.close()
  })

  it('opens a prepared directory that was unpacked', async () => {
    const directory = join(folder, 'unpacked')
    await unpackInto(directory, tar)
    const db = await openPglite({ directory })
    expect((await pgliteStore({ db }).commit(peopleCommit(workspaceA, upTo(1)))).ok).toBe(true)
    await db.close()
  })

  it('unpacks into an empty directory, leaving nothing beside it', async () => {
    const above = join(folder, 'above')
    await mkdir(join(above, 'empty'), { recursive: true })
    await unpackInto(join(above, 'empty'), tar)
    expect(await readdir(above)).toEqual(['empty'])
  })

  it('never unpacks over files of somebody else', async () => {
    const directory = join(folder, 'theirs')
    await mkdir(directory)
    await writeFile(join(directory, 'letter.txt'), 'dear')
    await expect(unpackInto(directory, tar)).rejects.toThrow()
    expect(await readdir(directory)).toEqual(['letter.txt'])
  })

  it('refuses a directory that holds something else than a database', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(openPglite({ directory: file })).rejects.toMatchObject({ name: 'CrmError' })
  })
})
