/** References in memory: nothing points at what is not there, and nothing is removed that is pointed at. @module */
import type { Note } from '../interaction/note.ts'
import type { StoredTimeSpent } from '../interaction/time-spent.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Commit, CommitRefusal, CreateWrite, UpdateWrite, Write } from '../ports/commit.ts'
import type { Subject } from '../ports/history.ts'
import type { Tables } from './tables.ts'

/** Something that another record needs. */
interface Target {
  readonly kind: 'company' | 'contact' | 'interaction'
  readonly id: string
}

/** Replays creations and removals on the ids alone, in order, to find a reference that would lead nowhere. */
export function referenceRefusal(tables: Tables, { writes, notes = [], timeSpent = [] }: Commit): CommitRefusal | null {
  const { companies, contacts, interactions } = tables
  const stored = { company: companies, contact: contacts, interaction: interactions }
  const isThere = new Map(writes.map((write) => [nameOf(subjectOf(write)), write.op !== 'purge']))
  for (const subject of [...writes.flatMap(targetsOfWrite), ...[...notes, ...timeSpent].map(targetOfPart)]) {
    if (!(isThere.get(nameOf(subject)) ?? stored[subject.kind].has(subject.id))) {
      return { code: 'missing-reference', subject }
    }
  }
  const purged = new Set(writes.filter(({ op }) => op === 'purge').map((write) => nameOf(subjectOf(write))))
  if (purged.size === 0) return null
  const written = new Set(writes.map((write) => nameOf(subjectOf(write))))
  for (const { from, to } of pointers(tables)) {
    if (purged.has(nameOf(to)) && !written.has(nameOf(from))) return { code: 'still-referenced', subject: to }
  }
  return null
}

/** One record that points at another. */
interface Pointer {
  readonly from: Subject
  readonly to: Target
}

/** All references of a workspace. */
export function* pointers(tables: Tables): Generator<Pointer> {
  for (const row of tables.affiliations.values()) {
    for (const to of targetsOfJob(row)) yield { from: { kind: 'affiliation', id: row.id }, to }
  }
  for (const { record } of tables.companies.values()) {
    const from: Subject = { kind: 'company', id: record.id }
    if (record.parentId !== undefined) yield { from, to: { kind: 'company', id: record.parentId } }
  }
  for (const { record } of tables.interactions.values()) {
    const from: Subject = { kind: 'interaction', id: record.id }
    for (const to of targetsOfInteraction(record)) yield { from, to }
  }
  for (const timer of tables.timers.values()) {
    yield { from: { kind: 'timer', id: timer.id }, to: { kind: 'interaction', id: timer.interactionId } }
  }
}

/** What a record that is written points at. */
export function targetsOfWrite(write: Write): readonly Target[] {
  if (write.op === 'purge') return []
  switch (write.kind) {
    case 'affiliation':
      return targetsOfJob(write.record)
    case 'company':
      return write.record.parentId === undefined ? [] : [{ kind: 'company', id: write.record.parentId }]
    case 'interaction':
      return targetsOfInteraction(write.record)
    case 'timer':
      return [{ kind: 'interaction', id: write.record.interactionId }]
    default:
      return []
  }
}

type InteractionRecord = Extract<CreateWrite | UpdateWrite, { readonly kind: 'interaction' }>['record']

function targetsOfInteraction({ companyId, contactIds, parentId }: InteractionRecord): readonly Target[] {
  return [
    ...(companyId === undefined ? [] : [{ kind: 'company' as const, id: companyId }]),
    ...contactIds.map((id) => ({ kind: 'contact' as const, id })),
    ...(parentId === undefined ? [] : [{ kind: 'interaction' as const, id: parentId }]),
  ]
}

function targetsOfJob({ contactId, companyId }: Affiliation): readonly Target[] {
  return [
    { kind: 'contact', id: contactId },
    { kind: 'company', id: companyId },
  ]
}

function targetOfPart({ interactionId }: Note | StoredTimeSpent): Target {
  return { kind: 'interaction', id: interactionId }
}

function subjectOf(write: Write): Subject {
  return { kind: write.kind, id: write.op === 'purge' ? write.id : write.record.id }
}

function nameOf({ kind, id }: Subject): string {
  return `${kind} ${id}`
}
