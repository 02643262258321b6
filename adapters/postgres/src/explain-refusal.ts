/**
 * Why a commit met rows that it did not expect. Row-level security keeps the values out of the database's own messages,
 * so the reason is looked up, in a transaction of its own, in the order in which the contract names refusals.
 * @module
 */
import type { Commit, CommitRefusal, Subject, Write } from 'crmkit'
import { findTakenName } from './call-statements.ts'
import { linksToContacts } from './directory-tables.ts'
import { arrayLiteral } from './encode.ts'
import { type Row, statement } from './executor.ts'
import { mergedBy, pointingStatements, targetsOf } from './merged-targets.ts'
import { pointers } from './pointers.ts'
import type { Reader } from './reader.ts'
import { tableName } from './table.ts'

const tables = {
  member: 'members',
  group: 'member_groups',
  resource: 'resources',
  catalog: 'catalogs',
  company: 'companies',
  contact: 'contacts',
  affiliation: 'affiliations',
  import: 'imports',
  webhook: 'webhooks',
  merge: 'merges',
  interaction: 'interactions',
  timer: 'interaction_timers',
  feed: 'calendar_feeds',
  message: 'messages',
  'message-template': 'message_templates',
  mail: 'mails',
  'inbound-address': 'inbound_addresses',
  line: 'lines',
  call: 'calls',
  directory: 'directories',
} as const

type TableKind = keyof typeof tables

/** The refusal of a commit, or `null` if by now nothing stands in its way. */
export async function explainRefusal(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const conflict = await findVersionConflict(reader, commit)
  if (conflict !== null) return conflict
  const taken = await findTakenName(reader, commit)
  if (taken !== null) return taken
  const missing = (await findMissingReference(reader, commit)) ?? (await findStillReferenced(reader, commit))
  const merged = missing ?? (await findMergedTarget(reader, commit)) ?? (await findLeftBehind(reader, commit))
  return merged ?? (await findChangedMatter(reader, commit)) ?? (await findChangedDirectory(reader, commit))
}

async function findVersionConflict(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const versions = new Map<string, number>()
  const { recordGuards = [] } = commit
  const relied = [...recordGuards, ...commit.writes.map(subjectOf)]
  for (const kind of new Set(relied.map((subject) => subject.kind))) {
    const subjects = relied.filter((subject) => subject.kind === kind)
    const rows =
      kind === 'workspace'
        ? await readRows(reader, commit, 'SELECT workspace_id, version', 'workspaces', 'workspace_id', subjects)
        : await readRows(reader, commit, 'SELECT id, version', tables[kind], 'id', subjects)
    for (const [id, version] of rows) versions.set(nameOf({ kind, id: id ?? '' }), Number(version))
  }
  for (const { kind, id, version } of recordGuards) {
    const subject: Subject = { kind, id }
    if (versions.get(nameOf(subject)) !== version) return { code: 'version-conflict', subject }
  }
  for (const write of commit.writes) {
    const subject = subjectOf(write)
    if ((versions.get(nameOf(subject)) ?? 0) !== expectedVersion(write)) return { code: 'version-conflict', subject }
  }
  return null
}

