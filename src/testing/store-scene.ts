/** What the cases of the store contract are written with: short ways to commit, and scopes to read through. @module */
import type { AccessScope } from '../access/actor.ts'
import type { KeyEntry } from '../identity/identity-key.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { Commit, CommitReceipt, CommitRefusal, CreateWrite, PartyIndex, Write } from '../ports/commit.ts'
import type { PartyOrder, PartyQuery } from '../ports/page.ts'
import type { Store } from '../ports/store.ts'
import { ContractFailure } from './assert.ts'
import { buildAffiliation, buildCommit, buildCompany, buildContact, buildWorkspace } from './builders.ts'
import { countedId } from './fixed-time-and-ids.ts'

/** Cases of the contract, by the sentence that each proves. */
export type StoreCases = Readonly<Record<string, (store: Store) => Promise<void>>>

/** Two workspaces, and two members of the first. */
export const here: string = countedId(1, 0xa)
export const elsewhere: string = countedId(2, 0xa)
export const anne: string = countedId(1, 0xb)
export const ben: string = countedId(2, 0xb)

/** Everything in the first workspace. */
export const everything: AccessScope = { workspaceId: here, filter: { sees: 'everything' } }
/** What Anne, a user, may see in the first workspace. */
export const anneSees: AccessScope = {
  workspaceId: here,
  filter: { sees: 'granted', memberId: anne, grantees: [anne] },
}

/** The first page by name. */
export const byName: PartyQuery = { order: 'name', descending: false, words: [], trashed: false, limit: 100 }

/** The n-th company, contact, affiliation, other thing of a case. */
export const companyId = (n: number): string => countedId(n, 0xc)
export const contactId = (n: number): string => countedId(n, 0xd)
export const affiliationId = (n: number): string => countedId(n, 0xe)
export const otherId = (n: number): string => countedId(n, 0xf)

/** Writes that create parties whose sort key and search text are their name in lower case. */
export function newCompany(fields: Partial<Company> & Pick<Company, 'id'>, index?: Partial<PartyIndex>): CreateWrite {
  const record = buildCompany(fields)
  return { op: 'create', kind: 'company', record, index: { ...indexOf(record.name), ...index } }
}

export function newContact(fields: Partial<Contact> & Pick<Contact, 'id'>, index?: Partial<PartyIndex>): CreateWrite {
  const record = buildContact(fields)
  return { op: 'create', kind: 'contact', record, index: { ...indexOf(record.familyName ?? ''), ...index } }
}

export function newAffiliation(
  fields: Partial<Affiliation> & Pick<Affiliation, 'id' | 'contactId' | 'companyId'>,
): CreateWrite {
  return { op: 'create', kind: 'affiliation', record: buildAffiliation(fields) }
}

/** What lists sort and search a name by, in these cases. */
function indexOf(name: string): PartyIndex {
  return { sortKey: name.toLowerCase(), searchText: name.toLowerCase() }
}

/** A key of a company. */
export function companyKey(key: string, recordId: string): KeyEntry {
  return { key, kind: 'company', recordId }
}

/** A key of a contact. */
export function contactKey(key: string, recordId: string): KeyEntry {
  return { key, kind: 'contact', recordId }
}

/** Creates the workspace, which everything else needs. */
export async function open(store: Store, workspaceId: string = here): Promise<void> {
  await write(store, [{ op: 'create', kind: 'workspace', record: buildWorkspace({ id: workspaceId }) }], {
    workspaceId,
  })
}

/** Commits writes that must succeed. */
export async function write(
  store: Store,
  writes: readonly Write[],
  fields: Partial<Commit> = {},
): Promise<CommitReceipt> {
  const commit = buildCommit({ workspaceId: here, writes, ...fields })
  const result = await store.commit(commit)
  if (!result.ok)
    throw new ContractFailure(`a commit that ${contentsOf(commit)} was refused with ${JSON.stringify(result.error)}`)
  return result.value
}

/** Commits writes that must be refused. */
export async function refusal(
  store: Store,
  writes: readonly Write[],
  fields: Partial<Commit> = {},
): Promise<CommitRefusal> {
  const commit = buildCommit({ workspaceId: here, writes, ...fields })
  const result = await store.commit(commit)
  if (result.ok) throw new ContractFailure(`a commit that ${contentsOf(commit)} should be refused, and was accepted`)
  return result.error
}

/** What a commit does, in words for whoever looks for it in a case: its first writes and its other parts. */
function contentsOf({ workspaceId, writes, ...parts }: Commit): string {
  const shown = writes
    .slice(0, 5)
    .map((each) => `${each.op}s ${each.kind} ${each.op === 'purge' ? each.id : each.record.id}`)
  if (writes.length > shown.length) shown.push(`has ${writes.length - shown.length} more writes`)
  const others = Object.entries(parts).filter(
    ([, part]) => part !== undefined && (part as readonly unknown[]).length !== 0,
  )
  if (others.length > 0) shown.push(`has ${others.map(([name]) => name).join(', ')}`)
  const what = shown.join(', ') || 'writes nothing'
  return workspaceId === here ? what : `${what} in another workspace`
}

/** The company as stored, which must be there. */
export async function company(store: Store, id: string): Promise<Company> {
  const found = await store.companies.find(everything, id)
  if (found === null) throw new ContractFailure(`company ${id} is missing`)
  return found
}

/** A write that replaces a company's fields. */
export async function changedCompany(store: Store, id: string, fields: Partial<Company>): Promise<Write> {
  const current = await company(store, id)
  const record = { ...current, ...fields, version: fields.version ?? current.version + 1 }
  return { op: 'update', kind: 'company', record, index: indexOf(record.name) }
}

/** The ids of records, in their order. */
export function idsOf(records: readonly { readonly id: string }[]): readonly string[] {
  return records.map((record) => record.id)
}

/** What a company is sorted by, where names are their own sort keys. */
export function sortValueOf(record: Company, order: PartyOrder): string | number {
  switch (order) {
    case 'name':
      return record.name.toLowerCase()
    case 'number':
      return record.number
    case 'created':
      return record.createdAt
    case 'updated':
      return record.updatedAt
  }
}
