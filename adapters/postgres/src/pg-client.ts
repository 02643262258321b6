/** The few things of node-postgres that this package calls, so that none of its types is in ours. @module */
import { pipeline } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import type { Answer, Session, Statement } from './executor.ts'
import { PgBatch } from './pg-batch.ts'

/** A query in the form that gives rows as lists of texts. */
export interface PgQuery {
  text: string
  values: (string | null)[]
  rowMode: 'array'
  types: { getTypeParser(): (text: string) => string }
}

/** A connected client of node-postgres, or of something that looks like it. */
export interface PgClient {
  query(query: PgQuery): Promise<{ rows: unknown[][]; rowCount: number | null }>
}

/** A client from a pool. */
export interface PgPoolClient extends PgClient {
  on(event: 'error', listener: (failure: Error) => void): unknown
  removeListener(event: 'error', listener: (failure: Error) => void): unknown
  release(failure?: Error | boolean): void
}

/** A pool of node-postgres. */
export interface PgPool {
  connect(): Promise<PgPoolClient>
}

/** A client of node-postgres that takes query objects of one's own. */
interface SubmittingClient {
  query<Query extends object>(query: Query): Query
}

const asText = {
  getTypeParser:
    () =>
    (text: string): string =>
      text,
}

/** Whether a client speaks the wire protocol itself: then batches and COPY work. */
function submits(client: object): client is SubmittingClient {
  if ('pipeline' in client && client.pipeline === true) return false
  if (!('connection' in client)) return false
  const { connection } = client
  return typeof connection === 'object' && connection !== null && 'parse' in connection && 'sync' in connection
}

/** Runs statements one after the other; in one round trip where the client can. */
export async function runOn(client: PgClient, statements: readonly Statement[]): Promise<readonly Answer[]> {
  if (submits(client)) return client.query(new PgBatch(statements)).done
  const answers: Answer[] = []
  for (const { text, values } of statements) {
    const { rows, rowCount } = await client.query({ text, values: [...values], rowMode: 'array', types: asText })
    answers.push({ rows: rows.map((row) => row.map(toCell)), count: rowCount ?? rows.length })
  }
  return answers
}

/** With text parsers every cell is a text or null. */
function toCell(cell: unknown): string | null {
  return cell === null || cell === undefined ? null : String(cell)
}

/** Whether {@link copyOn} works. */
export function canCopy(client: PgClient): boolean {
  return submits(client)
}

/** Runs a COPY into a table. */
async function copyOn(client: PgClient, target: string, content: Iterable<string>): Promise<void> {
  if (!submits(client)) throw new Error('this client cannot COPY')
  const copy = client.query(copyFrom(`COPY ${target} FROM STDIN`))
  await pipeline(content, copy)
}

/** A session on a client whose transaction is open. */
export function sessionOn(client: PgClient): Session {
  return {
    copies: canCopy(client),
    run: (statements) => runOn(client, statements),
    async runOne(statement) {
      const [answer] = await runOn(client, [statement])
      return answer ?? { rows: [], count: 0 }
    },
    copyIn: (target, content) => copyOn(client, target, content),
  }
}
