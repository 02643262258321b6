import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { customers } from './files.ts'
import { jsonOf, openTerminal } from './terminal.ts'

describe('a database in a directory', () => {
  it('is made by the first import, and lasts', async () => {
    const terminal = openTerminal()
    const store = ['--store', 'pglite:new/crm-data']
    terminal.write('customers.csv', customers)
    expect(await terminal.bare(['companies', ...store])).toMatchObject({ code: 2 })
    await terminal.bare(['import', 'customers.csv', '--dry-run', ...store])
    expect(existsSync(join(terminal.cwd, 'new'))).toBe(false)
    const imported = jsonOf(await terminal.bare(['import', 'customers.csv', '--json', ...store]))
    expect((await terminal.bare(['companies', ...store])).out).toContain('3 companies')
    expect((await terminal.bare(['companies', '--workspace', 'other', ...store])).err).toContain('no workspace "other"')
    await terminal.bare(['undo', String(imported['importId']), ...store])
    expect((await terminal.bare(['companies', ...store])).out).toBe('0 companies\n')
  })

  it('is migrated, and says when there was nothing to do', async () => {
    const terminal = openTerminal()
    const store = ['--store', 'pglite:db']
    expect(await terminal.bare(['migrate', ...store])).toMatchObject({ code: 0 })
    expect((await terminal.bare(['migrate', ...store])).out).toContain('is up to date')
    expect((await terminal.bare(['companies', ...store])).err).toMatch(
      /There is no workspace "default".*"crmkit import FILE.csv"/,
    )
  })

  it('goes on with an import that was stopped when the command is repeated', async () => {
    const terminal = openTerminal()
    const rows = Array.from({ length: 8000 }, (_, index) => `Company ${index};${10_000 + index};Paris\n`)
    terminal.write('many.csv', `Company;Postcode;City\n${rows.join('')}`)
    const stop = new AbortController()
    const argv = ['import', 'many.csv', '--store', 'pglite:db', '--json']
    const said: string[] = []
    const stopped = await terminal.bare(argv, {
      signal: stop.signal,
      isTerminal: true,
      stderr: {
        write: (text) => {
          said.push(text)
          if (text.includes('Importing')) stop.abort(new Error('stopped'))
        },
      },
    })
    expect(stopped).toMatchObject({ code: 130, out: '' })
    expect(said.at(-1)).toMatch(/^Stopped. What [\d,]+ rows said was written and stays. Repeat the command to go on/)
    const begun = jsonOf(await terminal.bare(['imports', '--store', 'pglite:db', '--json']))['imports']
    expect(begun).toMatchObject([{ status: 'applying' }])
    const [{ id }] = begun as [{ id: string }]
    const finished = await terminal.bare(argv)
    expect(finished.err).toContain(`Going on with import ${id} after row`)
    expect(jsonOf(finished)).toMatchObject({ importId: id, rows: 8000, companies: { created: 8000 } })
    const listed = await terminal.bare(['companies', '--store', 'pglite:db', '--json'])
    expect(jsonOf(listed)).toMatchObject({ total: 8000 })
  })
})
