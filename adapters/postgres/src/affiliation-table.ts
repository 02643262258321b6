/** Affiliations as rows. @module */
import type { Affiliation } from 'crmkit'
import { json } from './encode.ts'
import type { Row } from './executor.ts'
import { stampColumns, toStamp } from './party-columns.ts'
import type { Table } from './table.ts'
import { cellReader, present } from './to-record.ts'

/** The table of affiliations. */
export const affiliationTable: Table<Affiliation> = {
  name: 'affiliations',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'contact_id', type: 'uuid', value: (record) => record.contactId },
    { name: 'company_id', type: 'uuid', value: (record) => record.companyId },
    { name: 'job_title', type: 'text', value: (record) => record.jobTitle ?? null },
    { name: 'department', type: 'text', value: (record) => record.department ?? null },
    { name: 'emails', type: 'jsonb', value: (record) => json(record.emails) },
    { name: 'phones', type: 'jsonb', value: (record) => json(record.phones) },
    { name: 'first_day', type: 'date', value: (record) => record.from ?? null },
    { name: 'last_day', type: 'date', value: (record) => record.to ?? null },
    { name: 'is_primary', type: 'boolean', value: (record) => String(record.isPrimary) },
    ...stampColumns<Affiliation>((record) => record),
  ],
}

const read = cellReader(affiliationTable.columns.map((column) => column.name))

/** A row of the table's columns as an affiliation. */
export function toAffiliation(row: Row): Affiliation {
  const cells = read(row)
  return present({
    ...toStamp(cells),
    id: cells.text('id'),
    contactId: cells.text('contact_id'),
    companyId: cells.text('company_id'),
    jobTitle: cells.optional('job_title'),
    department: cells.optional('department'),
    emails: cells.list<Affiliation['emails'][number]>('emails'),
    phones: cells.list<Affiliation['phones'][number]>('phones'),
    from: cells.day('first_day'),
    to: cells.day('last_day'),
    isPrimary: cells.flag('is_primary'),
  })
}
