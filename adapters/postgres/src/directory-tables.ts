/** What synchronizations keep of address books, as rows. @module */
import type { Commit, DirectoryWrites, StoredEntry } from 'crmkit'
import {
  contactsOfCase,
  type DirectoryAccount,
  type DirectoryCase,
  type DirectoryLink,
  identifyingEmails,
  isStanding,
} from 'crmkit/domain'
import type { CheckedStatement } from './checked-writes.ts'
import { arrayLiteral, json, numeral } from './encode.ts'
import { type Statement, statement } from './executor.ts'
import type { SortedWrites } from './sorted-writes.ts'
import { insertStatements, type Table, tableName } from './table.ts'

/** The table of accounts. */
export const directoryTable: Table<DirectoryAccount> = {
  name: 'directories',
  columns: [
    { name: 'id', type: 'uuid', value: (record) => record.id },
    { name: 'version', type: 'integer', value: (record) => String(record.version) },
    { name: 'provider', type: 'text', value: (record) => record.provider },
    { name: 'label', type: 'text', value: (record) => record.label },
    { name: 'member_id', type: 'uuid', value: (record) => record.memberId },
    { name: 'group_name', type: 'text', value: (record) => record.groupName },
    { name: 'deletions', type: 'text', value: (record) => record.deletions },
    { name: 'most_deletions', type: 'integer', value: (record) => String(record.mostDeletions) },
    { name: 'contacts', type: 'text', value: (record) => record.contacts },
    { name: 'country', type: 'text', value: (record) => record.country ?? null },
    { name: 'every_minutes', type: 'integer', value: (record) => numeral(record.everyMinutes) },
    { name: 'plan', type: 'integer', value: (record) => String(record.plan) },
    { name: 'created_at', type: 'bigint', value: (record) => String(record.createdAt) },
    { name: 'updated_at', type: 'bigint', value: (record) => String(record.updatedAt) },
  ],
}

/** Something with the account that it is of. */
interface Of<Value> {
  readonly directoryId: string
  readonly value: Value
}

const directoryId = { name: 'directory_id', type: 'uuid', value: (row: Of<unknown>) => row.directoryId } as const

/** The table of links. */
export const linkTable: Table<Of<DirectoryLink>> = {
  name: 'directory_links',
  columns: [
    directoryId,
    { name: 'contact_id', type: 'uuid', value: ({ value }) => value.contactId },
    { name: 'entry_id', type: 'text', value: ({ value }) => (value.state === 'creating' ? null : value.entryId) },
    { name: 'link', type: 'json', value: ({ value }) => json(value) },
  ],
}

/** The table of entries. */
export const entryTable: Table<Of<StoredEntry>> = {
  name: 'directory_entries',
  columns: [
    directoryId,
    { name: 'entry_id', type: 'text', value: ({ value }) => value.entryId },
    { name: 'round', type: 'integer', value: ({ value }) => String(value.round) },
    { name: 'is_there', type: 'boolean', value: ({ value }) => String(value.entry !== null) },
    { name: 'is_in_group', type: 'boolean', value: ({ value }) => String(value.isInGroup) },
    { name: 'is_left_alone', type: 'boolean', value: ({ value }) => String(value.isLeftAlone === true) },
    { name: 'marked_for', type: 'text', value: ({ value }) => value.entry?.contactId ?? null },
    { name: 'emails', type: 'json', value: ({ value }) => json(value.emails) },
    { name: 'entry', type: 'json', value: ({ value }) => json(value.entry) },
  ],
}

/** The table of e-mail addresses, by which entries and links are found. */
export const emailTable: Table<Of<{ readonly email: string; readonly holder: string; readonly holderId: string }>> = {
  name: 'directory_emails',
  columns: [
    directoryId,
    { name: 'email', type: 'text', value: ({ value }) => value.email },
    { name: 'holder', type: 'text', value: ({ value }) => value.holder },
    { name: 'holder_id', type: 'text', value: ({ value }) => value.holderId },
  ],
}

/** The table of cases. */
export const caseTable: Table<Of<DirectoryCase>> = {
  name: 'directory_cases',
  columns: [
    directoryId,
    { name: 'key', type: 'text', value: ({ value }) => value.key },
    { name: 'pass', type: 'integer', value: ({ value }) => String(value.pass) },
    { name: 'is_standing', type: 'boolean', value: ({ value }) => String(isStanding(value)) },
    { name: 'found', type: 'json', value: ({ value }) => json(value) },
  ],
}

const caseContactTable: Table<Of<{ readonly key: string; readonly contactId: string }>> = {
  name: 'directory_case_contacts',
  columns: [
    { name: 'contact_id', type: 'uuid', value: ({ value }) => value.contactId },
    directoryId,
    { name: 'key', type: 'text', value: ({ value }) => value.key },
  ],
}

