import { suggestMapping } from 'crmkit/domain'
import { describe, expect, it } from 'vitest'
import { customers, update } from './files.ts'
import { jsonOf, openTerminal, type Terminal } from './terminal.ts'

async function withCustomers(): Promise<Terminal> {
  const terminal = openTerminal()
  terminal.write('customers.csv', customers)
  await terminal.crmkit('import', 'customers.csv')
  return terminal
}

describe('crmkit companies and contacts', () => {
  it('lists what is there, by name', async () => {
    const terminal = await withCustomers()
    const { code, out } = await terminal.crmkit('companies')
    expect(code).toBe(0)
    expect(out).toMatch(/no\. +name +legal number +place +phone\n +2 +Poire SA +55208131766522 +69003 Lyon/)
    expect(out).toContain('3 companies')
    expect((await terminal.crmkit('contacts')).out).toMatch(/Api, Zoé +Seller +Pomme SARL +zoe@pomme.example/)
  })

  it('finds words without accents and case', async () => {
    const terminal = await withCustomers()
    expect((await terminal.crmkit('contacts', '--search', 'CONFERENCE')).out).toContain('1 contact\n')
    expect((await terminal.crmkit('companies', '--search', 'marseille', '--json')).out).toContain('73282932000082')
  })

  it('shows at most as many as it is told', async () => {
    const terminal = await withCustomers()
    expect((await terminal.crmkit('companies', '--limit', '2')).out).toContain('3 companies, the first 2 shown')
    const json = jsonOf(await terminal.crmkit('companies', '--limit', '1', '--json'))
    expect(json).toMatchObject({ total: 3, companies: [{ name: 'Poire SA' }] })
    expect(await terminal.crmkit('companies', '--limit', '0')).toMatchObject({ code: 2 })
  })

  it('says that there is nothing yet', async () => {
    const { code, err } = await openTerminal().crmkit('companies')
    expect(code).toBe(2)
    expect(err).toContain('There are no records yet')
  })
})

describe('crmkit export', () => {
  it.each(['companies', 'contacts'])('writes %s that come out unchanged when they are imported', async (kind) => {
    const terminal = await withCustomers()
    const exported = await terminal.crmkit('export', kind, 'out.csv')
    expect(exported).toMatchObject({ code: 0, out: '3 rows written to out.csv.\n', err: '' })
    const again = await terminal.crmkit('import', 'out.csv', '--json')
    expect(again.code).toBe(0)
    const nothing = { created: 0, updated: 0, skipped: 0, ambiguous: 0 }
    expect(jsonOf(again)).toMatchObject({ rows: 3, companies: { ...nothing, unchanged: 3 }, contacts: nothing })
  })

  it.each(['companies', 'contacts'])('heads every column of %s with words that an import understands', async (kind) => {
    const terminal = await withCustomers()
    await terminal.crmkit('export', kind, 'out.csv')
    const headings = (terminal.read('out.csv').replace('\uFEFF', '').split('\r\n')[0] ?? '').split(',')
    const suggestion = suggestMapping(headings, [])
    expect(suggestion.ok && Object.entries(suggestion.value.mapping).filter(([, field]) => field === null)).toEqual([])
  })

  it('brings everything that an import can say into another workspace', async () => {
    const terminal = openTerminal()
    terminal.write('rich.csv', rich)
    await terminal.crmkit('import', 'rich.csv')
    for (const kind of ['companies', 'contacts']) {
      await terminal.crmkit('export', kind, `${kind}.csv`)
      await terminal.crmkit('import', `${kind}.csv`, '--workspace', `copy of ${terminal.cwd}`)
    }
    for (const kind of ['companies', 'contacts']) {
      await terminal.crmkit('export', kind, 'copy.csv', '--workspace', `copy of ${terminal.cwd}`)
      expect(terminal.read('copy.csv')).toBe(terminal.read(`${kind}.csv`))
    }
  })

  it('makes no formula of a cell, unless it is asked for the raw one', async () => {
    const terminal = openTerminal()
    terminal.write('formula.csv', 'Company;City\n"=HYPERLINK(""http://evil.example"")";Paris\n')
    await terminal.crmkit('import', 'formula.csv')
    await terminal.crmkit('export', 'companies', 'safe.csv')
    expect(terminal.read('safe.csv')).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    await terminal.crmkit('export', 'companies', 'raw.csv', '--raw')
    expect(terminal.read('raw.csv')).toContain('"=HYPERLINK(""http://evil.example"")"')
    expect(jsonOf(await terminal.crmkit('import', 'safe.csv', '--json'))).toMatchObject({ companies: { created: 0 } })
  })

  it('says what an import of the file could not recognize', async () => {
    const terminal = openTerminal()
    terminal.write('names.csv', 'First name;Last name\nAnne;Reinette\n')
    await terminal.crmkit('import', 'names.csv')
    expect((await terminal.crmkit('export', 'contacts', 'out.csv')).err).toContain('1 record without number')
  })

  it('refuses what it can not export', async () => {
    const terminal = openTerminal()
    expect((await terminal.crmkit('export', 'invoices', 'out.csv')).err).toContain('one of companies, contacts')
    expect((await terminal.crmkit('export', 'companies')).err).toContain('FILE.csv is missing')
    expect(await terminal.crmkit('export', 'companies', 'no/where.csv')).toMatchObject({ code: 2 })
  })
})

