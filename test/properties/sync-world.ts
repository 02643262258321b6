/** Both sides of one or two address books as people use them at random, with the desk in between, and crashes anywhere. @module */
import { type Contact, createCrm, type Desk, type DirectoryAccount, type Store } from 'crmkit'
import {
  contactChangesOf,
  type DirectoryCase,
  type DirectoryFields,
  directoryContact,
  jobChangesOf,
  plainDateIn,
} from 'crmkit/domain'
import { memoryStore } from 'crmkit/memory'
import { countedIds, type FixedClock, fixedClock, type MemoryDirectory, memoryDirectory } from 'crmkit/testing'
import {
  addItem,
  itemsOf,
  type ListField,
  newValue,
  pick,
  type Side,
  type Step,
  setItems,
  type TextField,
  textFields,
  valuesOf,
} from './directory-world.ts'

/** A step, or a run of which the n-th call of a port fails, before or after it was done, and nothing is done after it. */
export type DeskStep = Step | { readonly kind: 'crash'; readonly at: number; readonly isDone: boolean }

/** A contact with its fields and those of its job, as an address book has them. */
export interface Somebody {
  readonly contact: Contact
  readonly fields: DirectoryFields
  readonly hasJob: boolean
}

class Crash extends Error {}

/** The desk between its contacts and some address books. */
export class DeskWorld {
  readonly clock: FixedClock = fixedClock()
  readonly directories: readonly MemoryDirectory[]
  readonly written = new Set<string>()
  /** What somebody saw and replaced, or removed. */
  readonly replaced = new Set<string>()
  readonly #port = new CrashingPort()
  readonly store: Store
  #desk: Desk | null = null
  #workspaceId = ''
  #companyId = ''
  #memberId = ''
  #otherId = ''
  #accounts: readonly DirectoryAccount[] = []
  #groups: readonly string[] = []
  #count = 0

  readonly #seed: number

  /** @param seed keeps the ids of several worlds in one store apart */
  constructor(books: number, store: Store = memoryStore(), seed = 0) {
    this.#seed = seed
    this.directories = Array.from({ length: books }, () =>
      memoryDirectory({ clock: this.clock, pageSize: 2, visibleAfterMs: 5 * 60_000, mostWrites: 3 }),
    )
    this.store = store
  }

  get desk(): Desk {
    if (this.#desk === null) throw new Error('the world is not open')
    return this.#desk
  }

  get workspaceId(): string {
    return this.#workspaceId
  }

  get accounts(): readonly DirectoryAccount[] {
    return this.#accounts
  }

  async open(deletions: 'unlink' | 'delete'): Promise<this> {
    const opened = (account: DirectoryAccount) => {
      const directory = this.directories[Number(account.label)]
      return directory === undefined ? null : this.#port.around(directory)
    }
    const crm = createCrm({
      store: this.#port.around(this.store),
      clock: this.clock,
      ids: countedIds(this.#seed),
      directories: opened,
    })
    const { workspace, administrator } = await crm
      .asSystem({ reason: 'test' })
      .workspaces.create({ name: 'Verger', country: 'FR', administrator: { name: 'Anne' } })
    this.#workspaceId = workspace.id
    this.#memberId = administrator.id
    const desk = crm.as({ workspaceId: workspace.id, memberId: administrator.id })
    this.#desk = desk
    this.#otherId = (await desk.workspace.members.add({ name: 'Ben', role: 'user' })).id
    this.#companyId = (await desk.companies.create({ name: 'Pomme SARL' })).record.id
    const accounts: DirectoryAccount[] = []
    const groups: string[] = []
    for (const [index, directory] of this.directories.entries()) {
      accounts.push(await desk.directories.connect({ provider: 'memory', label: String(index), deletions }))
      const made = await directory.ensureGroup('crmkit', { timeoutMs: 1_000 })
      if (made.kind === 'group') groups.push(made.group.groupId)
    }
    this.#accounts = accounts
    this.#groups = groups
    return this
  }

  async run(all: readonly DeskStep[]): Promise<void> {
    const queue = [...all]
    for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
      if (step.kind === 'crash') await this.crash(step.at, step.isDone)
      else if (step.kind !== 'sync') await this.#take(step)
      else {
        let left = step.meanwhile
        this.#port.meanwhile = async () => {
          const [next] = queue
          if (left === 0 || next === undefined || next.kind === 'sync' || next.kind === 'crash') return
          left -= 1
          queue.shift()
          await this.#take(next)
        }
        await this.sync()
        this.#port.meanwhile = null
      }
    }
  }

