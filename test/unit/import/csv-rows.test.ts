import { describe, expect, it } from 'vitest'
import { rowLimit } from '../../../src/import/csv-rows.ts'
import { readTable } from '../../../src/import/read-table.ts'
import { readWhole, refusalOf, rowsOf } from './table-rows.ts'

describe('IMP-1 rows', () => {
  it('IMP-1 quoted cells hold separators, quotes and line ends', async () => {
    const { cells } = await readWhole('a;b\n"x;y";"say ""hi"""\r\n"two\nlines";"three\r\nlines"\n')
    expect(cells).toEqual([
      ['x;y', 'say "hi"'],
      ['two\nlines', 'three\r\nlines'],
    ])
  })

  it('IMP-1 every separator and line end is detected and can be stated', async () => {
    for (const separator of [',', ';', '\t', '|'] as const)
      for (const newline of ['\n', '\r\n', '\r'] as const) {
        const text = [
          `name${separator}city`,
          `Pomme${separator}Paris`,
          `"Poire${separator} fils"${separator}Lyon`,
          '',
        ].join(newline)
        const { table, cells } = await readWhole(text)
        expect(table.dialect).toEqual({ separator, newline, header: true, skippedRows: 0 })
        expect(cells).toEqual([
          ['Pomme', 'Paris'],
          [`Poire${separator} fils`, 'Lyon'],
        ])
        expect((await readWhole(text, { separator, newline, header: true })).cells).toEqual(cells)
      }
  })

  it('IMP-1 rows are numbered without blank ones, and name their line', async () => {
    const { rows } = await readWhole('a,b\n\n1,"x\ny"\n,,\n  \n2,z\n')
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 3],
      [2, 7],
    ])
  })

  it('IMP-1 missing cells are blank and told, further cells that say something refuse the row', async () => {
    const { rows } = await readWhole('a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n')
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1', '2', ''],
      ['1', '2', '3'],
      ['1', '2', '3'],
    ])
    expect(rows.map(({ problems }) => problems)).toEqual([
      [{ code: 'too-few-cells', severity: 'warning', expected: 3, found: 2 }],
      [],
      [{ code: 'too-many-cells', severity: 'error', expected: 3, found: 4 }],
    ])
  })

  it('IMP-1 a quote inside a quoted cell refuses its row only', async () => {
    const { rows } = await readWhole('a,b\n"x "y" z",1\nok,2\n')
    expect(rows.map(({ row, problems }) => [row, problems.map(({ code, severity }) => `${severity} ${code}`)])).toEqual(
      [
        [1, ['error quote-misplaced']],
        [2, []],
      ],
    )
  })

  it('IMP-1 a quote inside a quoted cell is told of its column where no other cell holds one', async () => {
    const { rows } = await readWhole('a,b\n1,"x "y" z"\n"p "q" r","s "t" u"\n')
    expect(rows.map(({ problems }) => problems)).toEqual([
      [{ code: 'quote-misplaced', severity: 'error', column: 'b', value: 'x "y" z' }],
      [{ code: 'quote-misplaced', severity: 'error' }],
    ])
  })

  it('IMP-1 a quote in a cell that is not quoted is read as it stands, and told', async () => {
    const { rows } = await readWhole('a,b\n"x, ""y""",5" pipe\n"q",r\n')
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['x, "y"', '5" pipe'],
      ['q', 'r'],
    ])
    expect(rows[0]?.problems).toEqual([{ code: 'quote-in-cell', severity: 'warning', column: 'b', value: '5" pipe' }])
    expect(rows[1]?.problems).toEqual([])
  })

  it('IMP-1 a quote that never closes is refused with its row and line', async () => {
    expect(await refusalOf('a,b\n1,2\n3,"open\n4,5\n')).toEqual({ code: 'quote-never-closes', row: 2, line: 3 })
  })

  it('IMP-1 an open quote stops at the limit instead of taking in the file', async () => {
    let opened = 0
    const source = async function* () {
      yield 'a,b\n1,2\n3,"open\n'
      for (; opened < 400; opened++) yield 'x,y\n'.repeat(8192)
    }
    expect(await refusalOf(source, { separator: ',' })).toEqual({ code: 'quote-never-closes', row: 2, line: 3 })
    expect(opened * 32_768).toBeLessThan(3 * rowLimit)
  })

  it('IMP-1 a row longer than the limit is refused', async () => {
    expect(await refusalOf(`a,b\n1,${'x'.repeat(rowLimit + 10)}\n`)).toMatchObject({ code: 'row-too-long', row: 1 })
    expect(await refusalOf(`a,b\n1,${'x'.repeat(3 * rowLimit)}\n`)).toMatchObject({ code: 'row-too-long', row: 1 })
  })

  it('IMP-1 zero bytes refuse their row, replacement marks and control characters are told', async () => {
    const { rows } = await readWhole('a,b\n1,x\0y\n2,caf\ufffd\n3,fine\n')
    expect(
      rows.map(({ problems }) => problems.map(({ code, severity, column }) => `${severity} ${code} ${column}`)),
    ).toEqual([['error text-damaged b'], ['warning text-damaged b'], []])
  })

  it('IMP-1 headings are trimmed and unique, blank ones are named after their place', async () => {
    const { table } = await readWhole(' Titre ,Nom,Titre,,Titre (2),\n1,2,3,4,5,6\n')
    expect(table.headers).toEqual(['Titre', 'Nom', 'Titre (2)', 'Column 4', 'Titre (2) (2)', 'Column 6'])
  })

  it('IMP-1 titles and remarks above the headings are passed over', async () => {
    const { table, rows } = await readWhole('Export du 12 mars\n\nNom;Ville;CP\nPomme;Paris;75001\nPoire;Lyon;69001\n')
    expect(table.dialect.skippedRows).toBe(1)
    expect(table.headers).toEqual(['Nom', 'Ville', 'CP'])
    expect(rows.map(({ row, line }) => [row, line])).toEqual([
      [1, 4],
      [2, 5],
    ])
  })

  it('IMP-1 titles of groups of columns above the headings are no headings, and tell apart those that come twice', async () => {
    const { table, cells } = await readWhole(
      'Société;;;Contact;;SIRET\nNom;Code postal;Ville;Nom;E-mail;\nPomme;75001;Paris;Noel;n@pomme.example;1\n',
    )
    expect(table.headers).toEqual(['Société Nom', 'Code postal', 'Ville', 'Contact Nom', 'E-mail', 'SIRET'])
    expect(table.dialect).toMatchObject({ header: true, skippedRows: 1 })
    expect(cells).toEqual([['Pomme', '75001', 'Paris', 'Noel', 'n@pomme.example', '1']])
    const plain = await readWhole('Nom;;Ville\nPomme;x;Paris\n')
    expect(plain.table.headers).toEqual(['Nom', 'Column 2', 'Ville'])
    const stated = await readWhole('Société;;Contact\nNom;Ville;Nom\n', { header: false })
    expect(stated.cells).toHaveLength(2)
    const numbered = await readWhole('N°;Société;Contact;\n;Nom;Nom;E-mail\n1;Pomme;Noel;n@pomme.example\n')
    expect(numbered.table.headers).toEqual(['N°', 'Société Nom', 'Contact Nom', 'E-mail'])
  })

  it('IMP-1 IMP-7 what was found above the headings once holds when it is handed in again', async () => {
    const text = 'Société;;Contact;\nNom;Ville;Nom;E-mail\nPomme;Paris;Noel;n@pomme.example\n'
    const first = await readWhole(text)
    expect(first.table.dialect).toEqual({
      separator: ';',
      newline: '\n',
      header: true,
      skippedRows: 1,
      groupTitles: true,
    })
    const again = await readWhole(text, first.table.dialect)
    expect(again.table.headers).toEqual(['Société Nom', 'Ville', 'Contact Nom', 'E-mail'])
    const { groupTitles: _titles, ...withoutTitles } = first.table.dialect
    expect((await readWhole(text, withoutTitles)).table.headers).toEqual(['Nom', 'Ville', 'Nom (2)', 'E-mail'])
    const plain = await readWhole(text, { ...withoutTitles, skippedRows: 0 })
    expect(plain.table.headers).toEqual(['Société', 'Column 2', 'Contact', 'Column 4'])
    expect(plain.cells).toHaveLength(2)
  })

  it('IMP-1 headings of which one was forgotten are no titles of groups, whatever words the row below says', async () => {
    const { table, cells } = await readWhole('Name;Type;Channel;\nDupont;Client;Email;Phone\n')
    expect(table.headers).toEqual(['Name', 'Type', 'Channel', 'Column 4'])
    expect(cells).toEqual([['Dupont', 'Client', 'Email', 'Phone']])
  })

  it('IMP-1 the line in which Excel states the separator is no row', async () => {
    const { table, cells } = await readWhole('sep=;\r\nname;a,b,c\r\nPomme;1,2,3\r\n')
    expect(table.dialect.separator).toBe(';')
    expect(table.headers).toEqual(['name', 'a,b,c'])
    expect(cells).toEqual([['Pomme', '1,2,3']])
  })

  it('IMP-1 a file without headings is told by its data, or by the caller', async () => {
    const mails = 'Anna,anna@pomme.example\nBela,bela@pomme.example\n'
    expect((await readWhole(mails)).table).toMatchObject({
      headers: ['Column 1', 'Column 2'],
      dialect: { header: false },
    })
    expect((await readWhole(mails)).rows).toHaveLength(2)
    const names = 'Anna,Paris\nBela,Lyon\n'
    expect((await readWhole(names)).rows).toHaveLength(1)
    expect((await readWhole(names, { header: false })).rows).toHaveLength(2)
  })

  it('IMP-1 a file of blanks is refused as empty', async () => {
    for (const text of ['', '\n\n', ' \n,,\n', '\ufeff', '\n ;;\n', '""|""\n'])
      expect(await refusalOf(text)).toEqual({ code: 'file-empty' })
  })

  it('IMP-1 a table opens its file again and gives the same rows', async () => {
    let opened = 0
    const result = await readTable(() => {
      opened++
      return new Blob(['a,b\n1,2\n3,4\n']).stream()
    })
    if (!result.ok) throw new Error(result.error.code)
    expect(await rowsOf(result.value)).toEqual(await rowsOf(result.value))
    expect(opened).toBeGreaterThanOrEqual(3)
  })

  it('IMP-1 the fast path for quoted cells agrees with the general parser', async () => {
    const cells = ['x', '', 'a,b', '\n', '","', '"', '""', 'a""b', ' ', '\r\n', ',', '",\n"']
    const lines = cells.flatMap((a) => cells.map((b) => [a, b]))
    const quoted = lines.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n')
    const { rows } = await readWhole(`"h1","h2"\n${'"p","q"\n'.repeat(9000)}${quoted}\n`, {
      separator: ',',
      newline: '\n',
    })
    const expected = lines.filter((row) => row.some((cell) => cell.trim() !== ''))
    expect(rows.slice(9000).map((row) => row.cells)).toEqual(
      expected.map(([a = '', b = '']) => [a, b.replace(/\r$/, '')]),
    )
  })
})
