/** Whether a mail server can be used, without sending anything. @module */
import type { ConfigurationProblem } from 'crmkit'
import type { SmtpMailerOptions } from './options.ts'
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
  if (step === 'login' && reply !== null && reply >= 500) return wrongLogin
  return isAboutTls(problem) ? wrongSecurity : unreachable
}

/** Whether a problem is one of certificates or of speaking TLS at all. */
export function isAboutTls(problem: string): boolean {
  return /TLS|SSL|CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(problem)
}

/** The login is not one. */
export const wrongLogin: ConfigurationProblem = {
  field: 'login',
  problem: 'wrong',
  remedy: 'Look at the name and the password; some servers want one that is made for programs, or an access token.',
}

/** TLS does not come about. */
export const wrongSecurity: ConfigurationProblem = {
  field: 'security',
  problem: 'wrong',
  remedy: 'Look whether the port goes with the security, and whether the server’s certificate is for this host.',
}

/** Nobody answers. */
export const unreachable: ConfigurationProblem = {
  field: 'host',
  problem: 'unreachable',
  remedy: 'Look at the host and the port, and whether this machine may connect to them; then try again later.',
}

const senderRefused: ConfigurationProblem = {
  field: 'sender',
  problem: 'not-allowed',
  remedy: 'Let the login send as this address at the server, or send as another.',
}
