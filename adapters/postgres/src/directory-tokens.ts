/** The tokens of address books as rows, each replaced only by who has seen it. @module */
import type { DirectoryTokens } from 'crmkit'
import { type Executor, type Statement, statement } from './executor.ts'
import { openParts, type StoreOptions } from './store.ts'
import { tableName } from './table.ts'

/** Keeps tokens on any executor. What they say is sealed by the host (`sealedTokens`). */
export function createTokens(executor: Executor, options: StoreOptions): DirectoryTokens {
  const { reader, transact } = openParts(executor, options)
  const table = tableName(reader.schema, 'directory_tokens')
  const one = 't.workspace_id = $1::uuid AND t.directory_id = $2::uuid'
  const run = (workspaceId: string, query: Statement) =>
    transact(workspaceId, async (session) => ({ commit: true, value: await session.runOne(query) }))
  return {
    async read(workspaceId, accountId) {
      const query = statement(`SELECT t.secret, t.version FROM ${table} AS t WHERE ${one}`, workspaceId, accountId)
      const [[secret = null, version] = []] = (await reader.read(workspaceId, query)).rows
      return secret === null ? null : { secret, version: Number(version) }
    },
    async write(workspaceId, accountId, { secret, expectedVersion }) {
      // What was removed leaves its version behind.
      const first =
        `INSERT INTO ${table} AS t (workspace_id, directory_id, secret, version) ` +
        'VALUES ($1::uuid, $2::uuid, $3::text, 1) ON CONFLICT (workspace_id, directory_id) ' +
        'DO UPDATE SET secret = excluded.secret, version = t.version + 1 WHERE t.secret IS NULL RETURNING t.version'
      const next =
        `UPDATE ${table} AS t SET secret = $3::text, version = t.version + 1 ` +
        `WHERE ${one} AND t.version = $4::integer AND t.secret IS NOT NULL RETURNING t.version`
      const query =
        expectedVersion === null
          ? statement(first, workspaceId, accountId, secret)
          : statement(next, workspaceId, accountId, secret, String(expectedVersion))
      const [row] = (await run(workspaceId, query)).rows
      return row === undefined ? { kind: 'version-conflict' } : { kind: 'written', version: Number(row[0]) }
    },
    async remove(workspaceId, accountId) {
      await run(workspaceId, statement(`UPDATE ${table} AS t SET secret = NULL WHERE ${one}`, workspaceId, accountId))
    },
  }
}