  /** Synchronizes all address books; what was done, but for what only tells. */
  async sync(): Promise<number> {
    let done = 0
    for (const { id } of this.#accounts) {
      const { counts, outcome } = await this.desk.directories.sync(id)
      const { ambiguous: _a, unnamed: _u, held: _h, ...rest } = counts
      const { 'outside-group': _o, ...doing } = rest
      done += Object.values(doing).reduce((sum, count) => sum + count, outcome === 'complete' ? 0 : 1)
    }
    return done
  }

  /** A run that is killed at a call of a port; the next one finds it at work until its lease has run out. */
  async crash(at: number, isDone: boolean): Promise<void> {
    this.#port.arm(at, isDone)
    try {
      await this.sync()
    } catch (failure) {
      if (!(failure instanceof Crash)) throw failure
    } finally {
      this.#port.disarm()
      this.clock.advance(2 * 60_000)
    }
  }

  /** Synchronizes until there is nothing to do. */
  async rest(): Promise<void> {
    for (let pass = 0; pass < 40; pass += 1) {
      this.clock.advance(16 * 60_000)
      if ((await this.sync()) === 0) return
    }
    throw new Error('it never comes to rest')
  }

  async people(): Promise<readonly Somebody[]> {
    const everything = { workspaceId: this.#workspaceId, filter: { sees: 'everything' } } as const
    const page = { order: 'created', descending: false, words: [], limit: 500 } as const
    const used = await this.store.contacts.list(everything, { ...page, trashed: false })
    const trashed = await this.store.contacts.list(everything, { ...page, trashed: true })
    const all: Somebody[] = []
    for (const contact of [...used, ...trashed].toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const jobs = await this.store.affiliations.listOfContacts(everything, [contact.id])
      const named = jobs.map((affiliation) => ({ affiliation, companyName: 'Pomme SARL' }))
      const { fields } = directoryContact(contact, named, {
        today: plainDateIn(this.clock.now(), 'UTC'),
        takesPart: true,
      })
      all.push({ contact, fields, hasJob: jobs.length > 0 })
    }
    return all
  }

  async cases(): Promise<readonly DirectoryCase[]> {
    const pages = this.#accounts.map(({ id }) =>
      this.store.directories.listCases(this.#workspaceId, id, { limit: 10_000 }),
    )
    return (await Promise.all(pages)).flat()
  }

  #new(field: TextField | ListField): string {
    this.#count += 1
    const value = newValue(field, this.#count)
    this.written.add(value)
    return value
  }

  async #take(step: Exclude<DeskStep, { kind: 'sync' | 'crash' }>): Promise<void> {
    this.clock.advance(1)
    const { desk } = this
    switch (step.kind) {
      case 'wait':
        return this.clock.advance(step.minutes * 60_000)
      case 'fail':
        for (const directory of this.directories) {
          if (step.how === 'read') directory.failRead()
          else if (step.how === 'token') directory.expireTokens()
          else directory.failWrites(null, step.how)
        }
        return
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
      case 'delete': {
        if (step.side === 'here') {
          const somebody = pick(await this.people(), step.who)
          if (somebody !== undefined) await desk.contacts.trash(somebody.contact.id)
          return
        }
        const directory = pick(this.directories, step.who)
        const entry = pick(directory?.entries() ?? [], step.who)
        if (entry === undefined) return
        for (const value of valuesOf(entry.fields)) this.replaced.add(value)
        await directory?.person.remove(entry.entryId)
        return
      }
      case 'restore':
      case 'chosen': {
        const somebody = pick(await this.people(), step.who)
        if (somebody === undefined) return
        const { id, ownerId, trashedAt } = somebody.contact
        if (step.kind === 'restore') await desk.contacts.restore(id)
        else if (trashedAt === undefined) {
          await desk.contacts.update(id, { ownerId: ownerId === this.#memberId ? this.#otherId : this.#memberId })
        }
        return
      }
      case 'group': {
        const directory = pick(this.directories, step.who)
        const entry = pick(directory?.entries() ?? [], step.who)
        if (directory === undefined || entry === undefined) return
        const groupId = this.#groups[this.directories.indexOf(directory)] ?? ''
        await directory.person.setGroups(entry.entryId, entry.groupIds.length > 0 ? [] : [groupId])
      }
    }
  }

  async #addPerson(side: Side | 'both', hasJob: boolean): Promise<void> {
    const email = this.#new('homeEmails')
    const familyName = this.#new('familyName')
    if (side !== 'there') {
      const person = { givenName: this.#new('givenName'), familyName, emails: [email] }
      const affiliation = { companyId: this.#companyId, ...(hasJob && { jobTitle: this.#new('jobTitle') }) }
      await this.desk.contacts.create({ ...person, ...(hasJob && { affiliation }) })
    }
    if (side !== 'here') {
      const [directory] = this.directories
      const fields = { givenName: this.#new('givenName'), familyName, homeEmails: [email] }
      await directory?.person.add(fields, this.#groups.slice(0, 1))
    }
  }

  /** Somebody edits a record as he sees it. Of the work of a contact without a job there is nothing to edit. */
  async #edit(side: Side, who: number, change: (fields: DirectoryFields) => DirectoryFields): Promise<void> {
    if (side === 'there') {
      const directory = pick(this.directories, who)
      const entry = pick(directory?.entries() ?? [], who)
      if (entry !== undefined) await directory?.person.change(entry.entryId, change(entry.fields))
      return
    }
    const somebody = pick(await this.people(), who)
    if (somebody === undefined || somebody.contact.trashedAt !== undefined) return
    const { contact, fields, hasJob } = somebody
    const [written, replaced] = [new Set(this.written), new Set(this.replaced)]
    const changes = change(fields)
    const isOfJob = Object.keys(changes).some((field) => field === 'jobTitle' || field === 'workPhones')
    if (!isOfJob) {
      await this.desk.contacts.update(contact.id, contactChangesOf(contact, { changes, notes: {} }, 'FR'))
      return
    }
    const [job] = hasJob ? await this.desk.contacts.affiliations(contact.id) : []
    if (job !== undefined) {
      await this.desk.contacts.changeAffiliation(job.id, jobChangesOf(job, changes, 'FR'))
      return
    }
    for (const value of this.written) if (!written.has(value)) this.written.delete(value)
    for (const value of this.replaced) if (!replaced.has(value)) this.replaced.delete(value)
  }

  /** What both sides say in the end, told by names and addresses: ids differ from run to run. */
  async state(): Promise<unknown> {
    const people = (await this.people()).map(({ contact, fields }) => ({
      fields: sorted(fields),
      note: contact.description ?? '',
      isTrashed: contact.trashedAt !== undefined,
    }))
    const books = this.directories.map((directory) =>
      directory.entries().map(({ fields, groupIds }) => ({ fields: sorted(fields), groupIds })),
    )
    const conflicts = (await this.cases()).flatMap((found) => (found.kind === 'conflict' ? found.conflict : []))
    return [people, ...books, conflicts].map((list) => list.map((each) => JSON.stringify(each)).toSorted())
  }
}

/** Fields with their lists in order: in which order two sides united them does not matter. */
function sorted(fields: DirectoryFields): Readonly<Record<string, unknown>> {
  const lists = Object.entries(fields).map(([name, value]) => {
    const isList = Array.isArray(value)
    return [name, isList ? value.map((item) => JSON.stringify(item)).toSorted() : value] as const
  })
  return Object.fromEntries(lists.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Ports that fail on demand, and between the calls of which others go on working. */
class CrashingPort {
  meanwhile: (() => Promise<void>) | null = null
  #left = Number.POSITIVE_INFINITY
  #isDone = false
  #isBusy = false

  arm(at: number, isDone: boolean): void {
    this.#left = at
    this.#isDone = isDone
  }

  disarm(): void {
    this.#left = Number.POSITIVE_INFINITY
  }

  around<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value === 'function')
          return (...args: readonly unknown[]) => this.#call(() => value.apply(target, args))
        return typeof value === 'object' && value !== null ? this.around(value) : value
      },
    })
  }

  async #call(work: () => unknown): Promise<unknown> {
    this.#left -= 1
    if (this.#left < 0 || (this.#left === 0 && !this.#isDone)) throw new Crash()
    const answer = await work()
    if (this.#left === 0) throw new Crash()
    if (this.meanwhile === null || this.#isBusy) return answer
    this.#isBusy = true
    await this.meanwhile()
    this.#isBusy = false
    return answer
  }
}

export { textFields }
