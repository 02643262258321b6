/** The page that says who may do what is made of the tables of the code. */
import { join } from 'node:path'
import type { CallRule, Capability, Role } from 'crmkit'
import { callRules, capabilities, roleRules, roles } from 'crmkit/domain'
import { expect, it } from 'vitest'
import { root } from './snippets.ts'

it('ACC-1 the documented rights of every role are those of the code', async () => {
  await expect(page()).toMatchFileSnapshot(join(root, 'docs/reference/who-may-what.md'))
})

function page(): string {
  return `# Who may do what

Made of the tables that the code decides by (\`roleRules\`, \`callRules\` of \`crmkit/domain\`), and checked against them by a test. What the words mean stands in [Access](../concepts/access.md).

## What a role begins with

${table(
  ['role', 'sees', 'changes', ...capabilities],
  roles.map((role) => [
    `\`${role}\``,
    sights[roleRules[role].sees],
    mark(roleRules[role].changes),
    ...capabilities.map((name) => mark(has(role, name))),
  ]),
)}

## What a call takes

A call is answered for a role with ✓ if the role may make it whatever it is about, and with what it takes of the record otherwise: **sees** it, may **change** it, or decides about it as its **owner** does (the owner himself, managers, administrators).

${table(
  ['call', ...roles, 'capability'],
  Object.entries(callRules).map(([call, rule]) => [
    `\`${call}\``,
    ...roles.map((role) => answer(role, rule)),
    rule.capability === undefined ? '' : `\`${rule.capability}\``,
  ]),
)}
`
}

const sights = {
  everything: 'everything',
  granted: 'what is not private, his own, what is shared with him',
  assigned: 'his own, nobody’s, what is shared with him',
} as const

const needs = { visible: 'sees', writable: 'change', own: 'owner' } as const

function answer(role: Role, rule: CallRule): string {
  const { changes, sees } = roleRules[role]
  if (rule.does === 'change' && !changes) return ''
  if (rule.role !== undefined && sees !== 'everything') return ''
  if (rule.capability !== undefined && !has(role, rule.capability)) return ''
  // Who changes nothing has no right to change a record, even to plan it.
  if (!changes && rule.record !== undefined && rule.record !== 'visible') return ''
  return rule.record === undefined || sees === 'everything' ? '✓' : needs[rule.record]
}

function has(role: Role, capability: Capability): boolean {
  return roleRules[role].capabilities.includes(capability)
}

function mark(yes: boolean): string {
  return yes ? '✓' : ''
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
