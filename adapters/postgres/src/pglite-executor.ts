/**
 * Statements on PGlite. It has one connection, so its transactions come one after the other; a failed one is rolled
 * back before its error is seen.
 * @module
 */
import { giveBackRows } from './copy-rows.ts'
import { type Answer, copyText, type Executor, isCopy, type Row, type Session, type Step } from './executor.ts'
import { dropOldPlans, noteAdded } from './saved-plans.ts'

/** The options of a PGlite query that this package uses. */
export interface PgliteQueryOptions {
  rowMode?: 'array'
  parsers?: Record<number, (text: string) => string>
  blob?: Blob
}

/** The part of an open PGlite transaction that this package uses. */
export interface PgliteTransaction {
  query(
    text: string,
    values?: (string | null)[],
    options?: PgliteQueryOptions,
  ): Promise<{ rows: unknown[]; affectedRows?: number }>
}

/** The part of a PGlite database that this package uses. */
export interface PgliteDatabase extends PgliteTransaction {
  transaction<Value>(work: (transaction: PgliteTransaction) => Promise<Value>): Promise<Value>
}

/** Object identifiers of the types that our statements select: bool, int8, int4, json, date, uuid, jsonb. */
const parsedTypes = [16, 20, 23, 114, 1082, 2950, 3802] as const
const asText = Object.fromEntries(parsedTypes.map((type) => [type, (text: string) => text]))

/** Runs statements on a PGlite database. */
export function pgliteExecutor(db: PgliteDatabase): Executor {
  const atOnce: Executor['read'] = (scope, statements) =>
    db.transaction(async (transaction) => {
      await runAll(transaction, scope)
      return runAll(transaction, statements)
    })
  return {
    ownsTransactions: true,
    // No other thread writes while the next batch is planned, so large ones only spare commits.
    batchRows: 1000,
    read: atOnce,
    write: (scope, statements) => atOnce([...dropOldPlans(db), ...scope], statements),
    async transaction(scope, work) {
      const unwanted = new Error('rolled back as asked')
      let outcome: Awaited<ReturnType<typeof work>> | undefined
      try {
        await db.transaction(async (transaction) => {
          await runAll(transaction, [...dropOldPlans(db), ...scope])
          outcome = await work(sessionOf(transaction))
          if (!outcome.commit) throw unwanted
        })
      } catch (failure) {
        if (failure !== unwanted) throw failure
      }
      if (outcome === undefined) throw new Error('the transaction ended without an outcome')
      return outcome.value
    },
  }
}

function sessionOf(transaction: PgliteTransaction): Session {
  return {
    copies: true,
    run: (steps) => runAll(transaction, steps),
    runOne: (statement) => runOne(transaction, statement),
  }
}

async function runAll(transaction: PgliteTransaction, steps: readonly Step[]): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const step of steps) answers.push(await runOne(transaction, step))
  noteAdded(steps, answers)
  return answers
}

async function runOne(transaction: PgliteTransaction, step: Step): Promise<Answer> {
  if (isCopy(step)) {
    const rows = step.encode()
    const blob = new Blob([rows])
    giveBackRows(rows)
    const { affectedRows } = await transaction.query(copyText(step, "'/dev/blob'"), [], { blob })
    return { rows: [], count: affectedRows ?? 0 }
  }
  const { rows, affectedRows } = await transaction.query(step.text, [...step.values], {
    rowMode: 'array',
    parsers: asText,
  })
  const cells = rows.filter(isRow)
  // Of what was only read, PGlite says that nothing was affected.
  return { rows: cells, count: Math.max(affectedRows ?? 0, cells.length) }
}

/** In array mode, with every type read as text, each row is a list of texts. */
function isRow(row: unknown): row is Row {
  return Array.isArray(row)
}
