/** Connections that are kept for the next mail, if they are to be. @module */
import type { SmtpMailerOptions } from './options.ts'
import { SmtpSession } from './smtp-session.ts'

/** A connection for one mail. */
export interface Borrowed {
  readonly session: SmtpSession
  /** Whether it was used before: the server may have closed it meanwhile. */
  readonly isKept: boolean
}

/** The connections of one account. */
export class SmtpConnections {
  readonly #options: SmtpMailerOptions
  readonly #idle = new Map<SmtpSession, NodeJS.Timeout>()

  constructor(options: SmtpMailerOptions) {
    this.#options = options
  }

  /** A connection that was kept, or a new one. @throws {SmtpFailure} where there is none */
  async borrow(signal: AbortSignal): Promise<Borrowed> {
    const [kept] = this.#idle
    if (kept === undefined) return { session: await SmtpSession.open(this.#options, signal), isKept: false }
    const [session, timer] = kept
    clearTimeout(timer)
    this.#idle.delete(session)
    return { session, isKept: true }
  }

  /** Takes one back that is ready for the next mail. */
  giveBack(session: SmtpSession): void {
    const { connections = 0, idleMs = 0 } = this.#options.pool ?? {}
    const leave = () => {
      this.#idle.delete(session)
      session.end()
    }
    if (this.#idle.size < connections && session.isOpen) this.#idle.set(session, setTimeout(leave, idleMs))
    else session.end()
  }

  /** Ends those that nobody uses. */
  close(): void {
    for (const [session, timer] of this.#idle) {
      clearTimeout(timer)
      session.end()
    }
    this.#idle.clear()
  }
}
