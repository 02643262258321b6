/**
 * When people and we talked last, apart from matters: calls, and mail and text messages to them. Rules:
 * docs/concepts/interactions.md (INT-5).
 * @module
 */
import { scopeOf } from '../../access/actor.ts'
import type { CallStatus } from '../../call/call.ts'
import type { Touch } from '../../interaction/contact-dates.ts'
import type { CallQuery } from '../../ports/call-repository.ts'
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

/** How many messages are looked at: one that waited until its time may have gone after some that were written later. */
const latelyWritten = 50

/**
 * The messages that members wrote to the contact lately and that providers have taken, as far as the actor may see them.
 * What a job sends, and marketing, is no talk.
 */
export async function lastMessages(
  { store, actor }: Session,
  contactIds: NonNullable<Talker['contactIds']>,
): Promise<readonly Touch[]> {
  const talks = { purpose: 'correspondence', isByMember: true, states: ['accepted'] } as const
  const found = await store.messages.list(scopeOf(actor), { contactIds, ...talks, limit: latelyWritten })
  return found.flatMap(({ sending }): readonly Touch[] =>
    sending.state === 'accepted' ? [{ at: sending.acceptedAt, direction: 'outbound' }] : [],
  )
}
