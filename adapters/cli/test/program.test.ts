import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const program = new URL('../bin/crmkit.js', import.meta.url)

describe('the program', () => {
  it('says which Node it needs where it runs in an older one', () => {
    const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.11.0' } })"
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(older)}`, program.pathname, '--version'],
      { encoding: 'utf8' },
    )
    expect(stderr).toBe('crmkit: This is Node 22.11.0; crmkit needs Node 22.12 or later.\n')
    expect([status, stdout]).toEqual([1, ''])
  })

  it('needs the Node that its package names', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
    const [, major, minor] = /const needed = \[(\d+), (\d+)\]/.exec(readFileSync(program, 'utf8')) ?? []
    expect(engines.node).toBe(`>=${major}.${minor}`)
  })
})
