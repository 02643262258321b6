/** The few things of node-postgres that this package calls, so that none of its types is in ours. @module */
import { type Answer, isCopy, type Session, type Step, statement } from './executor.ts'
import { PgBatch } from './pg-batch.ts'
import { PreparedStatements } from './prepared-statements.ts'
import { noteAdded } from './saved-plans.ts'

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
  readonly connection: object
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

/**
 * Runs steps one after the other; in one round trip where the client can.
 * @param prepares whether statements may stay prepared, where the connection leads to one server process for good
 */
export async function runOn(client: PgClient, steps: readonly Step[], prepares = false): Promise<readonly Answer[]> {
  const answers = await runAll(client, steps, prepares)
  noteAdded(connectionOf(client), steps, answers)
  return answers
}

async function runAll(client: PgClient, steps: readonly Step[], prepares: boolean): Promise<readonly Answer[]> {
  if (submits(client)) return prepares ? runPrepared(client, steps) : client.query(new PgBatch(steps, null)).done
  const answers: Answer[] = []
  for (const step of steps) {
    if (isCopy(step)) throw new Error('this client cannot COPY')
    const { text, values } = step
    const { rows, rowCount } = await client.query({ text, values: [...values], rowMode: 'array', types: asText })
    answers.push({ rows: rows.map((row) => row.map(toCell)), count: rowCount ?? rows.length })
  }
  return answers
}

/** By the connection itself, since hosts wrap clients, each time anew. */
const preparedOn = new WeakMap<object, PreparedStatements>()
const askProcess = statement('SELECT pg_backend_pid()')

async function runPrepared(client: SubmittingClient, steps: readonly Step[]): Promise<readonly Answer[]> {
  const prepared = preparedOn.get(client.connection) ?? new PreparedStatements()
  preparedOn.set(client.connection, prepared)
  if (prepared.isDirect !== null) return client.query(new PgBatch(steps, prepared)).done
  const [process, ...answers] = await client.query(new PgBatch([askProcess, ...steps], prepared)).done
  prepared.isDirect = 'processID' in client && process?.rows[0]?.[0] === String(client.processID)
  return answers
}

/** With text parsers every cell is a text or null. */
function toCell(cell: unknown): string | null {
  return cell === null || cell === undefined ? null : String(cell)
}

/** What a connection is known by: itself where a client shows it, since hosts wrap clients, each time anew. */
export function connectionOf(client: PgClient): object {
  return submits(client) ? client.connection : client
}

/** Whether a client can COPY. */
export function canCopy(client: PgClient): boolean {
  return submits(client)
}

/** A session on a client whose transaction is open. */
export function sessionOn(client: PgClient, prepares = false): Session {
  return {
    copies: canCopy(client),
    run: (steps) => runOn(client, steps, prepares),
    async runOne(query) {
      const [answer] = await runOn(client, [query], prepares)
      return answer ?? { rows: [], count: 0 }
    },
  }
}
