/**
 * Sending what is queued. A message is claimed in a commit of its own before its provider is asked, and what comes of it is
 * another: a machine that dies between the two leaves a message of which nobody knows, and nobody sends it again. Rules:
 * docs/concepts/messages.md (MSG-3, MSG-5, MSG-6).
 * @module
 */
import type { Job } from '../../job/job.ts'
import { usualRetryDelaysMs } from '../../job/retry.ts'
import { isCrmError } from '../../kernel/crm-error.ts'
import type { WorkspaceId } from '../../kernel/ids.ts'
import { namedId } from '../../kernel/named-id.ts'
import type { Instant } from '../../kernel/time.ts'
import { judgeLists } from '../../message/may-send.ts'
import { recordAnswer } from '../../message/message.ts'
import type { SendAnswer } from '../../message/send-answer.ts'
import { moveSending, type SendStep, stepOfAnswer } from '../../message/sending.ts'
import { suppressionHash, suppressionOf } from '../../message/suppression.ts'
import type { StoredSuppression } from '../../ports/consent-ledger.ts'
import type { StoredMessage } from '../../ports/message-repository.ts'
import { type CrmPorts, openSession, type Session } from '../context.ts'
import { answerWays } from '../inbound/inbound-addresses.ts'
import type { JobContext, JobHandler, JobOutcome } from '../jobs/job-handler.ts'
import { payloadOf } from '../jobs/outbox.ts'
import { knownSuppression } from '../privacy/erased-recipients.ts'
import { type Asked, ask, carrierOf, senderThrew } from './hand-over-message.ts'
import { commitMessages, type MessageChange, messageChange } from './message-change.ts'
import { recipientFacts } from './message-facts.ts'
import { type LookupPayload, lookupKind, type SendPayload, sendKind } from './message-jobs.ts'
import { channelsOf } from './plan-message.ts'
import { findMessage } from './write-message.ts'

/** How long a provider may take, unless the lease is shorter. */
const usualTimeoutMs = 30_000

/** How often the outcome is written down anew: what the provider said is known nowhere else. */
const mostTries = 5

const done = { outcome: 'done' } as const

/** Sends messages that are queued. */
export const sendHandler: JobHandler = {
  kind: sendKind,
  retryDelaysMs: usualRetryDelaysMs,
  run: async (job, context) => {
    const isLast = job.attempts > usualRetryDelaysMs.length
    try {
      const outcome = await handleSend(job, context)
      if (isLast && outcome.outcome === 'retry') await giveUp(job, context, outcome.problem.code)
      return outcome
    } catch (failure) {
      if (isLast) await giveUp(job, context, isCrmError(failure) ? failure.code : 'thrown')
      throw failure
    }
  },
}

async function handleSend(job: Job, { ports, workspaceId, leaseMs }: JobContext): Promise<JobOutcome> {
  const { messageId } = payloadOf<SendPayload>(job)
  const session = await sendingSession(ports, workspaceId)
  const message = await findMessage(session, messageId)
  if (message === null) return done
  const { sending } = message
  if (sending.state === 'queued') {
    // Postponed since, which made a job of its own.
    if (sending.notBefore > job.dueAt) return done
    return send(session, message, { leaseMs, dueAt: job.dueAt })
  }
  if (sending.state !== 'sending') return done
  // Jobs of a message come one after the other: whoever claimed it is gone, or has taken longer than he may.
  const lost: SendStep = { kind: 'lose', at: session.clock.now(), problem: 'lost', attempt: sending.attempts }
  return (await apply(session, message, lost)) ? done : again
}

/**
 * Nobody comes again for what is still queued when its job is given up: it fails, its credit is given back, and a member
 * may send it again. One that was claimed is never said to have failed.
 */
