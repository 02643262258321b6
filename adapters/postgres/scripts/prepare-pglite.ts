/**
 * Prepares the PGlite data directory that the package ships: migrated, empty, packed. Runs after the JavaScript is
 * built, which it uses.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { migrate } from '@crmkit/postgres'
import { PGlite } from '@electric-sql/pglite'

const dist = new URL('../dist/', import.meta.url)
await mkdir(dist, { recursive: true })
const db = await PGlite.create()
await migrate({ db })
await db.exec('VACUUM (FREEZE, ANALYZE)')
await db.exec('CHECKPOINT')
const packed = await db.dumpDataDir('gzip')
await db.close()
await writeFile(new URL('prepared-pglite.tar.gz', dist), new Uint8Array(await packed.arrayBuffer()))
