/** The people and groups of one account, as Google keeps them: with versions, a history and a delay. @module */

import type { Fields } from '@crmkit/adapter-kit'
import type { Clock } from 'crmkit'
import { ApiError, invalid } from './api-error.ts'

/** What stands of a person, field by field: `names`, `phoneNumbers` … */
export type PersonContent = Readonly<Record<string, readonly Fields[]>>

/** A person at one moment. */
export interface BookPerson {
  readonly resourceName: string
  /** Stays what it is where the resource name changes. */
  readonly sourceId: string
  readonly etag: string
  readonly updatedAt: number
  readonly previousNames: readonly string[]
  readonly content: PersonContent
}

/** A group of the account. */
export interface BookGroup {
  readonly resourceName: string
  readonly name: string
  readonly isOfUser: boolean
}

/** What became of somebody; `null`: deleted. */
export interface BookChange {
  readonly sequence: number
  readonly at: number
  readonly resourceName: string
  readonly sourceId: string
  readonly previousNames: readonly string[]
  readonly person: BookPerson | null
}

/** The address book of one account. */
export interface AddressBook {
  /** Everybody who is there, at this moment. */
  people(): readonly BookPerson[]
  /** Whom a name leads to, an old one too. @throws {ApiError} 404 */
  find(resourceName: string): BookPerson
  /** @throws {ApiError} where nobody can be so */
  check(content: PersonContent): void
  create(content: PersonContent): BookPerson
  /** Replaces what is named; `etag`, if given, has to be the present one. @throws {ApiError} */
  update(resourceName: string, content: PersonContent, etag?: string): BookPerson
  remove(resourceName: string): void
  /** Gives somebody another resource name, as Google does when a contact is linked to a profile. */
  rename(resourceName: string): BookPerson
  groups(): readonly BookGroup[]
  /** @throws {ApiError} 409 where the name is taken */
  createGroup(name: string): BookGroup
  /** The changes up to one, the last of each person only, by their sources. */
  latest(upTo: number): readonly BookChange[]
  /** The last change that lists show by now. */
  shownUpTo(): number
}

const systemGroups = ['myContacts', 'starred', 'blocked']
/** To these, and to groups of the user, people may be added. */
const openSystemGroups = ['contactGroups/myContacts', 'contactGroups/starred']
const singletons = ['names', 'biographies', 'birthdays', 'genders']

/** Opens an empty address book. */
export function openBook(clock: Clock, visibleAfterMs: number): AddressBook {
  const people = new Map<string, BookPerson>()
  const renamed = new Map<string, string>()
  const groups = new Map<string, BookGroup>()
  const changes: BookChange[] = []
  let count = 0
  // Pages of one reading ask for the same.
  let known: { readonly upTo: number; readonly changes: readonly BookChange[] } = { upTo: -1, changes: [] }

  for (const name of systemGroups) {
    groups.set(`contactGroups/${name}`, { resourceName: `contactGroups/${name}`, name, isOfUser: false })
  }

  function put(person: Omit<BookPerson, 'etag' | 'updatedAt'>): BookPerson {
    const sequence = changes.length + 1
    const at = clock.now()
    const stored = { ...structuredClone(person), etag: `#${btoa(`${person.sourceId}/${sequence}`)}`, updatedAt: at }
    const { resourceName, sourceId, previousNames } = stored
    changes.push({ sequence, at, resourceName, sourceId, previousNames, person: stored })
    people.set(resourceName, stored)
    return stored
  }

  function find(resourceName: string): BookPerson {
    const person = people.get(renamed.get(resourceName) ?? resourceName)
    if (person === undefined) throw new ApiError(404, 'Requested entity was not found.')
    return person
  }

  function check(content: PersonContent): void {
    for (const field of singletons) {
      if ((content[field] ?? []).length > 1) throw invalid(`Field ${field} is a singleton for contact sources.`)
    }
    for (const name of groupNames(content)) {
      const group = groups.get(name)
      if (group === undefined || !(group.isOfUser || openSystemGroups.includes(name))) {
        throw invalid(`Contact group ${name} can't be used.`)
      }
    }
  }

  return {
    people: () => [...people.values()],
    find,
    check,
    create(content) {
      check(content)
      count += 1
      const sourceId = count.toString(16).padStart(8, '0')
      const memberships = content['memberships'] ?? [membership('contactGroups/myContacts')]
      const resourceName = `people/c${String(count).padStart(9, '0')}`
      return put({ resourceName, sourceId, previousNames: [], content: { ...content, memberships } })
    },
    update(resourceName, content, etag) {
      const person = find(resourceName)
      if (etag !== undefined && etag !== person.etag) {
        const message =
          'Request person.etag is different than the current person.etag. Clear local cache and get the latest person.'
        throw new ApiError(400, message, { status: 'FAILED_PRECONDITION', reason: 'failedPrecondition' })
      }
      check(content)
      if (content['memberships'] !== undefined && groupNames(content).length === 0) {
        throw invalid('At least one contact group membership is required.')
      }
      return put({ ...person, content: { ...person.content, ...content } })
    },
    remove(resourceName) {
      const { resourceName: present, sourceId, previousNames } = find(resourceName)
      const sequence = changes.length + 1
      changes.push({ sequence, at: clock.now(), resourceName: present, sourceId, previousNames, person: null })
      people.delete(present)
    },
    rename(resourceName) {
      const person = find(resourceName)
      const { resourceName: old } = person
      people.delete(old)
      const name = `people/1${String(changes.length + 1).padStart(20, '0')}`
      for (const known of [...person.previousNames, old]) renamed.set(known, name)
      return put({ ...person, resourceName: name, previousNames: [...person.previousNames, old] })
    },
    groups: () => [...groups.values()],
    createGroup(name) {
      if ([...groups.values()].some((group) => group.name === name)) {
        throw new ApiError(409, 'Contact group name already exists.')
      }
      const resourceName = `contactGroups/${(groups.size + 1).toString(16).padStart(8, 'a')}`
      const group = { resourceName, name, isOfUser: true }
      groups.set(resourceName, group)
      return group
    },
    latest(upTo) {
      if (known.upTo === upTo) return known.changes
      // Whoever was renamed is the same person: his source says so.
      const latest = new Map<string, BookChange>()
      for (const change of changes.slice(0, upTo)) latest.set(change.sourceId, change)
      known = { upTo, changes: [...latest.values()].sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1)) }
      return known.changes
    },
    shownUpTo: () => changes.findLast(({ at }) => at <= clock.now() - visibleAfterMs)?.sequence ?? 0,
  }
}

/** Somebody's place in a group. */
export function membership(resourceName: string): Fields {
  const id = resourceName.replace('contactGroups/', '')
  return { contactGroupMembership: { contactGroupId: id, contactGroupResourceName: resourceName } }
}

/** The groups that a person is in. */
export function groupNames(content: PersonContent): readonly string[] {
  return (content['memberships'] ?? []).flatMap(({ contactGroupMembership: of }) => {
    const isOne = typeof of === 'object' && of !== null && 'contactGroupResourceName' in of
    return isOne && typeof of.contactGroupResourceName === 'string' ? of.contactGroupResourceName : []
  })
}