const progressTable: Table<Of<NonNullable<DirectoryWrites['progress']>>> = {
  name: 'directory_progress',
  columns: [
    directoryId,
    { name: 'version', type: 'integer', value: ({ value }) => String(value.version) },
    { name: 'progress', type: 'json', value: ({ value }) => json(value) },
  ],
}

/** Finds fewer rows than it should where an account, its progress or a linked contact is not as the commit expects it. */
export function directoryChecks(
  schema: string,
  { workspaceId, directories = [] }: Commit,
  writes: SortedWrites,
): readonly CheckedStatement[] {
  if (directories.length === 0) return []
  const made = new Set<string>(
    [...writes.directories.created, ...writes.contacts.created.map(({ record }) => record)].map(({ id }) => id),
  )
  const accounts = [...new Set(directories.map((written) => written.directoryId))].filter((id) => !made.has(id))
  const contacts = [...new Set(linksToContacts(directories))].filter((id) => !made.has(id))
  const checks: CheckedStatement[] = []
  if (accounts.length > 0) checks.push(thereCheck(schema, workspaceId, directoryTable.name, accounts))
  for (const written of directories) {
    if (written.progress === undefined || written.progress.version === 1) continue
    const { version } = written.progress
    const update = statement(
      `UPDATE ${tableName(schema, progressTable.name)} AS p SET version = $3::integer, progress = $4::json ` +
        'WHERE p.workspace_id = $1::uuid AND p.directory_id = $2::uuid AND p.version = $3::integer - 1',
      workspaceId,
      written.directoryId,
      String(version),
      json(written.progress),
    )
    checks.push({ statement: update, count: 1 })
  }
  if (contacts.length > 0) checks.push(thereCheck(schema, workspaceId, 'contacts', contacts))
  return checks
}

/** The contacts that a commit links to entries, and that have to be there for it. */
export function linksToContacts(directories: readonly DirectoryWrites[]): readonly string[] {
  const links = directories.flatMap((written) => written.links ?? [])
  return links.flatMap(({ contactId, state }) => (state === 'unlinked' ? [] : contactId))
}

function thereCheck(schema: string, workspaceId: string, table: string, ids: readonly string[]): CheckedStatement {
  const check = statement(
    `SELECT t.id FROM ${tableName(schema, table)} AS t ` +
      'WHERE t.workspace_id = $1::uuid AND t.id = ANY ($2::text::uuid[]) ORDER BY t.id FOR KEY SHARE',
    workspaceId,
    arrayLiteral(ids),
  )
  return { statement: check, count: ids.length }
}

/** Writes what a commit says of address books, and removes what it disconnects. */
export function directoryStatements(schema: string, commit: Commit, writes: SortedWrites): readonly Statement[] {
  const { workspaceId, directories = [] } = commit
  const purged = writes.directories.purged.map(({ id }) => id)
  const removals =
    purged.length === 0
      ? []
      : partTables.map((table) =>
          statement(
            `DELETE FROM ${tableName(schema, table)} AS t ` +
              'WHERE t.workspace_id = $1::uuid AND t.directory_id = ANY ($2::text::uuid[])',
            workspaceId,
            arrayLiteral(purged),
          ),
        )
  return [
    ...removals,
    ...insertStatements(schema, directoryTable, workspaceId, writes.directories.created),
    ...directories.flatMap((written) => partStatements(schema, workspaceId, written)),
  ]
}

const partTables = [
  progressTable.name,
  linkTable.name,
  entryTable.name,
  emailTable.name,
  caseContactTable.name,
  caseTable.name,
  'directory_tokens',
]

