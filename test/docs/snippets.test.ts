/** Every TypeScript snippet of the documentation compiles, runs, and prints what its page says. @module */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { pages, programsOf, root, snippetFolder, stepMark, writePrograms } from './snippets.ts'

const programs = pages.flatMap(programsOf)

describe('Snippets of the documentation', () => {
  beforeAll(() => writePrograms(programs))
  afterAll(() => rmSync(snippetFolder, { recursive: true, force: true }))

  const home = process.cwd()
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'crmkit-docs-'))
    process.chdir(folder)
  })
  afterEach(() => {
    process.chdir(home)
    rmSync(folder, { recursive: true, force: true })
    vi.restoreAllMocks()
  })

  it('begin on the first screen of README, with their output', () => {
    const [readme] = programs
    expect(readme?.page).toBe('README.md')
    expect(readme?.steps[0]?.output).not.toBeNull()
  })

  it('compile', { timeout: 120_000 }, () => {
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', snippetFolder, '--pretty', 'false'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(stdout).toBe('')
    expect(status).toBe(0)
  })

  it.each(programs.filter(({ runs }) => runs))(
    '$page runs and prints what it says',
    { timeout: 120_000 },
    async ({ file, steps }) => {
      const printed: string[][] = [[]]
      vi.spyOn(console, 'log').mockImplementation((...values: readonly unknown[]) => {
        if (values[0] === stepMark) printed.push([])
        else printed.at(-1)?.push(format(...values))
      })
      await import(/* @vite-ignore */ join(snippetFolder, file))
      for (const [index, { line, output }] of steps.entries()) {
        if (output !== null) expect(printed[index]?.join('\n'), `the snippet of line ${line}`).toBe(output)
      }
    },
  )
})
