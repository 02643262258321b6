/** The tables of states, steps, schedules and tags in the documentation are those of the code. @module */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  bareTags,
  builtInTemplates,
  interactionCommands,
  interactionTransitions,
  locales,
  nextActionPolicies,
  presetPipelines,
  quickDeadlines,
  scheduleCommands,
  stateColors,
  stepOutcomes,
  tagCatalog,
} from 'crmkit/domain'
import { expect, it } from 'vitest'
import { root } from './snippets.ts'

const interactions = readFileSync(join(root, 'docs/concepts/interactions.md'), 'utf8')
const templates = readFileSync(join(root, 'docs/concepts/templates.md'), 'utf8')

/** The rows of a page that look like this, without the whole match. */
function rows(page: string, shape: RegExp): readonly (readonly (string | undefined)[])[] {
  return [...page.matchAll(shape)].map(([, ...cells]) => cells)
}

it('INT-2 the documented states and steps are those of the code, in their order', () => {
  const documented = rows(interactions, /^\| `([a-z-]+)` \| (\w+) \| [^|`]+ \| `(\w+)` \| (.+) \|$/gm)
  const coded = (['open', 'in-progress', 'done'] as const).flatMap((state) =>
    Object.entries(interactionTransitions[state]).map(([event, targets]) => {
      return [state, stateColors[state], event, targets.map((target) => `\`${target}\``).join(', ')]
    }),
  )
  expect(documented).toEqual(coded)
})

it('INT-2 what each state takes besides is what the code says', () => {
  const documented = rows(interactions, /^\| `([a-z-]+)` \| (yes|no) \| (yes|no) \| (yes|no) \|$/gm)
  const events = new Set(Object.values(interactionTransitions).flatMap((steps) => Object.keys(steps)))
  const others = interactionCommands.open.filter((command) => !events.has(command))
  const takes = (state: keyof typeof interactionCommands, command: (typeof others)[number]): string =>
    interactionCommands[state].includes(command) ? 'yes' : 'no'
  expect(documented).toEqual(
    others.map((command) => [command, takes('open', command), takes('in-progress', command), takes('done', command)]),
  )
})

it('INT-3 the documented kinds of steps and presets are those of the code', () => {
  expect(rows(interactions, /^\| `(\w+)` \| (?:changes nothing of the state|concludes as `(\w+)`) \|$/gm)).toEqual(
    Object.entries(stepOutcomes).map(([kind, outcome]) => [kind, outcome ?? undefined]),
  )
  const coded = presetPipelines.map(({ key, steps }) => {
    const cells = steps.map((step) => {
      return `\`${step.key}\`${step.kind === 'open' ? '' : ` ${step.kind}`}${step.stampsUpdateDate ? ' *' : ''}`
    })
    return `| \`${key}\` | ${cells.join(' · ')} |`
  })
  expect(interactions).toContain(`| pipeline | steps |\n|---|---|\n${coded.join('\n')}\n`)
})

it('INT-6 the documented commands between schedules are those of the code', () => {
  expect(rows(interactions, /^\| `(none|task|meeting)` \| `(\w+)` \| `(\w+)` \|$/gm)).toEqual(
    Object.entries(scheduleCommands).map(([shape, { task, meeting }]) => [shape, task, meeting]),
  )
  for (const quick of Object.keys(quickDeadlines)) expect(interactions).toContain(`\`${quick}\``)
})

it('INT-9 the documented policies are those of the code', () => {
  const documented = rows(interactions, /^\| `(off|warn|require|\w+)` \| (?:nothing|the answer|refused)/gm)
  expect(documented.flat()).toEqual(nextActionPolicies)
})

it('TPL-2 the documented catalog of tags, and the bare ones, are those of the code', () => {
  expect(rows(templates, /^\| `\{\{([\w.]+)\}\}` \| (.+) \| (\w+) \|$/gm)).toEqual(
    Object.entries(tagCatalog).map(([name, { description, missing }]) => [name, description, missing]),
  )
  expect(rows(templates, /^\| `([\p{L}]+)` \| `([\w.]+)` \|$/gmu)).toEqual(Object.entries(bareTags))
})

it('TPL-1 the documented built-in templates are those of the code', () => {
  const list = /Fourteen are built in[^:]*: ([^.]*)\./.exec(templates)?.[1]
  const names = builtInTemplates(locales[0] ?? 'en').map(({ label }) => label.en ?? '')
  const words = names.map((name) => (name.startsWith('HR') ? name : name.charAt(0).toLowerCase() + name.slice(1)))
  expect(list).toBe(`${words.slice(0, -1).join(', ')} and ${words.at(-1)}`)
})
