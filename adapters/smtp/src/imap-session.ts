/** One connection to a mailbox, by imapflow. @module */
import { CrmError } from 'crmkit'
import { ImapFlow, type MailboxObject } from 'imapflow'
import type { ImapMailboxOptions, MailLogin } from './options.ts'
import { isAboutTls } from './problems.ts'
import { securityOf, tlsOf } from './security.ts'
import { withinTime } from './within-time.ts'

/** A mailbox that is open. */
export interface OpenMailbox {
  readonly client: ImapFlow
  readonly box: MailboxObject
}

/** A client that has logged in. @throws what {@link mailboxError} reads */
export async function connect(options: ImapMailboxOptions, signal?: AbortSignal): Promise<ImapFlow> {
  const { host, port, login, answerTimeoutMs = 60_000 } = options
  const security = securityOf(options, 'tls')
  const client = new ImapFlow({
    host,
    port: port ?? (security === 'tls' ? 993 : 143),
    secure: security === 'tls',
    ...(security !== 'tls' && { doSTARTTLS: security === 'starttls' }),
    tls: tlsOf(options),
    auth: await withinTime(answerTimeoutMs, (limit) =>
      authOf(login, AbortSignal.any([limit, ...(signal === undefined ? [] : [signal])])),
    ),
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: answerTimeoutMs,
    greetingTimeout: answerTimeoutMs,
    socketTimeout: answerTimeoutMs,
  })
  // What is under way fails by itself; without a listener the process would.
  client.on('error', () => {})
  signal?.addEventListener('abort', () => client.close(), { once: true })
  try {
    await client.connect()
    return client
  } catch (failure) {
    client.close()
    throw failure
  }
}

/** Opens the folder. @throws {CrmError} where that did not work */
export async function openMailbox(options: ImapMailboxOptions, access: 'to-read' | 'to-change'): Promise<OpenMailbox> {
  const { folder = 'INBOX' } = options
  const client = await connect(options).catch((failure) => {
    throw mailboxError(failure)
  })
  try {
    return { client, box: await client.mailboxOpen(folder, { readOnly: access === 'to-read' }) }
  } catch (failure) {
    client.close()
    throw mailboxError(failure)
  }
}

/** Says goodbye. Who does not answer is left alone. */
export async function closeMailbox({ client }: OpenMailbox): Promise<void> {
  await client.logout().catch(() => client.close())
}

/** Why a mailbox does not do what it is asked. */
export type MailboxFailure = 'login' | 'security' | 'missing' | 'refused' | 'unreachable'

/** What a failure of imapflow comes to. */
export function failureOf(failure: unknown): MailboxFailure {
  const { code, authenticationFailed, responseStatus, serverResponseCode, tlsFailed, mailboxMissing } =
    fieldsOf(failure)
  if (isPassing.test(textOf(serverResponseCode))) return 'unreachable'
  if (authenticationFailed === true) return 'login'
  if (tlsFailed === true || isAboutTls(textOf(code))) return 'security'
  if (mailboxMissing === true || code === 'NotFound') return 'missing'
  return textOf(responseStatus) === '' ? 'unreachable' : 'refused'
}

/** A failure as the port says it. */
export function mailboxError(failure: unknown): CrmError {
  const kind = failureOf(failure)
  // Its own errors hold what was said to the server, and what the server said of people.
  const { code, responseStatus, serverResponseCode } = fieldsOf(failure)
  const cause = new Error([code, responseStatus, serverResponseCode].map(textOf).join(' ').trim())
  if (kind === 'unreachable') {
    const message = 'The mailbox can’t be reached now; try again later.'
    return new CrmError('backend-unavailable', { message, retryable: true, cause })
  }
  const message = `The mailbox is not to be had (${kind}); look at what its check says.`
  return new CrmError('backend-refused', { message, cause })
}

/** What passes by itself (RFC 5530). */
const isPassing = /^(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)$/i

async function authOf(
  login: MailLogin,
  signal: AbortSignal,
): Promise<{ user: string; pass?: string; accessToken?: string }> {
  const { user } = login
  if ('password' in login) return { user, pass: login.password }
  const tooLate = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no access token')))
  })
  return { user, accessToken: await Promise.race([login.accessToken(), tooLate]) }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
