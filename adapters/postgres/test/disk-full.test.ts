import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, postgresStore } from '../src/index.ts'
import { peopleCommit, upTo, workspaceA } from './fixtures.ts'
import { administer, connection, dropDatabase, type PostgresServer, startPostgresInMemory } from './postgres-server.ts'

/** A small file system of its own, where this machine lets us mount one. */
const folder = mkdtempSync(join(tmpdir(), 'crmkit-full-'))
const isMounted = mount()

function mount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=777', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

afterAll(() => {
  if (isMounted) execFileSync('umount', [folder])
  rmSync(folder, { recursive: true, force: true })
})

const where = isMounted ? '' : ' (skipped: no small file system can be mounted here)'

describe.skipIf(!isMounted)(`a database whose disk is full${where}`, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgresInMemory()
    execFileSync('chown', ['postgres:postgres', folder])
    await administer(server.port, `CREATE TABLESPACE small LOCATION '${folder}'`)
    await administer(server.port, 'CREATE DATABASE full_one TABLESPACE small STRATEGY file_copy')
  })
  afterAll(async () => {
    await dropDatabase(server.port, 'full_one')
    await administer(server.port, 'DROP TABLESPACE small')
    await server.stop()
  })

  it.each([
    ['COPY', 400],
    ['INSERT', 50],
  ])('refuses a commit by %s as backend-full, keeps nothing of it, and still reads', async (_, length) => {
    const pool = new pg.Pool({ ...connection(server.port, 'full_one'), max: 2 })
    await migrate({ pool })
    const store = postgresStore({ pool })
    const scope = { workspaceId: workspaceA, filter: { sees: 'everything' } } as const
    const query = { words: [], trashed: false }
    let written = await store.companies.count(scope, query, 100_000)
    const fill = async (): Promise<void> => {
      for (;;) {
        const people = peopleCommit(
          workspaceA,
          upTo(length).map((count) => count + written),
        )
        await store.commit(people)
        written += length
      }
    }
    await expect(fill()).rejects.toMatchObject({ code: 'backend-full', retryable: false, cause: { code: '53100' } })
    expect(await store.companies.count(scope, query, 100_000)).toBe(written)
    await pool.end()
  })
})
