/**
 * What happened, as rows. A person's values stand in a table of their own, keyed by the person, and are joined when an
 * entry is read: blanking them there erases them everywhere (ACC-5).
 * @module
 */
import type { AuditEntry, Author, CommandAnswer, DomainEvent, FieldChange, ImportTouch, Subject } from 'crmkit'
import { rights } from 'crmkit/domain'
import { json, numeral } from './encode.ts'
import type { Row } from './executor.ts'
import { personOf } from './import-tables.ts'
import type { Table } from './table.ts'
import { type Cells, cellReader, present } from './to-record.ts'

/** The table of audit entries. */
export const auditTable: Table<AuditEntry> = {
  name: 'audit',
  columns: [
    { name: 'id', type: 'uuid', value: (entry) => entry.id },
    { name: 'at', type: 'bigint', value: (entry) => String(entry.at) },
    { name: 'author_member_id', type: 'uuid', value: (entry) => memberOf(entry.author) },
    { name: 'author_reason', type: 'text', value: (entry) => reasonOf(entry.author) },
    { name: 'command', type: 'text', value: (entry) => entry.command },
    { name: 'command_id', type: 'text', value: (entry) => entry.commandId ?? null },
    { name: 'under_right', type: 'text', value: (entry) => entry.right },
    { name: 'subject_kind', type: 'text', value: (entry) => entry.subject.kind },
    { name: 'subject_id', type: 'uuid', value: (entry) => entry.subject.id },
    { name: 'changes', type: 'json', value: (entry) => json(entry.changes) },
    { name: 'person_id', type: 'uuid', value: (entry) => personOfEntry(entry) },
    { name: 'record_count', type: 'integer', value: (entry) => numeral(entry.count) },
  ],
}

function personOfEntry(entry: AuditEntry): string | null {
  if (entry.personal === undefined) return null
  // Values that are erased already: the entry must still read as one that had some.
  return entry.personal === null ? entry.subject.id : entry.personal.personId
}

/** An audit entry's columns as reads give them: `a` is the entry, `v` the personal values beside it. */
export const auditSelectList: string =
  'a.id, a.at, a.author_member_id, a.author_reason, a.command, a.command_id, a.under_right, a.subject_kind, ' +
  'a.subject_id, a.changes, a.person_id, a.record_count, v.value'

/** Named one by one, so that a kind that is left out does not compile. */
const subjectKinds: Readonly<Record<Subject['kind'], Subject['kind']>> = {
  workspace: 'workspace',
  member: 'member',
  group: 'group',
  resource: 'resource',
  company: 'company',
  contact: 'contact',
  affiliation: 'affiliation',
  import: 'import',
  webhook: 'webhook',
  merge: 'merge',
  interaction: 'interaction',
  timer: 'timer',
  feed: 'feed',
  directory: 'directory',
  catalog: 'catalog',
  message: 'message',
  'message-template': 'message-template',
  mail: 'mail',
  'inbound-address': 'inbound-address',
  line: 'line',
  call: 'call',
}
const readAudit = cellReader([...auditTable.columns.map((column) => column.name), 'personal'])

/** A row of {@link auditSelectList} as an audit entry. */
export function toAuditEntry(row: Row): AuditEntry {
  const cells = readAudit(row)
  const personId = cells.maybe('person_id')
  const changes = cells.json<readonly FieldChange[] | null>('personal')
  return present({
    id: cells.text('id'),
    at: cells.integer('at'),
    author: toAuthor(cells),
    command: cells.text('command'),
    commandId: cells.optional('command_id'),
    right: cells.oneOf('under_right', rights),
    subject: { kind: cells.oneOf('subject_kind', Object.values(subjectKinds)), id: cells.text('subject_id') },
    changes: cells.json<AuditEntry['changes']>('changes'),
    personal: personId === null ? undefined : changes === null ? null : { personId, changes },
    count: cells.optionalInteger('record_count'),
  })
}

