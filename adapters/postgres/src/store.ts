/** The store over any executor: reads, and the one commit. @module */
import { type Commit, type CommitReceipt, type CommitRefusal, CrmError, err, ok, type Result, type Store } from 'crmkit'
import { affiliationRepository } from './affiliation-repository.ts'
import { failureCode, isConflict, toCrmError } from './backend-error.ts'
import { callRepository } from './call-repository.ts'
import { type Unexpected, writeCommit } from './commit.ts'
import { consentLedger } from './consent-tables.ts'
import { directoryRepository } from './directory-repository.ts'
import { quoteName } from './encode.ts'
import { isErasing, mayNotErase } from './erasures.ts'
import { type Executor, type Outcome, type Statement, statement } from './executor.ts'
import { explainRefusal } from './explain-refusal.ts'
import { feedRepository } from './feed-table.ts'
import { historyRepository } from './history-repository.ts'
import { identityIndex } from './identity-index.ts'
import { importRepository } from './import-repository.ts'
import { interactionRepository } from './interaction-repository.ts'
import { jobQueue, type Transact, type Write } from './job-queue.ts'
import { mailRegister } from './mail-register.ts'
import { mergeRepository } from './merge-tables.ts'
import { messageRepository } from './message-repository.ts'
import { companyRepository, contactRepository } from './party-repository.ts'
import { isStale } from './prepared-statements.ts'
import { providerEventLog, takeEventPlaces } from './provider-event-log.ts'
import type { Reader } from './reader.ts'
import { type Readiness, readinessCheck } from './readiness.ts'
import { referenceIndex } from './reference-index.ts'
import { reminderLedger } from './reminder-ledger.ts'
import { isSimple, onlyKeepsEvents, writeSimple } from './simple-commit.ts'
import { watchStatistics } from './statistics.ts'
import type { WriteTerms } from './unnumbered-writes.ts'
import { webhookRepository } from './webhook-table.ts'
import { workspaceRepository } from './workspace-repository.ts'

/** Options that every store of this package has. */
export interface StoreOptions {
  /** The schema that {@link migrate} made. Default: `crmkit`. */
  readonly schema?: string
  /**
   * A role to take on in every transaction (`SET LOCAL ROLE`). Default: the role that the connection logged in as,
   * which should own nothing, or row-level security guards nothing.
   */
  readonly role?: string
  /** The role under which COPY fills tables, see {@link migrate}. Default: none; then rows are inserted instead. */
  readonly loaderRole?: string
  /**
   * The role under which personal values are blanked, see {@link migrate}. Default: none; then the store's own role does
   * it, which must be able to.
   */
  readonly eraserRole?: string
}

/** How often a transaction is tried when the database sees a conflict between transactions. */
const attempts = 6

/** What holds a transaction to a workspace. */
type ScopeOf = (workspaceId: string, plans?: Plans) => readonly Statement[]

/** What stores, and whatever else is kept in the schema, are made of. */
interface StoreParts {
  /** The quoted name of the schema. */
  readonly schema: string
  readonly role: string | null
  readonly scopeOf: ScopeOf
  readonly ready: ReturnType<typeof readinessCheck>
  readonly reader: Reader
  readonly transact: Transact
}

/** Opens the parts. */
export function openParts(executor: Executor, options: StoreOptions): StoreParts {
  const schema = quoteName(options.schema ?? 'crmkit')
  const role = options.role ?? null
  const scopeOf: ScopeOf = (workspaceId, plans = 'fitted') => [scopeStatement(workspaceId, role, plans)]
  const ready = readinessCheck(executor, schema, role, options.loaderRole ?? null)
  const reader: Reader = {
    schema,
    readAll: (workspaceId, statements) =>
      guarded(executor, async (current) => {
        await ready()
        return current.read(scopeOf(workspaceId), statements)
      }),
    async read(workspaceId, query) {
      const [answer] = await this.readAll(workspaceId, [query])
      return answer ?? { rows: [], count: 0 }
    },
  }
  const transact: Transact = (workspaceId, work) =>
    guarded(executor, async (current) => {
      await ready()
      return current.transaction(scopeOf(workspaceId), work)
    })
  return { schema, role, scopeOf, ready, reader, transact }
}

