/** The contract of tokens holds in memory, sealed and not, and each of its cases can fail. @module */
import { type DirectoryTokens, sealedTokens } from 'crmkit'
import { memoryTokens } from 'crmkit/memory'
import {
  ContractFailure,
  countedId,
  describeContract,
  directoryTokensContract,
  runCase,
  type TokensSubject,
} from 'crmkit/testing'
import { describe, expect, it } from 'vitest'

type Change = (tokens: DirectoryTokens) => DirectoryTokens

function makeWith(change: Change) {
  return async () => {
    const subject: TokensSubject = {
      tokens: change(memoryTokens()),
      workspaceIds: [countedId(1), countedId(2)],
      accountIds: [countedId(3), countedId(4)],
    }
    return { subject }
  }
}

describeContract({ describe, it }, directoryTokensContract, { make: makeWith((tokens) => tokens) })

describe('Sealed', () => {
  const keys = [{ id: 'k1', bytes: new Uint8Array(32).fill(7) }] as const
  describeContract({ describe, it }, directoryTokensContract, {
    make: makeWith((tokens) => sealedTokens({ tokens, keys })),
  })
})

/** Case name → tokens that differ from right ones in what the case is about. */
const saboteurs: Readonly<Record<string, Change>> = {
  'gives what was written last, with its version': (tokens) => ({
    ...tokens,
    read: async (...at) => {
      const kept = await tokens.read(...at)
      // ASCII only: what else there is gets lost.
      return kept === null ? null : { ...kept, secret: kept.secret.replace(/[^ -~]/g, '?') }
    },
  }),
  'gives nothing of another workspace or another account': (tokens) => ({
    ...tokens,
    read: async (workspaceId, accountId) =>
      (await tokens.read(workspaceId, accountId)) ??
      ((await tokens.read(countedId(1), accountId))?.secret === 'one' ? tokens.read(countedId(1), accountId) : null),
  }),
  'says version-conflict where something else is kept than was expected, and changes nothing': (tokens) => ({
    ...tokens,
    write: async (workspaceId, accountId, { secret, expectedVersion }) => {
      const kept = await tokens.read(workspaceId, accountId)
      const expected = expectedVersion === null && kept !== null ? kept.version : expectedVersion
      return tokens.write(workspaceId, accountId, { secret, expectedVersion: expected })
    },
  }),
  'lets one of several win who expect the same version': (tokens) => ({
    ...tokens,
    write: async (workspaceId, accountId, { secret, expectedVersion }) => {
      const kept = await tokens.read(workspaceId, accountId)
      await new Promise((resolve) => setTimeout(resolve, 1))
      if ((kept?.version ?? null) !== expectedVersion) return { kind: 'version-conflict' }
      const now = await tokens.read(workspaceId, accountId)
      return tokens.write(workspaceId, accountId, { secret, expectedVersion: now?.version ?? null })
    },
  }),
  'keeps nothing of what is removed, and leaves other accounts alone': (tokens) => ({
    ...tokens,
    remove: async (workspaceId, accountId) => {
      await tokens.remove(workspaceId, accountId)
      await tokens.remove(countedId(2), accountId)
    },
  }),
  'never gives a version again, not even after a removal': (tokens) => {
    const removed = new Set<string>()
    return {
      ...tokens,
      remove: async (workspaceId, accountId) => {
        removed.add(workspaceId + accountId)
        await tokens.remove(workspaceId, accountId)
      },
      write: async (workspaceId, accountId, { secret, expectedVersion }) => {
        const isAnew = removed.has(workspaceId + accountId) && expectedVersion !== null
        const kept = isAnew ? await tokens.read(workspaceId, accountId) : null
        return tokens.write(workspaceId, accountId, { secret, expectedVersion: kept?.version ?? expectedVersion })
      },
    }
  },
}

describe('Saboteurs among tokens', () => {
  const cases = Object.entries(directoryTokensContract.cases)

  it('every case has one, and every one a case', () => {
    expect(Object.keys(saboteurs).toSorted()).toEqual(cases.map(([name]) => name).toSorted())
  })

  it.each(cases)('is caught, and by nothing else: %s', async (name) => {
    const change = saboteurs[name]
    if (change === undefined) throw new Error(`no saboteur for “${name}”`)
    const failing: string[] = []
    for (const [other, check] of cases) {
      const failure = await runCase(check, { make: makeWith(change) }).catch((error: unknown) => error)
      if (failure !== undefined) {
        failing.push(other)
        expect(failure).toBeInstanceOf(ContractFailure)
      }
    }
    expect(failing).toEqual([name])
  })
})
