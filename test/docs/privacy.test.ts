/** The page on privacy names every part that is exported and erased, and every table there is. @module */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openTestPglite } from '../../adapters/postgres/test/test-pglite.ts'
import { personalDataParts } from '../../src/use-cases/privacy/personal-data-parts.ts'
import { root } from './snippets.ts'

const page = readFileSync(join(root, 'docs/concepts/privacy.md'), 'utf8')

it('PTY-6 the documented parts are those of the code, in their order', () => {
  const documented = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$/gm)].map(([, name]) => name)
  expect(documented).toEqual(personalDataParts.map(({ name }) => name))
})

it('PTY-6 every table holds a part, or the page says why there is nothing personal in it', async () => {
  const db = await openTestPglite()
  const { rows } = await db.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'crmkit'::regnamespace AND relkind = 'r' AND relrowsecurity",
  )
  await db.close()
  const impersonal = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| [^|]+ \|$/gm)].flatMap(([, names = '']) => names)
  const [parts = ''] = /^.*are where the parts lie/m.exec(page) ?? []
  const named = [...`${impersonal.join()} ${parts}`.matchAll(/`(\w+)`/g)].map(([, name]) => name)
  expect(named.toSorted()).toEqual(rows.map(({ name }) => name).toSorted())
})
