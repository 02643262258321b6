/** Looking for a mail in Email Activity, which an account has to buy. @module */

import { fieldsOf, itemsOf, readJson, textOf } from '@crmkit/adapter-kit'
import type { AnsweredRecipient, SendLookup } from 'crmkit'
import { parseEmail } from 'crmkit/domain'
import { clockOf, type SendgridMailerOptions } from './options.ts'
import { messageArgument } from './send-mail.ts'
import { ask } from './sendgrid-client.ts'

/** Mails appear there some time after they were taken, and are kept for at least three days. */
const sureAfterMs = 60 * 60_000
const keptMs = 3 * 24 * 60 * 60_000

/** Looks for a mail by our own id; `null`: the account can't. */
export function findMail(options: SendgridMailerOptions): SendLookup | null {
  if (options.emailActivity !== true) return null
  const clock = clockOf(options)
  return {
    find: async ({ messageId, askedAt }, { timeoutMs }) => {
      const query = new URLSearchParams({ query: `unique_args['${messageArgument}']="${messageId}"`, limit: '1000' })
      const answer = await ask(options, `/v3/messages?${query}`, timeoutMs)
      if (answer.kind !== 'answered' || answer.status !== 200) return { kind: 'unknown' }
      const { messages } = fieldsOf(readJson(answer.body))
      if (!Array.isArray(messages)) return { kind: 'unknown' }
      const recipients = itemsOf(messages).flatMap((item): AnsweredRecipient[] => {
        const { to_email, msg_id, last_event_time } = fieldsOf(item)
        const { normalized: address } = parseEmail(textOf(to_email))
        const at = Date.parse(textOf(last_event_time))
        const [providerMessageId = ''] = textOf(msg_id).split('.')
        if (address === undefined || Number.isNaN(at)) return []
        return [{ address, ...(providerMessageId !== '' && { providerMessageId }), event: { kind: 'accepted', at } }]
      })
      if (recipients.length > 0) return { kind: 'found', recipients }
      const ageMs = clock.now() - askedAt
      return { kind: ageMs > sureAfterMs && ageMs < keptMs && messages.length === 0 ? 'absent' : 'unknown' }
    },
  }
}
