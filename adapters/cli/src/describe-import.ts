/** An import in words: the file and its columns before, the figures after. @module */

import type { ImportCounts, KindCounts } from 'crmkit'
import { importFields } from 'crmkit/domain'
import type { InspectedFile } from './inspect-file.ts'
import { count, counted, textTable } from './text-table.ts'

/** What a file is and what its columns mean. */
export function describeFile(file: InspectedFile): string {
  const { table, mapping, leftOut } = file
  const separator = separatorNames[table.dialect.separator] ?? table.dialect.separator
  const columns = Object.entries(mapping).flatMap(([heading, field]) =>
    field === null ? [] : [[heading, '→', importFields.get(field)?.label ?? field, `(${field})`]],
  )
  return [
    `${file.name}: ${counted(file.rows, 'row')}, ${table.encoding ?? 'text'}, separated by ${separator}`,
    '',
    file.isMapped
      ? 'Columns, as the map says:'
      : 'Columns, as their headings suggest (--map FILE.json says otherwise):',
    textTable(columns, { indent: '  ' }),
    ...(leftOut.length > 0 ? [`Left out: ${leftOut.slice(0, mostLeftOut).join(', ')}${andMore(leftOut)}`] : []),
    ...(table.dialect.header ? [] : [noHeadings]),
    ...(file.rows === 0 ? ['There is no row below the headings: nothing to import.'] : []),
  ].join('\n')
}

/** As many as a person reads: sheets may have hundreds of columns. */
const mostLeftOut = 40

function andMore({ length }: readonly string[]): string {
  return length > mostLeftOut ? ` and ${count(length - mostLeftOut)} more` : ''
}

const noHeadings =
  'No headings were found, the first row looks like data: say what columns are with --map FILE.json, such as {"Column 1": "company.name"}, or write headings above them.'

/** The figures of an import. */
export function describeCounts({ rows, companies, contacts, invalid, decidedAnew }: ImportCounts): string {
  const lines = [
    ['', 'created', 'updated', 'unchanged', 'skipped', 'ambiguous'],
    ['companies', ...cellsOf(companies)],
    ['contacts', ...cellsOf(contacts)],
  ]
  return [
    textTable(lines, { numbers: [1, 2, 3, 4, 5], indent: '  ' }),
    `  ${counted(rows, 'row')}, ${count(invalid)} of them invalid`,
    ...(companies.sibling > 0
      ? [`  ${count(companies.sibling)} of the companies created are further establishments of known ones`]
      : []),
    ...(decidedAnew > 0
      ? [`  ${counted(decidedAnew, 'row')} came out otherwise than foreseen: records had changed`]
      : []),
  ].join('\n')
}

const separatorNames: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' }

function cellsOf({ created, updated, unchanged, skipped, ambiguous }: KindCounts): readonly string[] {
  return [created, updated, unchanged, skipped, ambiguous].map(count)
}
