/** The tables of address books in the documentation are those of the code. @module */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { directoryDecisionKinds, directoryFields, usualDirectorySettings } from 'crmkit/domain'
import { expect, it } from 'vitest'
import { root } from './snippets.ts'

const page = readFileSync(join(root, 'docs/concepts/directory.md'), 'utf8')

it('SYN-2 the documented fields are those of the code', () => {
  const documented = [...page.matchAll(/^\| `(\w+)` \| (contact|job)(?:: ([\w, ]+))? \| ([\w ]+) \| ([\w -]+) \|$/gm)]
  const coded = Object.entries(directoryFields).map(([field, { of, kinds, way, holds }]) => [
    field,
    of,
    kinds?.join(', '),
    way === 'both' ? 'both ways' : 'out',
    { text: 'one text', phones: 'phones', emails: 'e-mails', addresses: 'addresses' }[holds],
  ])
  expect(documented.map(([, ...cells]) => cells)).toEqual(coded)
})

it('SYN-4 the documented default of deletions is that of the code', () => {
  expect(page).toContain(`\`${usualDirectorySettings.deletions}\` (the default)`)
  const named = directoryDecisionKinds.filter((kind) => page.includes(`\`${kind}\``))
  expect(named).toEqual(expect.arrayContaining(['link', 'create-here', 'create-there', 'ambiguous', 'unnamed', 'held']))
})
