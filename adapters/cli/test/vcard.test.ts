import { describe, expect, it } from 'vitest'
import { customers } from './files.ts'
import { jsonOf, openTerminal, type Terminal } from './terminal.ts'

async function withCustomers(): Promise<Terminal> {
  const terminal = openTerminal()
  terminal.write('customers.csv', customers)
  await terminal.crmkit('import', 'customers.csv')
  return terminal
}

const cards = [
  ...['BEGIN:VCARD', 'VERSION:3.0', 'FN:Nora Neu', 'N:Neu;Nora;;;', 'EMAIL:nora@pomme.example', 'END:VCARD'],
  ...['BEGIN:VCARD', 'VERSION:3.0', 'FN:Yves Ohne', 'N:Ohne;Yves;;;', 'TEL:+33612345678', 'END:VCARD'],
  ...['BEGIN:VCARD', 'VERSION:3.0', 'FN:Switchboard', 'ORG:Switchboard', 'END:VCARD', ''],
].join('\r\n')

describe('crmkit vcard', () => {
  it.each(['3.0', '4.0'])('SYN-5 writes cards (%s) of which nobody is created again', async (format) => {
    const terminal = await withCustomers()
    const exported = await terminal.crmkit('vcard', 'export', 'out.vcf', '--format', format)
    expect(exported).toMatchObject({ code: 0, out: '3 cards written to out.vcf.\n', err: '' })
    expect(terminal.read('out.vcf')).toContain(`VERSION:${format}\r\n`)
    const again = await terminal.crmkit('vcard', 'import', 'out.vcf', '--json')
    expect(jsonOf(again)).toMatchObject({ cards: 3, created: 0, known: 3 })
  })

  it('SYN-5 reads cards, after a look at what it would do, and doubles nobody the second time', async () => {
    const terminal = await withCustomers()
    terminal.write('in.vcf', cards)
    const trial = await terminal.crmkit('vcard', 'import', 'in.vcf', '--dry-run')
    expect(trial).toMatchObject({ code: 0, out: '3 cards: 2 would be created, 0 known, 1 left out.\n' })
    expect((await terminal.crmkit('contacts')).out).toContain('3 contacts')
    const first = await terminal.crmkit('vcard', 'import', 'in.vcf')
    expect(first.out).toBe('3 cards: 2 created, 0 known, 1 left out.\n')
    const second = await terminal.crmkit('vcard', 'import', 'in.vcf')
    expect(second.out).toBe('3 cards: 0 created, 2 known, 1 left out.\n')
    expect((await terminal.crmkit('contacts')).out).toContain('5 contacts')
  })

  it('SYN-5 says that a file is not there', async () => {
    const terminal = await withCustomers()
    expect(await terminal.crmkit('vcard', 'import', 'none.vcf')).toMatchObject({ code: 2 })
  })
})
