/** Records in a sentence: “Pomme SARL” (no. 12, Paris). @module */
import type { Desk } from 'crmkit'
import type { CreatedRecord } from './import-findings.ts'

/** Tells what a record is called. */
export interface RecordLabels {
  company(id: string): Promise<string>
  contact(id: string): Promise<string>
}

/** Labels of the records that a desk sees, and of those that rows would create. */
export function recordLabels(desk: Desk, created: ReadonlyMap<string, CreatedRecord>): RecordLabels {
  return {
    company: async (id) => {
      const company = await desk.companies.find(id)
      if (company === null) return unwritten(created.get(id))
      const city = company.addresses.find((address) => address.city !== undefined)?.city
      return `“${company.name}” (${[`no. ${company.number}`, company.siret, city].filter(Boolean).join(', ')})`
    },
    contact: async (id) => {
      const contact = await desk.contacts.find(id)
      if (contact === null) return unwritten(created.get(id))
      return `“${[contact.givenName, contact.familyName].filter(Boolean).join(' ')}” (no. ${contact.number})`
    },
  }
}

/** A plan may speak of records that only its earlier rows would create. */
function unwritten(record: CreatedRecord | undefined): string {
  return record === undefined ? 'what an earlier row creates' : `“${record.name}” of row ${record.row}`
}
