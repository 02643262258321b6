/** Companies as rows. @module */
import type { Company, PartyIndex, UnnumberedCompany } from 'crmkit'
import { json } from './encode.ts'
import type { Row } from './executor.ts'
import { partyColumns, stampColumns, toPartyFields, toStamp } from './party-columns.ts'
import type { Table } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** A company to write, with the number that it has or gets. */
export interface CompanyRow {
  readonly record: UnnumberedCompany
  readonly number: number
  readonly index: PartyIndex
}

/** The table of companies. */
export const companyTable: Table<CompanyRow> = {
  name: 'companies',
  columns: [
    { name: 'id', type: 'uuid', value: ({ record }) => record.id },
    { name: 'number', type: 'bigint', value: ({ number }) => number },
    { name: 'name', type: 'text', value: ({ record }) => record.name },
    { name: 'other_names', type: 'jsonb', value: ({ record }) => json(record.otherNames) },
    { name: 'siret', type: 'text', value: ({ record }) => record.siret ?? null },
    { name: 'siren', type: 'text', value: ({ record }) => record.siren ?? null },
    { name: 'vat', type: 'text', value: ({ record }) => record.vat ?? null },
    { name: 'registration_number', type: 'text', value: ({ record }) => record.registrationNumber ?? null },
    { name: 'country', type: 'text', value: ({ record }) => record.country ?? null },
    { name: 'parent_id', type: 'uuid', value: ({ record }) => record.parentId ?? null },
    ...partyColumns<CompanyRow>(({ record }) => record),
    ...stampColumns<CompanyRow>(({ record }) => record),
    { name: 'sort_key', type: 'text', value: ({ index }) => index.sortKey },
    { name: 'search_text', type: 'text', value: ({ index }) => index.searchText },
  ],
}

/** The columns that make a company: what lists sort and search by is left out. */
export const companyColumns: Table<CompanyRow>['columns'] = companyTable.columns.slice(0, -2)

const read = cellReader(companyColumns.map((column) => column.name))

/** A row of {@link companyColumns} as a company. */
export function toCompany(row: Row): Company {
  const cells = read(row)
  return present(toStamp(cells), toPartyFields(cells), {
    id: cells.text('id'),
    number: cells.integer('number'),
    name: cells.text('name'),
    otherNames: cells.list<string>('other_names'),
    siret: cells.optional('siret'),
    siren: cells.optional('siren'),
    vat: cells.optional('vat'),
    registrationNumber: cells.optional('registration_number'),
    country: cells.optional('country'),
    parentId: cells.optional('parent_id'),
  })
}
