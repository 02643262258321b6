/** Queueing messages, and what members decide about them afterwards. Rules: docs/concepts/messages.md (MSG-3, MSG-5, MSG-6). @module */
import { actorRight, scopeOf } from '../../access/actor.ts'
import type { CommandOptions } from '../../inputs/call.ts'
import type { NewMail, NewSms } from '../../inputs/message.ts'
import { CrmError } from '../../kernel/crm-error.ts'
import { isUuid, type MessageId } from '../../kernel/ids.ts'
import type { Instant } from '../../kernel/time.ts'
import { startRecipients } from '../../message/message.ts'
import { moveSending, queueSending, type SendStep, type SendStepRefused } from '../../message/sending.ts'
import type { Write } from '../../ports/commit.ts'
import type { MessageWords, StoredMessage } from '../../ports/message-repository.ts'
import { aboutRecord, carryOut, type Decision, type KeptAnswer, onlyRecord } from '../carry-out.ts'
import type { Happening } from '../command.ts'
import type { Session } from '../context.ts'
import { findSurvivor } from '../merging/follow-merges.ts'
import { changesBetween } from '../record-changes.ts'
import { notFound, requireVersion } from '../records/record-access.ts'
import { factsOfMessage, followMessages, messageChange } from './message-change.ts'
import { recipientFacts } from './message-facts.ts'
import { filesAsAsked, type PutMessages } from './message-files.ts'
import { sendJob } from './message-jobs.ts'
import { asRecipient } from './new-message.ts'
import {
  judge,
  type MessagePlan,
  type PlannedMessage,
  planMail,
  planSms,
  requireSendable,
  withFiles,
} from './plan-message.ts'

