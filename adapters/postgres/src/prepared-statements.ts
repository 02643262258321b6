/**
 * Statements that stay prepared on a connection, so that the server reads and plans them once. That is for connections
 * that lead to one server process for good; behind a pooler, which hands each transaction to another one, nothing is
 * prepared. A pooler is known by the process number that it gave: it is not that of the process that answers.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 * @module
 */
import { createHash } from 'node:crypto'
import { failureCode } from './backend-error.ts'

/**
 * How many statements stay prepared on a connection; the one that was not used for longest makes room. Each takes some
 * 70 kB of the server.
 */
const mostPrepared = 100

/** How many are remembered that were seen once. */
const mostSeen = 1000

/** What to send for a statement before it is bound. */
export interface PreparedUse {
  readonly name: string
  /** Whether it has to be parsed first. */
  readonly parse: boolean
  /** Statements to close before that. */
  readonly close: readonly string[]
}

/** The prepared statements of one connection. */
export class PreparedStatements {
  /** Whether the connection leads to one process for good; `null` until it was asked. */
  isDirect: boolean | null = null
  /** In the order of their last use. */
  readonly #prepared = new Set<string>()
  /** Prepared or not: the server failed before it said so. */
  readonly #doubtful = new Set<string>()
  /** What the batch that is on its way prepares or closes. */
  readonly #touched = new Set<string>()
  readonly #seen = new Set<string>()

  /** How to use a statement; `null` to use it unnamed, as one that is seen for the first time. */
  use(text: string): PreparedUse | null {
    if (this.isDirect !== true) return null
    const name = nameOf(text)
    if (!this.#seenBefore(name)) return null
    if (this.#prepared.delete(name)) {
      this.#prepared.add(name)
      return { name, parse: false, close: [] }
    }
    const close = [...this.#doubtful]
    for (const doubtful of close) this.#touched.add(doubtful)
    this.#doubtful.clear()
    const [oldest] = this.#prepared
    if (oldest !== undefined && this.#prepared.size >= mostPrepared) {
      this.#prepared.delete(oldest)
      this.#touched.add(oldest)
      close.push(oldest)
    }
    this.#prepared.add(name)
    this.#touched.add(name)
    return { name, parse: true, close }
  }

  /** The server has done everything that was sent. */
  succeeded(): void {
    this.#touched.clear()
  }

  /** The server failed, so nobody knows how much it did of what was sent. */
  failed(failure: unknown): void {
    for (const name of this.#touched) {
      this.#prepared.delete(name)
      this.#doubtful.add(name)
    }
    this.#touched.clear()
    if (isStale(failure)) this.isDirect = false
  }

  #seenBefore(name: string): boolean {
    if (this.#seen.has(name)) return true
    if (this.#seen.size >= mostSeen) this.#seen.clear()
    this.#seen.add(name)
    return false
  }
}

/**
 * Whether a failure says that a prepared statement is not what it was: the host discarded it, or a table has changed.
 * The transaction may go through if it is run again, since the connection then prepares nothing more.
 */
export function isStale(failure: unknown): boolean {
  const code = failureCode(failure)
  if (code === '26000' || code === '42P05') return true
  // Many things are not supported; this one is told by its place in the server.
  return (
    code === '0A000' && failure instanceof Error && 'routine' in failure && failure.routine === 'RevalidateCachedQuery'
  )
}

const names = new Map<string, string>()

/** A name that follows from the text: whatever else has it, says the same. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known !== undefined) return known
  const name = `crmkit_${createHash('sha256').update(text).digest('base64url').slice(0, 32)}`
  if (names.size >= mostSeen) names.clear()
  names.set(text, name)
  return name
}