async function giveUp(job: Job, { ports, workspaceId }: JobContext, problem: string): Promise<void> {
  const session = await sendingSession(ports, workspaceId)
  const { messageId } = payloadOf<SendPayload>(job)
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const message = await findMessage(session, messageId)
    if (message?.sending.state !== 'queued' || message.sending.notBefore > job.dueAt) return
    if (await refuse(session, message, problem, Math.max(session.clock.now(), job.dueAt))) return
  }
}

/** The pauses between asking a provider whether he has a message. Events and members may know before. */
const lookupDelaysMs = [10, 60, 360, 1_440, 1_440, 1_440].map((minutes) => minutes * 60_000)

/** Asks providers for messages that are uncertain. */
export const lookupHandler: JobHandler = {
  kind: lookupKind,
  retryDelaysMs: lookupDelaysMs,
  run: async (job, { ports, workspaceId, leaseMs }) => {
    const { messageId, askedAt } = payloadOf<LookupPayload>(job)
    const session = await sendingSession(ports, workspaceId)
    const message = await findMessage(session, messageId)
    if (message?.sending.state !== 'uncertain') return done
    const carrier = carrierOf(workspaceId, await channelsOf(session), message.channel)
    if (carrier?.lookup == null || carrier.provider !== message.provider) return done
    const words = message.channel === 'sms' ? await session.store.messages.findWords(workspaceId, messageId) : null
    const trace = await carrier.lookup.find(
      {
        messageId,
        recipients: message.recipients.map(({ address }) => address),
        askedAt,
        ...(words !== null && { text: words.text }),
      },
      { timeoutMs: timeoutOf(leaseMs) },
    )
    const at = session.clock.now()
    if (trace.kind === 'unknown') {
      // Nobody but its events and the members will know.
      return job.attempts > lookupDelaysMs.length ? done : { outcome: 'retry', problem: { code: 'uncertain' } }
    }
    const step: SendStep = trace.kind === 'found' ? { kind: 'prove', at } : { kind: 'disprove', at, problem: 'absent' }
    const answer: SendAnswer | undefined =
      trace.kind === 'found' ? { kind: 'accepted', recipients: trace.recipients } : undefined
    return (await apply(session, message, step, answer)) ? done : again
  },
}

const again: JobOutcome = { outcome: 'retry', problem: { code: 'version-conflict' } }

async function send(
  session: Session,
  message: StoredMessage,
  { leaseMs, dueAt }: { readonly leaseMs: number; readonly dueAt: Instant },
): Promise<JobOutcome> {
  const { store, clock, actor } = session
  // The queue found it due by the clock of whoever claimed it; a clock that was put back since changes nothing.
  const startedAt = Math.max(clock.now(), dueAt)
  const channels = await channelsOf(session)
  const carrier = carrierOf(actor.workspaceId, channels, message.channel)
  // The host may give it one again; nothing is lost meanwhile.
  if (carrier === null) return { outcome: 'retry', problem: { code: 'no-account' } }
  const words = await store.messages.findWords(actor.workspaceId, message.id)
  if (words === null) return (await refuse(session, message, 'erased', startedAt)) ? done : again
  const facts = await recipientFacts(session, message.channel, message.recipients)
  const [against] = judgeLists(message, facts)
  if (against !== undefined) return (await refuse(session, message, against.problem, startedAt)) ? done : again
  const asking = await carrier.prepare(message, words, await answerWays(session, channels, message))
  if ('problem' in asking) return (await refuse(session, message, asking.problem, startedAt)) ? done : again

  const claimed = moveSending(message.sending, { kind: 'claim', at: startedAt })
  const claim = claimed.ok
    ? messageChange(message, { sending: claimed.value, recipients: message.recipients, provider: carrier.provider })
    : null
  if (claim === null || !(await commitMessages(session, [claim])).ok) return again
  const { attempts } = claim.after.sending
  const attempt = { seed: message.id, attempts, now: clock.now() }
  // Claiming took so long that others may hold this job before the provider has answered: they must not find it asked.
  const isLate = clock.now() - startedAt > leaseMs / 5
  const { answer, thrown }: Asked = isLate
    ? { answer: { kind: 'postponed', problem: 'slow-store' } }
    : await ask(asking, timeoutOf(leaseMs))
  await writeDown(session, claim.after, answer, { ...attempt, now: clock.now() })
  if (thrown === undefined) return done
  return { ...done, failure: { problem: { code: senderThrew }, cause: thrown } }
}

