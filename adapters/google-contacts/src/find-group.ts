/** The group whose people take part. @module */

import { type Fields, fieldsOf, itemsOf, textOf } from '@crmkit/adapter-kit'
import type { ContactDirectory } from 'crmkit'
import { readAnswer, type Unanswered } from './answers.ts'
import type { Ask } from './people-client.ts'

const groupFields = 'name,groupType'

/** Finds a group of the user's by its name, or makes it. */
export async function ensureGroup(ask: Ask, name: string): ReturnType<ContactDirectory['ensureGroup']> {
  const known = await findGroup(ask, name)
  if (known.kind === 'group') return groupAnswer(known.group, name)
  if (known.kind !== 'none') return readAnswer(known)
  const made = await ask((client, options) =>
    client.contactGroups.create({ requestBody: { contactGroup: { name }, readGroupFields: groupFields } }, options),
  )
  if (made.kind === 'answered') return groupAnswer(made.value, name)
  if (made.kind !== 'refused' || made.status !== 409) return readAnswer(made)
  // Somebody else was first; lists may not show it yet.
  const again = await findGroup(ask, name)
  if (again.kind === 'group') return groupAnswer(again.group, name)
  if (again.kind !== 'none') return readAnswer(again)
  return again.isTaken
    ? { kind: 'refused', problem: 'a group of Google’s own has this name' }
    : { kind: 'postponed', problem: 'the group was not made' }
}

async function findGroup(
  ask: Ask,
  name: string,
): Promise<
  { readonly kind: 'group'; readonly group: Fields } | { readonly kind: 'none'; readonly isTaken: boolean } | Unanswered
> {
  let isTaken = false
  let pageToken = ''
  do {
    const page: { readonly pageToken?: string } = pageToken === '' ? {} : { pageToken }
    const asked = await ask((client, options) =>
      client.contactGroups.list({ pageSize: 1_000, groupFields, ...page }, options),
    )
    if (asked.kind !== 'answered') return asked
    for (const group of itemsOf(asked.value['contactGroups']).map(fieldsOf)) {
      if (group['name'] !== name) continue
      if (group['groupType'] === 'USER_CONTACT_GROUP') return { kind: 'group', group }
      isTaken = true
    }
    pageToken = textOf(asked.value['nextPageToken'])
  } while (pageToken !== '')
  return { kind: 'none', isTaken }
}

function groupAnswer({ resourceName }: Fields, name: string): Awaited<ReturnType<ContactDirectory['ensureGroup']>> {
  const groupId = textOf(resourceName)
  return groupId === ''
    ? { kind: 'postponed', problem: 'an answer that is not whole' }
    : { kind: 'group', group: { groupId, name } }
}
