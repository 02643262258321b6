/**
 * What follows when something happens to messages: the records, the credit that moves, what is told, and the jobs. Rules:
 * docs/concepts/messages.md (MSG-1, MSG-5, MSG-6).
 * @module
 */
import type { NewJob } from '../../job/job.ts'
import type { Result } from '../../kernel/result.ts'
import type { Instant } from '../../kernel/time.ts'
import type { DeliveryStatus } from '../../message/delivery.ts'
import type { Recipient } from '../../message/message.ts'
import { addedProviderNames } from '../../message/provider-names.ts'
import type { SendState } from '../../message/sending.ts'
import { creditChange } from '../../message/sms-credit.ts'
import type { Commit, CommitReceipt, CommitRefusal, SmsCreditChange, UpdateWrite } from '../../ports/commit.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'
import { eventOf, type Told } from '../command.ts'
import type { Session } from '../context.ts'
import { lookupJob, sendJob, smsPriceJob } from './message-jobs.ts'

/** A message before and after. */
export interface MessageChange {
  readonly before: StoredMessage
  /** One version on. */
  readonly after: StoredMessage
}

/** What the changes of some messages take. */
export interface MessageFollowUp {
  readonly writes: readonly UpdateWrite[]
  readonly smsCredit?: SmsCreditChange
  readonly told: readonly Told[]
  readonly jobs: readonly NewJob[]
}

/** A change of a message, one version on; `null`: it is as it was. */
export function messageChange(
  before: StoredMessage,
  changed: Pick<StoredMessage, 'sending' | 'recipients'> & Partial<Pick<StoredMessage, 'provider'>>,
): MessageChange | null {
  const { sending, recipients, provider = before.provider } = changed
  const after = { ...before, sending, recipients, provider }
  const isAsBefore =
    provider === before.provider && isSame(sending, before.sending) && isSame(recipients, before.recipients)
  if (isAsBefore) return null
  return { before, after: { ...after, version: before.version + 1 } }
}

/** Whether plain data are equal, whatever the order of their fields. Every message of a page is looked at this way. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  for (const name in a) if (!isSame(Reflect.get(a, name), Reflect.get(b, name))) return false
  // What only one of them has is nothing in the other.
  for (const name in b) if (!(name in a) && Reflect.get(b, name) !== undefined) return false
  return true
}

/** What follows from changes of messages, each named once. @param now when it is found out */
export function followMessages(changes: readonly MessageChange[], now: Instant): MessageFollowUp {
  const parts = changes.reduce((sum, change) => sum + creditOf(change), 0)
  // Who sends again pays again; whatever else moves credit says what was the case already.
  const needsCredit = changes.some(
    ({ before, after }) => before.sending.state !== after.sending.state && isAsked(after),
  )
  return {
    writes: changes.map(({ before, after }) => {
      return { op: 'update', kind: 'message', record: after, namesAdded: addedProviderNames(before, after) }
    }),
    ...(parts !== 0 && { smsCredit: { parts, needsCredit: needsCredit && parts < 0 } }),
    told: changes.flatMap(tellings),
    jobs: changes.flatMap((change) => jobsOf(change, now)),
  }
}

/** Writes changes that a job found out about: nobody commands them, so they stand in no audit. */
export function commitMessages(
  session: Session,
  changes: readonly MessageChange[],
  { jobs: moreJobs = [], ...more }: Partial<Commit> = {},
): Promise<Result<CommitReceipt, CommitRefusal>> {
  const { writes, smsCredit, told, jobs } = followMessages(changes, session.clock.now())
  return session.store.commit({
    workspaceId: session.actor.workspaceId,
    writes,
    keysAdded: [],
    keysRemoved: [],
    touches: [],
    refusedRows: [],
    audit: [],
    events: told.map((each) => eventOf(session, each)),
    jobs: [...jobs, ...moreJobs],
    ...(smsCredit !== undefined && { smsCredit }),
    ...more,
  })
}

/** What events say of any message. They name records and quote nobody. */
export function factsOfMessage({
  channel,
  purpose,
  interactionId,
  recipients,
}: StoredMessage): Readonly<Record<string, unknown>> {
  return { channel, purpose, ...(interactionId !== undefined && { interactionId }), contactIds: contactsOf(recipients) }
}

/** How each state is told that a message comes to by itself. What is on its way is no news. */
const stateNews: Readonly<Partial<Record<SendState, string>>> = {
  uncertain: 'message.uncertain',
  accepted: 'message.accepted',
  failed: 'message.failed',
}

/** How each status is told that a message comes to at a recipient. That it was taken is told of the message. */
const statusNews: Readonly<Partial<Record<DeliveryStatus, string>>> = {
  deferred: 'message.deferred',
  sent: 'message.sent',
  failed: 'message.undelivered',
  blocked: 'message.blocked',
  delivered: 'message.delivered',
  bounced: 'message.bounced',
}

function tellings({ before, after }: MessageChange): readonly Told[] {
  const subject = { kind: 'message', id: after.id } as const
  const { version } = after
  const facts = factsOfMessage(after)
  const told: Told[] = []
  const state = before.sending.state === after.sending.state ? undefined : stateNews[after.sending.state]
  if (state !== undefined) {
    const problem = 'problem' in after.sending ? { problem: after.sending.problem } : {}
    told.push({ type: state, subject, version, data: { ...facts, ...problem } })
  }
  const moved = new Map<string, Recipient[]>()
  for (const [index, recipient] of after.recipients.entries()) {
    const { status } = recipient.delivery
    const type = before.recipients[index]?.delivery.status === status ? undefined : statusNews[status]
    if (type !== undefined) moved.set(type, [...(moved.get(type) ?? []), recipient])
  }
  for (const [type, recipients] of moved) {
    const data = { ...facts, contactIds: contactsOf(recipients), recipients: recipients.length }
    told.push({ type, subject, version, data })
  }
  return told
}

function contactsOf(recipients: readonly Recipient[]): readonly string[] {
  return [...new Set(recipients.flatMap(({ contactId }) => contactId ?? []))]
}

function creditOf({ before, after }: MessageChange): number {
  return after.parts === 0 ? 0 : creditChange(before.sending.state, after.sending.state, after.parts)
}

function isAsked({ sending }: StoredMessage): boolean {
  return sending.state === 'queued'
}

/** What is queued is sent, what is uncertain is asked for, and what a text cost, too: in the same commit, so that nobody forgets. */
function jobsOf({ before, after }: MessageChange, now: Instant): readonly NewJob[] {
  const { sending } = after
  const isTaken = (message: StoredMessage) => message.recipients.some((each) => each.providerMessageId !== undefined)
  if (after.channel === 'sms' && isTaken(after) && !isTaken(before)) return [smsPriceJob(after, now)]
  if (sending.state === 'queued') {
    return isSame(before.sending, sending) ? [] : [sendJob(after, sending.notBefore)]
  }
  if (sending.state !== 'uncertain' || before.sending.state === 'uncertain') return []
  const askedAt = before.sending.state === 'sending' ? before.sending.claimedAt : now
  return [lookupJob(after, { askedAt, now })]
}
