/** A commit's writes, sorted by table. @module */
import type {
  Affiliation,
  Catalog,
  FiledMail,
  Group,
  ImportRecord,
  ImportTouch,
  InboundAddress,
  MergeRecord,
  MessageTemplate,
  MessageWords,
  PurgeWrite,
  Resource,
  StoredCall,
  StoredFeed,
  StoredLine,
  StoredMember,
  StoredMessage,
  StoredWebhook,
  UpdateWrite,
  Workspace,
  Write,
} from 'crmkit'
import type { DirectoryAccount, StoredTimer } from 'crmkit/domain'
import type { CompanyRow } from './company-table.ts'
import type { ContactRow } from './contact-table.ts'
import type { InteractionRow } from './interaction-table.ts'

/** The writes of one kind, each list in the order of the commit. */
interface KindWrites<Row, New = Row> {
  readonly created: New[]
  readonly updated: Row[]
  readonly purged: PurgeWrite[]
}

/** The writes of a commit by kind. New companies, contacts and interactions have no number yet. */
export interface SortedWrites {
  readonly workspaces: KindWrites<Workspace>
  readonly members: KindWrites<StoredMember>
  readonly groups: KindWrites<Group>
  readonly resources: KindWrites<Resource>
  readonly catalogs: KindWrites<Catalog>
  readonly companies: KindWrites<CompanyRow, Omit<CompanyRow, 'number'>>
  readonly contacts: KindWrites<ContactRow, Omit<ContactRow, 'number'>>
  readonly affiliations: KindWrites<Affiliation>
  readonly interactions: KindWrites<InteractionRow, Omit<InteractionRow, 'number'>>
  readonly timers: KindWrites<StoredTimer>
  readonly imports: KindWrites<ImportRecord>
  readonly webhooks: KindWrites<StoredWebhook>
  readonly merges: KindWrites<MergeRecord>
  readonly feeds: KindWrites<StoredFeed>
  readonly mails: KindWrites<FiledMail>
  readonly addresses: KindWrites<InboundAddress>
  readonly messages: KindWrites<MessageUpdate, NewMessage>
  readonly messageTemplates: KindWrites<MessageTemplate>
  readonly lines: KindWrites<StoredLine>
  readonly calls: KindWrites<StoredCall>
  readonly directories: KindWrites<DirectoryAccount>
}

/** What takes a message's place, and the names that its provider has for it from now on. */
export type MessageUpdate = Extract<UpdateWrite, { readonly kind: 'message' }>

/** A message to add, and what it says. */
export interface NewMessage {
  readonly record: StoredMessage
  readonly words: MessageWords
}

/** Sorts writes by kind and operation. */
export function sortWrites(writes: readonly Write[]): SortedWrites {
  const sorted: SortedWrites = {
    workspaces: noWrites(),
    members: noWrites(),
    groups: noWrites(),
    resources: noWrites(),
    catalogs: noWrites(),
    companies: noWrites(),
    contacts: noWrites(),
    affiliations: noWrites(),
    interactions: noWrites(),
    timers: noWrites(),
    imports: noWrites(),
    webhooks: noWrites(),
    merges: noWrites(),
    feeds: noWrites(),
    mails: noWrites(),
    addresses: noWrites(),
    messages: noWrites(),
    messageTemplates: noWrites(),
    lines: noWrites(),
    calls: noWrites(),
    directories: noWrites(),
  }
  for (const write of writes) sortWrite(sorted, write)
  return sorted
}

function noWrites<Row, New>(): KindWrites<Row, New> {
  return { created: [], updated: [], purged: [] }
}

function sortWrite(sorted: SortedWrites, write: Write): void {
  if (write.op === 'purge') {
    const { purged } = {
      company: sorted.companies,
      contact: sorted.contacts,
      affiliation: sorted.affiliations,
      webhook: sorted.webhooks,
      group: sorted.groups,
      interaction: sorted.interactions,
      timer: sorted.timers,
      feed: sorted.feeds,
      'inbound-address': sorted.addresses,
      directory: sorted.directories,
      'message-template': sorted.messageTemplates,
    }[write.kind]
    purged.push(write)
    return
  }
  switch (write.kind) {
    case 'company':
      if (write.op === 'create') sorted.companies.created.push(write)
      else sorted.companies.updated.push({ ...write, number: write.record.number })
      break
    case 'contact':
      if (write.op === 'create') sorted.contacts.created.push(write)
      else sorted.contacts.updated.push({ ...write, number: write.record.number })
      break
    case 'interaction':
      if (write.op === 'create') sorted.interactions.created.push(write)
      else sorted.interactions.updated.push({ ...write, number: write.record.number })
      break
    case 'timer':
      sorted.timers[listOf(write.op)].push(write.record)
      break
    case 'feed':
      sorted.feeds[listOf(write.op)].push(write.record)
      break
    case 'mail':
      sorted.mails[listOf(write.op)].push(write.record)
      break
    case 'inbound-address':
      sorted.addresses.created.push(write.record)
      break
    case 'directory':
      sorted.directories[listOf(write.op)].push(write.record)
      break
    case 'affiliation':
      sorted.affiliations[listOf(write.op)].push(write.record)
      break
    case 'import':
      sorted.imports[listOf(write.op)].push(write.record)
      break
    case 'workspace':
      sorted.workspaces[listOf(write.op)].push(write.record)
      break
    case 'merge':
      sorted.merges[listOf(write.op)].push(write.record)
      break
    case 'webhook':
      sorted.webhooks[listOf(write.op)].push(write.record)
      break
    case 'group':
      sorted.groups[listOf(write.op)].push(write.record)
      break
    case 'catalog':
      sorted.catalogs[listOf(write.op)].push(write.record)
      break
    case 'resource':
      sorted.resources[listOf(write.op)].push(write.record)
      break
    case 'message-template':
      sorted.messageTemplates[listOf(write.op)].push(write.record)
      break
    case 'line':
      sorted.lines[listOf(write.op)].push(write.record)
      break
    case 'call':
      sorted.calls[listOf(write.op)].push(write.record)
      break
    case 'message':
      if (write.op === 'create') sorted.messages.created.push(write)
      else sorted.messages.updated.push(write)
      break
    case 'member':
      sorted.members[listOf(write.op)].push(write.record)
      break
  }
}

function listOf(op: 'create' | 'update'): 'created' | 'updated' {
  return op === 'create' ? 'created' : 'updated'
}

/** New records with the numbers after `last`, which are noted by record id as well. */
export function numberWrites<NewRecord extends { readonly id: string }, Index>(
  rows: readonly { readonly record: NewRecord; readonly index: Index }[],
  last: number,
  numbers: Map<string, number>,
): readonly { readonly record: NewRecord; readonly index: Index; readonly number: number }[] {
  return rows.map(({ record, index }, position) => {
    const number = last + position + 1
    numbers.set(record.id, number)
    return { record, index, number }
  })
}

/** Touches with each record once: the first image and row, the last version. */
export function foldTouches(touches: readonly ImportTouch[]): readonly ImportTouch[] {
  const folded = new Map<string, ImportTouch>()
  for (const touch of touches) {
    const name = `${touch.importId} ${touch.recordId}`
    const first = folded.get(name)
    folded.set(name, first === undefined ? touch : { ...first, versionAfter: touch.versionAfter })
  }
  return [...folded.values()]
}
