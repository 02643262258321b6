/** The pages on the command line know every command and option that there is, and no other. @module */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from '../../adapters/cli/src/commands.ts'
import { exitCodes } from '../../adapters/cli/src/exit-codes.ts'
import { describeCommand, describeProgram } from '../../adapters/cli/src/help.ts'
import { root } from './snippets.ts'

const reference = readFileSync(join(root, 'docs/adapters/cli.md'), 'utf8')
const guide = readFileSync(join(root, 'docs/guides/command-line.md'), 'utf8')

function optionsIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/(?<=[\s`])--[a-z][a-z-]*/g)].map(([option]) => option))
}

const known = optionsIn([describeProgram(), ...commands.map(describeCommand)].join('\n'))

describe('Documentation of the command line', () => {
  it('names every option and every command', () => {
    expect([...known].filter((option) => !optionsIn(reference).has(option))).toEqual([])
    expect(commands.map(({ name }) => name).filter((name) => !reference.includes(`\`crmkit ${name}`))).toEqual([])
  })

  it('names no other', () => {
    expect([...optionsIn(reference), ...optionsIn(guide)].filter((option) => !known.has(option))).toEqual([])
    const named = [...`${reference}${guide}`.matchAll(/(?:^npx |`)crmkit ([a-z]+)/gm)].map(([, name = '']) => name)
    const names = new Set([...commands.map(({ name }) => name), 'help'])
    expect(named.filter((name) => !names.has(name))).toEqual([])
  })

  it('names every exit code', () => {
    expect(Object.values(exitCodes).filter((code) => !reference.includes(`| ${code} |`))).toEqual([])
  })
})
