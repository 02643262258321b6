/** What stands on every record and no input writes. @module */
import type { Company } from '../../party/company.ts'
import type { Contact } from '../../party/contact.ts'
import type { RecordStamp } from '../../party/record.ts'

/** The stored facts of a record that no input writes. */
export function recordStamp<Id extends Company['id'] | Contact['id']>(
  record: RecordStamp & { readonly id: Id; readonly number: number },
): RecordStamp & { readonly id: Id; readonly number: number } {
  const { id, number, version, createdAt, updatedAt, trashedAt, origin } = record
  const stamp = { id, number, version, createdAt, updatedAt }
  return { ...stamp, ...(trashedAt !== undefined && { trashedAt }), ...(origin !== undefined && { origin }) }
}
