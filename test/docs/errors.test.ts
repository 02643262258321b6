/** Everything that crmkit can answer with has its entry in the documentation. @module */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './snippets.ts'

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The literals of a union type, as they stand in its file. */
function membersOf(file: string, type: string): readonly string[] {
  const declaration = new RegExp(`export type ${type} =([\\s\\S]*?)(?:\\n\\n|$)`).exec(read(file))?.[1] ?? ''
  const members = [...declaration.matchAll(/(?:\| |code: )'([a-z-]+)'/g)].map(({ 1: member = '' }) => member)
  if (members.length === 0) throw new Error(`${file} has no union ${type}`)
  return [...new Set(members)]
}

const detailsFile = 'src/kernel/crm-error-details.ts'

/** The fields of an error's details, as its interface, or the members of its union, name them. */
function detailsOf(code: string): readonly string[] {
  const name = new RegExp(`readonly '?${code}'?: (\\w+)\\n`).exec(read(detailsFile))?.[1] ?? ''
  return name === 'ImportRefusedDetails'
    ? [
        ...fieldsOf('src/import/table-refusal.ts', 'TableRefusal'),
        ...fieldsOf('src/import/mapping.ts', 'MappingRefusal'),
        ...fieldsOf('src/import/import-step-refusal.ts', 'ImportStepRefusal'),
      ]
    : fieldsOf(detailsFile, name)
}

function fieldsOf(file: string, name: string): readonly string[] {
  const declaration =
    new RegExp(`export (?:interface|type) ${name}\\b([\\s\\S]*?)(?:\\n\\n|$)`).exec(read(file))?.[1] ?? ''
  const inherited = /extends (\w+)/.exec(declaration)?.[1]
  const own = [...declaration.matchAll(/readonly (\w+)\??:/g)].map(({ 1: field = '' }) => field)
  return inherited === undefined ? own : [...own, ...fieldsOf(file, inherited)]
}

const codes = membersOf('src/kernel/crm-error.ts', 'CrmErrorCode')

describe('Documentation of errors', () => {
  it.each(codes)('%s has a page with what it means, its details and what to do, and the list names it', (code) => {
    expect(existsSync(join(root, `docs/errors/${code}.md`))).toBe(true)
    const page = read(`docs/errors/${code}.md`)
    expect(page.startsWith(`# ${code}\n`)).toBe(true)
    for (const heading of ['## What it means', '## Details', '## What to do']) expect(page).toContain(heading)
    expect(read('docs/errors/README.md')).toContain(`[\`${code}\`](${code}.md)`)
  })

  it.each(codes)('every detail of %s is named on its page', (code) => {
    const page = read(`docs/errors/${code}.md`)
    const fields = detailsOf(code)
    expect(fields).not.toEqual([])
    expect(fields.filter((field) => !page.includes(`\`${field}\``))).toEqual([])
  })

  it.each([
    ['src/party/input-issue.ts', 'InputProblem', 'docs/errors/invalid-input.md'],
    ['src/kernel/crm-error-details.ts', 'AccountName', 'docs/errors/no-account.md'],
    ['src/import/table-refusal.ts', 'TableRefusal', 'docs/errors/import-refused.md'],
    ['src/import/mapping.ts', 'MappingRefusal', 'docs/errors/import-refused.md'],
    ['src/import/import-step-refusal.ts', 'ImportStepRefusal', 'docs/errors/import-refused.md'],
    ['src/import/row-problem.ts', 'RowProblemCode', 'docs/errors/rows.md'],
  ])('every member of %s %s stands in %s', (file, type, page) => {
    const text = read(page)
    expect(membersOf(file, type).filter((member) => !text.includes(`\`${member}\``))).toEqual([])
  })

  it('every rule that is built has its place in the concepts', () => {
    const concepts = ['parties', 'identity', 'merge', 'imports', 'access', 'interactions', 'templates']
      .map((name) => read(`docs/concepts/${name}.md`))
      .join()
    const rules = [
      ...['WS-1', 'WS-2', 'WS-3', 'WS-5'],
      ...Array.from({ length: 9 }, (_, index) => `PTY-${index + 1}`),
      ...['IDN-1', 'IDN-2', 'IDN-3', 'IDN-4', 'IDN-5', 'IDN-6', 'IDN-7', 'IDN-9'],
      ...Array.from({ length: 3 }, (_, index) => `MRG-${index + 1}`),
      ...Array.from({ length: 10 }, (_, index) => `IMP-${index + 1}`),
      ...Array.from({ length: 5 }, (_, index) => `ACC-${index + 1}`),
      ...Array.from({ length: 13 }, (_, index) => `INT-${index + 1}`),
      ...Array.from({ length: 4 }, (_, index) => `TPL-${index + 1}`),
    ]
    expect(rules.filter((rule) => !new RegExp(`\\b${rule}\\b`).test(concepts))).toEqual([])
  })
})
