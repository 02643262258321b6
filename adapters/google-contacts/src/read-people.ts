/** Reading people: page by page, and by name. @module */

import { type Fields, fieldsOf, itemsOf, readJson, textOf } from '@crmkit/adapter-kit'
import type { ContactDirectory, DirectoryRead, DirectoryReadAnswer } from 'crmkit'
import { isTokenExpired, readAnswer, type Unanswered } from './answers.ts'
import { contactSources, entryOf, isDeleted, namesOf, personFields } from './entry.ts'
import type { Ask } from './people-client.ts'

/** The most that are asked for by name at once. */
const mostNames = 200

/** The code of gRPC for somebody who is not there. */
const notFound = 5

/** A token of ours: Google's belong to the parameters that they were given for, and those of a page to their sync token. */
interface Token {
  readonly parameters: string
  readonly page?: string
  readonly sync?: string
}

/** Reads a page. */
export async function readPage(ask: Ask, pageSize: number, read: DirectoryRead): Promise<DirectoryReadAnswer> {
  const parameters = `1 ${personFields} ${pageSize}`
  const given = readToken(read.pageToken ?? read.syncToken)
  if (given === null) return { kind: 'refused', problem: 'the token is none of this directory' }
  // Another version of this package, or another page size: Google would refuse its own token.
  if (given.parameters !== undefined && given.parameters !== parameters) return { kind: 'token-expired' }
  const { page, sync } = given
  const asked = await ask((client, options) =>
    client.people.connections.list(
      {
        resourceName: 'people/me',
        personFields,
        sources: contactSources,
        pageSize,
        requestSyncToken: true,
        ...(page !== undefined && { pageToken: page }),
        ...(sync !== undefined && { syncToken: sync }),
      },
      options,
    ),
  )
  if (asked.kind !== 'answered') return isTokenExpired(asked) ? { kind: 'token-expired' } : readAnswer(asked)
  const { connections, nextPageToken, nextSyncToken } = asked.value
  const people = itemsOf(connections).map(fieldsOf)
  const content = {
    kind: 'page',
    entries: people.flatMap((person) => (isDeleted(person) ? [] : (entryOf(person) ?? []))),
    deletedEntryIds: people.flatMap((person) => (isDeleted(person) ? namesOf(person) : [])),
  } as const
  const next = textOf(nextPageToken)
  if (next !== '') {
    const token: Token = { parameters, page: next, ...(sync !== undefined && { sync }) }
    return { ...content, nextPageToken: JSON.stringify(token) }
  }
  const renewed = textOf(nextSyncToken)
  return renewed === '' ? content : { ...content, syncToken: JSON.stringify({ parameters, sync: renewed }) }
}

/** People by their names, as they stand there now; those that are not there are left out. */
export async function readPeople(
  ask: Ask,
  names: readonly string[],
): Promise<{ readonly kind: 'people'; readonly people: ReadonlyMap<string, Fields> } | Unanswered> {
  const found = new Map<string, Fields>()
  for (let first = 0; first < names.length; first += mostNames) {
    const resourceNames = names.slice(first, first + mostNames)
    const asked = await ask((client, options) =>
      client.people.getBatchGet({ resourceNames, personFields, sources: contactSources }, options),
    )
    if (asked.kind !== 'answered') return asked
    const told = new Set<string>()
    for (const response of itemsOf(asked.value['responses']).map(fieldsOf)) {
      const person = fieldsOf(response['person'])
      const name = textOf(response['requestedResourceName']) || textOf(person['resourceName'])
      if (!isFailure(response)) told.add(name)
      if (entryOf(person) !== null) found.set(name, person)
    }
    // Whoever is not told of may be there all the same: he must not be taken for deleted.
    if (resourceNames.some((name) => !told.has(name))) return { kind: 'lost', problem: 'an answer that is not whole' }
  }
  return { kind: 'people', people: found }
}

/** Entries by their ids. */
export async function readEntries(ask: Ask, entryIds: readonly string[]): ReturnType<ContactDirectory['readEntries']> {
  const found = await readPeople(ask, [...new Set(entryIds)])
  if (found.kind !== 'people') return readAnswer(found)
  return { kind: 'entries', entries: [...found.people].flatMap(([name, person]) => entryOf(person, name) ?? []) }
}

/** Whether nothing is known of somebody who was asked for; that he is not there is something. */
function isFailure(response: Fields): boolean {
  const code = fieldsOf(response['status'])['code'] ?? 0
  return code !== 0 && code !== notFound
}

function readToken(text: string | undefined): Partial<Token> | null {
  if (text === undefined) return {}
  const { parameters, page, sync } = fieldsOf(readJson(text))
  if (typeof parameters !== 'string') return null
  return {
    parameters,
    ...(typeof page === 'string' && { page }),
    ...(typeof sync === 'string' && { sync }),
  }
}
