/** Whether a mail server can be used, without sending anything. @module */
import type { ConfigurationProblem } from 'crmkit'
import type { SmtpMailerOptions } from './options.ts'
import { isAboutTls, unreachable, wrongLogin, wrongSecurity } from './problems.ts'
import { SmtpFailure, SmtpSession } from './smtp-session.ts'

/** What is wrong with how mail is sent. */
export async function checkServer(
  options: SmtpMailerOptions,
  signal: AbortSignal,
): Promise<readonly ConfigurationProblem[]> {
  const { sender } = options
  try {
    const session = await SmtpSession.open(options, signal)
    const from = sender === undefined ? [] : [`MAIL FROM:<${sender}>`]
    const replies = await session.ask([...from, 'RSET'], signal).finally(() => session.end())
    const [asked = ''] = replies
    if (sender !== undefined && asked.startsWith('5')) return [senderRefused]
    return replies.every((reply) => /^2\d\d\b/.test(reply)) ? [] : [unreachable]
  } catch (failure) {
    if (!(failure instanceof SmtpFailure)) throw failure
    return [problemOfFailure(failure)]
  }
}

function problemOfFailure({ step, reply, problem }: SmtpFailure): ConfigurationProblem {
  const isRefused = reply === null ? /^(?:EAUTH|EOAUTH2|no access token)$/.test(problem) : reply >= 500
  if (step === 'login' && isRefused) return wrongLogin
  return isAboutTls(problem) ? wrongSecurity : unreachable
}

const senderRefused: ConfigurationProblem = {
  field: 'sender',
  problem: 'not-allowed',
  remedy: 'Let the login send as this address at the server, or send as another.',
}
