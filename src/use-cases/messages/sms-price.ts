/** What a text message cost: its provider says so minutes or hours after it has taken it. Rules: docs/concepts/messages.md (MSG-5). @module */
import type { Job } from '../../job/job.ts'
import { isCrmError } from '../../kernel/crm-error.ts'
import type { Recipient } from '../../message/message.ts'
import type { SmsSender } from '../../ports/sms-sender.ts'
import { openSession } from '../context.ts'
import type { JobContext, JobHandler, JobOutcome } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { commitMessages, messageChange } from './message-change.ts'
import { type SendPayload, smsPriceKind } from './message-jobs.ts'
import { channelsOf } from './plan-message.ts'
import { findMessage } from './write-message.ts'

const minute = 60_000
const hour = 60 * minute
const retryDelaysMs = [15 * minute, hour, 3 * hour, 12 * hour, 24 * hour] as const

const done = { outcome: 'done' } as const

/**
 * Fetches the price of a text message, and writes it down. It is no news, and stands in no history. One that can't be had
 * is given up in silence: it is worth no alarm, which ten thousand messages would raise together.
 */
export const smsPriceHandler: JobHandler = {
  kind: smsPriceKind,
  retryDelaysMs,
  run: async (job, context) => {
    const isLast = retryDelaysMs[job.attempts - 1] === undefined
    try {
      const outcome = await fetchPrice(job, context)
      return isLast ? done : outcome
    } catch (failure) {
      if (isLast) return done
      throw failure
    }
  },
}

async function fetchPrice(job: Job, { ports, workspaceId }: JobContext): Promise<JobOutcome> {
  const door = { kind: 'system', workspaceId, reason: 'prices of messages' } as const
  const session = await openSession(ports, door, 'messages.sendSms')
  const message = await findMessage(session, payloadOf<SendPayload>(job).messageId)
  const { sms } = await channelsOf(session)
  // Of an account that was taken away nothing more is to be had.
  if (message === null || sms === undefined || sms.sender.provider !== message.provider) return done
  const asked = await Promise.all(message.recipients.map((each) => askPrice(sms.sender, each)))
  const change = messageChange(message, { sending: message.sending, recipients: asked.map(({ after }) => after) })
  if (change !== null) {
    const { ok } = await commitMessages(session, [change])
    if (!ok) return { outcome: 'retry', problem: { code: 'version-conflict' } }
  }
  return asked.some(({ comesLater }) => comesLater) ? { outcome: 'retry', problem: { code: 'no-price-yet' } } : done
}

/** A recipient with the price, and whether there is one to come yet. */
interface AskedPrice {
  readonly after: Recipient
  readonly comesLater: boolean
}

async function askPrice(sender: SmsSender, recipient: Recipient): Promise<AskedPrice> {
  const { providerMessageId: name, price: known } = recipient
  if (name === undefined || known !== undefined) return { after: recipient, comesLater: false }
  try {
    const price = await sender.priceOf(name)
    return price === null
      ? { after: recipient, comesLater: true }
      : { after: { ...recipient, price }, comesLater: false }
  } catch (failure) {
    // Another account of the same provider knows nothing of the message, and never will.
    if (isCrmError(failure) && !failure.retryable) return { after: recipient, comesLater: false }
    throw failure
  }
}
