/** The contract of {@link DirectoryTokens}. @module */
import type { DirectoryTokens, TokensToKeep } from '../ports/directory-tokens.ts'
import { expectEqual, expectPresent } from './assert.ts'
import type { Contract } from './contract.ts'

/** What is held against the contract, with the ids of two workspaces that are there, and of two accounts in each. */
export interface TokensSubject {
  readonly tokens: DirectoryTokens
  readonly workspaceIds: readonly [string, string]
  readonly accountIds: readonly [string, string]
}

/** Every sentence of the port, as a case. */
export const directoryTokensContract: Contract<TokensSubject> = {
  name: 'DirectoryTokens',
  cases: {
    'gives what was written last, with its version': async (subject) => {
      const { tokens, at } = openedBy(subject)
      expectEqual(await tokens.read(...at), null, 'what is kept at first')
      const first = await keep(subject, { secret: 'one', expectedVersion: null })
      const second = await keep(subject, { secret: 'två', expectedVersion: first })
      expectEqual(await tokens.read(...at), { secret: 'två', version: second }, 'what is kept')
    },

    'gives nothing of another workspace or another account': async (subject) => {
      const { tokens, at, others } = openedBy(subject)
      await keep(subject, { secret: 'one', expectedVersion: null })
      for (const other of others) expectEqual(await tokens.read(...other), null, 'what is kept for another')
      expectEqual((await tokens.read(...at))?.secret, 'one', 'what is kept')
    },

    'says version-conflict where something else is kept than was expected, and changes nothing': async (subject) => {
      const { tokens, at } = openedBy(subject)
      const conflict = { kind: 'version-conflict' }
      const early = await tokens.write(...at, { secret: 'none', expectedVersion: 1 })
      expectEqual(early, conflict, 'the answer where nothing is kept')
      const first = await keep(subject, { secret: 'one', expectedVersion: null })
      const second = await keep(subject, { secret: 'two', expectedVersion: first })
      const old = await tokens.write(...at, { secret: 'old', expectedVersion: first })
      expectEqual(old, conflict, 'the answer to an old version')
      const blind = await tokens.write(...at, { secret: 'blind', expectedVersion: null })
      expectEqual(blind, conflict, 'the answer to who expects nothing')
      expectEqual(await tokens.read(...at), { secret: 'two', version: second }, 'what is kept')
    },

    'lets one of several win who expect the same version': async (subject) => {
      const { tokens, at } = openedBy(subject)
      const first = await keep(subject, { secret: 'one', expectedVersion: null })
      const secrets = ['a', 'b', 'c', 'd']
      const written = await Promise.all(
        secrets.map((secret) => tokens.write(...at, { secret, expectedVersion: first })),
      )
      const winners = secrets.filter((_secret, index) => written[index]?.kind === 'written')
      expectEqual(winners.length, 1, 'how many won')
      expectEqual((await tokens.read(...at))?.secret, winners[0], 'what is kept')
    },

    'keeps nothing of what is removed, and leaves other accounts alone': async (subject) => {
      const { tokens, at, others } = openedBy(subject)
      await keep(subject, { secret: 'one', expectedVersion: null })
      for (const other of others) await tokens.write(...other, { secret: 'theirs', expectedVersion: null })
      await tokens.remove(...at)
      await tokens.remove(...at)
      expectEqual(await tokens.read(...at), null, 'what is kept')
      for (const other of others) expectEqual((await tokens.read(...other))?.secret, 'theirs', 'what others have')
    },

    'never gives a version again, not even after a removal': async (subject) => {
      const { tokens, at } = openedBy(subject)
      const first = await keep(subject, { secret: 'one', expectedVersion: null })
      await tokens.remove(...at)
      const second = await keep(subject, { secret: 'two', expectedVersion: null })
      const late = await tokens.write(...at, { secret: 'late', expectedVersion: first })
      expectEqual([late.kind, second === first], ['version-conflict', false], 'the answer to who read before')
    },
  },
}

type Place = readonly [string, string]

function openedBy({ tokens, workspaceIds, accountIds }: TokensSubject) {
  const at: Place = [workspaceIds[0], accountIds[0]]
  const others: readonly Place[] = [
    [workspaceIds[0], accountIds[1]],
    [workspaceIds[1], accountIds[0]],
  ]
  return { tokens, at, others }
}

async function keep(subject: TokensSubject, tokens: TokensToKeep): Promise<number> {
  const { at } = openedBy(subject)
  const answer = await subject.tokens.write(...at, tokens)
  return expectPresent(answer.kind === 'written' ? answer.version : null, `“${tokens.secret}” that was to be kept`)
}
