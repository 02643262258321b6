/** What a text message cost: its provider says so minutes or hours after it has taken it. Rules: docs/concepts/messages.md (MSG-5). @module */
import type { Recipient } from '../../message/message.ts'
import type { SmsSender } from '../../ports/sms-sender.ts'
import { openSession } from '../context.ts'
import type { JobHandler } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { commitMessages, messageChange } from './message-change.ts'
import { type SendPayload, smsPriceKind } from './message-jobs.ts'
import { channelsOf } from './plan-message.ts'
import { findMessage } from './write-message.ts'

const minute = 60_000
const hour = 60 * minute
const retryDelaysMs = [15 * minute, hour, 3 * hour, 12 * hour, 24 * hour] as const

const done = { outcome: 'done' } as const

/** Fetches the price of a text message, and writes it down. It is no news, and stands in no history. */
export const smsPriceHandler: JobHandler = {
  kind: smsPriceKind,
  retryDelaysMs,
  run: async (job, { ports, workspaceId }) => {
    const door = { kind: 'system', workspaceId, reason: 'prices of messages' } as const
    const session = await openSession(ports, door, 'messages.sendSms')
    const message = await findMessage(session, payloadOf<SendPayload>(job).messageId)
    const { sms } = await channelsOf(session)
    // Of an account that was taken away nothing more is to be had.
    if (message === null || sms === undefined || sms.sender.provider !== message.provider) return done
    const recipients = await Promise.all(message.recipients.map((each) => withPrice(sms.sender, each)))
    const change = messageChange(message, { sending: message.sending, recipients })
    if (change !== null) {
      const { ok } = await commitMessages(session, [change])
      if (!ok) return { outcome: 'retry', problem: { code: 'version-conflict' } }
    }
    const isLast = job.attempts > retryDelaysMs.length
    return isLast || !recipients.some(lacksPrice) ? done : { outcome: 'retry', problem: { code: 'no-price-yet' } }
  },
}

async function withPrice(sender: SmsSender, recipient: Recipient): Promise<Recipient> {
  const { providerMessageId: name, price: known } = recipient
  const price = name === undefined || known !== undefined ? null : await sender.priceOf(name)
  return price === null ? recipient : { ...recipient, price }
}

/** Whether a provider has taken it, and has not said yet what it cost. */
function lacksPrice({ providerMessageId, price }: Recipient): boolean {
  return providerMessageId !== undefined && price === undefined
}
