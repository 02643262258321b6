/** Lists of messages, and how much of them arrived. Rules: docs/concepts/messages.md (MSG-1). @module */
import { scopeOf } from '../../access/actor.ts'
import type { DeliverabilityQuery, MessageListQuery } from '../../inputs/message.ts'
import type { SentItem } from '../../message/deliverability.ts'
import { deliverability, deliveryShares } from '../../message/deliverability.ts'
import type { MessagePosition, StoredMessage } from '../../ports/message-repository.ts'
import type { Session } from '../context.ts'
import { listName, readCursor, writeCursor } from '../cursor.ts'
import { mergedIds } from '../merging/follow-merges.ts'
import { type Page, usualLimit } from '../records/list-records.ts'
import { getRecord } from '../records/record-access.ts'
import type { DeliverabilityReport } from './message-desk.ts'
import { showMessages } from './show-message.ts'

/** One page of the messages that the actor may see. */
export async function listMessages(session: Session, query: MessageListQuery): Promise<Page<StoredMessage>> {
  const { limit = usualLimit, cursor, interactionId, contactId, memberId, channel, states } = query
  const { store, actor } = session
  const matter =
    interactionId === undefined ? undefined : await getRecord(session, store.interactions, 'interaction', interactionId)
  const contact = contactId === undefined ? undefined : await getRecord(session, store.contacts, 'contact', contactId)
  const list = listName('messages', { ...query, limit: undefined, cursor: undefined })
  const position = cursor === undefined ? undefined : readCursor(list, cursor, 'number')
  const messages = await store.messages.list(scopeOf(actor), {
    limit: limit + 1,
    ...(matter !== undefined && { interactionId: matter.id }),
    // Messages stay with whom they were sent to, whoever that has become.
    ...(contact !== undefined && { contactIds: [contact.id, ...(await mergedIds(session, contact.id))] }),
    ...(memberId !== undefined && { memberId }),
    ...(channel !== undefined && { channel }),
    ...(states !== undefined && { states }),
    ...(position !== undefined && { after: { at: Number(position.value), id: position.id } }),
  })
  const items = await showMessages(session, messages.slice(0, limit))
  const last = items.at(-1)
  if (last === undefined || messages.length <= limit) return { items }
  return { items, nextCursor: writeCursor(list, { value: last.createdAt, id: last.id }) }
}

/** How many messages are read together for the report. */
const pageSize = 500

/** The report over a period, page by page. */
export async function reportDeliverability(
  { store, actor, settings }: Session,
  { from, until, by = 'month' }: DeliverabilityQuery,
): Promise<DeliverabilityReport> {
  const items: SentItem[] = []
  for (let after: MessagePosition | undefined; ; ) {
    const page = await store.messages.listSent(actor.workspaceId, {
      from,
      until,
      limit: pageSize,
      ...(after !== undefined && { after }),
    })
    items.push(...page.items)
    if (page.last === null) break
    after = page.last
  }
  const rows = deliverability(items, { from, until, by, timeZone: settings.timeZone })
  return { rows, shares: deliveryShares(rows) }
}