/** Writes down what came of asking. It is tried again at once: nobody else knows what the provider said. */
async function writeDown(
  session: Session,
  claimed: StoredMessage,
  answer: SendAnswer,
  attempt: Parameters<typeof stepOfAnswer>[1],
): Promise<void> {
  const step = stepOfAnswer(answer, attempt)
  let message: StoredMessage | null = claimed
  for (let tries = 1; message !== null; tries += 1) {
    try {
      if (await apply(session, message, step, answer)) return
      message = await findMessage(session, claimed.id)
    } catch (failure) {
      // The next who comes finds it being sent, and says that nobody knows.
      if (tries >= mostTries) throw failure
      message = await findMessage(session, claimed.id).catch(() => claimed)
    }
  }
}

/** Moves a message on. `false`: somebody else was faster. What its state does not allow any more changes nothing. */
async function apply(session: Session, message: StoredMessage, step: SendStep, answer?: SendAnswer): Promise<boolean> {
  const moved = moveSending(message.sending, step)
  const recipients = answer === undefined ? message.recipients : recordAnswer(message.recipients, answer)
  const sending = moved.ok ? moved.value : message.sending
  const change = messageChange(message, { sending, recipients })
  if (change === null) return true
  const suppressionsAdded = answer === undefined ? [] : suppressionsOfAnswer(session, message, answer)
  const result = await commitMessages(session, [change], { suppressionsAdded })
  if (!result.ok && result.error.code !== 'version-conflict')
    throw new Error(`a message was refused: ${result.error.code}`)
  return result.ok
}

/** What keeps a queued message from being sent after all: it fails, and its provider was not asked. */
async function refuse(session: Session, message: StoredMessage, problem: string, at: Instant): Promise<boolean> {
  const { attempts } = message.sending
  const claimed = moveSending(message.sending, { kind: 'claim', at })
  const refused = claimed.ok
    ? moveSending(claimed.value, { kind: 'refuse', at, problem, attempt: claimed.value.attempts })
    : claimed
  if (!refused.ok) return false
  const sending = { ...refused.value, attempts }
  const change: MessageChange | null = messageChange(message, { sending, recipients: message.recipients })
  return change === null || (await commitMessages(session, [change])).ok
}

/** A server that says at once that nobody is there says it for all time. Of whom was erased meanwhile, only the hash is kept. */
function suppressionsOfAnswer(
  { actor }: Session,
  message: StoredMessage,
  answer: SendAnswer,
): readonly StoredSuppression[] {
  const { workspaceId } = actor
  const { channel } = message
  const answered = 'recipients' in answer ? (answer.recipients ?? []) : []
  return answered.flatMap(({ address, event }) => {
    const entry = suppressionOf(message, { ...event, address })
    if (entry === null) return []
    const id = namedId(`answer ${message.id} ${message.sending.attempts} ${address} ${event.kind}`)
    const told = knownSuppression(message, entry)
    return [{ id, addressHash: suppressionHash(workspaceId, channel, address), entry: told }]
  })
}

function timeoutOf(leaseMs: number): number {
  return Math.min(usualTimeoutMs, Math.floor(leaseMs * 0.7))
}

/** What jobs do with messages, they do for the workspace. */
function sendingSession(ports: CrmPorts, workspaceId: WorkspaceId): Promise<Session> {
  return openSession(ports, { kind: 'system', workspaceId, reason: 'messages sent' }, 'messages.sendMail')
}