/** The table of events. */
export const eventTable: Table<DomainEvent> = {
  name: 'events',
  columns: [
    { name: 'id', type: 'uuid', value: (event) => event.id },
    { name: 'at', type: 'bigint', value: (event) => String(event.at) },
    { name: 'type', type: 'text', value: (event) => event.type },
    { name: 'author_member_id', type: 'uuid', value: (event) => memberOf(event.author) },
    { name: 'author_reason', type: 'text', value: (event) => reasonOf(event.author) },
    { name: 'subject_kind', type: 'text', value: (event) => event.subject.kind },
    { name: 'subject_id', type: 'uuid', value: (event) => event.subject.id },
    { name: 'version', type: 'integer', value: (event) => numeral(event.version) },
    { name: 'data', type: 'json', value: (event) => json(event.data) },
  ],
}

const readEvent = cellReader(eventTable.columns.map((column) => column.name))

/** A row of the table's columns as an event. */
export function toEvent(row: Row): DomainEvent {
  const cells = readEvent(row)
  return present({
    id: cells.text('id'),
    at: cells.integer('at'),
    type: cells.text('type'),
    author: toAuthor(cells),
    subject: { kind: cells.oneOf('subject_kind', Object.values(subjectKinds)), id: cells.text('subject_id') },
    version: cells.optionalInteger('version'),
    data: cells.json<DomainEvent['data']>('data'),
  })
}

/** Values of one person: of an audit entry, or the image of a record before an import. */
export interface PersonalRow {
  readonly personId: string
  /** The audit entry or import that they belong to. */
  readonly sourceId: string
  /** The record whose image it is; of an audit entry its own id again. */
  readonly itemId: string
  readonly value: string
}

/** The table of personal values. */
export const personalTable: Table<PersonalRow> = {
  name: 'personal_values',
  columns: [
    { name: 'person_id', type: 'uuid', value: (row) => row.personId },
    { name: 'source_id', type: 'uuid', value: (row) => row.sourceId },
    { name: 'item_id', type: 'uuid', value: (row) => row.itemId },
    { name: 'value', type: 'json', value: (row) => row.value },
  ],
}

/** The personal values of a commit. */
export function personalRows(audit: readonly AuditEntry[], touches: readonly ImportTouch[]): readonly PersonalRow[] {
  const rows: PersonalRow[] = []
  for (const { id, personal } of audit) {
    if (personal === undefined || personal === null) continue
    rows.push({ personId: personal.personId, sourceId: id, itemId: id, value: json(personal.changes) })
  }
  for (const touch of touches) {
    const personId = personOf(touch)
    if (personId === null) continue
    rows.push({ personId, sourceId: touch.importId, itemId: touch.recordId, value: json(touch.before) })
  }
  return rows
}

/** The table of command answers. */
export const commandTable: Table<CommandAnswer> = {
  name: 'commands',
  columns: [
    { name: 'command_id', type: 'text', value: (answer) => answer.commandId },
    { name: 'command', type: 'text', value: (answer) => answer.command },
    { name: 'fingerprint', type: 'text', value: (answer) => answer.fingerprint },
    { name: 'answer', type: 'json', value: (answer) => json(answer.answer) },
  ],
}

const readCommand = cellReader(commandTable.columns.map((column) => column.name))

/** A row of the table's columns as a command's answer. */
export function toCommandAnswer(row: Row): CommandAnswer {
  const cells = readCommand(row)
  return {
    commandId: cells.text('command_id'),
    command: cells.text('command'),
    fingerprint: cells.text('fingerprint'),
    answer: cells.json<CommandAnswer['answer']>('answer'),
  }
}

function memberOf(author: Author): string | null {
  return author.kind === 'member' ? author.memberId : null
}

function reasonOf(author: Author): string | null {
  return author.kind === 'system' ? author.reason : null
}

function toAuthor(cells: Cells): Author {
  const memberId = cells.maybe('author_member_id')
  return memberId === null ? { kind: 'system', reason: cells.text('author_reason') } : { kind: 'member', memberId }
}
