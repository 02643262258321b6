/** Contacts as rows. @module */
import type { Contact, PartyIndex, UnnumberedContact } from 'crmkit'
import { numeral } from './encode.ts'
import type { Row } from './executor.ts'
import { partyColumns, stampColumns, toPartyFields, toStamp } from './party-columns.ts'
import type { Table } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** A contact to write, with the number that it has or gets. */
export interface ContactRow {
  readonly record: UnnumberedContact
  readonly number: number
  readonly index: PartyIndex
}

/** The table of contacts. */
export const contactTable: Table<ContactRow> = {
  name: 'contacts',
  columns: [
    { name: 'id', type: 'uuid', value: ({ record }) => record.id },
    { name: 'number', type: 'bigint', value: ({ number }) => number },
    { name: 'given_name', type: 'text', value: ({ record }) => record.givenName ?? null },
    { name: 'family_name', type: 'text', value: ({ record }) => record.familyName ?? null },
    { name: 'honorific', type: 'text', value: ({ record }) => record.honorific ?? null },
    { name: 'birthday', type: 'date', value: ({ record }) => record.birthday ?? null },
    ...partyColumns<ContactRow>(({ record }) => record),
    ...stampColumns<ContactRow>(({ record }) => record),
    { name: 'anonymized_at', type: 'bigint', value: ({ record }) => numeral(record.anonymizedAt) },
    { name: 'sort_key', type: 'text', value: ({ index }) => index.sortKey },
    { name: 'search_text', type: 'text', value: ({ index }) => index.searchText },
  ],
}

/** The columns that make a contact: what lists sort and search by is left out. */
export const contactColumns: Table<ContactRow>['columns'] = contactTable.columns.slice(0, -2)

const read = cellReader(contactColumns.map((column) => column.name))

/** A row of {@link contactColumns} as a contact. */
export function toContact(row: Row): Contact {
  const cells = read(row)
  return present(toStamp(cells), toPartyFields(cells), {
    id: cells.text('id'),
    number: cells.integer('number'),
    givenName: cells.optional('given_name'),
    familyName: cells.optional('family_name'),
    honorific: cells.optional('honorific'),
    birthday: cells.day('birthday'),
    anonymizedAt: cells.optionalInteger('anonymized_at'),
  })
}
