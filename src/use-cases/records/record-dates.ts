/** What a company or a contact knows of its matters, of calls, and of what was written to it. Rules: docs/concepts/interactions.md (INT-5). @module */
import { scopeOf } from '../../access/actor.ts'
import { interactionIndex } from '../../calendar/planned-span.ts'
import { type ContactDates, nextPlannedOn, recordTouch } from '../../interaction/contact-dates.ts'
import { type PlainDate, plainDateIn } from '../../kernel/time.ts'
import type { InteractionFilter } from '../../ports/interaction-repository.ts'
import type { PagePosition } from '../../ports/page.ts'
import type { Session } from '../context.ts'
import { fromToday, planOf } from '../interactions/next-action.ts'
import type { RecordKind } from './party.ts'
import { visibleMerged } from './read-history.ts'
import { getRecord, type OwnedRecord } from './record-access.ts'
import { lastCalls, lastMessages } from './talks.ts'

/** What a company or a contact knows of what happened and is planned, as far as whoever asks may see it (INT-5). */
export interface RecordDates extends ContactDates {
  /** The next day on which something is planned, today included; absent while nothing is. */
  readonly nextPlannedOn?: PlainDate
}

/** The dates of a company or a contact. */
export async function readDates<OneRecord extends OwnedRecord>(
  session: Session,
  { kind, repository }: Pick<RecordKind<OneRecord>, 'repository'> & { readonly kind: 'company' | 'contact' },
  id: string,
): Promise<RecordDates> {
  const record = await getRecord(session, repository(session), kind, id)
  const ids = [record.id, ...(await visibleMerged(session, repository(session), record.id))]
  const calls = await lastCalls(session, kind === 'company' ? { companyIds: ids } : { contactIds: ids })
  const messages = kind === 'company' ? [] : await lastMessages(session, ids)
  const [found] = await session.store.interactions.datesOf(scopeOf(session.actor), kind, [record.id])
  const next = await nextPlanned(session, kind === 'company' ? { companyId: record.id } : { contactId: record.id })
  const { id: _record, ...known } = found ?? { id: record.id }
  const dates = [...calls, ...messages].reduce<ContactDates>(recordTouch, known)
  return { ...dates, ...(next !== null && { nextPlannedOn: next }) }
}

/** How many matters are looked at together. */
const pageSize = 100

async function nextPlanned(
  session: Session,
  of: Pick<InteractionFilter, 'companyId' | 'contactId'>,
): Promise<PlainDate | null> {
  const { store, actor, clock, settings } = session
  const { timeZone } = settings
  let next: PlainDate | null = null
  let order: 'planned' | 'number' = 'planned'
  for (let after: PagePosition | undefined; ; ) {
    const page = await store.interactions.list(scopeOf(actor), {
      ...of,
      words: [],
      trashed: false,
      states: ['open', 'in-progress'],
      planned: fromToday(session),
      order,
      descending: false,
      limit: pageSize,
      ...(after !== undefined && { after }),
    })
    const plans = page.map((matter) => planOf(session, matter))
    const found = nextPlannedOn(plans, clock.now(), timeZone)
    if (found !== null && (next === null || found < next)) next = found
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return next
    // What recurs stands where it began, long before it comes round again: others may come first.
    const from = interactionIndex(last, timeZone).planned?.from ?? 0
    if (order === 'planned' && next !== null && plainDateIn(from, timeZone) > next) return next
    // Days stand in stores as the workspace's zone had them when they were written: only numbers are a place for good.
    after = order === 'number' ? { value: last.number, id: last.id } : undefined
    order = 'number'
  }
}