/** Queues a mail. */
export function sendMail(
  session: Session,
  input: NewMail,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<readonly StoredMessage[]> {
  const { files = [] } = input
  if (files.length === 0) return queue(session, 'messages.sendMail', input, options, () => planMail(session, input))
  const asked = { ...input, files: filesAsAsked(files) }
  let put: PutMessages | null = null
  return queue(session, 'messages.sendMail', asked, options, async () => {
    const plan = await planMail(session, input)
    requireSendable(plan)
    const filed = await withFiles(session, plan, put)
    put = filed.put
    return filed.plan
  })
}

/** Queues text messages. */
export function sendSms(
  session: Session,
  input: NewSms,
  options: Pick<CommandOptions, 'commandId'>,
): Promise<readonly StoredMessage[]> {
  return queue(session, 'messages.sendSms', input, options, () => planSms(session, input))
}

/** The message with this id, as far as the actor may see it. @throws {CrmError} not-found */
export async function getMessage(session: Session, id: MessageId): Promise<StoredMessage> {
  const message = await findMessage(session, id)
  if (message === null || !(await isSeen(session, message))) throw notFound('message', id)
  return message
}

/** The message with this id, whoever may see it. */
export async function findMessage({ store, actor }: Session, id: MessageId): Promise<StoredMessage | null> {
  const [message] = isUuid(id) ? await store.messages.findMany(actor.workspaceId, [id]) : []
  return message ?? null
}

/** Takes a message back that is queued. */
export function cancelMessage(session: Session, id: MessageId, options: CommandOptions): Promise<StoredMessage> {
  return step(session, { name: 'cancel', event: 'message.cancelled' }, id, options, async () => ({
    kind: 'cancel',
    at: session.clock.now(),
  }))
}

/** Sends a message once more that surely was not sent. */
export function resendMessage(session: Session, id: MessageId, options: CommandOptions): Promise<StoredMessage> {
  return step(session, { name: 'resend', event: 'message.queued' }, id, options, async (message) => {
    await requireStillSendable(session, message)
    return { kind: 'resend', at: session.clock.now() }
  })
}

/** Writes down what a member found out about a message of which nobody knew. */
export function resolveMessage(
  session: Session,
  id: MessageId,
  outcome: 'sent' | 'not-sent',
  options: CommandOptions,
): Promise<StoredMessage> {
  const asked = { name: 'resolveUncertain', event: 'message.resolved', data: { outcome } }
  return step(session, asked, id, options, async ({ sending }) => {
    const at = session.clock.now()
    // Only of an uncertain one: that a queued one was sent is nobody's to say.
    if (outcome === 'not-sent' || sending.state !== 'uncertain') return { kind: 'disprove', at, problem: 'not-sent' }
    return { kind: 'prove', at }
  })
}

function queue(
  session: Session,
  command: string,
  input: { readonly notBefore?: Instant | undefined },
  options: Pick<CommandOptions, 'commandId'>,
  plan: () => Promise<MessagePlan>,
): Promise<readonly StoredMessage[]> {
  return carryOut(
    session,
    { command, input, options },
    async () => {
      const planned = await plan()
      requireSendable(planned)
      return decideQueue(session, command, planned, input.notBefore)
    },
    (answer) => recallMessages(session, answer),
  )
}

/** What queueing takes: the messages, their jobs, and their parts of the credit, in one commit. */
export function decideQueue(
  session: Session,
  command: string,
  plan: MessagePlan,
  notBefore: Instant | undefined,
): Decision<readonly StoredMessage[]> {
  const now = session.clock.now()
  const dueAt = Math.max(now, notBefore ?? now)
  const made = plan.messages.map((planned) => ({
    words: planned.words,
    record: newMessage(session, plan, planned, dueAt),
  }))
  const records = made.map(({ record }) => record)
  return {
    effect: {
      writes: made.map(({ record, words }): Write => ({ op: 'create', kind: 'message', record, words })),
      ...(plan.parts > 0 && { smsCredit: { parts: -plan.parts, needsCredit: true } }),
      jobs: records.map((record) => sendJob(record, dueAt)),
      happenings: records.map((record) => queued(session, command, record, dueAt)),
    },
    answer: { records: records.map(({ id }) => ({ id, warnings: [] })) },
    outcome: () => records,
  }
}

function newMessage(
  session: Session,
  { channel, purpose, matter, provider }: MessagePlan,
  { id, recipients, words, size }: PlannedMessage,
  dueAt: Instant,
): StoredMessage {
  const { actor, ids, clock } = session
  return {
    id: id ?? ids.next(),
    version: 1,
    channel,
    purpose,
    ...(matter !== null && { interactionId: matter.id }),
    memberId: actor.kind === 'member' ? actor.memberId : null,
    sending: queueSending(dueAt),
    recipients: startRecipients(recipients.map(asRecipient)),
    createdAt: clock.now(),
    provider,
    parts: size?.segments ?? 0,
    headline: headlineOf(words),
  }
}

const longestHeadline = 200

/** The subject of a mail, the beginning of a text message: what lists show. */
function headlineOf({ subject, text }: MessageWords): string {
  const line = (subject ?? text).replace(/\s+/g, ' ').trim()
  // A cut may leave one half of a character.
  return line.length <= longestHeadline ? line : line.slice(0, longestHeadline).replace(/[\ud800-\udbff]$/, '')
}

function queued(session: Session, command: string, record: StoredMessage, dueAt: Instant): Happening {
  const { channel, purpose, interactionId, parts } = record
  const facts = { channel, purpose, interactionId, parts, recipients: record.recipients.length, notBefore: dueAt }
  return {
    command,
    right: actorRight(session.actor),
    subject: { kind: 'message', id: record.id },
    changes: changesBetween(null, facts),
    event: 'message.queued',
    version: record.version,
    data: factsOfMessage(record),
  }
}

/** A decision of a member about a message. */
interface AskedStep {
  /** The public name, without the desk. */
  readonly name: string
  readonly event: string
  readonly data?: Readonly<Record<string, unknown>>
}

function step(
  session: Session,
  { name, event, data = {} }: AskedStep,
  id: MessageId,
  options: CommandOptions,
  decide: (message: StoredMessage) => Promise<SendStep>,
): Promise<StoredMessage> {
  const command = `messages.${name}`
  return carryOut(
    session,
    { command, input: { id, ...data }, options },
    async (): Promise<Decision<StoredMessage>> => {
      const before = await getMessage(session, id)
      requireVersion({ kind: 'message', id }, before.version, options.expectedVersion)
      const moved = moveSending(before.sending, await decide(before))
      if (!moved.ok) throw stepRefused(id, name, moved.error)
      const change = messageChange(before, { sending: moved.value, recipients: before.recipients })
      if (change === null) throw new Error('a step of a message changed nothing')
      const { writes, smsCredit, told, jobs } = followMessages([change], session.clock.now())
      const happening: Happening = {
        command,
        right: actorRight(session.actor),
        subject: { kind: 'message', id },
        changes: [{ field: 'state', before: before.sending.state, after: moved.value.state }],
        event,
        version: change.after.version,
        data: { ...factsOfMessage(change.after), ...data },
      }
      return {
        effect: { writes, ...(smsCredit !== undefined && { smsCredit }), jobs, notices: told, happenings: [happening] },
        answer: aboutRecord(id),
        outcome: () => change.after,
      }
    },
    (answer) => getMessage(session, onlyRecord(answer).id),
  )
}

function stepRefused(id: MessageId, asked: string, { state, allowed }: SendStepRefused): CrmError {
  const uncertain = state === 'uncertain' ? ' Whether it was sent is not known: find that out first.' : ''
  return new CrmError('transition-refused', {
    message: `${asked} is not possible: message ${id} is ${state}.${uncertain}`,
    details: { kind: 'message', id, state, asked, allowed },
  })
}

/** That a message may be sent as things are now, by who asks for it. @throws {CrmError} send-refused */
async function requireStillSendable(session: Session, message: StoredMessage): Promise<void> {
  const { store, actor } = session
  const { channel, purpose } = message
  const recipients = await recipientFacts(session, channel, message.recipients)
  if (channel === 'email') {
    requireSendable(judge({ channel, purpose, by: actor, recipients }))
    return
  }
  const [credit, member] = await Promise.all([
    store.messages.smsCredit(actor.workspaceId),
    actor.kind === 'member' ? store.workspaces.findMember(actor.workspaceId, actor.memberId) : null,
  ])
  const wish = { channel, purpose, by: actor, recipients, segments: message.parts, credit } as const
  requireSendable(judge({ ...wish, authorized: member?.sendsSms === true }))
}

async function recallMessages(session: Session, { records }: KeptAnswer): Promise<readonly StoredMessage[]> {
  return Promise.all(records.map(({ id }) => getMessage(session, id)))
}

/** Of a matter: whoever sees that. Of none: whoever sees somebody to whom it went, and who wrote it. */
async function isSeen(session: Session, message: StoredMessage): Promise<boolean> {
  const { actor, store } = session
  if (scopeOf(actor).filter.sees === 'everything') return true
  if (message.interactionId !== undefined) {
    return (await store.interactions.find(scopeOf(actor), message.interactionId)) !== null
  }
  if (actor.kind === 'member' && message.memberId === actor.memberId) return true
  for (const { contactId } of message.recipients) {
    if (contactId !== undefined && (await findSurvivor(session, store.contacts, contactId)) !== null) return true
  }
  return false
}
