/** The table of a member's states in the documentation is the table of the code. @module */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memberTransitions } from 'crmkit/domain'
import { expect, it } from 'vitest'
import { root } from './snippets.ts'

it('WS-3 the documented states and steps are those of the code, in their order', () => {
  const page = readFileSync(join(root, 'docs/concepts/access.md'), 'utf8')
  const documented = [...page.matchAll(/^\| `(\w+)` \| [^|`]+ \| `(\w+)` \| `(\w+)` \|$/gm)].map(([, ...row]) => row)
  const coded = Object.entries(memberTransitions).flatMap(([state, steps]) =>
    Object.entries(steps).map(([step, target]) => [state, step, target]),
  )
  expect(documented).toEqual(coded)
})
