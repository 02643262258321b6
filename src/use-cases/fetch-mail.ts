/** Fetching mail from a mailbox: "relever la boîte". Rules: docs/concepts/messages.md (MSG-4). @module */
import { actorRight } from '../access/actor.ts'
import type { InboundAccount } from '../ports/channels.ts'
import type { MailCursor } from '../ports/commit.ts'
import { historyOf } from './command.ts'
import type { Session } from './context.ts'
import { type FiledAnswer, fileReceivedMail } from './file-received-mail.ts'
import { inputError } from './input-error.ts'

/** What came of fetching mail. */
export interface FetchReport {
  /** Mails that were filed, or wait to be linked. */
  readonly filed: number
  /** Mails that were there already. */
  readonly repeated: number
  /** Bounces, and mails that go in circles. */
  readonly passedOver: number
}

/** So many mails are held in memory at once. */
const mailsAtOnce = 10

/** Files what is in the mailbox, page by page; after a crash it goes on where the last page ended. */
export async function fetchMail(session: Session, { host, mailbox }: InboundAccount): Promise<FetchReport> {
  const { store, actor } = session
  if (mailbox === undefined) {
    const remedy = 'Give createCrm the option channels, with a mailbox among inbound.'
    throw inputError([{ path: 'channels.inbound.mailbox', problem: 'missing', remedy }])
  }
  const { provider } = mailbox
  const { files } = await session.channelsOf(actor.workspaceId)
  const way = { provider, host, ...(files !== undefined && { files }) }
  const counts = { filed: 0, repeated: 0, passedOver: 0 }
  for (let after = await store.mails.findCursor(actor.workspaceId, provider); ; ) {
    const page = { filed: 0, repeated: 0, passedOver: 0 }
    const { mails, cursor, hasMore } = await mailbox.fetch(after, mailsAtOnce)
    for (const mail of mails) page[whatCameOf(await fileReceivedMail(session, actor.workspaceId, mail, way))] += 1
    if (cursor !== after) await saveCursor(session, { provider, cursor }, page)
    for (const each of ['filed', 'repeated', 'passedOver'] as const) counts[each] += page[each]
    if (!hasMore) return counts
    after = cursor
  }
}

function whatCameOf({ isRepeat, mail }: FiledAnswer): keyof FetchReport {
  if (isRepeat) return 'repeated'
  return mail.interactionId === null ? 'passedOver' : 'filed'
}

async function saveCursor(session: Session, mailCursor: MailCursor, page: FetchReport): Promise<void> {
  const { workspaceId } = session.actor
  const { audit, event } = historyOf(session, {
    command: 'mail.fetch',
    right: actorRight(session.actor),
    subject: { kind: 'workspace', id: workspaceId },
    changes: [],
    event: 'mail.fetched',
    data: { provider: mailCursor.provider, ...page },
  })
  await session.store.commit({
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
}
