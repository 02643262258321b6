/** People of both sides, as the tests of the directory need them. @module */
import {
  type DirectoryContact,
  type DirectoryEntry,
  type DirectoryFields,
  identifyingEmails,
  type LinkedPair,
  newLink,
} from 'crmkit/domain'

export const groupId = 'groups/crmkit'

/** Anna Pépin, whose contact was changed at 10. */
export function contact(
  contactId: string,
  fields: DirectoryFields,
  rest: Partial<Omit<DirectoryContact, 'fields'>> = {},
): DirectoryContact {
  const named = { givenName: 'Anna', familyName: 'Pépin', ...fields }
  const emails = identifyingEmails(named)
  return { contactId, version: 1, updatedAt: 10, isTrashed: false, takesPart: true, fields: named, emails, ...rest }
}

/** Anna Pépin, whose entry was changed at 20. */
export function entry(
  entryId: string,
  fields: DirectoryFields,
  rest: Partial<Omit<DirectoryEntry, 'fields'>> = {},
): DirectoryEntry {
  const named = { givenName: 'Anna', familyName: 'Pépin', ...fields }
  return { entryId, version: `${entryId}-1`, changedAt: 20, groupIds: [groupId], fields: named, ...rest }
}

/** A pair that was synchronized with these fields. */
export function linked(contactId: string, entryId: string, fields: DirectoryFields): LinkedPair {
  const named = { givenName: 'Anna', familyName: 'Pépin', ...fields }
  return { ...newLink(contactId, entry(entryId, named)), base: { here: named, there: named } }
}
