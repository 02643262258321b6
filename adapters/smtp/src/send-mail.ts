/** A mail handed to a server, and what its answers come to. @module */

import { checkMailToSend } from '@crmkit/adapter-kit/mail'
import type { AnsweredRecipient, DeliveryEvent, Instant, MailToSend, SendAnswer } from 'crmkit'
import { kindOfStatus } from 'crmkit/domain'
import { type ComposedMail, composeMail } from './compose-mail.ts'
import { clockOf, type SmtpMailerOptions } from './options.ts'
import type { SmtpConnections } from './smtp-connections.ts'
import { type RejectedRecipient, SmtpFailure, type Transfer } from './smtp-session.ts'
import { withinTime } from './within-time.ts'

/** Sends a mail. */
export async function sendMail(
  connections: SmtpConnections,
  options: SmtpMailerOptions,
  mail: MailToSend,
  timeoutMs: number,
): Promise<SendAnswer> {
  checkMailToSend(mail)
  const clock = clockOf(options)
  const composed = await composeMail(mail, clock.now())
  const transfer = await withinTime(timeoutMs, (signal) => handOver(connections, composed, signal))
  return answerOf(transfer, composed, clock.now())
}

async function handOver(connections: SmtpConnections, mail: ComposedMail, signal: AbortSignal): Promise<Transfer> {
  try {
    const { session, isKept } = await connections.borrow(signal)
    const transfer = await session.send(mail, signal)
    if (transfer.kind === 'taken') connections.giveBack(session)
    else session.end()
    // It was closed while nobody used it, and has not seen anything of this mail.
    return isKept && wasClosed(transfer) ? await handOver(connections, mail, signal) : transfer
  } catch (failure) {
    if (failure instanceof SmtpFailure) return { kind: 'failed', failure, isHanded: false }
    throw failure
  }
}

function wasClosed(transfer: Transfer): boolean {
  if (transfer.kind === 'taken' || transfer.isHanded) return false
  const { reply, problem } = transfer.failure
  return (reply === null && problem !== 'timeout') || reply === closing
}

/** "Service not available, closing transmission channel." */
const closing = 421

function answerOf(transfer: Transfer, mail: ComposedMail, now: Instant): SendAnswer {
  if (transfer.kind === 'taken') return { kind: 'accepted', recipients: answered(transfer.rejected, mail, now) }
  const { failure, isHanded } = transfer
  const { problem, reply, rejected, step } = failure
  // Whoever is not let in at the door may be later: what was said there was not about this mail.
  if (step === 'connect') return { kind: 'postponed', problem }
  if (reply === null) {
    if (isHanded) return { kind: 'unknown', problem }
    // The server said how much it takes, and this is more.
    return problem === 'EMESSAGE' ? { kind: 'refused', problem: 'too large' } : { kind: 'postponed', problem }
  }
  // 503 is about what was said before, and another connection may do better.
  if ((reply >= 400 && reply < 500) || (reply === 503 && !isHanded)) return { kind: 'postponed', problem }
  if (reply < 500 || reply > 599) return { kind: isHanded ? 'unknown' : 'postponed', problem }
  const recipients = answered(rejected, mail, now).filter(({ event }) => event.kind !== 'accepted')
  return { kind: 'refused', problem, ...(recipients.length > 0 && { recipients }) }
}

function answered(
  rejected: readonly RejectedRecipient[],
  { recipients, mailId }: ComposedMail,
  at: Instant,
): readonly AnsweredRecipient[] {
  const problems = new Map(rejected.map((each) => [each.address, each]))
  return recipients.map(({ address }) => {
    const rejection = problems.get(address)
    if (rejection === undefined) return { address, providerMessageId: mailId, event: { kind: 'accepted', at } }
    return { address, event: eventOf(rejection, at) }
  })
}

/** Who was told to come back later was given up all the same: the others have the mail, and nobody sends it twice. */
function eventOf({ reply, problem }: RejectedRecipient, at: Instant): DeliveryEvent {
  const [, status = ''] = problem.split(' ')
  return { kind: reply >= 500 ? kindOfStatus(status) : 'failed', at, reason: problem }
}
