/**
 * What every driver is reduced to: statements with text values in, rows of text out. Values are cast by the SQL, so
 * that drivers cannot differ in how they read a date or a large integer.
 * @module
 */
import type { ImportRepository } from 'crmkit'

/** One statement. Each value is the text form of its type, or `null`. */
export interface Statement {
  readonly text: string
  readonly values: readonly (string | null)[]
}

/** One row: the text form of each column, in the order of the select list. */
export type Row = readonly (string | null)[]

/** What one statement gave: its rows, and how many rows it read or changed. */
export interface Answer {
  readonly rows: readonly Row[]
  readonly count: number
}

/** Rows to add by COPY. */
export interface CopyIn {
  /** The table and its columns. */
  readonly target: string
  /** Encodes the rows in COPY's binary format: called when it is their turn, once. */
  readonly encode: () => Uint8Array<ArrayBuffer>
}

/** What a session runs. */
export type Step = Statement | CopyIn

/** Whether a step is a COPY. */
export function isCopy(step: Step): step is CopyIn {
  return 'encode' in step
}

/** A COPY as SQL: its rows are sent behind it. */
export function copyText({ target }: CopyIn): string {
  return `COPY ${target} FROM STDIN WITH (FORMAT binary)`
}

/** An open transaction. */
export interface Session {
  /** Whether the driver can COPY. */
  readonly copies: boolean
  /** Runs steps one after the other, in one round trip where the driver can; the first failure ends the batch. */
  run(steps: readonly Step[]): Promise<readonly Answer[]>
  /** Runs one statement. */
  runOne(statement: Statement): Promise<Answer>
}

/** How a transaction ended. */
export interface Outcome<Value> {
  readonly commit: boolean
  readonly value: Value
}

/** Runs statements on a database. */
export interface Executor {
  /** Whether transactions are our own, so that a failed one can be tried again. */
  readonly ownsTransactions: boolean
  /** The same, with nothing that stays prepared; absent where nothing does. */
  readonly unprepared?: Executor
  /** How imports had best go about it, where that is not as usual. */
  readonly imports?: Pick<ImportRepository, 'batchRows' | 'plansAhead'>
  /** Runs statements in one transaction: `scope` first. Gives the answers without those of `scope`. */
  read(scope: readonly Statement[], statements: readonly Statement[]): Promise<readonly Answer[]>
  /** Runs statements in one transaction, `scope` first, and commits it: for what needs no look at an answer before. */
  write(scope: readonly Statement[], statements: readonly Statement[]): Promise<readonly Answer[]>
  /** Opens a transaction, runs `scope` and then the work; rolls back if the work fails or does not want to commit. */
  transaction<Value>(scope: readonly Statement[], work: (session: Session) => Promise<Outcome<Value>>): Promise<Value>
}

/** A statement from its text and values. */
export function statement(text: string, ...values: readonly (string | null)[]): Statement {
  return { text, values }
}

/** A session that opens its transaction together with its first statements. */
export function openingSession(session: Session, opening: readonly Statement[]): Session {
  let opened = false
  const run: Session['run'] = async (steps) => {
    if (opened) return session.run(steps)
    opened = true
    return (await session.run([...opening, ...steps])).slice(opening.length)
  }
  return {
    copies: session.copies,
    run,
    async runOne(query) {
      const [answer] = await run([query])
      return answer ?? { rows: [], count: 0 }
    },
  }
}
