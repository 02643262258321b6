/** Records in memory, kind by kind: where they lie, and their versions. @module */
import type { CreateWrite, PurgeWrite, UpdateWrite } from '../ports/commit.ts'
import type { Subject } from '../ports/history.ts'
import { withStoredImages } from './merges.ts'
import { addMessage, replaceMessage } from './messages.ts'
import type { Tables } from './tables.ts'

/** The creation of a record that gets no number. */
export type UnnumberedWrite = Exclude<CreateWrite, { readonly kind: 'company' | 'contact' | 'interaction' }>

/** The version of a record; 0 if there is none. */
export function versionInStore(tables: Tables, subject: Subject): number {
  switch (subject.kind) {
    case 'workspace':
      return tables.workspace?.version ?? 0
    case 'catalog':
      return tables.catalog?.version ?? 0
    case 'member':
      return tables.members.get(subject.id)?.version ?? 0
    case 'group':
      return tables.groups.get(subject.id)?.version ?? 0
    case 'resource':
      return tables.resources.get(subject.id)?.version ?? 0
    case 'company':
      return tables.companies.get(subject.id)?.record.version ?? 0
    case 'contact':
      return tables.contacts.get(subject.id)?.record.version ?? 0
    case 'affiliation':
      return tables.affiliations.get(subject.id)?.version ?? 0
    case 'import':
      return tables.imports.get(subject.id)?.version ?? 0
    case 'webhook':
      return tables.webhooks.get(subject.id)?.version ?? 0
    case 'merge':
      return tables.merges.get(subject.id)?.version ?? 0
    case 'line':
      return tables.lines.get(subject.id)?.version ?? 0
    case 'call':
      return tables.calls.get(subject.id)?.version ?? 0
    case 'interaction':
      return tables.interactions.get(subject.id)?.record.version ?? 0
    case 'timer':
      return tables.timers.get(subject.id)?.version ?? 0
    case 'feed':
      return tables.feeds.get(subject.id)?.version ?? 0
    case 'mail':
      return tables.mails.get(subject.id)?.version ?? 0
    case 'inbound-address':
      return tables.inboundAddresses.get(subject.id)?.version ?? 0
    case 'message':
      return tables.messages.get(subject.id)?.version ?? 0
    case 'message-template':
      return tables.messageTemplates.get(subject.id)?.version ?? 0
    case 'directory':
      return tables.directories.get(subject.id)?.version ?? 0
  }
}

/** Puts a record where it belongs; new companies and contacts have their number by now. */
export function putRecord(tables: Tables, write: UpdateWrite | UnnumberedWrite): void {
  switch (write.kind) {
    case 'company':
      tables.companies.set(write.record.id, { record: write.record, index: write.index })
      break
    case 'contact':
      tables.contacts.set(write.record.id, { record: write.record, index: write.index })
      break
    case 'interaction':
      tables.interactions.set(write.record.id, { record: write.record, index: write.index })
      break
    case 'timer':
      tables.timers.set(write.record.id, write.record)
      break
    case 'feed':
      tables.feeds.set(write.record.id, write.record)
      break
    case 'mail':
      tables.mails.set(write.record.id, write.record)
      break
    case 'inbound-address':
      tables.inboundAddresses.set(write.record.id, write.record)
      break
    case 'directory':
      tables.directories.set(write.record.id, write.record)
      break
    case 'affiliation':
      tables.affiliations.set(write.record.id, write.record)
      break
    case 'import':
      tables.imports.set(write.record.id, write.record)
      break
    case 'webhook':
      tables.webhooks.set(write.record.id, write.record)
      break
    case 'merge':
      tables.merges.set(write.record.id, withStoredImages(write.record, tables.merges.get(write.record.id)))
      break
    case 'line':
      tables.lines.set(write.record.id, write.record)
      break
    case 'call':
      tables.calls.set(write.record.id, write.record)
      break
    case 'workspace':
      tables.workspace = write.record
      break
    case 'catalog':
      tables.catalog = write.record
      break
    case 'member':
      tables.members.set(write.record.id, write.record)
      break
    case 'group':
      tables.groups.set(write.record.id, write.record)
      break
    case 'resource':
      tables.resources.set(write.record.id, write.record)
      break
    case 'message-template':
      tables.messageTemplates.set(write.record.id, write.record)
      break
    case 'message':
      if (write.op === 'update') replaceMessage(tables, write)
      else addMessage(tables, write)
      break
  }
}

/** Removes a record. */
export function applyPurge(tables: Tables, write: PurgeWrite): void {
  const table = {
    company: tables.companies,
    contact: tables.contacts,
    affiliation: tables.affiliations,
    webhook: tables.webhooks,
    group: tables.groups,
    interaction: tables.interactions,
    timer: tables.timers,
    feed: tables.feeds,
    'inbound-address': tables.inboundAddresses,
    directory: tables.directories,
    'message-template': tables.messageTemplates,
  }[write.kind]
  table.delete(write.id)
}
