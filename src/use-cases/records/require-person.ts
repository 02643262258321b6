/** What a person who was anonymized is no longer: somebody to write about. Rules: docs/concepts/privacy.md (PTY-6). @module */
import type { Contact } from '../../party/contact.ts'
import { inputError } from '../input-error.ts'

/** That a contact can still change. @throws {CrmError} invalid-input - the person was anonymized */
export function requirePerson(contact: Pick<Contact, 'id' | 'anonymizedAt'>): void {
  if (contact.anonymizedAt === undefined) return
  const remedy = 'Nothing of it changes any more. Should the person come back, create a new contact.'
  throw inputError([{ path: 'id', problem: 'anonymized', value: contact.id, remedy }])
}
