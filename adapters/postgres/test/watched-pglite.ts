/** PGlite whose statements pass by on their way to it: to be noted, changed, or explained first. */
import type { PGlite } from '@electric-sql/pglite'
import type { DirectoryTokens, Store } from 'crmkit'
import { createTokens } from '../src/directory-tokens.ts'
import {
  type Answer,
  copyText,
  type Executor,
  isCopy,
  type Session,
  type Statement,
  type Step,
} from '../src/executor.ts'
import { pgliteExecutor } from '../src/pglite-executor.ts'
import { pgliteRoles } from '../src/pglite-roles.ts'
import { createStore } from '../src/store.ts'

/** Who watches; what is not said is let pass. */
export interface Watch {
  /** Hears of every text, those of COPYs included. */
  readonly note?: (text: string) => void
  /** What is run in place of a statement: the last one gives its answer. */
  readonly instead?: (statement: Statement) => readonly Statement[]
  /** Hears the answers of those before the last. */
  readonly hear?: (answer: Answer) => void
}

/** The store on a watched database. */
export function watchedStore(db: PGlite, watch: Watch): Store {
  return createStore(watched(pgliteExecutor(db), watch), roles())
}

/** The tokens on a watched database. */
export function watchedTokens(db: PGlite, watch: Watch): DirectoryTokens {
  return createTokens(watched(pgliteExecutor(db), watch), roles())
}

function roles(): Parameters<typeof createStore>[1] {
  const { appRole, ...others } = pgliteRoles({})
  return { ...others, role: appRole }
}

function watched(executor: Executor, { note, instead, hear }: Watch): Executor {
  const watching =
    (session: Session): Session['run'] =>
    async (steps) => {
      const runs = steps.map((step): readonly Step[] => {
        note?.(isCopy(step) ? copyText(step) : step.text)
        return isCopy(step) || instead === undefined ? [step] : instead(step)
      })
      const answers = [...(await session.run(runs.flat()))]
      return runs.flatMap(({ length }) => {
        const own = answers.splice(0, length)
        for (const answer of own.slice(0, -1)) hear?.(answer)
        return own.slice(-1)
      })
    }
  const transaction: Executor['transaction'] = (scope, work) =>
    executor.transaction([], async (session) => {
      const run = watching(session)
      await run(scope)
      return work({ ...session, run, runOne: async (query) => (await run([query]))[0] ?? { rows: [], count: 0 } })
    })
  const atOnce: Executor['read'] = (scope, statements) =>
    transaction(scope, async ({ run }) => ({ commit: true, value: await run(statements) }))
  return { ...executor, read: atOnce, write: atOnce, transaction }
}