describe('crmkit undo and imports', () => {
  it('takes an import back', async () => {
    const terminal = await withCustomers()
    terminal.write('update.csv', update)
    const { importId } = jsonOf(await terminal.crmkit('import', 'update.csv', '--json'))
    expect((await terminal.crmkit('contacts', '--search', 'luc')).out).toContain('Director')
    const undone = await terminal.crmkit('undo', String(importId))
    expect(undone.code).toBe(0)
    expect(undone.out).toContain(`Import ${importId} is undone`)
    expect(undone.out).toMatch(/ {2}contacts +0 +1 +0\n/)
    expect((await terminal.crmkit('contacts', '--search', 'luc')).out).toContain('Manager')
    const { imports } = jsonOf(await terminal.crmkit('imports', '--json'))
    expect(imports).toMatchObject([{ status: 'undone', fileName: 'update.csv' }, { status: 'applied' }])
    expect((await terminal.crmkit('imports')).out).toMatch(/undone .*update\.csv/)
  })

  it('keeps what other imports went on with, and says so', async () => {
    const terminal = await withCustomers()
    terminal.write('update.csv', update)
    await terminal.crmkit('import', 'update.csv')
    const { imports } = jsonOf(await terminal.crmkit('imports', '--json'))
    const [, first] = imports as { id: string }[]
    const undone = await terminal.crmkit('undo', String(first?.id))
    expect(undone.out).toContain('it was changed since, by somebody or by a later import')
    const json = jsonOf(await terminal.crmkit('undo', String(first?.id), '--json'))
    expect(json).toMatchObject({ importId: first?.id, contacts: { purged: expect.any(Number), kept: 1 } })
  })

  it('does not know an import that is not there', async () => {
    const terminal = await withCustomers()
    const { code, err } = await terminal.crmkit('undo', '01900000-0000-7000-8000-000000000000')
    expect(code).toBe(2)
    expect(err).toContain('There is no import')
    expect(await terminal.crmkit('undo')).toMatchObject({ code: 2 })
  })
})

describe('crmkit', () => {
  it('says what it can do', async () => {
    const terminal = openTerminal()
    expect((await terminal.bare([])).out).toContain('crmkit import customers.csv')
    expect((await terminal.bare(['help', 'import'])).out).toContain('--dry-run')
    expect((await terminal.bare(['undo', '--help'])).out).toContain('IMPORT_ID')
    expect((await terminal.bare(['--version'])).out).toMatch(/^\d+\.\d+\.\d+/)
    expect(await terminal.bare(['help', 'sing'])).toMatchObject({ code: 2 })
    expect((await terminal.bare(['sing'])).err).toContain('There is no command "sing"')
  })

  it('takes the store from the environment, and never shows a password', async () => {
    const terminal = openTerminal()
    expect((await terminal.bare(['companies'], { env: { CRMKIT_STORE: 'pglite:x' } })).err).toContain('no records yet')
    expect((await terminal.bare(['companies'])).err).toContain('--store pglite:DIRECTORY')
    expect((await terminal.bare(['companies', '--store', 'mysql://x'])).err).toContain('--store is pglite:')
    const unreachable = await terminal.bare(['companies', '--store', 'postgres://u:secret@127.0.0.1:1/x'])
    expect(unreachable.code).toBe(1)
    expect(unreachable.err).not.toContain('secret')
    const debug = await terminal.bare(['companies', '--store', 'postgres://u@127.0.0.1:1/x', '--debug'])
    expect(debug.err).toContain('    at ')
  })
})

const rich: string = [
  'Company name,Other name,VAT number,Company street,Company address complement,Company postcode,Company city,Company country,First name,Last name,Salutation,Birthday,E-mail,Home phone,Home street,Home postcode,Home city,Home country,Tags,Notes,Job title,Department,Work e-mail,Work phone,Work fax',
  'Brasserie SRL,Brouwerij BV,BE0462920226,"Rue Haute 1",Bâtiment B,1000,Bruxelles,Belgium,Jan,Peeters,Dr,1980-12-31,jan@peeters.example,+32 2 555 12 34,Rue Basse 2,1000,Bruxelles,BE,friend; buyer,"said: ""yes"", twice",Brewer,Cellar,jan@brasserie.example,+32 2 555 12 35,+32 2 555 12 36',
  'Vinăria SRL,,RO1801821,Str. Viei 1,,300001,Timișoara,Romania,Ana,Pop,,,,,,,,,,,Owner,,ana@vinaria.example,,',
  ',,,,,,,,Solo,Single,,,solo@single.example,,,,,,,,,,,,',
  '',
].join('\n')
