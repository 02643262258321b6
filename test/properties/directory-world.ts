/** Both sides of a directory, as people use them at random, and everything that was ever written. @module */
import {
  type DirectoryDecisionKind,
  type DirectoryFields,
  directoryFields,
  usualDirectorySettings,
} from 'crmkit/domain'
import { type FixedClock, fixedClock, type MemoryDirectory, memoryDirectory } from 'crmkit/testing'
import { type Host, newHost, saveContact, synchronize } from '../unit/directory/sync-loop.ts'

export const textFields = ['givenName', 'familyName', 'jobTitle'] as const
export const listFields = ['homeEmails', 'mobilePhones', 'homePhones', 'workPhones', 'homeAddresses'] as const

export type Side = 'here' | 'there'
export type TextField = (typeof textFields)[number]
export type ListField = (typeof listFields)[number]

export type Step =
  | { readonly kind: 'text'; readonly side: Side; readonly who: number; readonly field: TextField }
  | { readonly kind: 'add' | 'remove'; readonly side: Side; readonly who: number; readonly field: ListField }
  | { readonly kind: 'person'; readonly side: Side | 'both'; readonly hasJob: boolean }
  | { readonly kind: 'delete'; readonly side: Side; readonly who: number }
  | { readonly kind: 'restore' | 'group' | 'chosen'; readonly who: number }
  | { readonly kind: 'fail'; readonly how: 'request-lost' | 'answer-lost' | 'postponed' | 'read' | 'token' }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'sync'; readonly meanwhile: number }

/** Decisions that only tell. */
export const idle: ReadonlySet<DirectoryDecisionKind> = new Set(['ambiguous', 'unnamed', 'outside-group', 'held'])

/** Both sides, and everything that anybody ever wrote. */
export class World {
  readonly clock: FixedClock = fixedClock()
  readonly directory: MemoryDirectory
  readonly host: Host
  readonly written = new Set<string>()
  /** What somebody saw and replaced, or removed. */
  readonly replaced = new Set<string>()
  #count = 0

  constructor(
    groupId: string,
    deletions: 'unlink' | 'delete',
    open: (clock: FixedClock) => MemoryDirectory = (clock) =>
      memoryDirectory({ clock, pageSize: 2, visibleAfterMs: 5 * 60_000, mostWrites: 3 }),
  ) {
    this.directory = open(this.clock)
    const settings = { ...usualDirectorySettings, deletions, country: 'FR' }
    this.host = newHost({ clock: this.clock, directory: this.directory, settings, groupId })
  }

