/** What the cases about interactions are written with. @module */
import type { AccessScope } from '../access/actor.ts'
import type { InteractionIndex, PlannedSpan } from '../calendar/planned-span.ts'
import type { Interaction, InteractionBase, UnnumberedInteraction } from '../interaction/interaction.ts'
import type { Note, WordsNote } from '../interaction/note.ts'
import type { StoredTimer, StoredTimeSpent } from '../interaction/time-spent.ts'
import type { RecordStamp } from '../party/record.ts'
import type { CreateWrite, UpdateWrite } from '../ports/commit.ts'
import type { InteractionFilter, InteractionQuery } from '../ports/interaction-repository.ts'
import type { Store } from '../ports/store.ts'
import { expectPresent } from './assert.ts'
import { buildInteraction } from './builders.ts'
import { countedId } from './fixed-time-and-ids.ts'
import { anne, everything } from './store-scene.ts'

/** The n-th interaction, note, time and event of a case. */
export const interactionId = (n: number): string => countedId(n, 0x1a)
export const noteId = (n: number): string => countedId(n, 0x1b)
export const timeSpentId = (n: number): string => countedId(n, 0x1c)
export const eventId = (n: number): string => countedId(n, 0x1d)

/** The first page by subject. */
export const bySubject: InteractionQuery = {
  order: 'subject',
  descending: false,
  words: [],
  trashed: false,
  limit: 100,
}

type Fields = Partial<InteractionBase & RecordStamp> & { readonly id: string }

/** A write that creates an open interaction whose sort key and search text are its subject in lower case. */
export function newInteraction(fields: Fields, planned?: PlannedSpan): CreateWrite {
  return creationOf(buildInteraction(fields), planned)
}

/** A write that creates an interaction. */
export function creationOf(record: UnnumberedInteraction, planned?: PlannedSpan): CreateWrite {
  return { op: 'create', kind: 'interaction', record, index: indexOf(record, planned) }
}

/** A write that replaces an interaction's fields. */
export async function changedInteraction(
  store: Store,
  id: string,
  fields: Partial<InteractionBase & RecordStamp>,
  planned?: PlannedSpan,
): Promise<UpdateWrite> {
  const current = await interaction(store, id)
  const record = { ...current, ...fields, version: fields.version ?? current.version + 1 }
  return { op: 'update', kind: 'interaction', record, index: indexOf(record, planned) }
}

/** The interaction as stored, which must be there. */
export async function interaction(store: Store, id: string, scope: AccessScope = everything): Promise<Interaction> {
  return expectPresent(await store.interactions.find(scope, id), `interaction ${id}`)
}

/** The numbers of the interactions that a filter gives in a scope, in the order of their ids. */
export async function listedNumbers(
  store: Store,
  filter: Partial<InteractionFilter>,
  scope: AccessScope = everything,
): Promise<readonly number[]> {
  const found = await store.interactions.list(scope, { ...bySubject, ...filter })
  return found.map(({ id }) => countOf(id)).sort((a, b) => a - b)
}

/** The count that an id was made from. */
function countOf(id: string): number {
  return Number.parseInt(id.slice(9, 13), 16) * 0x1000 + Number.parseInt(id.slice(15, 18), 16)
}

/** A note of Anne's in our words. */
export function buildNote(
  n: number,
  fields: Partial<WordsNote & Note> & Pick<Note, 'interactionId'>,
): Note & WordsNote {
  return {
    id: noteId(n),
    kind: 'words',
    text: `Note ${n}`,
    voice: 'ours',
    happenedAt: 10 * n,
    at: 10 * n,
    memberId: anne,
    ...fields,
  }
}

/** The timer of a member that runs on the n-th interaction. */
export function buildTimer(memberId: string, n: number): StoredTimer {
  return { id: memberId, memberId, version: 1, interactionId: interactionId(n), startedAt: 40 }
}

/** Time that Anne spent on an interaction. */
export function buildTimeSpent(n: number, id: string): StoredTimeSpent {
  return { id: timeSpentId(n), kind: 'measured', memberId: anne, interactionId: id, from: 10, until: 20, at: 30 }
}

function indexOf({ subject }: Pick<InteractionBase, 'subject'>, planned: PlannedSpan | undefined): InteractionIndex {
  const index = { sortKey: subject.toLowerCase(), searchText: subject.toLowerCase() }
  return planned === undefined ? index : { ...index, planned }
}