async function findMissingReference(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const targets = [...commit.writes.flatMap(targetsOf), ...interactionTargets(commit)]
  const there = new Set<string>()
  for (const kind of ['company', 'contact', 'interaction'] as const) {
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

/** The interactions that a commit points at: as the whole of a part, or by what belongs to one. */
function interactionTargets({ writes, notes = [], timeSpent = [] }: Commit): readonly Subject[] {
  const ids = writes.flatMap((write) => {
    if (write.op === 'purge') return []
    if (write.kind === 'timer') return [write.record.interactionId]
    return write.kind === 'interaction' ? (write.record.parentId ?? []) : []
  })
  const others = [...notes, ...timeSpent].map(({ interactionId }) => interactionId)
  return [...ids, ...others].map((id) => ({ kind: 'interaction', id }))
}

async function findStillReferenced(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const rewritten = new Set(commit.writes.map((write) => nameOf(subjectOf(write))))
  const purged = commit.writes.filter((write) => write.op === 'purge').map(subjectOf)
  for (const { from, table, id: source, column, to } of pointers) {
    const wanted = purged.filter((subject) => subject.kind === to)
    if (wanted.length === 0) continue
    const rows = await readRows(reader, commit, `SELECT ${source}, ${column}`, table, column, wanted)
    const row = rows.find(([id]) => !rewritten.has(nameOf({ kind: from, id: id ?? '' })))
    if (row !== undefined) return { code: 'still-referenced', subject: { kind: to, id: row[1] ?? '' } }
  }
  return null
}

/** A record that the commit points at, which was merged, and which the commit does not give back. */
async function findMergedTarget(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const revived = new Set(
    commit.writes.filter((write) => mergedBy(write) === null).map((write) => nameOf(subjectOf(write))),
  )
  const targets = commit.writes.flatMap(targetsOf)
  for (const query of pointingStatements(reader.schema, commit)) {
    const rows = (await reader.read(commit.workspaceId, query)).rows
    const subject = targets.find((target) => !revived.has(nameOf(target)) && rows.some(([id]) => id === target.id))
    if (subject !== undefined) return { code: 'version-conflict', subject }
  }
  const merged = new Set(commit.writes.flatMap((write) => mergedBy(write) ?? []).map(nameOf))
  const subject = targets.find((target) => merged.has(nameOf(target)))
  return subject === undefined ? null : { code: 'version-conflict', subject }
}

/** A record that the commit marks as merged while something that it does not write points at it. */
async function findLeftBehind(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const rewritten = new Set(commit.writes.map((write) => nameOf(subjectOf(write))))
  for (const subject of commit.writes.flatMap((write) => mergedBy(write) ?? [])) {
    for (const { from, table, id: source, column, to } of pointers) {
      if (to !== subject.kind) continue
      const rows = await readRows(reader, commit, `SELECT ${source}, ${column}`, table, column, [subject])
      if (rows.some(([id]) => !rewritten.has(nameOf({ kind: from, id: id ?? '' })))) {
        return { code: 'version-conflict', subject }
      }
    }
  }
  return null
}

/** A matter that is not in the version that books. */
async function findChangedMatter(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const { bookings = [], writes } = commit
  if (bookings.length === 0) return null
  const subjects = bookings.map(({ interactionId: id }): Subject => ({ kind: 'interaction', id }))
  const rows = await readRows(reader, commit, 'SELECT id, version', tables.interaction, 'id', subjects)
  const versions = new Map(rows.map(([id, version]) => [id, Number(version)]))
  for (const write of writes) {
    if (write.kind === 'interaction' && write.op !== 'purge') versions.set(write.record.id, write.record.version)
  }
  const changed = bookings.find(({ interactionId, version }) => versions.get(interactionId) !== version)
  return changed === undefined
    ? null
    : { code: 'version-conflict', subject: { kind: 'interaction', id: changed.interactionId } }
}

/** An account that is not there, or further than the commit expects; or a contact that is to be linked and is not there. */
async function findChangedDirectory(reader: Reader, commit: Commit): Promise<CommitRefusal | null> {
  const { directories = [], writes } = commit
  if (directories.length === 0) return null
  const of = (kind: 'directory' | 'contact', ids: readonly string[]) => ids.map((id): Subject => ({ kind, id }))
  const asked = of(
    'directory',
    directories.map(({ directoryId }) => directoryId),
  )
  const known = await readRows(reader, commit, 'SELECT id', tables.directory, 'id', asked)
  const select = 'SELECT directory_id, version'
  const progress = await readRows(reader, commit, select, 'directory_progress', 'directory_id', asked)
  const linked = of('contact', linksToContacts(directories))
  const contacts = await readRows(reader, commit, 'SELECT id', tables.contact, 'id', linked)
  const made = writes.flatMap((write) => (write.op === 'create' ? write.record.id : []))
  const there = new Set([...[...known, ...contacts].map(([id]) => id), ...made])
  const versions = new Map(progress.map(([id, version]) => [id, Number(version)]))
  for (const written of directories) {
    const subject: Subject = { kind: 'directory', id: written.directoryId }
    if (!there.has(subject.id)) return { code: 'missing-reference', subject }
    const isNext = written.progress?.version === (versions.get(subject.id) ?? 0) + 1
    if (written.progress !== undefined && !isNext) return { code: 'version-conflict', subject }
  }
  const subject = linked.find(({ id }) => !there.has(id))
  return subject === undefined ? null : { code: 'missing-reference', subject }
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

function nameOf(subject: Subject): string {
  return `${subject.kind} ${subject.id}`
}