function partStatements(schema: string, workspaceId: string, written: DirectoryWrites): readonly Statement[] {
  const { directoryId: id, progress, linksRemoved = [], entriesRemoved = [], casesRemoved = [] } = written
  const of = <Value>(values: readonly Value[]): readonly Of<Value>[] =>
    values.map((value) => ({ directoryId: id, value }))
  const links = lastOf(written.links ?? [], ({ contactId }) => contactId)
  const entries = lastOf(written.entries ?? [], ({ entryId }) => entryId)
  const cases = lastOf(written.cases ?? [], ({ key }) => key)
  const remove = (table: string, column: string, type: string, values: readonly string[]): readonly Statement[] =>
    values.length === 0
      ? []
      : [
          statement(
            `DELETE FROM ${tableName(schema, table)} AS t WHERE t.workspace_id = $1::uuid ` +
              `AND t.directory_id = $2::uuid AND t.${column} = ANY ($3::text::${type}[])`,
            workspaceId,
            id,
            arrayLiteral(values),
          ),
        ]
  const forget = (holder: 'entry' | 'link', holderIds: readonly string[]): readonly Statement[] =>
    holderIds.length === 0
      ? []
      : [
          statement(
            `DELETE FROM ${tableName(schema, emailTable.name)} AS t WHERE t.workspace_id = $1::uuid ` +
              'AND t.directory_id = $2::uuid AND t.holder = $3::text AND t.holder_id = ANY ($4::text::text[])',
            workspaceId,
            id,
            holder,
            arrayLiteral(holderIds),
          ),
        ]
  const emails = [
    ...links.flatMap((link) => holding('link', link.contactId, emailsOfLink(link))),
    ...entries.flatMap((entry) => holding('entry', entry.entryId, entry.emails)),
  ]
  const [wished, others] = [entries.filter(isDecided), entries.filter((entry) => !isDecided(entry))]
  const facts = ['round', 'is_there', 'is_in_group', 'marked_for', 'emails', 'entry']
  const contacts = cases.flatMap((found) =>
    [...new Set(contactsOfCase(found))].map((contactId) => ({ key: found.key, contactId })),
  )
  const keys = [...casesRemoved, ...cases.map(({ key }) => key)]
  return [
    ...(progress?.version === 1 ? insertStatements(schema, progressTable, workspaceId, of([progress])) : []),
    ...forget('link', [...linksRemoved, ...links.map(({ contactId }) => contactId)]),
    ...forget('entry', [...entriesRemoved, ...entries.map(({ entryId }) => entryId)]),
    ...remove(linkTable.name, 'contact_id', 'uuid', linksRemoved),
    ...insertStatements(schema, linkTable, workspaceId, of(links), {
      key: ['directory_id', 'contact_id'],
      replace: ['entry_id', 'link'],
    }),
    ...remove(entryTable.name, 'entry_id', 'text', entriesRemoved),
    ...insertStatements(schema, entryTable, workspaceId, of(others), {
      key: ['directory_id', 'entry_id'],
      replace: facts,
    }),
    ...insertStatements(schema, entryTable, workspaceId, of(wished), {
      key: ['directory_id', 'entry_id'],
      replace: [...facts, 'is_left_alone'],
    }),
    ...insertStatements(schema, emailTable, workspaceId, of(emails), {
      key: ['directory_id', 'email', 'holder', 'holder_id'],
      replace: [],
    }),
    ...remove(caseContactTable.name, 'key', 'text', keys),
    ...remove(caseTable.name, 'key', 'text', casesRemoved),
    ...insertStatements(schema, caseTable, workspaceId, of(cases), {
      key: ['directory_id', 'key'],
      replace: ['pass', 'is_standing', 'found'],
    }),
    ...insertStatements(schema, caseContactTable, workspaceId, of(contacts)),
    ...(written.casesBefore === undefined ? [] : sweep(schema, workspaceId, id, written.casesBefore)),
  ]
}

/** Removes standing cases that a pass did not find again. */
function sweep(schema: string, workspaceId: string, id: string, pass: number): readonly Statement[] {
  const cases = tableName(schema, caseTable.name)
  const old = 'c.workspace_id = $1::uuid AND c.directory_id = $2::uuid AND c.is_standing AND c.pass < $3::integer'
  return [
    statement(
      `DELETE FROM ${tableName(schema, caseContactTable.name)} AS t USING ${cases} AS c ` +
        `WHERE t.workspace_id = $1::uuid AND t.directory_id = c.directory_id AND t.key = c.key AND ${old}`,
      workspaceId,
      id,
      String(pass),
    ),
    statement(`DELETE FROM ${cases} AS c WHERE ${old}`, workspaceId, id, String(pass)),
  ]
}

/** Whether a person's word goes with an entry; what a directory says of one does not touch it. */
function isDecided({ isLeftAlone }: StoredEntry): boolean {
  return isLeftAlone !== undefined
}

/** The addresses by which a link is found: those that were last synchronized, on either side. */
function emailsOfLink(link: DirectoryLink): readonly string[] {
  if (link.state !== 'linked') return []
  return [...new Set([link.base.here, link.base.there].flatMap(identifyingEmails))]
}

function holding(holder: 'entry' | 'link', holderId: string, emails: readonly string[]) {
  return [...new Set(emails)].map((email) => ({ email, holder, holderId }))
}

/** Of what is written twice, the last. In the order of the index, which takes them faster so. */
function lastOf<Value>(values: readonly Value[], keyOf: (value: Value) => string): readonly Value[] {
  const byKey = new Map(values.map((value) => [keyOf(value), value]))
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value)
}