/** Makes a store from an executor. */
export function createStore(executor: Executor, options: StoreOptions): Store {
  const { schema, role, scopeOf, ready, reader, transact } = openParts(executor, options)
  const eraser = { eraser: options.eraserRole ?? null, application: role }
  const statistics = watchStatistics(executor, schema)

  const write: Write = async (workspaceId, statements) =>
    guarded(executor, async (current) => {
      await ready()
      return current.write(scopeOf(workspaceId), statements)
    })
  const takePlaces = async ({ workspaceId, providerEventsKept = [] }: Commit): Promise<number> => {
    if (providerEventsKept.length === 0) return 0
    const [last] = await write(workspaceId, [takeEventPlaces(schema, workspaceId, providerEventsKept.length)])
    return Number(last?.rows[0]?.[0] ?? 0)
  }

  return {
    // What is written in somebody else's transaction may be rolled back after we were told that it is ok.
    commitsAreFinal: executor.ownsTransactions,
    workspaces: workspaceRepository(reader),
    companies: companyRepository(reader),
    contacts: contactRepository(reader),
    affiliations: affiliationRepository(reader),
    interactions: interactionRepository(reader),
    identity: identityIndex(reader),
    references: referenceIndex(reader),
    imports: importRepository(reader, executor.imports),
    history: historyRepository(reader),
    merges: mergeRepository(reader),
    jobs: jobQueue(reader, { transact, write }),
    webhooks: webhookRepository(reader),
    feeds: feedRepository(reader),
    reminders: reminderLedger(reader, transact),
    mails: mailRegister(reader),
    messages: messageRepository(reader),
    calls: callRepository(reader),
    consents: consentLedger(reader),
    providerEvents: providerEventLog(reader, write),
    directories: directoryRepository(reader),
    async commit(commit) {
      const lastEventPlace = await takePlaces(commit)
      for (let attempt = 1; attempt <= attempts; attempt += 1) {
        const readiness = await guarded(executor, () => ready())
        const result = await guarded(executor, (current) =>
          tryCommit(
            mayStayPrepared(commit, readiness) ? current : (current.unprepared ?? current),
            schema,
            scopeOf(commit.workspaceId, onlyKeepsEvents(commit) ? 'kept' : 'usual'),
            { bulk: readiness.bulk, eraser, lastEventPlace },
            commit,
          ),
        )
        if (result.ok) {
          await statistics.noteAdded(commit.writes.length, readiness.maintainer)
          return result
        }
        if (result.error.code !== 'unexpected-rows') return err(result.error)
        const refusal = await explainRefusal(reader, commit)
        if (refusal !== null) return err(refusal)
        // What stood in the way is gone again: somebody else's commit came between.
      }
      throw new CrmError('transaction-conflict', {
        message: 'other commits kept changing the same records; nothing was written; try again',
        retryable: true,
      })
    },
  }
}

/**
 * Whether the statements of a commit may stay prepared, and PostgreSQL their plans. A plan that was right for small tables
 * stays until somebody takes statistics, and nobody does so at once but for imports.
 */
function mayStayPrepared(commit: Commit, { maintainer }: Readiness): boolean {
  return onlyKeepsEvents(commit) || (commit.importId !== undefined && maintainer !== null)
}

async function tryCommit(
  executor: Executor,
  schema: string,
  scope: readonly Statement[],
  terms: WriteTerms,
  commit: Commit,
): Promise<Result<CommitReceipt, CommitRefusal | Unexpected>> {
  type Written = Result<CommitReceipt, CommitRefusal | Unexpected>
  try {
    if (isSimple(commit)) return ok(await writeSimple(executor, schema, scope, commit, terms.lastEventPlace))
    return await executor.transaction(scope, async (session): Promise<Outcome<Written>> => {
      const value = await writeCommit(session, schema, terms, commit)
      return { commit: value.ok, value }
    })
  } catch (failure) {
    const code = failureCode(failure)
    if (isErasing(commit) && (code === '42501' || code === '22023')) throw mayNotErase(failure)
    // A row is there that should not be, or one is missing that should be there.
    if (code === '23505' || code === '23503' || code === '23001') return err({ code: 'unexpected-rows' })
    throw failure
  }
}

/**
 * Every statement here finds its rows by an index. Without statistics – a table that was just filled – the planner may
 * think otherwise, read whole tables, and compile machine code for it at a second a query; so it is told, for the
 * length of the transaction.
 */
const plainPlans = "set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true)"

/**
 * How statements that stay prepared are planned, for the length of the transaction: `fitted` to the values at hand and
 * to the tables as they are, each time; `kept`, for those that could not be planned in another way; or `usual`, as
 * PostgreSQL judges: it plans those, too, by which it checks foreign keys, and these not for every row.
 */
type Plans = 'fitted' | 'kept' | 'usual'

const planModes: Readonly<Record<Plans, string>> = {
  fitted: 'force_custom_plan',
  kept: 'force_generic_plan',
  usual: 'auto',
}

/** Holds a transaction to one workspace, until it ends. */
function scopeStatement(workspaceId: string, role: string | null, plans: Plans): Statement {
  const settings = `${plainPlans}, set_config('plan_cache_mode', '${planModes[plans]}', true)`
  if (role === null) return statement(`SELECT set_config('crmkit.workspace', $1::text, true), ${settings}`, workspaceId)
  return statement(
    `SELECT set_config('crmkit.workspace', $1::text, true), set_config('role', $2::text, true), ${settings}`,
    workspaceId,
    role,
  )
}

/**
 * Runs work again while it meets conflicts between transactions, or prepared statements that are not what they were,
 * and turns failures into crmkit's errors.
 */
async function guarded<Value>(executor: Executor, work: (current: Executor) => Promise<Value>): Promise<Value> {
  let current = executor
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(current)
    } catch (failure) {
      if (isStale(failure)) current = executor.unprepared ?? executor
      const mayGoThrough = isConflict(failure) || isStale(failure)
      if (!executor.ownsTransactions || !mayGoThrough || attempt === attempts) throw toCrmError(failure)
      await pause(2 ** attempt)
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
