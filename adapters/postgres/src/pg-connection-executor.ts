/** Statements on a connected client that has no transaction open: BEGIN and COMMIT are ours. @module */
import { type Answer, type Executor, openingSession, type Statement, statement } from './executor.ts'
import { canCopy, connectionOf, type PgClient, runOn, sessionOn } from './pg-client.ts'
import { dropOldPlans } from './saved-plans.ts'

const begin = statement('BEGIN')
const commit = statement('COMMIT')
const rollback = statement('ROLLBACK')

/**
 * Runs statements on a client that nobody else uses meanwhile.
 * @param prepares whether statements may stay prepared on the connection
 * @param pool which it is of
 */
export function pgConnectionExecutor(client: PgClient, prepares = false, pool?: object): Executor {
  const connection = connectionOf(client)
  const atOnce: Executor['write'] = async (scope, statements) => {
    const all = [...scope, ...statements]
    // One batch is one transaction.
    const answers = await (canCopy(client) ? runOn(client, all, prepares) : inTransaction(client, all))
    return answers.slice(scope.length)
  }
  return {
    ownsTransactions: true,
    read: atOnce,
    write: (scope, statements) => atOnce([...dropOldPlans(connection, pool), ...scope], statements),
    async transaction(scope, work) {
      try {
        const opening = [begin, ...dropOldPlans(connection, pool), ...scope]
        const outcome = await work(openingSession(sessionOn(client, prepares), opening))
        // Never prepared: were it not there, the transaction would stay open.
        await runOn(client, [outcome.commit ? commit : rollback])
        return outcome.value
      } catch (failure) {
        await rollBack(client)
        throw failure
      }
    },
  }
}

async function inTransaction(client: PgClient, statements: readonly Statement[]): Promise<readonly Answer[]> {
  try {
    const answers = await runOn(client, [begin, ...statements, commit])
    return answers.slice(1, -1)
  } catch (failure) {
    await rollBack(client)
    throw failure
  }
}

async function rollBack(client: PgClient): Promise<void> {
  await runOn(client, [rollback]).catch(() => {
    // The connection is broken: the server rolls back by itself, and the first failure tells more.
  })
}
