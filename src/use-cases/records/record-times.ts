/** What the desks of companies and contacts tell of their matters: a timeline, and dates. @module */
import type { PageQuery } from '../../inputs/call.ts'
import type { TimelineEntry } from '../../ports/interaction-repository.ts'
import { parsePageQuery } from '../../schemas/call.ts'
import type { OpenSession } from '../context.ts'
import { accept } from '../input-error.ts'
import { readId } from '../read-id.ts'
import type { ListedRecord, Page } from './list-records.ts'
import type { Party } from './party.ts'
import { type RecordDates, readDates } from './record-dates.ts'
import { readTimeline } from './timelines.ts'

/** What happened between us and a company or a contact, and what is planned. */
export interface RecordTimes<RecordId extends string> {
  /**
   * One page of what happened to a record and in its matters, the latest first: notes, events, imports. What the actor may
   * not see is not there, and what was merged into the record is.
   * @throws {CrmError} not-found
   */
  timeline(id: RecordId, page?: PageQuery): Promise<Page<TimelineEntry>>

  /**
   * The last interaction, the last one in each direction, and the next planned day (INT-5), of the matters, the calls and
   * the messages that the actor may see.
   * @throws {CrmError} not-found
   */
  dates(id: RecordId): Promise<RecordDates>
}

/** The part of the desk of companies, or of contacts. */
export function recordTimes<PartyRecord extends ListedRecord>(
  open: OpenSession,
  party: Party<PartyRecord>,
): RecordTimes<string> {
  return {
    timeline: async (id, page = {}) => {
      const [known, asked] = [readId(id, 'id'), accept(parsePageQuery(page))]
      return readTimeline(await open(`${party.desk}.timeline`), party, known, asked)
    },
    dates: async (id) => {
      const known = readId(id, 'id')
      return readDates(await open(`${party.desk}.dates`), party, known)
    },
  }
}
