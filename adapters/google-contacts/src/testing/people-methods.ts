/** The methods of the People API on one address book. @module */
import { type Fields, fieldsOf, itemsOf, textOf } from '@crmkit/adapter-kit'
import { type AddressBook, type BookGroup, groupNames, membership } from './address-book.ts'
import { ApiError, invalid } from './api-error.ts'
import { type ListingRules, listConnections } from './list-connections.ts'
import { contentOf, readMask, type Showing, showPerson, writeMask } from './shown-person.ts'

/** A request, read. */
export interface MethodCall {
  readonly method: string
  /** Without `/v1/`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Fields
}

/** How strict the interface is, and what lists depend on. */
export interface MethodRules extends ListingRules {
  /** Whether one person who can't be changed has the whole batch refused. */
  readonly refusesWholeBatches: boolean
}

/** Answers a call. @throws {ApiError} */
export function callMethod(book: AddressBook, call: MethodCall, rules: MethodRules): Fields {
  const { method, path, query, body } = call
  const one = /^(people\/\w+)(?::(\w+))?$/.exec(path)
  switch (`${method} ${one === null ? path : `people/*${one[2] === undefined ? '' : `:${one[2]}`}`}`) {
    case 'GET people/me/connections':
      return listConnections(book, query, rules)
    case 'GET people:batchGet':
      return batchGet(book, query)
    case 'GET people/*':
      return showPerson(book.find(one?.[1] ?? ''), showingOf(query, query.get('personFields')))
    case 'POST people:createContact':
      return showPerson(book.create(newContent(body)), showingOf(query, query.get('personFields') ?? 'names,metadata'))
    case 'PATCH people/*:updateContact': {
      const fields = writeMask(query.get('updatePersonFields'), 'updatePersonFields')
      const person = update(book, one?.[1] ?? '', body, fields)
      return showPerson(person, showingOf(query, query.get('personFields') ?? fields.join(',')))
    }
    case 'DELETE people/*:deleteContact':
      book.remove(one?.[1] ?? '')
      return {}
    case 'POST people:batchCreateContacts':
      return batchCreate(book, body, rules)
    case 'POST people:batchUpdateContacts':
      return batchUpdate(book, body, rules)
    case 'POST people:batchDeleteContacts':
      return batchDelete(book, body)
    case 'GET contactGroups':
      return listGroups(book, query)
    case 'POST contactGroups': {
      const name = textOf(fieldsOf(body['contactGroup'])['name'])
      if (name.trim() === '') throw invalid('Contact group name is required.')
      return showGroup(book, book.createGroup(name))
    }
  }
  if (method === 'POST' && path.endsWith('/members:modify')) {
    return modifyMembers(book, path.replace('/members:modify', ''), body)
  }
  throw new ApiError(404, 'The requested URL was not found on this server.')
}

function batchGet(book: AddressBook, query: URLSearchParams): Fields {
  const names = query.getAll('resourceNames')
  if (names.length > 200) throw invalid('At most 200 resource names.')
  const showing = showingOf(query, query.get('personFields'))
  return { responses: names.map((name) => oneOf(name, () => showPerson(book.find(name), showing))) }
}

function batchCreate(book: AddressBook, body: Fields, rules: MethodRules): Fields {
  const contacts = itemsOf(body['contacts'])
  if (contacts.length === 0 || contacts.length > 200) throw invalid('Between 1 and 200 contacts.')
  const showing = showingOfBody(body)
  const contents = contacts.map((contact) => newContent(fieldsOf(fieldsOf(contact)['contactPerson'])))
  if (rules.refusesWholeBatches) for (const content of contents) book.check(content)
  const created = contents.map((content) => oneOf('', () => showPerson(book.create(content), showing ?? unmasked)))
  return showing === null ? {} : { createdPeople: created }
}

function batchUpdate(book: AddressBook, body: Fields, rules: MethodRules): Fields {
  const contacts = Object.entries(fieldsOf(body['contacts']))
  if (contacts.length === 0 || contacts.length > 200) throw invalid('Between 1 and 200 contacts.')
  const fields = writeMask(textOf(body['updateMask']), 'updateMask')
  const showing = showingOfBody(body)
  for (const [name, contact] of contacts) {
    const etag = etagOf(fieldsOf(contact))
    if (rules.refusesWholeBatches && book.find(name).etag !== etag) {
      const message = 'One of the contacts has changed since it was read.'
      throw new ApiError(400, message, { status: 'FAILED_PRECONDITION', reason: 'failedPrecondition' })
    }
  }
  const results = contacts.map(([name, contact]) => {
    const answer = oneOf(name, () => {
      const person = update(book, name, fieldsOf(contact), fields)
      return showPerson(person, showing ?? unmasked)
    })
    return [name, answer] as const
  })
  return showing === null ? {} : { updateResult: Object.fromEntries(results) }
}

function batchDelete(book: AddressBook, body: Fields): Fields {
  const names = itemsOf(body['resourceNames']).map(textOf)
  if (names.length === 0 || names.length > 500) throw invalid('Between 1 and 500 resource names.')
  for (const name of names) book.find(name)
  for (const name of names) book.remove(name)
  return {}
}

function listGroups(book: AddressBook, query: URLSearchParams): Fields {
  const asked = Number(query.get('pageSize') ?? '0')
  if (!(asked >= 0 && asked <= 1_000)) throw invalid('pageSize has to be between 1 and 1000.')
  const groups = book.groups()
  const start = Number(query.get('pageToken') ?? '0')
  const end = start + (asked === 0 ? 30 : asked)
  return {
    contactGroups: groups.slice(start, end).map((group) => showGroup(book, group)),
    ...(end < groups.length && { nextPageToken: String(end) }),
    totalItems: groups.length,
  }
}

function modifyMembers(book: AddressBook, group: string, body: Fields): Fields {
  const [added, removed] = [itemsOf(body['resourceNamesToAdd']), itemsOf(body['resourceNamesToRemove'])]
  if (added.length + removed.length > 1_000) throw invalid('At most 1000 resource names.')
  const lost: string[] = []
  const change = (name: string, isIn: boolean) => {
    const { content } = book.find(name)
    const others = groupNames(content).filter((other) => other !== group)
    const memberships = (isIn ? [...others, group] : others).map(membership)
    if (memberships.length === 0) lost.push(name)
    else book.update(name, { memberships })
  }
  for (const name of added) change(textOf(name), true)
  for (const name of removed) change(textOf(name), false)
  return lost.length === 0 ? {} : { canNotRemoveLastContactGroupResourceNames: lost }
}

function update(book: AddressBook, name: string, person: Fields, fields: readonly string[]) {
  const etag = etagOf(person)
  if (etag === null) throw invalid('person.metadata.sources has to name the source of the contact with its etag.')
  return book.update(name, contentOf(person, fields), etag)
}

function etagOf(person: Fields): string | null {
  const sources = itemsOf(fieldsOf(person['metadata'])['sources']).map(fieldsOf)
  return textOf(sources.find(({ type }) => type === 'CONTACT')?.['etag']) || null
}

/** What a new person consists of: fields that were left out are not there. */
function newContent(person: Fields) {
  return contentOf(
    person,
    Object.keys(person).filter((field) => Array.isArray(person[field])),
  )
}

/** The answer about one of several. */
function oneOf(requestedResourceName: string, act: () => Fields): Fields {
  const named = requestedResourceName === '' ? {} : { requestedResourceName }
  try {
    return { httpStatusCode: 200, person: act(), status: {}, ...named }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { httpStatusCode: error.httpStatus, status: error.ofOne, ...named }
  }
}

const unmasked: Showing = { mask: [], sources: ['READ_SOURCE_TYPE_CONTACT'] }

function showingOf(query: URLSearchParams, mask: string | null): Showing {
  return { mask: readMask(mask, 'personFields'), sources: query.getAll('sources') }
}

/** `null`: nothing is to be read after the change. */
function showingOfBody(body: Fields): Showing | null {
  const mask = textOf(body['readMask'])
  if (mask === '') return null
  return { mask: readMask(mask, 'readMask'), sources: itemsOf(body['sources']).map(textOf) }
}

function showGroup(book: AddressBook, { resourceName, name, isOfUser }: BookGroup): Fields {
  const members = book.people().filter(({ content }) => groupNames(content).includes(resourceName))
  return {
    resourceName,
    etag: btoa(name.replace(/[^ -~]/g, '?')),
    name,
    formattedName: name,
    groupType: isOfUser ? 'USER_CONTACT_GROUP' : 'SYSTEM_CONTACT_GROUP',
    memberCount: members.length,
  }
}
