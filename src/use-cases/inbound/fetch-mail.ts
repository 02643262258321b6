/** Fetching mail from a mailbox: "relever la boîte". Rules: docs/concepts/messages.md (MSG-4). @module */
import { actorRight } from '../../access/actor.ts'
import { mailOfUnread } from '../../message/unread-mail.ts'
import type { InboundAccount } from '../../ports/channels.ts'
import type { MailCursor } from '../../ports/commit.ts'
import { historyOf, throwRefusal } from '../command.ts'
import type { Session } from '../context.ts'
import { noAccount } from '../no-account.ts'
import { type FiledAnswer, fileReceivedMail } from './file-received-mail.ts'

/** What came of fetching mail. */
export interface FetchReport {
  /** Mails that were filed, or wait to be linked. */
  readonly filed: number
  /** Of those, the ones that are too long: their headers say that they are in the mailbox. */
  readonly unread: number
  /** Mails that were there already. */
  readonly repeated: number
  /** Bounces, and mails that go in circles. */
  readonly passedOver: number
}

/** After so many mails it is noted how far the mailbox was read. */
const mailsAtOnce = 20

/** Files what is in the mailbox, one by one; after a crash it goes on where the last page ended. */
export async function fetchMail(session: Session, { host, mailbox }: InboundAccount): Promise<FetchReport> {
  const { store, actor } = session
  if (mailbox === undefined) throw noAccount('mailbox')
  const { provider } = mailbox
  const { files } = await session.channelsOf(actor.workspaceId)
  const way = { provider, host, ...(files !== undefined && { files }) }
  const counts = { filed: 0, unread: 0, repeated: 0, passedOver: 0 }
  for (let after = await store.mails.findCursor(actor.workspaceId, provider); ; ) {
    const page = { filed: 0, unread: 0, repeated: 0, passedOver: 0 }
    let [cursor, read] = [after, 0]
    for await (const fetched of mailbox.fetch(after, mailsAtOnce)) {
      const isUnread = fetched.kind === 'refused'
      const mail = isUnread ? mailOfUnread(fetched, session.settings.locale) : fetched.mail
      const cameTo = whatCameOf(await fileReceivedMail(session, actor.workspaceId, mail, way))
      page[cameTo] += 1
      if (isUnread && cameTo === 'filed') page.unread += 1
      cursor = fetched.cursor
      read += 1
    }
    if (cursor !== null && cursor !== after) {
      await saveCursor(session, { provider, cursor }, page)
      await mailbox.settle(cursor)
    }
    for (const each of ['filed', 'unread', 'repeated', 'passedOver'] as const) counts[each] += page[each]
    if (read < mailsAtOnce) return counts
    after = cursor
  }
}

function whatCameOf({ isRepeat, mail }: FiledAnswer): Exclude<keyof FetchReport, 'unread'> {
  if (isRepeat) return 'repeated'
  return mail.interactionId === null ? 'passedOver' : 'filed'
}

async function saveCursor(session: Session, mailCursor: MailCursor, page: FetchReport): Promise<void> {
  const { workspaceId } = session.actor
  const { audit, event } = historyOf(session, {
    command: 'inbound.fetch',
    right: actorRight(session.actor),
    subject: { kind: 'workspace', id: workspaceId },
    changes: [],
    event: 'mail.fetched',
    data: { provider: mailCursor.provider, ...page },
  })
  const result = await session.store.commit({
    workspaceId,
    writes: [],
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    audit: [audit],
    events: [event],
    mailCursor,
  })
  if (!result.ok) throwRefusal(result.error)
}
