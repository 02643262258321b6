/**
 * Several statements in one round trip of the extended protocol: they are sent together and end in one Sync. Without a
 * BEGIN they are one transaction, so what the first one sets holds for the second, and is gone afterwards: right for
 * PgBouncer in transaction mode. The rows of a COPY are sent right behind it: if it fails, the server passes over them,
 * as over everything up to the Sync.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 * @module
 */
import { giveBackRows } from './copy-rows.ts'
import { type Answer, copyText, isCopy, type Row, type Statement, type Step } from './executor.ts'
import type { PreparedStatements } from './prepared-statements.ts'

/** The part of node-postgres' connection that a batch writes to, as pg-cursor and pg-copy-streams do. */
export interface BatchConnection {
  readonly stream: { cork?(): void; uncork?(): void; write(bytes: Uint8Array): unknown }
  parse(message: { name?: string; text: string }): void
  bind(message: { statement?: string; values: readonly (string | null)[] }): void
  close(message: { type: 'S'; name: string }): void
  execute(message: object): void
  sync(): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

/** A batch in the form that node-postgres' `client.query` takes. */
export class PgBatch {
  readonly steps: readonly Step[]
  readonly done: Promise<readonly Answer[]>
  /** node-postgres wraps this to stop its timer of `query_timeout`. */
  callback: () => void = () => {}
  readonly #prepared: PreparedStatements | null
  readonly #answers: Answer[] = []
  readonly #sent: Uint8Array<ArrayBuffer>[] = []
  #cause: unknown
  #rows: Row[] = []
  #resolve: (answers: readonly Answer[]) => void = () => {}
  #reject: (failure: unknown) => void = () => {}

  /** @param prepared the statements of the connection; `null` to prepare nothing */
  constructor(steps: readonly Step[], prepared: PreparedStatements | null) {
    this.steps = steps
    this.#prepared = prepared
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: BatchConnection): void {
    connection.stream.cork?.()
    try {
      for (const step of this.steps) this.#send(connection, step)
    } catch (cause) {
      // The server hears of it, or the connection would wait for the rest for ever.
      this.#cause = cause
    } finally {
      connection.sync()
      connection.stream.uncork?.()
    }
  }

  #send(connection: BatchConnection, step: Step): void {
    if (!isCopy(step)) {
      this.#bind(connection, step)
      connection.execute({})
      return
    }
    connection.parse({ text: copyText(step) })
    connection.bind({ values: [] })
    connection.execute({})
    try {
      this.#sendRows(connection, step.encode())
    } catch (cause) {
      connection.sendCopyFail('the rows could not be encoded')
      throw cause
    }
  }

  #bind(connection: BatchConnection, { text, values }: Statement): void {
    const use = this.#prepared?.use(text)
    if (use === undefined || use === null) {
      connection.parse({ text })
      connection.bind({ values })
      return
    }
    for (const name of use.close) connection.close({ type: 'S', name })
    if (use.parse) connection.parse({ name: use.name, text })
    connection.bind({ statement: use.name, values })
  }

  #sendRows(connection: BatchConnection, rows: Uint8Array<ArrayBuffer>): void {
    this.#sent.push(rows)
    for (let start = 0; start < rows.length; start += longestMessage) {
      const piece = rows.subarray(start, start + longestMessage)
      const head = new DataView(new ArrayBuffer(headLength))
      head.setUint8(0, 'd'.charCodeAt(0))
      head.setInt32(1, piece.length + 4)
      connection.stream.write(new Uint8Array(head.buffer))
      connection.stream.write(piece)
    }
    connection.endCopyFrom()
    // Off they go: the server takes them in while the next table's rows are encoded.
    connection.stream.uncork?.()
    connection.stream.cork?.()
  }

  handleDataRow(message: { readonly fields: Row }): void {
    this.#rows.push(message.fields)
  }

  handleCommandComplete(message: { readonly text: string }): void {
    const count = Number(/\d+$/.exec(message.text)?.[0] ?? 0)
    this.#answers.push({ rows: this.#rows, count })
    this.#rows = []
  }

  handleReadyForQuery(): void {
    this.#prepared?.succeeded()
    this.callback()
    // The server has answered everything, so it has read everything.
    for (const rows of this.#sent) giveBackRows(rows)
    if (this.#cause === undefined) this.#resolve(this.#answers)
    else this.#reject(this.#cause)
  }

  handleError(failure: unknown): void {
    this.#prepared?.failed(failure)
    this.callback()
    this.#reject(this.#cause ?? failure)
  }

  handleRowDescription(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}

/** Bytes of a message's head: its letter and its length. */
const headLength = 5

/** A message takes less than a gigabyte; smaller ones let the server begin while the rest is on its way. */
const longestMessage = 256 * 1024
