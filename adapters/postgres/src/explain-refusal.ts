/**
 * Why a commit met rows that it did not expect. Row-level security keeps the values out of the database's own messages,
 * so the reason is looked up, in a transaction of its own, in the order in which the contract names refusals.
 * @module
 */
import type { Commit, CommitRefusal, Subject, Write } from 'crmkit'
import { arrayLiteral } from './encode.ts'
import { type Row, statement } from './executor.ts'
import type { Reader } from './reader.ts'
import { tableName } from './table.ts'

const tables = {
  member: 'members',
  group: 'member_groups',
  resource: 'resources',
  company: 'companies',
  contact: 'contacts',
  affiliation: 'affiliations',
  import: 'imports',
  webhook: 'webhooks',
} as const

type TableKind = keyof typeof tables
type PartyEnd = 'company' | 'contact'

/** The refusal of a commit, or `null` if by now nothing stands in its way. */
export async function explainRefusal(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const conflict = await findVersionConflict(reader, commit)
  return conflict ?? (await findMissingReference(reader, commit)) ?? (await findStillReferenced(reader, commit))
}

async function findVersionConflict(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const versions = new Map<string, number>()
  const written = commit.writes.map(subjectOf)
  for (const kind of new Set(written.map((subject) => subject.kind))) {
    const subjects = written.filter((subject) => subject.kind === kind)
    const rows =
      kind === 'workspace'
        ? await readRows(reader, commit, 'SELECT workspace_id, version', 'workspaces', 'workspace_id', subjects)
        : await readRows(reader, commit, 'SELECT id, version', tables[kind], 'id', subjects)
    for (const [id, version] of rows) versions.set(nameOf({ kind, id: id ?? '' }), Number(version))
  }
  for (const write of commit.writes) {
    const subject = subjectOf(write)
    if ((versions.get(nameOf(subject)) ?? 0) !== expectedVersion(write)) return { code: 'version-conflict', subject }
  }
  return null
}

async function findMissingReference(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const targets = commit.writes.flatMap(targetsOf)
  const there = new Set<string>()
  for (const kind of ['company', 'contact'] as const) {
    const wanted = targets.filter((target) => target.kind === kind)
    if (wanted.length === 0) continue
    const rows = await readRows(reader, commit, 'SELECT id', tables[kind], 'id', wanted)
    for (const [id] of rows) there.add(nameOf({ kind, id: id ?? '' }))
  }
  for (const write of commit.writes) {
    if (write.op === 'create') there.add(nameOf(subjectOf(write)))
    if (write.op === 'purge') there.delete(nameOf(subjectOf(write)))
  }
  const subject = targets.find((target) => !there.has(nameOf(target)))
  return subject === undefined ? null : { code: 'missing-reference', subject }
}

async function findStillReferenced(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const rewritten = new Set(commit.writes.map((write) => nameOf(subjectOf(write))))
  const purged = commit.writes.filter((write) => write.op === 'purge').map(subjectOf)
  for (const { from, column, to } of [
    { from: 'affiliation', column: 'contact_id', to: 'contact' },
    { from: 'affiliation', column: 'company_id', to: 'company' },
    { from: 'company', column: 'parent_id', to: 'company' },
  ] as const) {
    const wanted = purged.filter((subject) => subject.kind === to)
    if (wanted.length === 0) continue
    const rows = await readRows(reader, commit, `SELECT id, ${column}`, tables[from], column, wanted)
    const row = rows.find(([id]) => !rewritten.has(nameOf({ kind: from, id: id ?? '' })))
    if (row !== undefined) return { code: 'still-referenced', subject: { kind: to, id: row[1] ?? '' } }
  }
  return null
}

async function readRows(
  reader: Reader,
  commit: Commit,
  select: string,
  table: string,
  column: string,
  subjects: readonly Subject[],
): Promise<readonly Row[]> {
  const query = statement(
    `${select} FROM ${tableName(reader.schema, table)} ` +
      `WHERE workspace_id = $1::uuid AND ${column} = ANY ($2::text::uuid[])`,
    commit.workspaceId,
    arrayLiteral(subjects.map((subject) => subject.id)),
  )
  return (await reader.read(commit.workspaceId, query)).rows
}

function subjectOf(write: Write): Subject & { readonly kind: TableKind | 'workspace' } {
  return { kind: write.kind, id: write.op === 'purge' ? write.id : write.record.id }
}

/** The version that must be there: 0 stands for none. */
function expectedVersion(write: Write): number {
  switch (write.op) {
    case 'create':
      return 0
    case 'update':
      return write.record.version - 1
    case 'purge':
      return write.expectedVersion
  }
}

function targetsOf(write: Write): readonly { readonly kind: PartyEnd; readonly id: string }[] {
  if (write.op === 'purge') return []
  if (write.kind === 'affiliation') {
    return [
      { kind: 'contact', id: write.record.contactId },
      { kind: 'company', id: write.record.companyId },
    ]
  }
  if (write.kind === 'company' && write.record.parentId !== undefined) {
    return [{ kind: 'company', id: write.record.parentId }]
  }
  return []
}

function nameOf(subject: Subject): string {
  return `${subject.kind} ${subject.id}`
}
