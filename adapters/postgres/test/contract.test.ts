import { PGlite } from '@electric-sql/pglite'
import { describeContract, storeContract } from 'crmkit/testing'
import { beforeAll, describe, it } from 'vitest'
import { migrate } from '../src/index.ts'
import { pgliteStore } from '../src/pglite.ts'

describe('PGlite', () => {
  let empty: Blob
  beforeAll(async () => {
    const db = new PGlite()
    await migrate({ db })
    empty = await db.dumpDataDir('none')
    await db.close()
  })

  describeContract({ describe, it }, storeContract, {
    make: async () => {
      const db = new PGlite({ loadDataDir: empty })
      return { subject: pgliteStore({ db }), close: () => db.close() }
    },
  })
})
