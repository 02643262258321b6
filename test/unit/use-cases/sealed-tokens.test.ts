/** Tokens are sealed: for their account, by keys that can be replaced. */
import { isCrmError, type SealingKey, sealedTokens } from 'crmkit'
import { memoryTokens } from 'crmkit/memory'
import { describe, expect, it } from 'vitest'

const old: SealingKey = { id: '2025', bytes: new Uint8Array(32).fill(1) }
const present: SealingKey = { id: '2026', bytes: new Uint8Array(32).fill(2) }

async function keepOne(keys: readonly [SealingKey, ...SealingKey[]]) {
  const tokens = memoryTokens()
  await sealedTokens({ tokens, keys }).write('w1', 'a1', { secret: '{"refreshToken":"1//é"}', expectedVersion: null })
  const kept = await tokens.read('w1', 'a1')
  if (kept === null) throw new Error('nothing is kept')
  return { tokens, sealed: kept.secret }
}

describe('Sealed tokens', () => {
  it('say which key sealed them, and nothing else', async () => {
    const { sealed } = await keepOne([present])
    expect(sealed).toMatch(/^v1\.2026\.[\w+/=-]{16}\.[\w+/=-]+$/)
    expect(sealed).not.toContain('refresh')
    expect(atob(sealed.split('.')[3] ?? '')).not.toContain('refresh')
  })

  it('are never sealed twice alike', async () => {
    expect((await keepOne([present])).sealed).not.toBe((await keepOne([present])).sealed)
  })

  it('are opened by a key that was replaced, and sealed by the present one', async () => {
    const { tokens } = await keepOne([old])
    const both = sealedTokens({ tokens, keys: [present, old] })
    const kept = await both.read('w1', 'a1')
    expect(kept).toEqual({ secret: '{"refreshToken":"1//é"}', version: 1 })
    await both.write('w1', 'a1', { secret: 'new', expectedVersion: 1 })
    expect((await tokens.read('w1', 'a1'))?.secret).toContain('v1.2026.')
  })

  it.each([
    ['a key that was not given', [old] as const, (sealed: string) => sealed],
    ['another key of the same id', [{ ...present, bytes: old.bytes }] as const, (sealed: string) => sealed],
    ['a text that was changed', [present] as const, (sealed: string) => sealed.replace(/.{8}$/, 'AAAAAAA=')],
    ['the id of another key', [{ ...present, id: 'other' }] as const, (s: string) => s.replace('2026', 'other')],
    ['a text that was never sealed', [present] as const, () => '{"refreshToken":"1//é"}'],
    ['no base64', [present] as const, () => 'v1.2026.§.§'],
  ])('are refused with %s, with a remedy and without a secret', async (_what, keys, change) => {
    const { tokens, sealed } = await keepOne([present])
    await tokens.write('w1', 'a1', { secret: change(sealed), expectedVersion: 1 })
    const error = await sealedTokens({ tokens, keys })
      .read('w1', 'a1')
      .catch((caught: unknown) => caught)
    if (!isCrmError(error, 'backend-refused')) throw new Error('it was opened')
    expect(error.message).toMatch(/^The tokens of the account a1 .* connect the account again\.$/)
    expect(error.message).not.toContain('1//')
  })

  it.each([
    ['account', 'w1', 'a2'],
    ['workspace', 'w2', 'a1'],
  ])('can’t be put in the place of another %s', async (_what, workspaceId, accountId) => {
    const { tokens, sealed } = await keepOne([present])
    await tokens.write(workspaceId, accountId, { secret: sealed, expectedVersion: null })
    const opened = sealedTokens({ tokens, keys: [present] }).read(workspaceId, accountId)
    await expect(opened).rejects.toMatchObject({ code: 'backend-refused' })
  })

  it.each([
    ['too short', [{ id: 'k', bytes: new Uint8Array(16) }] as const],
    ['with a dot in its id', [{ id: 'k.1', bytes: new Uint8Array(32) }] as const],
    ['twice', [present, present] as const],
  ])('refuse a key that is %s', (_what, keys) => {
    expect(() => sealedTokens({ tokens: memoryTokens(), keys })).toThrow(/sealing key/)
  })
})
