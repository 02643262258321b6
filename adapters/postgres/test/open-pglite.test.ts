import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, postgresStore, postgresTokens } from '../src/index.ts'
import { openPglite, pgliteStore, pgliteTokens } from '../src/pglite.ts'
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
    await expect(unpackInto(directory, tar)).rejects.toMatchObject({
      code: 'backend-refused',
      message: expect.stringContaining(`${directory} holds something else than a database`),
    })
    expect(await readdir(directory)).toEqual(['letter.txt'])
  })

  it('refuses a directory that holds something else than a database', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(openPglite({ directory: file })).rejects.toMatchObject({ name: 'CrmError' })
  })
})

describe('What is handed in to stores', () => {
  const mistakes: Readonly<Record<string, readonly [call: () => unknown, said: string]>> = {
    'no pool': [
      // @ts-expect-error: a database is asked for
      () => postgresStore({}),
      'pool is missing. Give pool: a Pool of pg; or client: a connected client of pg.',
    ],
    // @ts-expect-error: as above
    'an address': [() => postgresStore('postgres://localhost/crm'), 'pool is missing.'],
    // @ts-expect-error: as above
    'an address as the pool': [() => postgresTokens({ pool: 'postgres://localhost/crm' }), 'pool has the wrong type.'],
    // @ts-expect-error: as above
    'no database': [() => pgliteStore({}), 'db is missing. Give db: an open PGlite database'],
    // @ts-expect-error: as above
    'the promise of a database': [() => pgliteStore({ db: openPglite() }), 'db has the wrong type.'],
    // @ts-expect-error: as above
    'nothing for tokens': [() => pgliteTokens(), 'db is missing.'],
    // @ts-expect-error: as above
    'nothing to migrate': [() => migrate(), 'pool is missing. Give pool: a Pool of pg; or client'],
    // @ts-expect-error: the directory is an option
    'a directory alone': [() => openPglite('./crm-data'), 'options has the wrong type. Give an object with: directory'],
    // @ts-expect-error: as above
    'a mistyped directory': [() => openPglite({ dir: './crm-data' }), 'dir is no field here. Give an object with: '],
  }

  it('migrates the database that is there, where another one is undefined', async () => {
    const db = await openPglite()
    const none = { pool: undefined, client: undefined }
    expect(await migrate({ ...none, db })).toEqual(await migrate({ db }))
    await db.close()
  })

  it('keeps records with the client that is there, where the pool is undefined', () => {
    const client = { query: async () => ({ rows: [], rowCount: 0 }) }
    expect(() => postgresStore({ pool: undefined, client })).not.toThrow()
  })

  it.each(Object.entries(mistakes))('%s is refused at once, with what to give', async (_what, [call, said]) => {
    await expect((async () => call())()).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(said),
    })
  })
})
