/**
 * When people and we talked last, apart from matters: calls, and mail and text messages to them. Rules:
 * docs/concepts/interactions.md (INT-5).
 * @module
 */
import { scopeOf } from '../../access/actor.ts'
import type { CallStatus } from '../../call/call.ts'
import type { Touch } from '../../interaction/contact-dates.ts'
import type { CallQuery } from '../../ports/call-repository.ts'
import type { MessagePosition } from '../../ports/message-repository.ts'
import type { Session } from '../context.ts'

/** A company or a contact, under all of its ids. */
export type Talker = Pick<CallQuery, 'contactIds' | 'companyIds'>

/** Who calls us has called, whoever took it; whom we call was reached only if somebody answered. */
const reached: readonly CallStatus[] = ['answered', 'in-progress']

/** The latest call each way, as far as the actor may see any. */
export async function lastCalls({ store, actor }: Session, talker: Talker): Promise<readonly Touch[]> {
  const ways = [{ direction: 'inbound' }, { direction: 'outbound', statuses: reached }] as const
  const found = await Promise.all(ways.map((way) => store.calls.list(scopeOf(actor), { ...talker, ...way, limit: 1 })))
  return found.flat().map(({ startedAt, direction }) => ({ at: startedAt, direction }))
}

/** How many messages are looked at together. */
const pageSize = 50

/**
 * The latest message that a member wrote to the contact and that its provider has taken, as far as the actor may see any.
 * What a job sends, and marketing, is no talk.
 */
export async function lastMessages(
  { store, actor }: Session,
  contactIds: NonNullable<Talker['contactIds']>,
): Promise<readonly Touch[]> {
  for (let after: MessagePosition | undefined; ; ) {
    const query = { contactIds, states: ['accepted'], limit: pageSize, ...(after !== undefined && { after }) } as const
    const page = await store.messages.list(scopeOf(actor), query)
    const written = page.flatMap(({ purpose, memberId, sending }): readonly Touch[] => {
      const isTalk = purpose === 'correspondence' && memberId !== null && sending.state === 'accepted'
      return isTalk ? [{ at: sending.acceptedAt, direction: 'outbound' }] : []
    })
    const last = page.at(-1)
    if (written.length > 0 || last === undefined || page.length < pageSize) return written
    after = { at: last.createdAt, id: last.id }
  }
}
