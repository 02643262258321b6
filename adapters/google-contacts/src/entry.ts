/** People as entries of a directory. @module */

import { type Fields, fieldsOf, itemsOf, textOf } from '@crmkit/adapter-kit'
import type { DirectoryEntry } from 'crmkit/domain'
import { fieldsOfPerson } from './person-fields.ts'

/** What is read of a person: what the fields are made of, and what ties them to us. */
export const personFields = 'metadata,names,phoneNumbers,emailAddresses,addresses,organizations,memberships,clientData'

/** Contacts only: what people say of themselves can't be written. */
export const contactSources: readonly string[] = ['READ_SOURCE_TYPE_CONTACT']

/** Under which name our mark is kept with a person. Nobody sees it over there. */
const markKey = 'crmkit'

/** Our mark. */
export function markOf(contactId: string): Fields {
  return { key: markKey, value: contactId }
}

/** A person as an entry, with the names that he had before; `null`: it is no contact. */
export function entryOf(person: Fields, asked?: string): DirectoryEntry | null {
  const source = contactSourceOf(person)
  const [entryId, version] = [textOf(person['resourceName']), textOf(source['etag'])]
  if (entryId === '' || version === '') return null
  const former = [...new Set([...namesOf(person), asked ?? ''])].filter((name) => name !== '' && name !== entryId)
  const contactId = contactIdOf(person)
  const changedAt = Date.parse(textOf(source['updateTime']))
  return {
    entryId,
    ...(former.length > 0 && { formerEntryIds: former }),
    version,
    fields: fieldsOfPerson(person),
    groupIds: itemsOf(person['memberships']).flatMap((each) => {
      return textOf(fieldsOf(fieldsOf(each)['contactGroupMembership'])['contactGroupResourceName']) || []
    }),
    ...(contactId !== '' && { contactId }),
    ...(Number.isFinite(changedAt) && { changedAt }),
  }
}

/** The name of a person, and those that he had before: lists of changes tell them. */
export function namesOf(person: Fields): readonly string[] {
  const former = itemsOf(fieldsOf(person['metadata'])['previousResourceNames'])
  return [person['resourceName'], ...former].map(textOf).filter((name) => name !== '')
}

/** The contact that a person was made for; `''`: it was not made by us. */
export function contactIdOf(person: Fields): string {
  const mark = itemsOf(person['clientData'])
    .map(fieldsOf)
    .find(({ key }) => key === markKey)
  return textOf(mark?.['value'])
}

/** What a person is as a contact, with its version. */
export function contactSourceOf(person: Fields): Fields {
  const sources = itemsOf(fieldsOf(person['metadata'])['sources']).map(fieldsOf)
  return sources.find(({ type }) => type === 'CONTACT') ?? {}
}

/** Whether a person was deleted: lists of changes say so. */
export function isDeleted(person: Fields): boolean {
  return fieldsOf(person['metadata'])['deleted'] === true
}
