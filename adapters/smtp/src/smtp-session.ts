/**
 * One connection to a mail server, by nodemailer. What counts is how far a mail has come: a server has it once it has read
 * the dot that ends it and has said so, and nobody knows in between.
 * @see https://www.rfc-editor.org/rfc/rfc5321
 * @module
 */
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import XOAuth2 from 'nodemailer/lib/xoauth2'
import type { ComposedMail } from './compose-mail.ts'
import type { SmtpMailerOptions } from './options.ts'
import { securityOf, tlsOf } from './security.ts'

/** Why something did not work. */
export class SmtpFailure extends Error {
  /** The server's answer: `550`; `null`: there was none. */
  readonly reply: number | null
  /** Numbers of the server, or a name of the system's: sentences quote people. */
  readonly problem: string
  readonly step: 'connect' | 'login' | 'talk'
  /** Those whom the server did not want, if that is why. */
  readonly rejected: readonly RejectedRecipient[]

  constructor(step: SmtpFailure['step'], problem: string, failure: Failure = {}) {
    super(problem)
    this.step = step
    this.reply = failure.responseCode ?? null
    this.problem = problem
    this.rejected = rejectedIn(failure.rejectedErrors)
  }
}

/** Somebody whom the server did not want. */
export interface RejectedRecipient {
  readonly address: string
  readonly reply: number
  /** `550 5.1.1` */
  readonly problem: string
}

/** What came of handing a mail over. */
export type Transfer =
  | { readonly kind: 'taken'; readonly rejected: readonly RejectedRecipient[] }
  /** `isHanded`: the server may have read all of it. */
  | { readonly kind: 'failed'; readonly failure: SmtpFailure; readonly isHanded: boolean }

/** What nodemailer says of a failure. */
interface Failure {
  readonly code?: string | undefined
  readonly originalCode?: string | undefined
  readonly response?: string | undefined
  readonly responseCode?: number | undefined
  readonly recipient?: string | undefined
  readonly rejectedErrors?: readonly Failure[] | undefined
}

interface Taken {
  readonly rejectedErrors?: readonly Failure[] | undefined
}

type Ended = (failure: Failure) => void

/** A connection that stands. */
export class SmtpSession {
  readonly #connection: SMTPConnection
  readonly #steps = new Set<Ended>()
  #question: readonly string[] = []
  #replies: string[] = []

  /** Connects and logs in. @throws {SmtpFailure} where that did not work */
  static async open(options: SmtpMailerOptions, signal: AbortSignal): Promise<SmtpSession> {
    const session = new SmtpSession(options)
    try {
      await session.#step('connect', signal, (done) => session.#connection.connect((failure) => done(failure)))
      if (options.login !== undefined) await session.#login(options.login, signal)
      return session
    } catch (failure) {
      session.cut()
      throw failure
    }
  }

  private constructor(options: SmtpMailerOptions) {
    const { host, heloName = '[127.0.0.1]' } = options
    const security = securityOf(options, 'starttls')
    this.#connection = new SMTPConnection({
      host,
      port: options.port ?? (security === 'tls' ? 465 : 587),
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: tlsOf(options),
      name: heloName,
      logger: false,
      maxResponseSize: 64 * 1024,
      // The only way to say something of our own that nodemailer has.
      customAuth: {
        [question]: async ({ sendCommand }) => {
          for (const line of this.#question) this.#replies.push((await sendCommand(line)).response)
        },
      },
    })
    this.#connection.on('error', (failure: Failure) => this.#end(failure))
    this.#connection.on('end', () => this.#end({ code: 'closed' }))
  }

  /** Whether more can be said. */
  get isOpen(): boolean {
    return !this.#connection.destroyed
  }

  /** Hands a mail over, once. */
  async send({ bounceTo, recipients, bytes }: ComposedMail, signal: AbortSignal): Promise<Transfer> {
    let isHanded = false
    const pieces = function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
      // From here on the dot may be on its way. Streams read a piece ahead, so it may not be, yet.
      isHanded = true
    }
    const message = Readable.from(pieces(), { objectMode: false, highWaterMark: 1 })
    const envelope = { from: bounceTo, to: recipients.map(({ address }) => address), size: bytes.length }
    try {
      const taken = await this.#step<Taken>('talk', signal, (done) => this.#connection.send(envelope, message, done))
      return { kind: 'taken', rejected: rejectedIn(taken?.rejectedErrors) }
    } catch (failure) {
      if (failure instanceof SmtpFailure) return { kind: 'failed', failure, isHanded }
      throw failure
    }
  }

  /** Says lines, and gives the first figure of each answer. @throws {SmtpFailure} where none came */
  async ask(lines: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
    this.#question = lines
    this.#replies = []
    await this.#step('talk', signal, (done) => this.#connection.login({ method: question, user: question }, done))
    return this.#replies
  }

  /** Says goodbye. Who does not answer is left alone soon. */
  end(): void {
    if (!this.isOpen) return
    this.#connection.quit()
    setTimeout(() => this.cut(), goodbyeMs).unref()
  }

  /** Closes the connection, whatever is under way. */
  cut(): void {
    this.#connection.close()
  }

  async #login(login: NonNullable<SmtpMailerOptions['login']>, signal: AbortSignal): Promise<void> {
    const { user } = login
    if ('password' in login) {
      const auth = { user, pass: login.password, credentials: { user, pass: login.password } }
      await this.#step('login', signal, (done) => this.#connection.login(auth, done))
      return
    }
    const accessToken = await this.#step<string>('login', signal, (done) => {
      login.accessToken().then(
        (token) => done(null, token),
        () => done({ code: 'no access token' }),
      )
    })
    const oauth2 = new XOAuth2({ user, accessToken })
    await this.#step('login', signal, (done) => this.#connection.login({ user, oauth2 }, done))
  }

  /** One step. It ends with its answer, with the connection, or with the time. */
  #step<Answer>(
    step: SmtpFailure['step'],
    signal: AbortSignal,
    begin: (done: (failure: Failure | null | undefined, answer?: Answer) => void) => void,
  ): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        this.#steps.delete(fail)
        signal.removeEventListener('abort', stop)
      }
      const fail = (failure: Failure) => {
        settle()
        reject(new SmtpFailure(step, problemOf(failure), failure))
      }
      const stop = () => {
        fail({ code: 'timeout' })
        this.cut()
      }
      if (signal.aborted) return stop()
      this.#steps.add(fail)
      signal.addEventListener('abort', stop)
      begin((failure, answer) => {
        if (failure) return fail(failure)
        settle()
        resolve(answer)
      })
    })
  }

  #end(failure: Failure): void {
    for (const end of [...this.#steps]) end(failure)
  }
}

const question = 'CRMKIT-QUESTION'
const goodbyeMs = 2_000
const pieceBytes = 64 * 1024

function rejectedIn(failures: readonly Failure[] = []): readonly RejectedRecipient[] {
  return failures.map((failure) => ({
    address: failure.recipient ?? '',
    reply: failure.responseCode ?? 0,
    problem: problemOf(failure),
  }))
}

function problemOf({ response, responseCode, originalCode, code }: Failure): string {
  if (responseCode === undefined) return originalCode ?? code ?? 'failed'
  const [, status] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '') ?? []
  return [responseCode, ...(status === undefined ? [] : [status])].join(' ')
}
