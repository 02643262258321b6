/** A PGlite database with the tables of this checkout: from the directory that the build prepared, where it is of today. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { migrate } from '../src/index.ts'

const prepared = join(import.meta.dirname, '../dist/prepared-pglite.tar.gz')
const migrations = join(import.meta.dirname, '../src/migrations')

/** Unpacked once for all files that a worker runs. */
let unpacked: Blob | undefined

/** Opens a migrated database in memory. Making one from nothing takes seconds; there are many that want one. */
export async function openTestPglite(): Promise<PGlite> {
  if (isOfToday()) {
    unpacked ??= new Blob([gunzipSync(readFileSync(prepared))])
    return PGlite.create({ loadDataDir: unpacked })
  }
  const db = new PGlite()
  await migrate({ db })
  return db
}

/** Whether no migration was changed since the build. */
function isOfToday(): boolean {
  if (!existsSync(prepared)) return false
  const builtAt = statSync(prepared).mtimeMs
  return readdirSync(migrations).every((name) => statSync(join(migrations, name)).mtimeMs < builtAt)
}
