/** Tokens of directories in memory. @module */
import type { DirectoryTokens } from '../ports/directory-tokens.ts'

/** Keeps the tokens of accounts for as long as the process lives. */
export function memoryTokens(): DirectoryTokens {
  // What was removed leaves its version behind: whoever read it before must not overwrite what came after.
  const kept = new Map<string, { readonly secret: string | null; readonly version: number }>()
  const keyOf = (...ids: readonly string[]) => JSON.stringify(ids)
  return {
    async read(workspaceId, accountId) {
      const { secret, version } = kept.get(keyOf(workspaceId, accountId)) ?? { secret: null, version: 0 }
      return secret === null ? null : { secret, version }
    },
    async write(workspaceId, accountId, { secret, expectedVersion }) {
      const key = keyOf(workspaceId, accountId)
      const known = kept.get(key) ?? { secret: null, version: 0 }
      const present = known.secret === null ? null : known.version
      if (present !== expectedVersion) return { kind: 'version-conflict' }
      const version = known.version + 1
      kept.set(key, { secret, version })
      return { kind: 'written', version }
    },
    async remove(workspaceId, accountId) {
      const key = keyOf(workspaceId, accountId)
      const known = kept.get(key)
      if (known !== undefined) kept.set(key, { secret: null, version: known.version })
    },
  }
}
