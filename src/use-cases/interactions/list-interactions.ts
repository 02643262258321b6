/** Lists of matters, page by page. Rules: docs/concepts/interactions.md (INT-1, INT-9), docs/concepts/parties.md (PTY-8). @module */
import { scopeOf } from '../../access/actor.ts'
import { interactionIndex } from '../../calendar/planned-span.ts'
import { searchWords } from '../../identity/search-index.ts'
import type { PageQuery } from '../../inputs/call.ts'
import type { InteractionConditions, InteractionCountQuery, InteractionListQuery } from '../../inputs/interaction.ts'
import type { Interaction } from '../../interaction/interaction.ts'
import type { Note } from '../../interaction/note.ts'
import { findPipeline, pipelineKeyOf, type StepType, typesOf } from '../../interaction/pipeline.ts'
import type { InteractionId } from '../../kernel/ids.ts'
import type { InteractionFilter, InteractionOrder } from '../../ports/interaction-repository.ts'
import type { PagePosition } from '../../ports/page.ts'
import type { Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { inputError } from '../input-error.ts'
import { findSurvivor, type MergeableRecord, type RecordRepository } from '../merging/follow-merges.ts'
import { type Page, usualLimit } from '../records/list-records.ts'
import { getRecord } from '../records/record-access.ts'
import { pipelinesOf } from '../workspace/catalog.ts'
import { fromToday } from './next-action.ts'

/** Where what is not planned stands in the order `planned`. */
const notPlanned = Number.MAX_SAFE_INTEGER

/** One page of the matters that the actor may see. */
export async function listInteractions(
  session: Session,
  { limit = usualLimit, cursor, order = 'planned', descending = false, ...conditions }: InteractionListQuery,
): Promise<Page<Interaction>> {
  const filter = await filterOf(session, conditions)
  const list = listName('interaction', { order, descending, conditions })
  const sorts = order === 'subject' || order === 'update-date' ? 'text' : 'number'
  const after = cursor === undefined ? undefined : readCursor(list, cursor, sorts)
  const records = await session.store.interactions.list(scopeOf(session.actor), {
    ...filter,
    order,
    descending,
    limit: limit + 1,
    ...(after !== undefined && { after }),
  })
  const items = records.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || records.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, await positionOf(session, last, order)) }
}

/** How many matters the actor may see, up to the cap. */
export async function countInteractions(
  session: Session,
  { cap = 10_000, ...conditions }: InteractionCountQuery,
): Promise<number> {
  return session.store.interactions.count(scopeOf(session.actor), await filterOf(session, conditions), cap)
}

/** One page of a matter's notes, the first one first. */
export async function listNotes(
  session: Session,
  id: InteractionId,
  { limit = usualLimit, cursor }: PageQuery,
): Promise<Page<Note>> {
  const { store, actor } = session
  const matter = await getRecord(session, store.interactions, 'interaction', id)
  const list = listName('notes', { id: matter.id })
  const after = cursor === undefined ? undefined : readCursor(list, cursor, 'number').id
  const page = { limit: limit + 1, ...(after !== undefined && { after }) }
  const notes = await store.interactions.listNotes(actor.workspaceId, matter.id, page)
  const items = notes.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || notes.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: last.at, id: last.id }) }
}

async function filterOf(session: Session, asked: InteractionConditions): Promise<InteractionFilter> {
  const { search = '', trashed = false, states, ownerId, attendeeIds, parentId, planned, withoutNextAction } = asked
  const { companies, contacts } = session.store
  const types = await typesAsked(session, asked)
  const companyId = await survivorId(session, companies, asked.companyId)
  const contactId = await survivorId(session, contacts, asked.contactId)
  return {
    words: searchWords(search),
    trashed,
    ...(states !== undefined && { states }),
    ...(types !== undefined && { types }),
    ...(ownerId !== undefined && { ownerId }),
    ...(attendeeIds !== undefined && { attendeeIds }),
    ...(companyId !== undefined && { companyId }),
    ...(contactId !== undefined && { contactId }),
    ...(parentId !== undefined && { parentId }),
    ...(planned !== undefined && { planned }),
    ...(withoutNextAction === true && { withoutPlanAfter: fromToday(session).from }),
  }
}

async function typesAsked(
  session: Session,
  { types, pipeline: key }: InteractionConditions,
): Promise<readonly StepType[] | undefined> {
  if (key === undefined) return types
  const pipelines = await pipelinesOf(session)
  const pipeline = findPipeline(pipelines, key)
  if (pipeline !== null) return types?.filter((type) => pipelineKeyOf(type) === key) ?? typesOf(pipeline)
  const allowed = pipelines.map((each) => each.key)
  const remedy = `Name one of ${allowed.join(', ')}.`
  throw inputError([{ path: 'pipeline', problem: 'unknown-option', value: key, allowed, remedy }])
}

/** Matters point at what a record became. */
async function survivorId<Found extends MergeableRecord>(
  session: Session,
  repository: RecordRepository<Found>,
  id: string | undefined,
): Promise<string | undefined> {
  return id === undefined ? undefined : ((await findSurvivor(session, repository, id))?.id ?? id)
}

async function positionOf(
  { store, actor, settings }: Session,
  record: Interaction,
  order: InteractionOrder,
): Promise<PagePosition> {
  const { id } = record
  switch (order) {
    case 'subject':
      return { value: interactionIndex(record, settings.timeZone).sortKey, id }
    case 'number':
      return { value: record.number, id }
    case 'created':
      return { value: record.createdAt, id }
    case 'updated':
      return { value: record.updatedAt, id }
    case 'update-date':
      return { value: record.updateDate.on, id }
    case 'planned': {
      // As it is stored: the workspace's zone, which days are worked out in, may have changed since it was written.
      const stored = await store.interactions.findPlannedFrom(actor.workspaceId, id)
      return { value: stored ?? interactionIndex(record, settings.timeZone).planned?.from ?? notPlanned, id }
    }
  }
}
