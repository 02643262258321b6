/** The part of a desk that makes two records one. Rules: docs/concepts/merge.md. @module */
import type { MergeChoices } from '../../identity/merge-plan.ts'
import type { Merge } from '../../identity/merge-record.ts'
import type { PageQuery, PairOptions } from '../../inputs/call.ts'
import type { MergeOptions } from '../../inputs/merge.ts'
import type { MergeId } from '../../kernel/ids.ts'
import type { Result } from '../../kernel/result.ts'
import type { InputRefusal } from '../../party/input-issue.ts'
import { parsePageQuery, parsePairOptions } from '../../schemas/call.ts'
import type { OpenSession, Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import { type ListedRecord, type Page, usualLimit } from '../records/list-records.ts'
import { getRecord } from '../records/record-access.ts'
import type { MergeKind } from './merge-kinds.ts'
import { type MergedRecord, type MergePlan, mergeRecords, planMerge } from './merge-records.ts'
import { tellMerges } from './told-merges.ts'
import { type UnmergedRecords, undoMerge } from './undo-merge.ts'

/** Making two records one, and two again. */
export interface MergeDesk<PartyRecord, RecordId extends string, Field extends string> {
  /**
   * What merging two records would do, field by field; it writes nothing. The survivor keeps what it says, blanks are
   * filled, lists are united; `choices` decide otherwise.
   * @throws {CrmError} not-found, forbidden - it takes the right to change both
   * @throws {CrmError} invalid-input - the two are one, or one is in the trash
   * @throws {CrmError} transition-refused - one of them was merged already; `details.because` names what it became
   */
  planMerge(
    survivorId: RecordId,
    loserId: RecordId,
    choices?: MergeChoices<Field>,
  ): Promise<MergePlan<PartyRecord, Field>>

  /**
   * Makes two records one. The loser leaves all lists, what points at it points at the survivor, and its id and number
   * lead to the survivor from now on.
   * @throws {CrmError} not-found, forbidden, version-conflict, transition-refused
   * @throws {CrmError} invalid-input - numbers contradict each other and nobody has chosen; more than 10,000 records
   * would move
   * @example
   * const { contradictions } = await desk.companies.planMerge(pomme.id, double.id)
   * if (contradictions.length === 0) await desk.companies.merge(pomme.id, double.id)
   */
  merge(survivorId: RecordId, loserId: RecordId, options?: MergeOptions<Field>): Promise<MergedRecord<PartyRecord>>

  /**
   * Takes a merge back. What changed since is left as it is, and named in `kept`. Undone twice, the answer is the same.
   * @throws {CrmError} not-found, forbidden
   * @throws {CrmError} invalid-input - the survivor is in the trash
   * @throws {CrmError} transition-refused - the survivor was itself merged; `details.because` names that merge
   */
  undoMerge(mergeId: MergeId, options?: PairOptions): Promise<UnmergedRecords<PartyRecord>>

  /** One page of the merges of a record, as survivor or as loser, the latest first. @throws {CrmError} not-found */
  merges(id: RecordId, page?: PageQuery): Promise<Page<Merge>>
}

/** Reads what a host hands in. */
export interface MergeParsers<Field extends string> {
  choices(value: unknown): Result<MergeChoices<Field>, InputRefusal>
  options(value: unknown): Result<MergeOptions<Field>, InputRefusal>
}

/** The merge desk of a kind of record, for whoever the session is opened for. */
export function mergeDesk<PartyRecord extends ListedRecord, Field extends string>(
  open: OpenSession,
  kind: MergeKind<PartyRecord, Field>,
  parse: MergeParsers<Field>,
): MergeDesk<PartyRecord, string, Field> {
  return {
    planMerge: async (survivorId, loserId, choices = {}) => {
      const ids = { survivorId: readId(survivorId, 'survivorId'), loserId: readId(loserId, 'loserId') }
      const chosen = accept(parse.choices(choices))
      return planMerge(await open(`${kind.party.desk}.planMerge`), kind, ids, chosen)
    },
    merge: async (survivorId, loserId, options = {}) => {
      const ids = { survivorId: readId(survivorId, 'survivorId'), loserId: readId(loserId, 'loserId') }
      const how = accept(parse.options(options))
      return mergeRecords(await open(`${kind.party.desk}.merge`), kind, ids, how)
    },
    undoMerge: async (mergeId, options = {}) => {
      const [known, how] = [readId(mergeId, 'mergeId'), accept(parsePairOptions(options))]
      return undoMerge(await open(`${kind.party.desk}.undoMerge`), kind, known, how)
    },
    merges: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return listMerges(await open(`${kind.party.desk}.merges`), kind, known, asked)
    },
  }
}

async function listMerges<PartyRecord extends ListedRecord>(
  session: Session,
  { party }: MergeKind<PartyRecord>,
  id: string,
  { limit = usualLimit, cursor }: PageQuery,
): Promise<Page<Merge>> {
  const record = await getRecord(session, party.repository(session), party.kind, id)
  const list = listName('merges', { kind: party.kind, id: record.id })
  const after = cursor === undefined ? undefined : readCursor(list, cursor, 'text').id
  const items: Merge[] = []
  for (let place = after; ; ) {
    const merges = await session.store.merges.list(session.actor.workspaceId, {
      recordIds: [record.id],
      limit: limit + 1,
      ...(place !== undefined && { after: place }),
    })
    items.push(...(await tellMerges(session, merges)))
    place = merges.at(-1)?.id
    if (items.length > limit || merges.length <= limit || place === undefined) break
  }
  const page = items.slice(0, limit)
  const last = page.at(-1)
  if (last === undefined || items.length <= limit) return { items: page }
  return { items: page, nextCursor: writeCursor(list, { value: '', id: last.id }) }
}
