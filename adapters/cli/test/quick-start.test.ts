import { createCrm } from 'crmkit'
import { memoryStore } from 'crmkit/memory'
import { describe, expect, it, vi } from 'vitest'
import { importOwnFile } from '../../../examples/quick-start/import-own-file.ts'
import { openDesk } from '../../../examples/quick-start/open-desk.ts'
import { walkThrough } from '../../../examples/quick-start/walk-through.ts'
import { customers, update } from './files.ts'
import { openTerminal } from './terminal.ts'

function listen(): () => string {
  const said: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line))
  return () => said.splice(0).join('\n')
}

describe('the quick start', () => {
  it('leaves what the command line finds, and does nothing twice', async () => {
    const heard = listen()
    const store = memoryStore()
    const desk = await openDesk(createCrm({ store }), 'default')
    await walkThrough(desk)
    const first = heard()
    expect(first.split('\n').length).toBeLessThanOrEqual(62)
    for (const name of ['updated', 'sibling', 'ambiguous', 'invalid', 'damaged', 'undone', 'restored']) {
      expect(first).toMatch(new RegExp(`\\n  \\S*${name}`))
    }
    expect(first).toContain('323 companies and 297 contacts')

    await walkThrough(desk)
    const second = heard()
    expect(second).toContain('by an earlier start')
    expect(second).toContain('323 companies and 297 contacts')
    expect(await desk.imports.list()).toHaveLength(2)

    const open = async () => ({ store, close: async () => undefined })
    const stores = { openExisting: open, openOrCreate: open }
    const { out } = await openTerminal().bare(['companies', '--search', 'renault', '--store', 'pglite:x'], { stores })
    expect(out).toContain('2 companies')
  })

  it('goes on where an earlier start was stopped', async () => {
    const heard = listen()
    const desk = await openDesk(createCrm({ store: memoryStore() }), 'default')
    await walkThrough(desk)
    // As if the process had ended between the second import and its undo.
    const later = 'Company;SIRET\nPomme SARL;73282932000074\n'
    await desk.imports.run(later, { fileName: 'update.csv' })
    expect(await desk.companies.count()).toBe(324)
    heard()
    await walkThrough(desk)
    expect(heard()).toContain('323 companies and 297 contacts')
  })

  it('imports a file of one’s own, in a workspace that the command line finds by name', async () => {
    const heard = listen()
    const terminal = openTerminal()
    terminal.write('mine.csv', customers)
    terminal.write('update.csv', update)
    const store = memoryStore()
    const desk = await openDesk(createCrm({ store }), 'own')
    await importOwnFile(desk, `${terminal.cwd}/mine.csv`)
    expect(heard()).toContain('3 companies and 3 contacts created')
    await importOwnFile(desk, `${terminal.cwd}/update.csv`)
    expect(heard()).toContain('--refused refused.csv --workspace own')
    const open = async () => ({ store, close: async () => undefined })
    const argv = ['companies', '--workspace', 'own', '--store', 'pglite:x']
    const { out } = await terminal.bare(argv, { stores: { openExisting: open, openOrCreate: open } })
    expect(out).toContain('3 companies')
  })
})
