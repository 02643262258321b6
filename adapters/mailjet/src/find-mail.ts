/** Looking for a mail at Mailjet. @module */

import { textOf } from '@crmkit/adapter-kit'
import type { AnsweredRecipient, SendLookup } from 'crmkit'
import { parseEmail } from 'crmkit/domain'
import { ask, rowsOf } from './mailjet-client.ts'
import { clockOf, type MailjetOptions } from './options.ts'

/** Mails are listed a while after they were taken, and nobody says for how long. */
const sureAfterMs = 60 * 60_000
const keptMs = 7 * 24 * 60 * 60_000

/** Looks for a mail by our own id. */
export function findMail(options: MailjetOptions): SendLookup {
  const clock = clockOf(options)
  return {
    find: async ({ messageId, askedAt }, { timeoutMs }) => {
      const params = { CustomID: messageId, ShowContactAlt: true, ShowCustomID: true, Limit: 1000 }
      const rows = rowsOf(await ask(options, 'message', params, timeoutMs))
      if (rows === null) return { kind: 'unknown' }
      // Asked for one, an old account lists all.
      const ours = rows.filter(({ CustomID }) => CustomID === messageId)
      const recipients = ours.flatMap(({ ContactAlt, UUID, ArrivedAt }): AnsweredRecipient[] => {
        const { normalized: address } = parseEmail(textOf(ContactAlt))
        const at = Date.parse(textOf(ArrivedAt))
        const name = textOf(UUID)
        if (address === undefined) return []
        const event = { kind: 'accepted', at: Number.isNaN(at) ? askedAt : at } as const
        return [{ address, ...(name !== '' && { providerMessageId: name }), event }]
      })
      if (ours.length > 0) return { kind: 'found', recipients }
      const ageMs = clock.now() - askedAt
      return { kind: rows.length === 0 && ageMs > sureAfterMs && ageMs < keptMs ? 'absent' : 'unknown' }
    },
  }
}
