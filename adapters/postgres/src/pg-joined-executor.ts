/**
 * Statements on the host's own client, within the transaction that the host has open: no BEGIN and COMMIT of ours, a
 * savepoint instead. Role, workspace and planner settings are put back before the host goes on.
 * @module
 */
import { type Executor, type Statement, statement } from './executor.ts'
import { connectionOf, type PgClient, runOn, sessionOn } from './pg-client.ts'
import { dropOldPlans } from './saved-plans.ts'

const savepoint = statement('SAVEPOINT crmkit')
const release = statement('RELEASE SAVEPOINT crmkit')
const rollBack = statement('ROLLBACK TO SAVEPOINT crmkit')
const readSettings = statement(
  "SELECT current_setting('role'), current_setting('crmkit.workspace', true), " +
    "current_setting('jit'), current_setting('enable_seqscan'), current_setting('plan_cache_mode')",
)

/** Runs statements on one client, one transaction after the other. */
export function pgJoinedExecutor(client: PgClient): Executor {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(work, work)
    last = turn
    return turn
  }
  const transaction: Executor['transaction'] = (scope, work) =>
    inTurn(() =>
      withinSavepoint(client, async () => {
        const opening = [readSettings, savepoint, ...dropOldPlans(connectionOf(client)), ...scope]
        const [settings] = await runOn(client, opening)
        const outcome = await work(sessionOn(client))
        const closing = outcome.commit ? [release, restore(settings?.rows[0] ?? [])] : [rollBack, release]
        await runOn(client, closing)
        return outcome.value
      }),
    )
  return {
    ownsTransactions: false,
    read: (scope, statements) =>
      inTurn(async () => {
        const answers = await withinSavepoint(client, () =>
          // Rolling back gives the settings back.
          runOn(client, [savepoint, ...scope, ...statements, rollBack, release]),
        )
        return answers.slice(1 + scope.length, -2)
      }),
    write: (scope, statements) =>
      transaction(scope, async (session) => ({ commit: true, value: await session.run(statements) })),
    transaction,
  }
}

function restore([role, workspace, jit, seqscan, plans]: readonly (string | null)[]): Statement {
  return statement(
    "SELECT set_config('role', $1::text, true), set_config('crmkit.workspace', $2::text, true), " +
      "set_config('jit', $3::text, true), set_config('enable_seqscan', $4::text, true), " +
      "set_config('plan_cache_mode', $5::text, true)",
    role ?? 'none',
    workspace ?? '',
    jit ?? 'on',
    seqscan ?? 'on',
    plans ?? 'auto',
  )
}

async function withinSavepoint<Value>(client: PgClient, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (failure) {
    await runOn(client, [rollBack, release]).catch(() => {
      // There is no savepoint, or no connection: the host's transaction has failed, which the error below tells.
    })
    throw failure
  }
}
