import { stripVTControlCharacters } from 'node:util'
import { createCrm, type Desk } from 'crmkit'
import { memoryStore, memoryTokens } from 'crmkit/memory'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { followSale } from '../../../examples/quick-start/follow-sale.ts'
import { importOwnFile } from '../../../examples/quick-start/import-own-file.ts'
import { openDesk } from '../../../examples/quick-start/open-desk.ts'
import { tellAll } from '../../../examples/quick-start/say.ts'
import { showState, walkThrough } from '../../../examples/quick-start/walk-through.ts'
import { customers, update } from './files.ts'
import { openTerminal } from './terminal.ts'

function listen(): () => string {
  const said: string[] = []
  vi.spyOn(console, 'log').mockImplementation((line: string) => said.push(line))
  return () => said.splice(0).join('\n')
}

/** The one company that the sale is about, without the hundreds beside it. */
async function makeCustomer(desk: Desk): Promise<void> {
  const { record } = await desk.companies.create({ name: 'Danone SA' })
  const affiliation = { companyId: record.id }
  await desk.contacts.create({ givenName: 'Océane', familyName: 'Wagner', affiliation })
}

describe('the quick start', () => {
  beforeEach(() => tellAll(true))

  it('leaves what the command line finds, and does nothing twice', async () => {
    const heard = listen()
    const store = memoryStore()
    const desk = await openDesk(createCrm({ store }), 'default')
    await walkThrough(desk)
    await showState(desk)
    const first = heard()
    expect(first.split('\n').length).toBeLessThanOrEqual(62)
    for (const name of ['updated', 'sibling', 'ambiguous', 'invalid', 'damaged', 'undone', 'restored']) {
      expect(first).toMatch(new RegExp(`\\n  \\S*${name}`))
    }
    expect(first).toContain('323 companies and 297 contacts')

    await walkThrough(desk)
    await showState(desk)
    const second = heard()
    expect(second).toContain('by an earlier start')
    expect(second).toContain('323 companies and 297 contacts')
    expect(await desk.imports.list()).toHaveLength(2)

    const open = async () => ({ store, tokens: memoryTokens(), close: async () => undefined })
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
    await showState(desk)
    expect(heard()).toContain('323 companies and 297 contacts')
  })

  it('follows a sale to won, on rules that it names, and tells it once', async () => {
    const heard = listen()
    const store = memoryStore()
    const desk = await openDesk(createCrm({ store }), 'default')
    await makeCustomer(desk)
    await followSale(store)
    const told = stripVTControlCharacters(heard())
    expect(told.split('\n').length).toBeLessThanOrEqual(62)
    expect(told).not.toMatch(/undefined|\[object/)
    for (const rule of [
      ...['INT-1', 'INT-2', 'INT-3', 'INT-4', 'INT-5', 'INT-6', 'INT-7', 'INT-8', 'INT-9'],
      ...['CAL-1', 'CAL-2', 'CAL-3', 'CAL-4', 'REM-2', 'REM-3', 'REM-4'],
    ]) {
      expect(told).toContain(rule)
    }
    expect(told).toContain('busy, call back in 3 months')
    expect(told).toContain('11:00: resource-taken, it is out 10:00–11:30')
    expect(told).toContain('2026-06-09 13:00–14:00  Bring the crates back: Ben Clochard, White van')
    expect(told).toContain('DTSTART;TZID=Europe/Paris:20260609T100000')
    expect(told).toContain('18:00 reminder to Océane Wagner, the customer: “Apples, 1,000 kg” on 2026-06-09 at 10:00')
    expect(told).toContain('11 delivered, 4 dropped, 2 missed')
    expect(told).toContain('https://crm.example/calendar/')
    expect(told).toMatch(/UID:\S+@crm\.example/)
    expect(told).toContain('“Anne Reinette – Verger”')
    expect(told).not.toContain('«')
    expect(told).toContain('finds 0 to hand over')

    await followSale(store)
    expect(heard()).toBe('')
    expect(await desk.interactions.count()).toBe(4)

    const open = async () => ({ store, tokens: memoryTokens(), close: async () => undefined })
    const stores = { openExisting: open, openOrCreate: open }
    const agenda = ['agenda', '--from', '2026-06-08', '--to', '2026-06-14', '--store', 'pglite:x']
    expect((await openTerminal().bare(agenda, { stores })).out).toMatch(/Apples, 1,000 kg.*\n.*Bring the crates back/)
    const { out } = await openTerminal().bare(['interactions', 'show', '1', '--store', 'pglite:x'], { stores })
    expect(out).toContain('“We take all of them.”')
  })

  it('does nothing of the sale twice when an earlier start was stopped within it', async () => {
    const store = memoryStore()
    const desk = await openDesk(createCrm({ store }), 'default')
    await makeCustomer(desk)
    // As if the process had ended when this line was written.
    for (const last of ['No second sale', 'resource-taken', 'The quote is sent']) {
      vi.spyOn(console, 'log').mockImplementation((line: string) => {
        if (line.includes(last)) throw new Error('stopped')
      })
      await expect(followSale(store)).rejects.toThrow('stopped')
    }
    const heard = listen()
    await followSale(store)
    expect(heard()).toContain('We take all of them')
    expect(await desk.interactions.count()).toBe(4)
    expect((await desk.reminders.list({ state: 'dead' })).items).toEqual([])
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
    const open = async () => ({ store, tokens: memoryTokens(), close: async () => undefined })
    const argv = ['companies', '--workspace', 'own', '--store', 'pglite:x']
    const { out } = await terminal.bare(argv, { stores: { openExisting: open, openOrCreate: open } })
    expect(out).toContain('3 companies')
  })
})