  async run(all: readonly Step[]): Promise<void> {
    const queue = [...all]
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      if (step.kind !== 'sync') await this.#take(step)
      else {
        let left = step.meanwhile
        await synchronize(this.host, async () => {
          const [next] = queue
          if (left === 0 || next === undefined || next.kind === 'sync') return
          left -= 1
          queue.shift()
          await this.#take(next)
        })
      }
    }
  }

  /** Synchronizes until there is nothing to do. */
  async rest(): Promise<void> {
    for (let pass = 0; pass < 40; pass += 1) {
      this.clock.advance(16 * 60_000)
      const decisions = await synchronize(this.host)
      if (decisions?.every(({ kind }) => idle.has(kind))) return
    }
    throw new Error('it never comes to rest')
  }

  #new(field: TextField | ListField): string {
    this.#count += 1
    const value = newValue(field, this.#count)
    this.written.add(value)
    return value
  }

  async #take(step: Exclude<Step, { kind: 'sync' }>): Promise<void> {
    this.clock.advance(1)
    const { host, directory } = this
    switch (step.kind) {
      case 'wait':
        return this.clock.advance(step.minutes * 60_000)
      case 'fail':
        if (step.how === 'read') return directory.failRead()
        return step.how === 'token' ? directory.expireTokens() : directory.failWrites(null, step.how)
      case 'person':
        return this.#addPerson(step.side, step.hasJob)
      case 'text':
        return this.#edit(step.side, step.who, ({ [step.field]: old }) => {
          if (old !== undefined) this.replaced.add(old)
          return { [step.field]: this.#new(step.field) }
        })
      case 'add':
        return this.#edit(step.side, step.who, (fields) => addItem(fields, step.field, this.#new(step.field)))
      case 'remove':
        return this.#edit(step.side, step.who, (fields) => {
          const [gone = '', ...rest] = itemsOf(fields, step.field)
          this.replaced.add(gone)
          return setItems(step.field, rest)
        })
      case 'delete':
        if (step.side === 'here') {
          const contact = pick([...host.contacts.values()], step.who)
          if (contact !== undefined) saveContact(host, contact.contactId, contact.fields, { isTrashed: true })
        } else {
          const entry = pick(directory.entries(), step.who)
          if (entry === undefined) return
          for (const value of valuesOf(entry.fields)) this.replaced.add(value)
          await directory.person.remove(entry.entryId)
        }
        return
      case 'restore':
      case 'chosen': {
        const contact = pick([...host.contacts.values()], step.who)
        if (contact === undefined) return
        const change = step.kind === 'restore' ? { isTrashed: false } : { takesPart: !contact.takesPart }
        return saveContact(host, contact.contactId, contact.fields, change)
      }
      case 'group': {
        const entry = pick(directory.entries(), step.who)
        if (entry === undefined) return
        await directory.person.setGroups(entry.entryId, entry.groupIds.length > 0 ? [] : [host.groupId])
      }
    }
  }

  async #addPerson(side: Side | 'both', hasJob: boolean): Promise<void> {
    const email = this.#new('homeEmails')
    const familyName = this.#new('familyName')
    if (side !== 'there') {
      const job = { companyName: 'Pomme SARL', jobTitle: this.#new('jobTitle') }
      const fields = { givenName: this.#new('givenName'), familyName, homeEmails: [email], ...(hasJob && job) }
      const affiliation = { affiliationId: 'job', companyId: 'pomme' }
      saveContact(this.host, `contact ${this.#count}`, fields, hasJob ? { job: affiliation } : {})
      if (!hasJob) this.written.delete(job.jobTitle)
    }
    if (side !== 'here') {
      const fields = { givenName: this.#new('givenName'), familyName, homeEmails: [email] }
      await this.directory.person.add(fields, [this.host.groupId])
    }
  }

  /** Somebody edits a record as he sees it. Of the work of a contact without a job there is nothing to edit. */
  async #edit(side: Side, who: number, change: (fields: DirectoryFields) => DirectoryFields): Promise<void> {
    if (side === 'there') {
      const entry = pick(this.directory.entries(), who)
      if (entry !== undefined) await this.directory.person.change(entry.entryId, change(entry.fields))
      return
    }
    const contact = pick([...this.host.contacts.values()], who)
    if (contact === undefined) return
    const [written, replaced] = [new Set(this.written), new Set(this.replaced)]
    const changes = change(contact.fields)
    const isOfJob = Object.keys(changes).some((field) => field === 'jobTitle' || field === 'workPhones')
    if (!isOfJob || contact.job !== undefined) {
      return saveContact(this.host, contact.contactId, { ...contact.fields, ...changes })
    }
    for (const value of this.written) if (!written.has(value)) this.written.delete(value)
    for (const value of this.replaced) if (!replaced.has(value)) this.replaced.delete(value)
  }
}

export function newValue(field: TextField | ListField, count: number): string {
  if (field === 'homeEmails') return `person${count}@pomme.example`
  const isPhone = field === 'homePhones' || field === 'mobilePhones' || field === 'workPhones'
  return isPhone ? `+336${String(12_000_000 + count)}` : `${field} ${count}`
}

export function itemsOf(fields: DirectoryFields, field: ListField): readonly string[] {
  if (field === 'homeAddresses') return (fields.homeAddresses ?? []).flatMap(({ line1 }) => line1 ?? [])
  return fields[field] ?? []
}

export function setItems(field: ListField, items: readonly string[]): DirectoryFields {
  return field === 'homeAddresses' ? { homeAddresses: items.map((line1) => ({ line1 })) } : { [field]: items }
}

export function addItem(fields: DirectoryFields, field: ListField, item: string): DirectoryFields {
  return setItems(field, [...itemsOf(fields, field), item])
}

export function valuesOf(fields: DirectoryFields): readonly string[] {
  const texts = textFields.flatMap((field) => fields[field] ?? [])
  return [...texts, ...listFields.flatMap((field) => itemsOf(fields, field))]
}

export function pick<Item>(items: readonly Item[], index: number): Item | undefined {
  return items.length === 0 ? undefined : items[index % items.length]
}

/** The values of the contact's fields, or of its job's, in order. */
export function valuesIn(fields: DirectoryFields, of: 'contact' | 'job'): readonly string[] {
  const texts = textFields.filter((field) => directoryFields[field].of === of).flatMap((field) => fields[field] ?? [])
  const lists = listFields.filter((field) => directoryFields[field].of === of)
  return [...texts, ...lists.flatMap((field) => itemsOf(fields, field))].toSorted()
}
