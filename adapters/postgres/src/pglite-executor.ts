/**
 * Statements on PGlite. It has one connection, so its transactions come one after the other; a failed one is rolled
 * back before its error is seen. It is spoken to as a server is, in messages: several statements at once, and the rows of
 * a COPY behind it. Its `query` would take six steps for each.
 * @module
 */
import { type Answer, type Executor, openingSession, type Row, type Session, type Step } from './executor.ts'
import { PgBatch } from './pg-batch.ts'
import { dropOldPlans, noteAdded } from './saved-plans.ts'
import { WireMessages } from './wire-messages.ts'

/** A message of PGlite: each has a name, and what else is in it depends on that. */
export interface PgliteMessage {
  readonly name: string
  readonly fields?: unknown
  readonly text?: unknown
}

/** The part of a PGlite database that this package uses. */
export interface PgliteDatabase {
  query(text: string, values?: (string | null)[]): Promise<{ rows: unknown[] }>
  transaction<Value>(work: () => Promise<Value>): Promise<Value>
  execProtocol(message: Uint8Array, options: { syncToFs: boolean }): Promise<{ messages: readonly PgliteMessage[] }>
  runExclusive<Value>(work: () => Promise<Value>): Promise<Value>
  syncToFs(): Promise<void>
}

/** Runs statements on a PGlite database. */
export function pgliteExecutor(db: PgliteDatabase): Executor {
  const session = sessionOn(db)
  const atOnce: Executor['read'] = (scope, statements) =>
    db.transaction(async () => (await session.run([...scope, ...statements])).slice(scope.length))
  return {
    ownsTransactions: true,
    // It usually writes on this very thread: large batches spare commits, and planning ahead would only keep two of them alive.
    imports: { batchRows: 1000, plansAhead: false },
    read: atOnce,
    async write(scope, statements) {
      const answers = await atOnce([...dropOldPlans(db, db), ...scope], statements)
      await keep(db)
      return answers
    },
    async transaction(scope, work) {
      const unwanted = new Error('rolled back as asked')
      let outcome: Awaited<ReturnType<typeof work>> | undefined
      try {
        await db.transaction(async () => {
          outcome = await work(openingSession(session, [...dropOldPlans(db, db), ...scope]))
          if (!outcome.commit) throw unwanted
        })
      } catch (failure) {
        if (failure !== unwanted) throw failure
      }
      if (outcome === undefined) throw new Error('the transaction ended without an outcome')
      if (outcome.commit) await keep(db)
      return outcome.value
    },
  }
}

/**
 * Brings what was committed to where it is kept: IndexedDB, say. PGlite leaves that to whatever comes next.
 * @see https://github.com/electric-sql/pglite/issues/1065
 */
function keep(db: PgliteDatabase): Promise<void> {
  return db.syncToFs()
}

/** Runs within the transaction that is open. */
function sessionOn(db: PgliteDatabase): Session {
  return {
    copies: true,
    run: (steps) => runAll(db, steps),
    async runOne(statement) {
      const [answer] = await runAll(db, [statement])
      return answer ?? { rows: [], count: 0 }
    },
  }
}

async function runAll(db: PgliteDatabase, steps: readonly Step[]): Promise<readonly Answer[]> {
  if (steps.length === 0) return []
  const batch = new PgBatch(steps, null)
  const connection = new WireMessages()
  batch.submit(connection)
  try {
    // One after the other: PGlite would give each the answers to whatever was said last.
    for (const message of await db.runExclusive(() => exchange(db, connection.pieces()))) {
      if (isDataRow(message)) batch.handleDataRow(message)
      else if (message.name === 'commandComplete') batch.handleCommandComplete({ text: String(message.text) })
    }
    batch.handleReadyForQuery()
  } catch (failure) {
    batch.handleError(failure)
  }
  const answers = await batch.done
  noteAdded(db, steps, answers)
  return answers
}

/** Says one piece after the other; the event loop has its turn in between, for each COPY takes a while. */
async function exchange(db: PgliteDatabase, pieces: readonly Uint8Array[]): Promise<readonly PgliteMessage[]> {
  const answers: PgliteMessage[] = []
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await turn()
    try {
      // Nothing is kept before the end.
      const { messages } = await db.execProtocol(piece, { syncToFs: false })
      for (const message of messages) answers.push(message)
    } catch (failure) {
      // The database passes over everything up to the Sync, which ends the last piece.
      const last = pieces.at(-1)
      if (last !== undefined && last !== piece) await db.execProtocol(last, { syncToFs: false })
      throw failure
    }
  }
  return answers
}

/** Lets everything else that waits have its turn. Browsers have no `setImmediate`. */
function turn(): Promise<void> {
  const later = globalThis.setImmediate ?? setTimeout
  return new Promise((resolve) => later(resolve))
}

/** Nothing is described, so every cell comes as text. */
function isDataRow(message: PgliteMessage): message is PgliteMessage & { readonly fields: Row } {
  return message.name === 'dataRow'
}
