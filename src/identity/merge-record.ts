/** What is remembered of a merge, so that it can be told and taken back. Rules: docs/concepts/merge.md (MRG-2, MRG-3). @module */
import type { MemberId, MergeId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/time.ts'
import type { Affiliation } from '../party/affiliation.ts'
import type { Company } from '../party/company.ts'
import type { Contact } from '../party/contact.ts'
import type { IdentityKind } from './identity-key.ts'

/** Whose value a field gets. */
export type MergeChoice = 'survivor' | 'loser'

/** A field of a record that pointed at the loser, or that had to give way for it. It holds ids and flags only. */
export interface MovedField {
  readonly field: 'contactId' | 'contactIds' | 'companyId' | 'parentId' | 'isPrimary'
  /** Absent where it was blank. */
  readonly before?: string | boolean
  /** Absent where it was cleared, or taken off a list that has the survivor already. */
  readonly after?: string | boolean
}

/** A record that a merge pointed elsewhere. */
export interface MovedRecord {
  readonly kind: 'affiliation' | 'company' | 'interaction'
  readonly recordId: string
  readonly fields: readonly MovedField[]
}

/** A job that said what another one of the survivor's says, and went. */
export interface RemovedJob {
  readonly recordId: string
  /** Whose job it was. */
  readonly personId: string
  /** The job as it was; `null` once it was erased. */
  readonly before: Affiliation | null
}

/** Something that an undo left as it is, instead of overwriting what was done to it since. */
export interface KeptByUndo {
  readonly kind: 'company' | 'contact' | 'affiliation' | 'interaction'
  readonly recordId: string
  /** Which field; absent where it is about the record as a whole. */
  readonly field?: string
  /** It changed since, what it pointed at is gone by now, its former value was erased, or a circle would come of it. */
  readonly reason: 'changed-since' | 'purged-since' | 'erased' | 'cycle'
}

/** That a merge was undone. */
export interface UndoneMerge {
  readonly at: Instant
  /** The member who undid it, or `null` for a system job. */
  readonly memberId: MemberId | null
  readonly kept: readonly KeptByUndo[]
}

/** The survivor as it was before a merge. */
export type SurvivorImage =
  | { readonly kind: 'company'; readonly record: Company }
  | { readonly kind: 'contact'; readonly record: Contact }

/** A merge, as it is stored. The loser needs no image: its own record keeps what it said. */
export interface MergeRecord {
  readonly id: MergeId
  /** 1; 2 once it is undone. */
  readonly version: number
  readonly kind: IdentityKind
  readonly survivorId: string
  readonly loserId: string
  readonly at: Instant
  /** The member who merged, or `null` for a system job. */
  readonly memberId: MemberId | null
  readonly choices: Readonly<Record<string, MergeChoice>>
  /** The survivor before; `null` once it was erased. */
  readonly before: SurvivorImage | null
  readonly moved: readonly MovedRecord[]
  readonly removed: readonly RemovedJob[]
  readonly undone?: UndoneMerge
}

/** A merge, as it is told: without the values of the survivor before. */
export interface Merge extends Pick<MergeRecord, 'id' | 'kind' | 'survivorId' | 'loserId' | 'at' | 'memberId'> {
  /** How many records were pointed elsewhere, or went because the survivor has the same, by kind. */
  readonly moved: Readonly<Record<string, number>>
  readonly undone?: UndoneMerge
}

/** What a merge keeps of some people. */
export type MergeImages = Pick<MergeRecord, 'before' | 'removed'>

/** What a merge still keeps of these people, and of nobody else; `null` if that is nothing. */
export function imagesOfPeople(
  { before, survivorId, removed }: MergeRecord,
  people: ReadonlySet<string>,
): MergeImages | null {
  const own = before?.kind === 'contact' && people.has(survivorId) ? before : null
  const jobs = removed.filter((job) => job.before !== null && people.has(job.personId))
  return own === null && jobs.length === 0 ? null : { before: own, removed: jobs }
}

/** Tells of a merge. */
export function toMerge(record: MergeRecord): Merge {
  const { id, kind, survivorId, loserId, at, memberId, undone } = record
  const moved: Record<string, number> = {}
  const count = (what: string): void => {
    moved[what] = (moved[what] ?? 0) + 1
  }
  for (const each of record.moved) if (each.recordId !== survivorId && each.recordId !== loserId) count(each.kind)
  for (const _job of record.removed) count('affiliation')
  return { id, kind, survivorId, loserId, at, memberId, moved, ...(undone !== undefined && { undone }) }
}
