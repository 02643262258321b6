import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { CrmError, type Store } from 'crmkit'
import { memoryStore, memoryTokens } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'
import { customers, update } from './files.ts'
import { jsonOf, openTerminal } from './terminal.ts'

describe('crmkit import', () => {
  it('imports a file with the mapping that its headings suggest, and says what it did', async () => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    const { code, out, err } = await terminal.crmkit('import', 'customers.csv')
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toContain('customers.csv: 3 rows, utf-8, separated by semicolons')
    expect(out).toMatch(/SIRET +→ +SIRET +\(company\.siret\)/)
    expect(out).toMatch(/companies +3 +0 +0 +0 +0/)
    expect(out).toContain('another establishment')
    expect(out).toContain('is also that of “Pomme SARL” (no. 1, 73282932000074, Paris)')
    expect(out).toMatch(/Take it back with: crmkit undo [0-9a-f-]{36}/)
  })

  it('prints one object on one line with --json, and every word on stderr', async () => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    const finished = await terminal.crmkit('import', 'customers.csv', '--json')
    expect(finished.err).toContain('customers.csv: 3 rows')
    expect(jsonOf(finished)).toEqual({
      importId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      rows: 3,
      companies: { created: 3, updated: 0, unchanged: 0, skipped: 0, sibling: 1, ambiguous: 0 },
      contacts: { created: 3, updated: 0, unchanged: 0, skipped: 0, sibling: 0, ambiguous: 0 },
      invalid: 0,
      seconds: expect.any(Number),
    })
  })

  it('creates nothing when the same file comes again', async () => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    await terminal.crmkit('import', 'customers.csv')
    const again = await terminal.crmkit('import', 'customers.csv', '--json')
    expect(again.code).toBe(0)
    expect(again.err).toContain('imported before')
    expect(jsonOf(again)).toMatchObject({
      companies: { created: 0, updated: 0, unchanged: 3 },
      contacts: { created: 0, updated: 0, unchanged: 3 },
    })
  })

  it('says in a dry run what would happen, and writes nothing', async () => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    terminal.write('update.csv', update)
    const first = await terminal.crmkit('import', 'customers.csv', '--dry-run', '--json')
    expect(jsonOf(first)).toMatchObject({ importId: null, dryRun: true, companies: { created: 3 } })
    expect(first.err).toContain('is also that of “Pomme SARL” of row 1, but')
    expect(await terminal.crmkit('imports')).toMatchObject({ code: 2 })
    await terminal.crmkit('import', 'customers.csv')
    const second = await terminal.crmkit('import', 'update.csv', '--dry-run')
    expect(second.code).toBe(3)
    expect(second.out).toContain('Nothing was written')
    expect(jsonOf(await terminal.crmkit('imports', '--json'))['imports']).toHaveLength(1)
  })

  it('IDN-5 shows both names of a suspicious match, before and after it is carried out', async () => {
    const terminal = openTerminal()
    terminal.write(
      'known.csv',
      'Company;SIRET;First name;Last name;E-mail\nPomme SARL;73282932000074;Jean;Dupain;info@p.example\n',
    )
    terminal.write(
      'other.csv',
      'Company;SIRET;First name;Last name;E-mail\nQuincaillerie;73282932000074;Jean;Seul;info@p.example\n',
    )
    await terminal.crmkit('import', 'known.csv')
    const foreseen = await terminal.crmkit('import', 'other.csv', '--dry-run')
    expect(foreseen.out).toContain('The same by number or e-mail, yet called otherwise: look at them (1 row):')
    expect(foreseen.out).toContain(
      'Row 1, “Quincaillerie”: matched “Pomme SARL” (no. 1, 73282932000074) by SIRET 73282932000074.',
    )
    expect(foreseen.out).toContain('Row 1, “Jean Seul”: matched “Jean Dupain” (no. 1) by e-mail info@p.example.')
    const { out } = await terminal.crmkit('import', 'other.csv')
    expect(out).toContain('matched “Pomme SARL”, now “Quincaillerie” (no. 1, 73282932000074) by SIRET 73282932000074.')
  })

  it('ends with 3 when rows are refused, and says of each why', async () => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    terminal.write('update.csv', update)
    await terminal.crmkit('import', 'customers.csv')
    const { code, out } = await terminal.crmkit('import', 'update.csv')
    expect(code).toBe(3)
    expect(out).toContain('Row 3: column "SIRET": "73282932000075" is no valid SIRET. Correct it')
    expect(out).toContain('Row 2, “Pomme SARL”: SIREN 732829320 (VAT FR44732829320) leads to “Pomme SARL”')
    expect(out).toMatch(/contacts +0 +1 +0 +0 +0/)
  })

  it('says of refused rows which option helps, and where rows are counted from', async () => {
    const terminal = openTerminal()
    const dryRun = async (text: string, ...argv: readonly string[]) => {
      terminal.write('file.csv', text)
      return terminal.bare(['import', 'file.csv', '--store', 'pglite:db', '--dry-run', ...argv])
    }
    const owned = 'Last name;First name;Owner\nNoel;Anna;Jane Doe\n'
    const refused = await dryRun(owned)
    expect(refused.code).toBe(3)
    expect(refused.out).toContain('Rows are counted from the first one below the headings')
    expect(refused.out).toContain('  --refused OUT.csv writes them to a file')
    expect(refused.out).toContain('  --unknown-owner unassigned leaves records without an owner')
    expect(refused.out).not.toContain('--invalid-ids')
    const taken = await dryRun(owned, '--unknown-owner', 'unassigned')
    expect([taken.code, taken.out.includes('--unknown-owner')]).toEqual([0, false])
    expect((await dryRun(owned, '--unknown-owner', 'nobody')).code).toBe(2)
    const belgian = await dryRun('Company;Registration number\nVlerick;0200.065.765\n')
    expect(belgian.out).toContain('  --invalid-ids drop leaves invalid numbers out')
    expect(belgian.out).toContain('read by the rules of FR')
    expect(belgian.out).toContain('--workspace NAME --country CC')
    const siret = await dryRun('Company;SIRET\nPomme;73282932000075\n')
    expect(siret.out).toContain('--invalid-ids drop')
    expect(siret.out).not.toContain('--country CC')
    const born = 'Last name;Birthday\nNoel;03/04/1980\n'
    expect((await dryRun(born)).out).toContain('with the day first in a workspace of a country that writes them so')
    expect((await dryRun(born, '--country', 'FR')).code).toBe(0)
    terminal.write('short.csv', 'Company;City\nPomme;Paris;x\n')
    const { out } = await terminal.crmkit('import', 'short.csv', '--refused', 'refused.csv')
    expect(out).toContain('Rows are counted')
    expect(out).not.toContain('What helps besides')
  })

  it('leaves owners out with --unknown-owner unassigned', async () => {
    const terminal = openTerminal()
    terminal.write('owned.csv', 'Last name;First name;Owner\nNoel;Anna;Jane Doe\n')
    const { code, out } = await terminal.crmkit('import', 'owned.csv', '--unknown-owner', 'unassigned')
    expect(code).toBe(0)
    expect(out).toContain(
      'nobody is called "Jane Doe". The record gets the owner that was chosen for such rows, or none.',
    )
    expect((await terminal.crmkit('contacts')).out).toContain('Noel')
  })

  it('says what is odd about a file as a whole: no headings, no rows, hundreds of columns', async () => {
    const terminal = openTerminal()
    const dryRun = async (text: string) => {
      terminal.write('file.csv', text)
      return terminal.bare(['import', 'file.csv', '--store', 'pglite:db', '--dry-run'])
    }
    const bare = await dryRun('Pomme SARL;Paris;info@pomme.example\nPoire SA;Lyon;info@poire.example\n')
    expect(bare.out).toContain('No headings were found, the first row looks like data: say what columns are with --map')
    expect((await dryRun('Company;City\n')).out).toContain('There is no row below the headings: nothing to import.')
    const columns = Array.from({ length: 300 }, (_, index) => `Column of mine ${index}`)
    const wide = await dryRun(`Company;${columns.join(';')}\nPomme\n`)
    expect(wide.out).toContain('Column of mine 39 and 260 more\n')
    const meaningless = await dryRun('A;B\nx;y\n')
    expect(meaningless.err).toContain(
      'The columns are A, B: --map FILE.json says what they mean, such as {"A":"company.name"}.',
    )
  })

  it('writes refused rows to a file that can be corrected and imported', async () => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    terminal.write('update.csv', update)
    await terminal.crmkit('import', 'customers.csv')
    const { out } = await terminal.crmkit('import', 'update.csv', '--refused', 'refused.csv')
    expect(out).toContain('2 refused rows written to refused.csv')
    const refused = terminal.read('refused.csv')
    expect(refused.split('\r\n')[0]).toBe(
      '\uFEFFCompany;SIRET;VAT number;First name;Last name;Work e-mail;Job title;crmkit: why refused',
    )
    terminal.write(
      'corrected.csv',
      refused.replace('73282932000075', '').replace(';;FR44732829320', ';73282932000082;FR44732829320'),
    )
    const corrected = await terminal.crmkit('import', 'corrected.csv', '--json')
    expect(corrected.code).toBe(0)
    const none = await terminal.crmkit('import', 'corrected.csv', '--refused', 'none.csv')
    expect(none.out).toContain('No row was refused: none.csv holds the headings only.')
    expect(jsonOf(corrected)).toMatchObject({ rows: 2, contacts: { created: 2 }, companies: { created: 1 } })
  })

  it('leaves invalid numbers out with --invalid-ids drop', async () => {
    const terminal = openTerminal()
    terminal.write('update.csv', update)
    const { code, out } = await terminal.crmkit('import', 'update.csv', '--invalid-ids', 'drop')
    expect(code).toBe(0)
    expect(out).toContain('It is left out.')
  })

  it.each([
    ['update', { updated: 1, unchanged: 0, skipped: 0, created: 0 }],
    ['fill-blank', { updated: 0, unchanged: 1, skipped: 0, created: 0 }],
    ['skip', { updated: 0, unchanged: 0, skipped: 1, created: 0 }],
    ['create-anyway', { updated: 0, unchanged: 0, skipped: 0, created: 1 }],
  ])('treats a match as --mode %s says', async (mode, contacts) => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    terminal.write(
      'job.csv',
      'Company;SIRET;Last name;Work e-mail;Job title\nPoire SA;55208131766522;Conférence;luc@poire.example;Director\n',
    )
    await terminal.crmkit('import', 'customers.csv')
    expect(jsonOf(await terminal.crmkit('import', 'job.csv', '--mode', mode, '--json'))).toMatchObject({ contacts })
  })

  it('takes a mapping from a file, and names what is wrong with it', async () => {
    const terminal = openTerminal()
    terminal.write('list.csv', 'A;B;C\nPomme SARL;75001;x\n')
    terminal.write('map.json', '{"A": "company.name", "B": "company.address.postcode", "C": null}')
    const { code, out } = await terminal.crmkit('import', 'list.csv', '--map', 'map.json')
    expect(code).toBe(0)
    expect(out).toContain('Left out: C')
    terminal.write('wrong.json', '{"A": "company.nane"}')
    const wrong = await terminal.crmkit('import', 'list.csv', '--map', 'wrong.json')
    expect(wrong).toMatchObject({ code: 2, out: '' })
    expect(wrong.err).toContain('Did you mean "company.name"?')
    terminal.write('broken.json', '{"A": ')
    expect((await terminal.crmkit('import', 'list.csv', '--map', 'broken.json')).err).toContain(
      'broken.json is no JSON',
    )
  })

  it('reads the encoding and the delimiter that it is told', async () => {
    const terminal = openTerminal()
    terminal.write('latin.csv', Buffer.from('Société|Ville\nCafé d\u2019Été|Orléans\n', 'latin1'))
    const told = await terminal.crmkit('import', 'latin.csv', '--encoding', 'latin1', '--delimiter', 'bar', '--dry-run')
    expect(told.out).toContain('iso-8859-1, separated by bars')
    expect(await terminal.crmkit('import', 'latin.csv', '--encoding', 'ebcdic')).toMatchObject({ code: 2 })
  })

  it('gives a new workspace the country that it is told', async () => {
    const terminal = openTerminal()
    terminal.write('firms.csv', 'Company;Registration number;City\nFirma SRL;J40/1234/2005;București\n')
    const { code } = await terminal.crmkit('import', 'firms.csv', '--country', 'RO')
    expect(code).toBe(0)
    const again = await terminal.crmkit('import', 'firms.csv', '--country', 'FR')
    expect(again.out).toContain('with the country RO: --country is for new ones')
    expect((await terminal.crmkit('companies')).out).toContain('Firma SRL')
  })

  it.each([
    ['no file', ['import'], 'FILE is missing'],
    ['a file that is not there', ['import', 'nowhere.csv'], 'There is no file'],
    ['a directory', ['import', '.'], 'is a directory'],
    ['a picture', ['import', 'picture.csv'], 'The file is no CSV file but'],
    ['columns that mean nothing', ['import', 'meaningless.csv'], 'No column is mapped to a name'],
    ['an unknown mode', ['import', 'customers.csv', '--mode', 'merge'], '--mode is one of update, fill-blank'],
    ['an unknown option', ['import', 'customers.csv', '--fast'], "Unknown option '--fast'"],
    ['an unknown country', ['import', 'customers.csv', '--country', 'Atlantis'], '--country takes a two-letter code'],
    ['an unknown delimiter', ['import', 'customers.csv', '--delimiter', 'x'], '--delimiter is comma'],
    [
      'refused rows of a dry run',
      ['import', 'customers.csv', '--dry-run', '--refused', 'r.csv'],
      'leave out --dry-run',
    ],
    ['refused rows over the file', ['import', 'customers.csv', '--refused', './customers.csv'], 'must not be the file'],
    ['refused rows into nowhere', ['import', 'customers.csv', '--refused', 'no/where.csv'], 'directory is missing'],
  ])('refuses %s in one line and writes nothing', async (_, argv, sentence) => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    terminal.write('picture.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))
    terminal.write('meaningless.csv', 'A;B\nx;y\n')
    const { code, out, err } = await terminal.bare([...argv, '--store', 'pglite:db'])
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err.trimEnd().split('\n')).toHaveLength(1)
    expect(err).toContain(sentence)
    expect(existsSync(join(terminal.cwd, 'db'))).toBe(false)
  })

  it('refuses a file that turns out unreadable far down, before anything is written', async () => {
    const terminal = openTerminal()
    const rows = Array.from({ length: 9000 }, (_, index) => `Company ${index};${'x'.repeat(20)}\n`)
    terminal.write('long.csv', `Company;City\n${rows.join('')}"never closed;Paris\n`)
    const argv = ['import', 'long.csv', '--store', 'pglite:db']
    expect(await terminal.bare(argv)).toMatchObject({ code: 2 })
    expect(existsSync(join(terminal.cwd, 'db'))).toBe(false)
  })

  it('IMP-7 fails with 1, and says what to undo, when the file changes while it is imported', async () => {
    const terminal = openTerminal()
    const row = (_: unknown, index: number): string => `Company ${index};${'x'.repeat(500)}\n`
    terminal.write('growing.csv', `Company;Notes\n${Array.from({ length: 1000 }, row).join('')}`)
    const opened = { store: memoryStore(), tokens: memoryTokens(), close: async () => undefined }
    const stores = { openExisting: async () => opened, openOrCreate: async () => opened }
    const err: string[] = []
    const write = (text: string): void => {
      err.push(text)
      if (text.includes('Importing')) appendFileSync(join(terminal.cwd, 'growing.csv'), 'One more;y\n')
    }
    const argv = ['import', 'growing.csv', '--store', 'pglite:db']
    const { code } = await terminal.bare(argv, { stores, isTerminal: true, stderr: { write } })
    expect(code).toBe(1)
    expect(err.at(-1)).toMatch(
      /^crmkit: The file changed while it was imported. Its first \d+ rows are written: undo import [0-9a-f-]{36}, then import the file anew/,
    )
  })

  it.each([
    ['far', 3000],
    ['just', 250],
  ])(
    'IMP-7 fails with 1, not with 2, when what is wrong with a file comes to light %s below rows that are written',
    async (_where, count) => {
      const terminal = openTerminal()
      const row = (_: unknown, index: number): string => `Company ${index};${'x'.repeat(500)}\n`
      const rows = Array.from({ length: count }, row).join('')
      terminal.write('broken.csv', `Company;Notes\n${rows}`)
      const opened = { store: memoryStore(), tokens: memoryTokens(), close: async () => undefined }
      const stores = { openExisting: async () => opened, openOrCreate: async () => breaking() }
      const breaking = () => {
        terminal.write('broken.csv', `Company;Notes\n${rows}"never closed;x\n`)
        return opened
      }
      const argv = ['import', 'broken.csv', '--store', 'pglite:db']
      const { code, err } = await terminal.bare(argv, { stores })
      expect(err).toMatch(/is never closed\. .*Its first \d+ rows are written: undo import [0-9a-f-]{36}/)
      expect(err.trimEnd().split('\n')).toHaveLength(1)
      expect(code).toBe(1)
    },
  )

  it('IMP-7 says what is written when it is stopped while its first batch is, and stopped again before the next', async () => {
    const terminal = openTerminal()
    const row = (_: unknown, index: number): string => `Company ${index};${'x'.repeat(500)}\n`
    terminal.write('long.csv', `Company;Notes\n${Array.from({ length: 250 }, row).join('')}`)
    const [store, first, second] = [memoryStore(), new AbortController(), new AbortController()]
    const commit: Store['commit'] = (change) => {
      if (change.events.some(({ type }) => type === 'import.batch-applied')) first.abort()
      return store.commit(change)
    }
    const opened = { store: { ...store, commit }, tokens: memoryTokens(), close: async () => undefined }
    const openExisting = async () => opened
    const argv = ['import', 'long.csv', '--store', 'pglite:db']
    const stopped = await terminal.bare(argv, {
      stores: { openExisting, openOrCreate: openExisting },
      signal: first.signal,
    })
    expect(stopped).toMatchObject({ code: 130, err: expect.stringContaining('What 200 rows said was written') })
    const openOrCreate = async () => {
      second.abort()
      return opened
    }
    const again = await terminal.bare(argv, { stores: { openExisting, openOrCreate }, signal: second.signal })
    expect(again).toMatchObject({ code: 130, err: expect.stringContaining('What 200 rows said was written') })
  })

  it('says where a failure of the database comes from, below rows that are written, too', async () => {
    const terminal = openTerminal()
    const row = (_: unknown, index: number): string => `Company ${index};${'x'.repeat(500)}\n`
    terminal.write('long.csv', `Company;Notes\n${Array.from({ length: 1000 }, row).join('')}`)
    const store = memoryStore()
    let batches = 0
    const commit: Store['commit'] = async (change) => {
      batches += change.events.some(({ type }) => type === 'import.batch-applied') ? 1 : 0
      if (batches > 1) throw new CrmError('backend-unavailable', { message: 'the database is gone', retryable: true })
      return store.commit(change)
    }
    const opened = { store: { ...store, commit }, tokens: memoryTokens(), close: async () => undefined }
    const stores = { openExisting: async () => opened, openOrCreate: async () => opened }
    const { code, err } = await terminal.bare(['import', 'long.csv', '--store', 'pglite:db'], { stores })
    expect(err).toContain('the database is gone. (--debug shows where this comes from)')
    expect(code).toBe(1)
  })

  it('tells what an import did where its refused rows can no longer be read', async () => {
    const terminal = openTerminal()
    terminal.write('firms.csv', 'Company;SIRET\nPomme;73282932000075\nPoire;\n')
    const opened = { store: memoryStore(), tokens: memoryTokens(), close: async () => undefined }
    const stores = { openExisting: async () => opened, openOrCreate: async () => opened }
    const write = (text: string): void => {
      if (text.includes('Importing')) terminal.write('firms.csv', 'Company;SIRET\n')
    }
    const argv = ['import', 'firms.csv', '--store', 'pglite:db', '--refused', 'refused.csv']
    const { code, out } = await terminal.bare(argv, { stores, isTerminal: true, stderr: { write } })
    expect(code).toBe(3)
    expect(out).toMatch(/2 rows, 1 of them invalid/)
    expect(out).toContain('Nothing was written to refused.csv: the file is another one than was imported')
    expect(existsSync(join(terminal.cwd, 'refused.csv'))).toBe(false)
  })

  it('draws progress only on a terminal', async () => {
    const terminal = openTerminal()
    terminal.write('customers.csv', customers)
    const argv = ['import', 'customers.csv', '--store', 'pglite:db', '--dry-run']
    expect((await terminal.bare(argv, { isTerminal: true })).err).toContain('100 %')
    expect((await terminal.bare(argv)).err).toBe('')
  })
})
