/**
 * Several statements in one round trip of the extended protocol: they are sent together and end in one Sync. Without a
 * BEGIN they are one transaction, so what the first one sets holds for the second, and is gone afterwards: right for
 * PgBouncer in transaction mode. The unnamed statement is used throughout; nothing stays prepared.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 * @module
 */
import type { Answer, Row, Statement } from './executor.ts'

/** The part of node-postgres' connection that a batch writes to, as pg-cursor and pg-copy-streams do. */
export interface BatchConnection {
  readonly stream: { cork?(): void; uncork?(): void }
  parse(message: { text: string }): void
  bind(message: { values: readonly (string | null)[] }): void
  execute(message: object): void
  sync(): void
}

/** A batch in the form that node-postgres' `client.query` takes. */
export class PgBatch {
  readonly done: Promise<readonly Answer[]>
  /** node-postgres wraps this to stop its timer of `query_timeout`. */
  callback: () => void = () => {}
  readonly #statements: readonly Statement[]
  readonly #answers: Answer[] = []
  #rows: Row[] = []
  #resolve: (answers: readonly Answer[]) => void = () => {}
  #reject: (failure: unknown) => void = () => {}

  constructor(statements: readonly Statement[]) {
    this.#statements = statements
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: BatchConnection): void {
    connection.stream.cork?.()
    try {
      for (const { text, values } of this.#statements) {
        connection.parse({ text })
        connection.bind({ values })
        connection.execute({})
      }
      connection.sync()
    } finally {
      connection.stream.uncork?.()
    }
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
    this.callback()
    this.#resolve(this.#answers)
  }

  handleError(failure: unknown): void {
    this.callback()
    this.#reject(failure)
  }

  handleRowDescription(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}
